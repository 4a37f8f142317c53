"""What this layer is made of; `app.state.compat` holds it when it is on."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from streamingpro.control.compat.entrada.service import EntradaService
from streamingpro.control.compat.media.servers import MediaServer, Servers, media_servers
from streamingpro.control.compat.media.service import MediaMtx
from streamingpro.control.compat.salida.service import SalidaService
from streamingpro.control.compat.schemas import SyncOut
from streamingpro.control.compat.shown import Shown
from streamingpro.control.compat.sockets import CallerOf, EstadoEvents
from streamingpro.control.compat.store import EntradaStore
from streamingpro.control.compat.sync import synchronise

if TYPE_CHECKING:
    from streamingpro.control.services import Services


@dataclass(frozen=True, slots=True)
class Compat:
    """Made once by `create_app`; the endpoints take from it what they need."""

    store: EntradaStore
    entradas: EntradaService
    salidas: SalidaService
    servers: Servers
    media: MediaMtx
    events: EstadoEvents
    sync: Callable[[], Awaitable[SyncOut]]


def make_compat(services: "Services", caller_of: CallerOf) -> Compat:
    """`caller_of` reads from an ASGI scope who connects to the events."""
    runtime = services.runtime
    store = EntradaStore(services.db, services.inputs, services.outputs)

    def servers() -> list[MediaServer]:
        return media_servers(runtime)

    async def knows_token(token: str) -> bool:
        return await services.tokens.identify(token) is not None

    events = EstadoEvents(
        store=store,
        servers=servers,
        monitor=runtime.monitor,
        shown_for=lambda host: shown_to(services, host, secrets=False),
        caller_of=caller_of,
        knows_token=knows_token,
    )
    return Compat(
        store=store,
        entradas=EntradaService(services.inputs, store, runtime.servers.ports),
        salidas=SalidaService(services.outputs, store),
        servers=servers,
        media=MediaMtx(servers, store),
        events=events,
        sync=lambda: synchronise(runtime, store),
    )


def compat_of(connection: Any) -> Compat:
    """Of the app that this request came to."""
    return cast("Compat", connection.app.state.compat)


def shown_to(services: "Services", host: str, *, secrets: bool) -> Shown:
    """What somebody sees who reached us by the name `host`."""
    return Shown(
        secrets=secrets,
        host=services.settings.public_host or host,
        ports=services.runtime.servers.ports(),
        monitor=services.runtime.monitor,
    )
