"""REST for outputs."""

from collections.abc import Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import TypeAdapter

from streamingpro.control.outputs.destination import srt_options
from streamingpro.control.outputs.model import Output
from streamingpro.control.outputs.schemas import (
    OutputCreate,
    OutputOut,
    OutputPatch,
    OutputTest,
    OutputTestOut,
    SrtOut,
    SwitchIn,
)
from streamingpro.control.requests import host_of, until_gone
from streamingpro.control.schemas import ReorderIn, ReorderOut
from streamingpro.control.services import Services, ServicesDep
from streamingpro.control.users.auth import Operator, Viewer
from streamingpro.control.users.identity import Identity
from streamingpro.kit.tasks import while_wanted

router = APIRouter(prefix="/api", tags=["outputs"])
_LIST = TypeAdapter(list[OutputOut])


@router.get("/outputs", response_model=list[OutputOut])
async def list_all_outputs(who: Viewer, services: ServicesDep) -> Response:
    """All outputs of all inputs, in order."""
    return await _listed(who, services, None)


@router.get("/inputs/{input_id}/outputs", response_model=list[OutputOut])
async def list_outputs(input_id: str, who: Viewer, services: ServicesDep) -> Response:
    """The outputs of one input, in order."""
    return await _listed(who, services, input_id)


@router.post("/inputs/{input_id}/outputs", status_code=201)
async def create_output(
    input_id: str, body: OutputCreate, who: Operator, services: ServicesDep, request: Request
) -> OutputOut:
    """Add a destination to an input. It goes live at once when the input is live."""
    item = await services.outputs.create(input_id, body, our_host=host_of(request))
    return _shown(item, who, services)


@router.post("/inputs/{input_id}/outputs/reorder")
async def reorder_outputs(
    input_id: str, body: ReorderIn, _who: Operator, services: ServicesDep
) -> ReorderOut:
    """Put an input's outputs into an order. No connection is disturbed by this."""
    return ReorderOut(ids=list(await services.outputs.reorder(input_id, body.ids)))


@router.post("/inputs/{input_id}/outputs/switch")
async def switch_outputs(
    input_id: str, body: SwitchIn, who: Operator, services: ServicesDep
) -> list[OutputOut]:
    """Switch all outputs of an input on or off. Those that are so already notice nothing."""
    items = await services.outputs.switch(input_id, enabled=body.enabled)
    return [_shown(item, who, services) for item in items]


@router.get("/outputs/{output_id}")
async def get_output(output_id: str, who: Viewer, services: ServicesDep) -> OutputOut:
    """One output."""
    return _shown(await services.outputs.get(output_id), who, services)


@router.patch("/outputs/{output_id}")
async def patch_output(
    output_id: str, body: OutputPatch, who: Operator, services: ServicesDep, request: Request
) -> OutputOut:
    """Change the given fields. A new address or key applies at once."""
    item = await services.outputs.update(output_id, body, our_host=host_of(request))
    return _shown(item, who, services)


@router.post("/outputs/test", response_model=OutputTestOut)
async def try_new_output(
    body: OutputTest, _who: Operator, services: ServicesDep, request: Request
) -> Response | OutputTestOut:
    """Test a destination that is not saved. Connects as an output would, sends no video, and takes
    its leave; that takes 2 to 15 seconds."""
    test = services.tester.test_new(body, our_host=host_of(request))
    return await _while_there(test, request)


@router.post("/outputs/{output_id}/test", response_model=OutputTestOut)
async def try_output(
    output_id: str, body: OutputPatch, _who: Operator, services: ServicesDep, request: Request
) -> Response | OutputTestOut:
    """Test an output as it is stored, or with the given fields changed. Nothing is saved: a new key
    can be tested before it is."""
    test = services.tester.test_stored(output_id, body, our_host=host_of(request))
    return await _while_there(test, request)


@router.delete("/outputs/{output_id}", status_code=204)
async def delete_output(output_id: str, _who: Operator, services: ServicesDep) -> None:
    """Remove a destination. A live one is closed properly."""
    await services.outputs.delete(output_id)


async def _while_there(
    test: Coroutine[Any, Any, OutputTestOut], request: Request
) -> Response | OutputTestOut:
    """A test ends when its caller leaves; the answer then is for nobody."""
    return await while_wanted(test, until_gone(request)) or Response(status_code=499)


async def _listed(who: Identity, services: Services, input_id: str | None) -> Response:
    items = await services.outputs.list(input_id)
    # Serialised here: FastAPI would check every figure a second time.
    body = _LIST.dump_json([_shown(item, who, services) for item in items])
    return Response(body, media_type="application/json")


def _shown(item: Output, who: Identity, services: Services) -> OutputOut:
    """The row as this caller may see it. A query in the url may hold a token."""
    secrets = who.sees_secrets
    srt = _shown_srt(item, secrets=secrets)
    return OutputOut(
        id=item.id,
        input_id=item.input_id,
        name=item.name,
        platform=item.platform,
        url=item.url if secrets else item.url.partition("?")[0],
        stream_key=item.stream_key if secrets and srt is None else None,
        fingerprint=item.fingerprint,
        srt=srt,
        enabled=item.enabled,
        position=item.position,
        created_at=item.created_at,
        updated_at=item.updated_at,
        status=services.runtime.monitor.output_status(item),
    )


def _shown_srt(item: Output, *, secrets: bool) -> SrtOut | None:
    options = srt_options(item)
    if options is None:
        return None
    return SrtOut(
        mode=options.mode,
        streamid=options.stream_id if secrets else None,
        passphrase=options.passphrase if secrets else None,
        encrypted=options.passphrase is not None,
        latency_ms=options.latency_ms,
        key_length=options.key_length,
        payload_size=options.payload_size,
    )
