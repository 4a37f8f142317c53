"""REST of the media servers and of statistics, as in the earlier system."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request

from streamingpro.control.compat.media.readers import count_readers, device_stats
from streamingpro.control.compat.media.schemas import Estadisticas, MediaMtxAnswer, MediaMtxStatus
from streamingpro.control.compat.parts import compat_of, shown_to
from streamingpro.control.compat.statistics import estadisticas
from streamingpro.control.requests import host_of
from streamingpro.control.services import ServicesDep
from streamingpro.control.users.auth import Operator, Viewer
from streamingpro.kit.clock import utcnow

router = APIRouter(prefix="/api", tags=["compat"])
Kind = Annotated[Literal["rtmp", "srt", "rtsp"], Path()]
PathName = Annotated[str, Path()]


@router.get("/estadisticas")
async def get_estadisticas(_who: Viewer, services: ServicesDep) -> Estadisticas:
    """How all does now: states, bitrates, readers."""
    return estadisticas(services.runtime.monitor)


@router.get("/media-mtx/status")
async def mediamtx_status(_who: Viewer, request: Request) -> MediaMtxStatus:
    """Whether the media server answers."""
    connected = await compat_of(request).media.reachable()
    words = "The media server answers." if connected else "The media server does not answer."
    return MediaMtxStatus(connected=connected, message=words, timestamp=utcnow())


@router.get("/media-mtx/paths")
async def mediamtx_paths(_who: Viewer, request: Request) -> MediaMtxAnswer:
    """Every path at work, as MediaMTX tells it, without secrets."""
    return _listed(await compat_of(request).media.paths())


@router.get("/media-mtx/paths/{name:path}/status")
async def mediamtx_path_status(
    name: PathName, who: Viewer, services: ServicesDep, request: Request
) -> MediaMtxAnswer:
    """One path in short: whether it is live, bytes, readers, addresses."""
    shown = shown_to(services, host_of(request), secrets=who.sees_secrets)
    return _answer(await compat_of(request).media.status(name, shown))


@router.get("/media-mtx/paths/{name:path}/urls")
async def mediamtx_path_urls(
    name: PathName, who: Viewer, services: ServicesDep, request: Request
) -> MediaMtxAnswer:
    """Where to publish to a path and where to play it. Viewers see no address with a secret."""
    shown = shown_to(services, host_of(request), secrets=who.sees_secrets)
    return _answer(await compat_of(request).media.urls(name, shown))


@router.get("/media-mtx/paths/{name:path}")
async def mediamtx_path(name: PathName, _who: Viewer, request: Request) -> MediaMtxAnswer:
    """One path at work, as MediaMTX tells it, without secrets."""
    return _answer(await compat_of(request).media.path(name))


@router.get("/media-mtx/connections/{kind}")
async def mediamtx_connections(kind: Kind, _who: Viewer, request: Request) -> MediaMtxAnswer:
    """Who is connected over rtmp, srt or rtsp, as MediaMTX tells it, without secrets."""
    return _listed(await compat_of(request).media.connections(kind))


@router.post("/media-mtx/connections/{kind}/kick/{conn_id}")
async def mediamtx_kick(
    kind: Kind, conn_id: str, _who: Operator, request: Request
) -> MediaMtxAnswer:
    """Disconnect somebody. An encoder that still has the right key may come back."""
    await compat_of(request).media.kick(kind, conn_id)
    return MediaMtxAnswer(message="The connection was ended.", timestamp=utcnow())


@router.get("/media-mtx/stats/default-outputs")
async def mediamtx_default_outputs(_who: Viewer, request: Request) -> MediaMtxAnswer:
    """Readers and bytes by the protocol of the default salidas."""
    compat = compat_of(request)
    counts = await count_readers(compat.servers)
    stats = device_stats(await compat.store.all(), counts)
    return _answer(stats.model_dump(mode="json", by_alias=True))


def _answer(data: Any) -> MediaMtxAnswer:
    return MediaMtxAnswer(data=data, timestamp=utcnow())


def _listed(items: list[dict[str, Any]]) -> MediaMtxAnswer:
    return MediaMtxAnswer(count=len(items), data=items, timestamp=utcnow())
