"""REST of entradas, as in the earlier system."""

from fastapi import APIRouter, Request

from streamingpro.control.compat.parts import compat_of, shown_to
from streamingpro.control.compat.schemas import (
    DisponibleOut,
    EntradaIn,
    EntradaOut,
    EntradaPatch,
    MensajeOut,
    ReordenarEntradas,
    SyncOut,
)
from streamingpro.control.compat.shown import Shown
from streamingpro.control.requests import host_of
from streamingpro.control.schemas import ReorderOut
from streamingpro.control.services import ServicesDep
from streamingpro.control.users.auth import Operator, Viewer
from streamingpro.control.users.identity import Identity

router = APIRouter(prefix="/api/entrada", tags=["compat"])


@router.get("")
async def list_entradas(who: Viewer, services: ServicesDep, request: Request) -> list[EntradaOut]:
    """All entradas in their order, with their salidas."""
    shown = _shown(who, services, request)
    return [shown.entrada(one) for one in await compat_of(request).store.all()]


@router.post("", status_code=201)
async def create_entrada(
    body: EntradaIn, who: Operator, services: ServicesDep, request: Request
) -> EntradaOut:
    """Create an entrada with its three default salidas. The server makes its key."""
    made = await compat_of(request).entradas.create(body, host_of(request))
    return _shown(who, services, request).entrada(made)


@router.get("/validar-nombre/{nombre:path}")
async def validate_nombre(nombre: str, _who: Viewer, request: Request) -> DisponibleOut:
    """Whether a name is free."""
    return DisponibleOut(disponible=await compat_of(request).entradas.is_free(nombre))


@router.patch("/reordenar")
@router.api_route("/reordenar", methods=["PUT", "POST"], include_in_schema=False)
async def reorder_entradas(body: ReordenarEntradas, _who: Operator, request: Request) -> ReorderOut:
    """Put entradas into an order. Ids left out follow after those given."""
    return ReorderOut(ids=list(await compat_of(request).entradas.reorder(body.wanted())))


@router.post("/sync")
async def sync_entradas(_who: Operator, request: Request) -> SyncOut:
    """Bring the media server to what it should be, now, and tell what was found."""
    return await compat_of(request).sync()


@router.get("/{input_id}")
async def get_entrada(
    input_id: str, who: Viewer, services: ServicesDep, request: Request
) -> EntradaOut:
    """One entrada with its salidas."""
    entrada = await compat_of(request).store.get(input_id)
    return _shown(who, services, request).entrada(entrada)


@router.patch("/{input_id}")
@router.put("/{input_id}", include_in_schema=False)
async def patch_entrada(
    input_id: str, body: EntradaPatch, who: Operator, services: ServicesDep, request: Request
) -> EntradaOut:
    """Change the given fields of an entrada."""
    made = await compat_of(request).entradas.update(input_id, body, host_of(request))
    return _shown(who, services, request).entrada(made)


@router.delete("/{input_id}")
async def delete_entrada(input_id: str, _who: Operator, services: ServicesDep) -> MensajeOut:
    """Delete an entrada with all its salidas. Live destinations are closed properly."""
    await services.inputs.delete(input_id)
    return MensajeOut(message="The entrada was deleted.")


def _shown(who: Identity, services: ServicesDep, request: Request) -> Shown:
    return shown_to(services, host_of(request), secrets=who.sees_secrets)
