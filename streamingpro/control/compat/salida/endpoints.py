"""REST of salidas, as in the earlier system."""

from fastapi import APIRouter, Request

from streamingpro.control.compat.parts import compat_of, shown_to
from streamingpro.control.compat.schemas import (
    EstadoIn,
    EstadoOut,
    MensajeOut,
    ReordenarSalidas,
    SalidaIn,
    SalidaOut,
    SalidaPatch,
)
from streamingpro.control.compat.shown import Shown
from streamingpro.control.requests import host_of
from streamingpro.control.schemas import ReorderOut
from streamingpro.control.services import ServicesDep
from streamingpro.control.users.auth import Operator, Viewer
from streamingpro.control.users.identity import Identity

router = APIRouter(prefix="/api/salida", tags=["compat"])


@router.get("")
async def list_salidas(who: Viewer, services: ServicesDep, request: Request) -> list[SalidaOut]:
    """All salidas of all entradas, in order."""
    shown = _shown(who, services, request)
    entradas = await compat_of(request).store.all()
    return [salida for entrada in entradas for salida in shown.salidas(entrada)]


@router.post("", status_code=201)
async def create_salida(
    body: SalidaIn, who: Operator, services: ServicesDep, request: Request
) -> SalidaOut:
    """Add a custom salida to an entrada. It goes live at once when the entrada is live."""
    made = await compat_of(request).salidas.create(body, host_of(request))
    return _shown(who, services, request).salida(*made)


@router.patch("/reordenar")
@router.api_route("/reordenar", methods=["PUT", "POST"], include_in_schema=False)
async def reorder_salidas(body: ReordenarSalidas, _who: Operator, request: Request) -> ReorderOut:
    """Put the salidas of an entrada, or of several, into an order. Ids left out follow after."""
    return ReorderOut(ids=await compat_of(request).salidas.reorder(body.wanted()))


@router.get("/{salida_id}")
async def get_salida(
    salida_id: str, who: Viewer, services: ServicesDep, request: Request
) -> SalidaOut:
    """One salida."""
    found = await compat_of(request).salidas.get(salida_id)
    return _shown(who, services, request).salida(*found)


@router.patch("/{salida_id}")
@router.put("/{salida_id}", include_in_schema=False)
async def patch_salida(
    salida_id: str, body: SalidaPatch, who: Operator, services: ServicesDep, request: Request
) -> SalidaOut:
    """Change the given fields of a salida. A new address or key applies at once."""
    shown = _shown(who, services, request)
    made = await compat_of(request).salidas.update(salida_id, body, host_of(request), shown.salida)
    return shown.salida(*made)


@router.delete("/{salida_id}")
async def delete_salida(salida_id: str, _who: Operator, request: Request) -> MensajeOut:
    """Remove a custom salida. A live one is closed properly; default ones stay."""
    await compat_of(request).salidas.delete(salida_id)
    return MensajeOut(message="The salida was deleted.")


@router.get("/{salida_id}/estado")
async def get_estado(
    salida_id: str, who: Viewer, services: ServicesDep, request: Request
) -> EstadoOut:
    """The present state of a salida."""
    found = await compat_of(request).salidas.get(salida_id)
    return _shown(who, services, request).estado(*found)


@router.patch("/{salida_id}/estado")
@router.api_route("/{salida_id}/estado", methods=["PUT", "POST"], include_in_schema=False)
async def set_estado(
    salida_id: str, body: EstadoIn, who: Operator, services: ServicesDep, request: Request
) -> EstadoOut:
    """Switch a salida on or off."""
    shown = _shown(who, services, request)
    patch = SalidaPatch(habilitada=body.habilitada)
    made = await compat_of(request).salidas.update(salida_id, patch, host_of(request), shown.salida)
    return shown.estado(*made)


@router.post("/{salida_id}/verificar-estado")
@router.get("/{salida_id}/verificar-estado", include_in_schema=False)
async def check_estado(
    salida_id: str, who: Viewer, services: ServicesDep, request: Request
) -> EstadoOut:
    """The present state of a salida, as `estado`: it is always looked at, twice a second."""
    found = await compat_of(request).salidas.get(salida_id)
    return _shown(who, services, request).estado(*found)


def _shown(who: Identity, services: ServicesDep, request: Request) -> Shown:
    return shown_to(services, host_of(request), secrets=who.sees_secrets)
