"""Starts a MediaMTX as `serve` does, says its pid, and waits to be killed."""

import asyncio
import sys
from pathlib import Path

from streamingpro.control.nodes.managed.kind import MediaMtxSupervisor
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.settings import ControlSettings, MediaMtxSettings


async def main(data_dir: str, program: str, hook: str) -> None:
    ready = asyncio.Event()
    supervisor = MediaMtxSupervisor(
        ControlSettings(
            data_dir=Path(data_dir),
            rtmp_host="127.0.0.1",
            rtmp_port=0,
            srt_port=0,
            hls_port=0,
            mediamtx=MediaMtxSettings(Path(program), 0, 0, 0, 0, None, 0, 0, 0, 0),
        ),
        MediaProvider(),
        hook_address=lambda: hook,
        on_ready=ready.set,
        on_lost=lambda why: sys.exit(why),
    )
    await supervisor.start()
    await ready.wait()
    print(supervisor.status().pid, file=sys.stderr, flush=True)
    await asyncio.Event().wait()


asyncio.run(main(*sys.argv[1:]))
