"""Makes the files beside it: what real peers say to each role of the RTMP room.

    python -m tests.data.rtmp.make

``server-*.bin`` is what a client sent to our server, ``publish-*.bin`` and ``play-*.bin`` what a
server sent to our publishing or playing client, each from the first byte of the handshake. Needs
ffmpeg, nginx with its RTMP module, and MediaMTX. The constructed inputs are in tests/fuzz/seeds.py.
"""

import asyncio
import tempfile
from pathlib import Path

from tests.peers.ffmpeg import Publisher, ffmpeg
from tests.peers.mediamtx import mediamtx
from tests.peers.nginx import nginx
from tests.peers.tools import eventually
from tests.protocols.rtmp.shell import CLIP, Talk, play, publish_clip, rtmp_server

HERE = Path(__file__).parent
KEPT_BYTES = 16_000
"""The rest of a stream teaches nothing new."""


def keep(name: str, talk: Talk) -> None:
    """Write the beginning of what was received."""
    (HERE / f"{name}.bin").write_bytes(bytes(talk.received[:KEPT_BYTES]))


async def clients(folder: Path) -> None:
    """ffmpeg as encoder and as player, nginx as a pushing client."""
    async with rtmp_server() as (port, talks):
        url = f"rtmp://127.0.0.1:{port}/live"
        encoder = Publisher.publish(CLIP, f"{url}/key?x=1", folder / "publish.log")
        await encoder.done(30)
        keep("server-ffmpeg-publish", talks[-1])
        command = [ffmpeg(), "-v", "error", "-i", f"{url}/key", "-c", "copy", "-f", "null", "-"]
        player = await asyncio.create_subprocess_exec(*command)
        await player.wait()
        keep("server-ffmpeg-play", talks[-1])
        extra = f"application push {{ live on; push 127.0.0.1:{port}/live; }}"
        async with nginx(folder / "push", extra=extra) as server:
            before = len(talks)
            encoder = Publisher.publish(CLIP, server.url("push") + "/key", folder / "push.log")

            async def enough() -> bool:
                return len(talks) > before and len(talks[-1].received) >= KEPT_BYTES

            await eventually(enough, "nginx pushes", within=20)
            await encoder.stop()
            keep("server-nginx-push", talks[-1])


async def servers(folder: Path) -> None:
    """nginx and MediaMTX as servers."""
    async with nginx(folder / "nginx") as server:
        keep("publish-nginx", await publish_clip(server.port, "live", "key"))
        loop = Publisher.publish(CLIP, server.url() + "/loop", folder / "loop.log", loop=True)
        keep("play-nginx", await play(server.port, "live", "loop", count=60))
        await loop.stop()
    async with mediamtx(folder / "mediamtx") as mtx:
        keep("publish-mediamtx", await publish_clip(mtx.port, "live", "key"))
        loop = Publisher.publish(CLIP, mtx.url("live/loop"), folder / "loop.log", loop=True)

        async def ready() -> bool:
            found = await mtx.path("live/loop")
            return bool(found and found["ready"])

        await eventually(ready, "MediaMTX has the stream", within=20)
        keep("play-mediamtx", await play(mtx.port, "live", "loop", count=60))
        await loop.stop()


async def main() -> None:
    """Make all files."""
    with tempfile.TemporaryDirectory() as name:
        await clients(Path(name))
        await servers(Path(name))


if __name__ == "__main__":
    asyncio.run(main())
