"""The media servers of this installation: our engine, a managed MediaMTX, others that were added.

Says of each how it is, where people find it, and under which address it asks our auth hook.
"""

from collections.abc import Callable
from dataclasses import replace

from streamingpro.control.addresses import resolve
from streamingpro.control.db import Database
from streamingpro.control.fleet.facts import ENGINE, ENGINE_ID, MANAGED, MANAGED_ID, NodeFacts
from streamingpro.control.fleet.fleet import Fleet
from streamingpro.control.fleet.places import ServerPlace
from streamingpro.control.fleet.roster import Wiring
from streamingpro.control.fleet.trust import PullTrust
from streamingpro.control.hooks.service import AuthHook
from streamingpro.control.inputs.pull_address import PullRules
from streamingpro.control.nodes.launch import BEHIND_MEDIAMTX, EMBEDDED
from streamingpro.control.nodes.managed.kind import MediaMtxSupervisor, credentials
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.nodes.ports import Ports, ports_of
from streamingpro.control.nodes.supervisor import EngineSupervisor
from streamingpro.control.settings import ControlSettings
from streamingpro.control.status.recorder import EventRecorder
from streamingpro.control.status.schemas import (
    ListenerStatus,
    MediaServerState,
    MediaServerStatus,
    NodeStatus,
    StatusError,
)

_EVERYWHERE = ("", "0.0.0.0", "::", "localhost")
_LOOPBACK = "127.0.0.1"


