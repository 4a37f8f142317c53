"""REST for inputs."""

from fastapi import APIRouter, Request, Response
from pydantic import TypeAdapter

from streamingpro.control.fleet.places import ServerPlace
from streamingpro.control.inputs.connections import connections_of, kick
from streamingpro.control.inputs.model import PULL, Input
from streamingpro.control.inputs.schemas import (
    ConnectionOut,
    InputCreate,
    InputOut,
    InputPatch,
    InputUrls,
    SourceOut,
    SrtOut,
)
from streamingpro.control.inputs.urls import Place, Secrets, Server, input_urls
from streamingpro.control.requests import host_of
from streamingpro.control.schemas import ReorderIn, ReorderOut
from streamingpro.control.services import Services, ServicesDep
from streamingpro.control.users.auth import Operator, Viewer
from streamingpro.control.users.identity import Identity
from streamingpro.kit.redact import redact_url

router = APIRouter(prefix="/api/inputs", tags=["inputs"])
_LIST = TypeAdapter(list[InputOut])


@router.get("", response_model=list[InputOut])
async def list_inputs(who: Viewer, services: ServicesDep, request: Request) -> Response:
    """All inputs in their order, with status and addresses."""
    shown = _Shown(who, services, request)
    # Serialised here: FastAPI would check every figure a second time.
    body = _LIST.dump_json([shown.of(item) for item in await services.inputs.list()])
    return Response(body, media_type="application/json")


@router.post("", status_code=201)
async def create_input(
    body: InputCreate, who: Operator, services: ServicesDep, request: Request
) -> InputOut:
    """Create an input. It gets a publish key of its own."""
    item = await services.inputs.create(body, our_host=host_of(request))
    return _Shown(who, services, request).of(item)


@router.post("/reorder")
async def reorder_inputs(body: ReorderIn, _who: Operator, services: ServicesDep) -> ReorderOut:
    """Put inputs into an order. Ids left out follow after those given."""
    return ReorderOut(ids=list(await services.inputs.reorder(body.ids)))


@router.get("/{input_id}")
async def get_input(
    input_id: str, who: Viewer, services: ServicesDep, request: Request
) -> InputOut:
    """One input."""
    return _Shown(who, services, request).of(await services.inputs.get(input_id))


@router.patch("/{input_id}")
async def patch_input(
    input_id: str, body: InputPatch, who: Operator, services: ServicesDep, request: Request
) -> InputOut:
    """Change the given fields of an input."""
    item = await services.inputs.update(input_id, body, our_host=host_of(request))
    return _Shown(who, services, request).of(item)


@router.delete("/{input_id}", status_code=204)
async def delete_input(input_id: str, _who: Operator, services: ServicesDep) -> None:
    """Delete an input and its outputs. Live destinations are closed properly."""
    await services.inputs.delete(input_id)


@router.post("/{input_id}/rotate-key")
async def rotate_key(
    input_id: str, who: Operator, services: ServicesDep, request: Request
) -> InputOut:
    """Give the input a new publish key. Who publishes with the old one is disconnected."""
    return _Shown(who, services, request).of(await services.inputs.rotate_key(input_id))


@router.get("/{input_id}/connections")
async def list_connections(
    input_id: str, _who: Viewer, services: ServicesDep
) -> list[ConnectionOut]:
    """Who publishes to this input or plays it now, over every protocol."""
    item = await services.inputs.get(input_id)
    return await connections_of(services.runtime.fleet.clients(), item.path)


@router.post("/{input_id}/connections/{connection_id}/kick", status_code=204)
async def kick_connection(
    input_id: str, connection_id: str, _who: Operator, services: ServicesDep
) -> None:
    """Disconnect one of them. An encoder that still has the right key may come back."""
    item = await services.inputs.get(input_id)
    await kick(services.runtime.fleet.clients(), item.path, connection_id)


def shown_input(item: Input, who: Identity, services: Services, request: Request) -> InputOut:
    """An input as this caller may see it."""
    return _Shown(who, services, request).of(item)


class _Shown:
    """Turns rows into what this caller may see."""

    def __init__(self, who: Identity, services: ServicesDep, request: Request) -> None:
        self._secrets = who.sees_secrets
        self._status = services.runtime.monitor.input_status
        self._host = services.settings.public_host or host_of(request)
        self._services = services

    def of(self, item: Input) -> InputOut:
        return InputOut(
            id=item.id,
            name=item.name,
            path=item.path,
            enabled=item.enabled,
            position=item.position,
            source=self._source(item),
            srt=SrtOut(
                passphrase=item.srt_passphrase if self._secrets else None,
                encrypted=item.srt_passphrase is not None,
                latency_ms=item.srt_latency_ms,
                key_length=item.srt_key_length,
            ),
            publish_key=item.publish_key if self._secrets else None,
            read_key=item.read_key if self._secrets else None,
            read_protected=item.read_key is not None,
            grace_s=item.grace_s,
            override_publisher=item.override_publisher,
            node=item.node,
            created_at=item.created_at,
            updated_at=item.updated_at,
            status=self._status(item),
            urls=self._urls(item),
        )

    def _source(self, item: Input) -> SourceOut:
        url = item.source_url
        if url is not None and not self._secrets:
            url = redact_url(url)
        return SourceOut(
            type=item.source_type,
            url=url,
            on_demand=item.source_on_demand,
            rtsp_transport=item.rtsp_transport,
            fingerprint=item.source_fingerprint,
        )

    def _urls(self, item: Input) -> InputUrls:
        runtime = self._services.runtime
        home, servers = runtime.servers.places(item.node)
        secrets = Secrets(item.publish_key, item.read_key, item.srt_passphrase, shown=self._secrets)
        return input_urls(
            self._place(item, home),
            secrets,
            [Server(at.node, at.name, self._place(item, at), takes=at.takes) for at in servers],
        )

    def _place(self, item: Input, at: ServerPlace) -> Place:
        return Place(
            item.id,
            item.path,
            at.host or self._host,
            at.ports,
            item.srt_latency_ms,
            item.srt_key_length,
            pulls=item.source_type == PULL,
        )
