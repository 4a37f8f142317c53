"""A real MediaMTX under supervision, and what the supervisor tells."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from streamingpro.control.nodes.managed.kind import MEDIAMTX_TIMING, MediaMtxSupervisor
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.nodes.supervision import Timing
from streamingpro.control.settings import ControlSettings, MediaMtxSettings
from tests.control.nodes.managed.hook import Hook

GUARD_S = 30.0
PATIENT = replace(MEDIAMTX_TIMING, probe_every=0.05, backoff=(0.0, 0.05))
QUICK = replace(PATIENT, probe_timeout=0.3, hung_after=1.0)
EVERY_PORT = MediaMtxSettings(
    api_port=0,
    metrics_port=0,
    rtsp_port=0,
    rtsp_udp_port=0,
    rtsps_port=0,
    webrtc_port=0,
    webrtc_udp_port=0,
    moq_port=0,
    moq_quic_port=0,
)


class Watched:
    """A supervisor with what it has told."""

    def __init__(self, settings: ControlSettings, hook: Hook, timing: Timing = PATIENT) -> None:
        self.media = MediaProvider()
        self._ready: asyncio.Queue[int] = asyncio.Queue()
        self._lost: asyncio.Queue[str] = asyncio.Queue()
        self.supervisor = MediaMtxSupervisor(
            settings,
            self.media,
            hook_address=hook.address,
            on_ready=self._on_ready,
            on_lost=self._lost.put_nowait,
            timing=timing,
        )

    def _on_ready(self) -> None:
        pid = self.supervisor.status().pid
        assert pid is not None
        self._ready.put_nowait(pid)

    async def ready(self) -> int:
        """The pid of the next MediaMTX that answers."""
        return await asyncio.wait_for(self._ready.get(), GUARD_S)

    async def lost(self) -> str:
        return await asyncio.wait_for(self._lost.get(), GUARD_S)

    def port(self, name: str) -> int:
        port = self.supervisor.status().services[name].port
        assert port is not None
        return port


@asynccontextmanager
async def supervising(
    settings: ControlSettings, hook: Hook, timing: Timing = PATIENT
) -> AsyncIterator[Watched]:
    watched = Watched(settings, hook, timing)
    await watched.supervisor.start()
    try:
        yield watched
    finally:
        await watched.supervisor.stop()


async def left_running(settings: ControlSettings, hook: Hook) -> int:
    """The pid of a MediaMTX whose supervisor has gone."""
    former = Watched(settings, hook)
    await former.supervisor.start()
    pid = await former.ready()
    await former.supervisor.stop(stop_server=False)
    return pid