class MediaServers:
    """`media`: our engine; a given one is somebody else's to run. `supervised` False: no process
    is started. `on_serving`: the engine must be told something; `on_change`: there is something to
    show; `on_engine`: an engine answers, which may be an empty one."""

    def __init__(
        self,
        settings: ControlSettings,
        db: Database,
        hook: AuthHook,
        recorder: EventRecorder,
        *,
        media: MediaProvider | None,
        supervised: bool,
        silence: Callable[[], StatusError | None],
        unmanaged: Callable[[], tuple[str, ...]],
        on_serving: Callable[[], None],
        on_change: Callable[[], None],
        on_engine: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._hook = hook
        self._recorder = recorder
        self._silence = silence
        self._unmanaged = unmanaged
        self._on_change = on_change
        self._on_engine = on_engine
        self._http_port = settings.http_port
        self._losses: dict[str, str] = {}
        self.media = media or MediaProvider()
        supervised = supervised and media is None
        self._managed_media = MediaProvider()
        self.supervisor = self._make_engine() if supervised else None
        self.managed = self._make_managed() if supervised and not self.embedded else None
        self.fleet = Fleet(self._wiring(db, on_serving))

    @property
    def embedded(self) -> bool:
        """Encoders come to our own engine."""
        return self._settings.media_server == "embedded"

    @property
    def expected(self) -> bool:
        """Somebody should answer at `media`."""
        return self.supervisor is not None or self.media.client() is not None

    async def start(self) -> None:
        """Returns soon: a server that can't start never stops `serve`."""
        await self.fleet.start()
        if self.supervisor is not None:
            await self.supervisor.start()
        if self.managed is not None:
            await self.managed.start()

    async def stop(self, *, stop_servers: bool = True) -> None:
        """Stop watching, and end what runs here (graceful, at most 5 s) unless told to leave it."""
        await self.fleet.stop()
        for one in (self.managed, self.supervisor):
            if one is not None:
                await one.stop(stop_server=stop_servers)
        if self.supervisor is None:
            await self.media.clear()

    def set_http_port(self, port: int) -> None:
        """The port where our hook is."""
        self._http_port = port

    # How they are

    def main_status(self) -> MediaServerStatus:
        """Of the server that encoders come to first, in plain words, from memory."""
        if self.managed is None:
            return self.engine_status()
        status = self.managed.status()
        facts: dict[str, object] = {
            "node": MANAGED_ID,
            "unmanaged_paths": list(self.fleet.unmanaged(MANAGED_ID)),
        }
        view = self.fleet.view(MANAGED_ID)
        if status.state is MediaServerState.RUNNING and view is not None and view.reason:
            facts |= {"state": MediaServerState.UNREACHABLE, "reason": view.reason}
        return status.model_copy(update=facts)

    def engine_status(self) -> MediaServerStatus:
        """Of our engine."""
        if self.supervisor is not None:
            status = self.supervisor.status()
        elif self.media.client() is None:
            status = MediaServerStatus(state=MediaServerState.OFF)
        else:
            status = MediaServerStatus(state=MediaServerState.RUNNING)
        facts: dict[str, object] = {"unmanaged_paths": list(self._unmanaged())}
        silence = self._silence()
        if silence is not None and status.state is MediaServerState.RUNNING:
            facts |= {"state": MediaServerState.UNREACHABLE, "reason": silence.message}
        return status.model_copy(update=facts)

    def node_statuses(self) -> list[NodeStatus]:
        """Every media server, our engine first."""
        return [self._engine_node(), *self.fleet.statuses()]

    def _engine_node(self) -> NodeStatus:
        server, load = self.engine_status(), self.fleet.engine_load
        return NodeStatus(
            id=ENGINE_ID,
            name=ENGINE.name,
            kind="engine",
            builtin=True,
            state=server.state,
            reason=server.reason,
            version=server.version,
            ingest=self.embedded,
            streams=load.streams,
            inbound_bps=load.inbound_bps,
            outbound_bps=load.outbound_bps,
            listeners={
                name: ListenerStatus(port=one.port)
                for name, one in server.services.items()
                if one.port is not None
            },
            unmanaged_paths=len(server.unmanaged_paths),
        )

    # Where they are

    def places(self, pinned: str | None) -> tuple[ServerPlace, list[ServerPlace]]:
        """Where people find an input first, bound to node `pinned` or not, and then, where there
        are several media servers, all of them."""
        home, servers = self.fleet.places(pinned)
        engine = ServerPlace(ENGINE_ID, ENGINE.name, None, self.ports())
        if self.embedded and servers:
            servers.insert(0, engine)
        if home is not None and home.node == MANAGED_ID:
            home = replace(home, ports=replace(home.ports, off=self.ports().off))
        return home or engine, servers if len(servers) > 1 else []

    def ports(self) -> Ports:
        """The listeners of the main server."""
        return ports_of(self.main_status(), self._settings)

    def engine_ports(self) -> Ports:
        """Those of our engine, where the dashboard's preview comes from."""
        return ports_of(self.engine_status(), self._settings)

    @property
    def engine_host(self) -> str:
        return _LOOPBACK if self.managed is not None else reached_at(self._settings.rtmp_host)

    # Who asks us

    def hook_of_engine(self) -> str | None:
        """Where our engine asks our hook, with its credentials; None before the port is known."""
        return self._hook_at(reached_at(self._settings.http_host), ENGINE_ID)

    def _hook_of_node(self, facts: NodeFacts, own_address: str | None) -> str | None:
        """The same of another server: at the address that was entered, or at ours on the way."""
        if facts.control_url is not None:
            return self._hook.address(facts.control_url, facts.id)
        if facts.builtin:
            return self._hook_at(reached_at(self._settings.http_host), facts.id)
        return None if own_address is None else self._hook_at(own_address, facts.id)

    def _hook_at(self, host: str, node: str) -> str | None:
        if not self._http_port:
            return None
        shown = f"[{host}]" if ":" in host else host
        return self._hook.address(f"http://{shown}:{self._http_port}", node)

    # Making them

    def _wiring(self, db: Database, on_serving: Callable[[], None]) -> Wiring:
        settings = self._settings
        rules = PullRules.of(settings.pull_networks, settings.media_folders)
        return Wiring(
            db=db,
            recorder=self._recorder,
            hook=self._hook,
            trust=lambda on_known: PullTrust(rules, resolve, on_known),
            engine=self.media,
            engine_ingests=self.embedded,
            hook_address=self._hook_of_node,
            engine_status=self._engine_node,
            on_serving=on_serving,
            on_change=self._on_change,
            managed=None if self.managed is None else (self._managed_facts(), self._managed_media),
        )

    def _managed_facts(self) -> NodeFacts:
        user, password = credentials(self._settings.data_dir)
        return replace(
            MANAGED,
            api_user=user,
            api_password=password,
            public_host=self._settings.public_host,
            media_host=reached_at(self._settings.rtmp_host),
        )

    def _make_engine(self) -> EngineSupervisor:
        return EngineSupervisor(
            self._settings,
            self.media,
            on_ready=self._engine_ready,
            on_lost=lambda reason: self._lost(ENGINE_ID, reason),
            role=EMBEDDED if self.embedded else BEHIND_MEDIAMTX,
        )

    def _make_managed(self) -> MediaMtxSupervisor:
        return MediaMtxSupervisor(
            self._settings,
            self._managed_media,
            hook_address=lambda: self._hook_of_node(MANAGED, None),
            paths=lambda: self.fleet.paths_at_start(MANAGED_ID),
            on_ready=self._managed_ready,
            on_lost=lambda reason: self._lost(MANAGED_ID, reason),
        )

    def _engine_ready(self) -> None:
        """An engine answers: an empty one is refilled at once."""
        self._on_engine()
        if self._losses.pop(ENGINE_ID, None) is not None:
            self._recorder.offer("engine.ready", "The media engine is running again.")

    def _managed_ready(self) -> None:
        node = self.fleet.nodes.get(MANAGED_ID)
        if node is not None:
            node.appeared()
        self._on_change()
        if self._losses.pop(MANAGED_ID, None) is not None:
            self._recorder.offer("engine.ready", "MediaMTX is running again.")

    def _lost(self, node: str, reason: str) -> None:
        if reason != self._losses.get(node):
            self._losses[node] = reason
            self._recorder.offer("engine.lost", reason)
        self._on_change()


def reached_at(host: str) -> str:
    """Where on this machine a server is reached that listens on `host`."""
    return _LOOPBACK if host in _EVERYWHERE else host
