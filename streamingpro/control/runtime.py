"""The running side of the control plane: builds its parts and starts and stops them in order.

`create_app` makes one `Runtime`, mounts `routers`, and awaits `start()` and `stop()` in its
lifespan. Public surface:

    runtime.media         provider of the media server's client: `media.client()` -> MediaClient
    runtime.supervisor    the engine process; None when `start_engine` is False
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

from streamingpro.control.addresses import resolve
from streamingpro.control.changes import Change, ChangeBus, ChangeKind
from streamingpro.control.db import Database
from streamingpro.control.eventlog.service import EventLog
from streamingpro.control.fleet.facts import ENGINE, ENGINE_ID, NodeFacts
from streamingpro.control.fleet.fleet import Fleet, Wiring
from streamingpro.control.fleet.places import ServerPlace
from streamingpro.control.fleet.trust import PullTrust
from streamingpro.control.hooks.endpoints import router as hooks_router
from streamingpro.control.hooks.service import AuthHook
from streamingpro.control.inputs.pull_address import PullRules
from streamingpro.control.live.endpoints import router as live_router
from streamingpro.control.live.hub import LiveHub
from streamingpro.control.nodes.endpoints import router as nodes_router
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.nodes.ports import ports_of
from streamingpro.control.nodes.supervisor import EngineSupervisor
from streamingpro.control.preview.hls import HlsProxy
from streamingpro.control.preview.posters import Posters
from streamingpro.control.reconcile.desired import Desired
from streamingpro.control.reconcile.reconciler import Reconciler
from streamingpro.control.secretbox import SecretBox
from streamingpro.control.settings import ControlSettings
from streamingpro.control.statistics.store import Statistics
from streamingpro.control.status.endpoints import router as status_router
from streamingpro.control.status.monitor import Monitor
from streamingpro.control.status.recorder import EventRecorder
from streamingpro.control.status.schemas import (
    ListenerStatus,
    MediaServerState,
    MediaServerStatus,
    NodeStatus,
)
from streamingpro.control.status.warnings import platform_warnings
from streamingpro.kit.clock import utcnow
from streamingpro.kit.datadir import ENGINE_TOKEN, ensure_token
from streamingpro.kit.tasks import spawn

_EVERYWHERE = ("", "0.0.0.0", "::", "localhost")


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
        self._settings = settings
        self._http_port = settings.http_port
        self._last_loss: str | None = None
        self.started_at = utcnow()
        self.routers: list[APIRouter] = [status_router, live_router, hooks_router, nodes_router]
        self.media = media or MediaProvider()
        self.recorder = EventRecorder(eventlog)
        self.hook = AuthHook(db, self.recorder, settings.data_dir)
        self.supervisor = self._make_supervisor() if start_engine and media is None else None
        self.fleet = Fleet(self._wiring(db))
        self.reconciler = Reconciler(
            db,
            self.media,
            changes,
            self.recorder,
            hook_address=self._hook_address,
            on_desired=self._set_desired,
            on_applied=lambda: self.monitor.poll_soon(),
            project=self.fleet.engine_paths,
        )
        self.monitor = Monitor(
            self.media,
            self.recorder,
            warn=platform_warnings,
            problem=lambda path: self.fleet.problem(path) or self.reconciler.problem(path),
            server_status=self.media_status,
            expects_server=self.supervisor is not None or media is not None,
            others=self.fleet,
            node_statuses=self.node_statuses,
        )
        changes.subscribe(self._nodes_changed)
        self.hls = HlsProxy(
            lambda: ensure_token(settings.data_dir, ENGINE_TOKEN),
            lambda: ports_of(self.media_status(), settings),
            _reached_at(settings.rtmp_host),
        )
        self.posters = Posters(self.media)
        self.statistics = Statistics(self.monitor)
        self.live = LiveHub(self.monitor, eventlog, self.media_status)

    async def start(self) -> None:
        """Start all parts. Returns soon: an engine that can't start never stops `serve`."""
        await self.recorder.start()
        await self.live.start()
        await self.statistics.start()
        await self.fleet.start()
        await self.reconciler.start()
        await self.monitor.start()
        if self.supervisor is not None:
            await self.supervisor.start()

    async def stop(self, *, stop_engine: bool = True) -> None:
        """Stop all parts, and the engine (graceful, at most 5 s) unless told to leave it."""
        await self.live.stop()
        await self.statistics.stop()
        await self.hls.aclose()
        await self.monitor.stop()
        await self.reconciler.stop()
        await self.fleet.stop()
        if self.supervisor is not None:
            await self.supervisor.stop(stop_engine=stop_engine)
        else:
            await self.media.clear()
        await self.recorder.stop()

    def set_http_port(self, port: int) -> None:
        """The port the HTTP server really listens on: the engine's auth hook is told it."""
        self._http_port = port
        self.reconciler.trigger()

    def media_status(self) -> MediaServerStatus:
        """State of the media server in plain words, from memory."""
        if self.supervisor is not None:
            status = self.supervisor.status()
        elif self.media.client() is None:
            status = MediaServerStatus(state=MediaServerState.OFF)
        else:
            status = MediaServerStatus(state=MediaServerState.RUNNING)
        facts: dict[str, object] = {"unmanaged_paths": list(self.reconciler.unmanaged)}
        silence = self.monitor.server_error
        if silence is not None and status.state is MediaServerState.RUNNING:
            facts |= {"state": MediaServerState.UNREACHABLE, "reason": silence.message}
        return status.model_copy(update=facts)

    def node_statuses(self) -> list[NodeStatus]:
        """Every media server, our engine first."""
        return [self._engine_status(), *self.fleet.statuses()]

    def places(self, pinned: str | None) -> tuple[ServerPlace, list[ServerPlace]]:
        """Where people find an input first, bound to node `pinned` or not, and then, where there
        are several media servers, all of them."""
        home, servers = self.fleet.places(pinned)
        ports = ports_of(self.media_status(), self._settings)
        engine = ServerPlace(ENGINE_ID, ENGINE.name, None, ports)
        if servers and self._engine_ingests:
            servers.insert(0, engine)
        return home or engine, servers if len(servers) > 1 else []

    @property
    def _engine_ingests(self) -> bool:
        return self._settings.media_server == "embedded"

    def _wiring(self, db: Database) -> Wiring:
        settings = self._settings
        rules = PullRules.of(settings.pull_networks, settings.media_folders)
        return Wiring(
            db=db,
            recorder=self.recorder,
            hook=self.hook,
            trust=lambda on_known: PullTrust(rules, resolve, on_known),
            engine=self.media,
            engine_ingests=self._engine_ingests,
            hook_address=self._hook_of,
            engine_status=self._engine_status,
            on_serving=lambda: self.reconciler.trigger(),
            on_change=lambda: self.monitor.poll_soon(),
        )

    def _engine_status(self) -> NodeStatus:
        server = self.media_status()
        return NodeStatus(
            id=ENGINE_ID,
            name=ENGINE.name,
            kind="engine",
            builtin=True,
            state=server.state,
            reason=server.reason,
            version=server.version,
            ingest=self._engine_ingests,
            listeners={
                name: ListenerStatus(port=one.port)
                for name, one in server.services.items()
                if one.port is not None
            },
            unmanaged_paths=len(server.unmanaged_paths),
        )

    def _set_desired(self, desired: Desired) -> None:
        self.fleet.set_desired(desired)
        self.monitor.set_desired(desired)

    def _nodes_changed(self, change: Change) -> None:
        if change.kind is ChangeKind.NODES:
            spawn(self.fleet.reload(), name="change of media servers")

    def _hook_of(self, facts: NodeFacts, own_address: str | None) -> str | None:
        """The hook as a node reaches it: by the address that was entered, or ours on the way."""
        if not self._http_port:
            return None
        base = facts.control_url
        if base is None:
            if own_address is None:
                return None
            shown = f"[{own_address}]" if ":" in own_address else own_address
            base = f"http://{shown}:{self._http_port}"
        return self.hook.address(base, facts.id)

    def _make_supervisor(self) -> EngineSupervisor:
        return EngineSupervisor(
            self._settings, self.media, on_ready=self._engine_ready, on_lost=self._engine_lost
        )

    def _engine_ready(self) -> None:
        """An engine answers: an empty one is refilled at once."""
        self.reconciler.trigger()
        self.monitor.poll_soon()
        if self._last_loss is not None:
            self._last_loss = None
            self.recorder.offer("engine.ready", "The media engine is running again.")

    def _engine_lost(self, reason: str) -> None:
        if reason != self._last_loss:
            self._last_loss = reason
            self.recorder.offer("engine.lost", reason)

    def _hook_address(self) -> str | None:
        if not self._http_port:
            return None
        host = _reached_at(self._settings.http_host)
        shown = f"[{host}]" if ":" in host else host
        return self.hook.address(f"http://{shown}:{self._http_port}")


def _reached_at(host: str) -> str:
    """Where on this machine a server is reached that listens on `host`."""
    return "127.0.0.1" if host in _EVERYWHERE else host
