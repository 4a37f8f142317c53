"""The running side of the control plane: builds its parts and starts and stops them in order.

`create_app` makes one `Runtime`, mounts `routers`, and awaits `start()` and `stop()` in its
lifespan. Public surface:

    runtime.media         provider of the media server's client: `media.client()` -> MediaClient
    runtime.servers       our engine, a managed MediaMTX, those that were added: how each is
    runtime.reconciler    desired state -> our engine: `await reconciler.run_once()`
    runtime.fleet         the other media servers, and who of all serves which input
    runtime.monitor       `input_status(input)`, `output_status(output)`, `picture()`: no I/O
    runtime.statistics    how it went: `of_input(id, …)`, `of_output(id, …)`
    runtime.live          the hub of WS /api/events
    runtime.hls           passes the media server's HLS on: `await hls.open(path, file, …)`
    runtime.posters       pictures of inputs: `await posters.of(path)`
    runtime.hook          answers the media server's authentication questions
    runtime.media_status()       MediaServerStatus, for GET /api/health
    runtime.routers              GET /api/status, WS /api/events, POST /api/hooks/auth
    runtime.set_http_port(port)  the port really bound, when the setting is 0
"""

from fastapi import APIRouter

from streamingpro.control.changes import Change, ChangeBus, ChangeKind
from streamingpro.control.db import Database
from streamingpro.control.eventlog.service import EventLog
from streamingpro.control.hooks.endpoints import router as hooks_router
from streamingpro.control.hooks.service import AuthHook
from streamingpro.control.live.endpoints import router as live_router
from streamingpro.control.live.hub import LiveHub
from streamingpro.control.nodes.endpoints import router as nodes_router
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.preview.hls import HlsProxy
from streamingpro.control.preview.posters import Posters
from streamingpro.control.reconcile.desired import Desired
from streamingpro.control.reconcile.reconciler import Reconciler
from streamingpro.control.secretbox import SecretBox
from streamingpro.control.servers import MediaServers
from streamingpro.control.settings import ControlSettings
from streamingpro.control.statistics.store import Statistics
from streamingpro.control.status.endpoints import router as status_router
from streamingpro.control.status.monitor import Monitor
from streamingpro.control.status.recorder import EventRecorder
from streamingpro.control.status.schemas import (
    MediaServerStatus,
)
from streamingpro.control.status.warnings import platform_warnings
from streamingpro.kit.clock import utcnow
from streamingpro.kit.datadir import ENGINE_TOKEN, ensure_token
from streamingpro.kit.tasks import spawn


class Runtime:
    """Owns the engine supervisor, reconciler, monitor, event hub and auth hook of one app.

    With `start_engine=False` no engine process is started; when `media` names a media server
    (tests, a server started by hand) it is used, else its state is `off` and nothing is polled.
    Must be made on the event loop that it runs on.
    """

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
    ) -> None:
        self.started_at = utcnow()
        self.routers: list[APIRouter] = [status_router, live_router, hooks_router, nodes_router]
        self.recorder = EventRecorder(eventlog)
        self.hook = AuthHook(db, self.recorder, settings.data_dir)
        self.servers = MediaServers(
            settings,
            db,
            self.hook,
            self.recorder,
            media=media,
            supervised=start_engine,
            silence=lambda: self.monitor.server_error,
            unmanaged=lambda: self.reconciler.unmanaged,
            on_serving=lambda: self.reconciler.trigger(),
            on_change=lambda: self.monitor.poll_soon(),
            on_engine=self._engine_ready,
        )
        self.media = self.servers.media
        self.fleet = self.servers.fleet
        self.reconciler = Reconciler(
            db,
            self.media,
            changes,
            self.recorder,
            hook_address=self.servers.hook_of_engine,
            on_desired=self._set_desired,
            on_applied=lambda: self.monitor.poll_soon(),
            project=self.fleet.engine_paths,
            ready=lambda: self.fleet.settled,
        )
        self.monitor = Monitor(
            self.media,
            self.recorder,
            warn=platform_warnings,
            problem=lambda path: self.fleet.problem(path) or self.reconciler.problem(path),
            server_status=self.servers.engine_status,
            main_status=self.servers.main_status,
            expects_server=self.servers.expected,
            others=self.fleet,
            node_statuses=self.servers.node_statuses,
        )
        changes.subscribe(self._nodes_changed)
        self.hls = HlsProxy(
            lambda: ensure_token(settings.data_dir, ENGINE_TOKEN),
            self.servers.engine_ports,
            self.servers.engine_host,
        )
        self.posters = Posters(self.media)
        self.statistics = Statistics(self.monitor)
        self.live = LiveHub(
            self.monitor, eventlog, self.media_status, node_statuses=self.servers.node_statuses
        )

    async def start(self) -> None:
        """Start all parts. Returns soon: a media server that can't start never stops `serve`."""
        await self.recorder.start()
        await self.live.start()
        await self.statistics.start()
        await self.reconciler.start()
        await self.monitor.start()
        await self.servers.start()

    async def stop(self, *, stop_engine: bool = True) -> None:
        """Stop all parts, and the servers that were started here unless told to leave them."""
        await self.live.stop()
        await self.statistics.stop()
        await self.hls.aclose()
        await self.monitor.stop()
        await self.reconciler.stop()
        await self.servers.stop(stop_servers=stop_engine)
        await self.recorder.stop()

    def set_http_port(self, port: int) -> None:
        """The port the HTTP server really listens on: the media servers' auth hook is told it."""
        self.servers.set_http_port(port)
        self.reconciler.trigger()

    def media_status(self) -> MediaServerStatus:
        """State of the main media server in plain words, from memory."""
        return self.servers.main_status()

    def _set_desired(self, desired: Desired) -> None:
        self.fleet.set_desired(desired)
        self.monitor.set_desired(desired)

    def _nodes_changed(self, change: Change) -> None:
        if change.kind is ChangeKind.NODES:
            spawn(self.fleet.reload(), name="change of media servers")

    def _engine_ready(self) -> None:
        self.reconciler.trigger()
        self.monitor.poll_soon()
