"""The running side of the control plane: builds its parts and starts and stops them in order.

`create_app` makes one `Runtime`, mounts `routers`, and awaits `start()` and `stop()` in its
lifespan. Public surface:

    runtime.media         provider of the media server's client: `media.client()` -> MediaClient
    runtime.supervisor    the engine process; None when `start_engine` is False
    runtime.reconciler    desired state -> media server: `await reconciler.run_once()`
    runtime.monitor       `input_status(input)`, `output_status(output)`, `picture()`: no I/O
    runtime.live          the hub of WS /api/events
    runtime.media_status()       MediaServerStatus, for GET /api/health
    runtime.routers              GET /api/status, WS /api/events, POST /api/hooks/auth
    runtime.set_http_port(port)  the port really bound, when the setting is 0
"""

from fastapi import APIRouter

from streamingpro.control.changes import ChangeBus
from streamingpro.control.db import Database
from streamingpro.control.eventlog.service import EventLog
from streamingpro.control.hooks.endpoints import router as hooks_router
from streamingpro.control.hooks.service import AuthHook
from streamingpro.control.live.endpoints import router as live_router
from streamingpro.control.live.hub import LiveHub
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.nodes.supervisor import EngineSupervisor
from streamingpro.control.reconcile.reconciler import Reconciler
from streamingpro.control.secretbox import SecretBox
from streamingpro.control.settings import ControlSettings
from streamingpro.control.status.endpoints import router as status_router
from streamingpro.control.status.monitor import Monitor
from streamingpro.control.status.schemas import MediaServerStatus


class Runtime:
    """Owns the engine supervisor, reconciler, monitor, event hub and auth hook of one app.

    With `start_engine=False` no engine process is started; when `media` names a media server
    (tests, a server started by hand) it is used, else its state is `off` and nothing is polled.
    """

    routers: list[APIRouter] = [status_router, live_router, hooks_router]  # noqa: RUF012

    def __init__(
        self,
        settings: ControlSettings,
        db: Database,
        secretbox: SecretBox,
        changes: ChangeBus,
        eventlog: EventLog,
        *,
        start_engine: bool = True,
        media: MediaProvider | None = None,
    ) -> None: ...

    async def start(self) -> None:
        """Start all parts. Returns at once: an engine that can't start never stops `serve`."""

    async def stop(self, *, stop_engine: bool = True) -> None:
        """Stop all parts, and the engine (graceful, at most 5 s) unless told to leave it."""

    def set_http_port(self, port: int) -> None:
        """The port the HTTP server really listens on: the engine's auth hook is told it."""

    def media_status(self) -> MediaServerStatus:
        """State of the media server in plain words, from memory."""
