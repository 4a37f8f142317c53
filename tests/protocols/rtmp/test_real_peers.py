"""Both roles against ffmpeg, nginx-rtmp and MediaMTX."""

import asyncio
from pathlib import Path

import pytest

from streamingpro.protocols.flv import FlvTag
from streamingpro.protocols.rtmp import events
from streamingpro.protocols.rtmp.chunks import Message
from streamingpro.protocols.rtmp.messages import parse_data
from tests.peers.ffmpeg import Publisher, ffmpeg, packets, settled_packets
from tests.peers.mediamtx import mediamtx
from tests.peers.nginx import nginx
from tests.peers.tools import eventually
from tests.protocols.rtmp.shell import CLIP, Talk, play, publish_clip, rtmp_server, tags

pytestmark = pytest.mark.e2e


def audio_and_video(media: list[Message]) -> list[tuple[int, int, bytes]]:
    return [(m.type_id, m.timestamp, m.payload) for m in media if m.type_id != 18]


def clip_messages() -> list[tuple[int, int, bytes]]:
    return [(t.type_id, t.timestamp, t.payload) for t in tags() if t.type_id != 18]


async def test_ffmpeg_publishes_to_us(tmp_path: Path) -> None:
    async with rtmp_server() as (port, talks):
        url = f"rtmp://127.0.0.1:{port}/live/key?x=1"
        await Publisher.publish(CLIP, url, tmp_path / "ffmpeg.log").done(30)
        (talk,) = talks
        assert audio_and_video(talk.media) == clip_messages()
        metadata = next(m for m in talk.media if m.type_id == 18)
        assert parse_data(metadata.payload).values[0] == "onMetaData"
        assert talk.find(events.PublishRequested) == [events.PublishRequested(1, "key?x=1")]
        assert talk.find(events.Unpublished) == [events.Unpublished(1)]


async def test_ffmpeg_plays_from_us(tmp_path: Path) -> None:
    async with rtmp_server() as (port, _):
        out = tmp_path / "out.flv"
        source = ["-copyts", "-i", f"rtmp://127.0.0.1:{port}/live/key"]
        player = await asyncio.create_subprocess_exec(
            *(ffmpeg(), "-v", "error", *source, "-map", "0", "-c", "copy", str(out))
        )
        async with asyncio.timeout(30):
            assert await player.wait() == 0
        assert packets(out) == packets(CLIP)


async def test_we_publish_to_nginx(tmp_path: Path) -> None:
    async with nginx(tmp_path) as server:
        talk = await publish_clip(server.port, "live", "key")
        assert [type(e) for e in talk.seen] == [
            events.Connected,
            events.PublishStarted,
            events.PongReceived,
        ]
        assert await settled_packets(server.recording("key")) == packets(CLIP)


async def test_nginx_acknowledges_what_we_send(tmp_path: Path) -> None:
    big = b"\x17\x01\x00\x00\x00" + bytes(500_000)
    async with nginx(tmp_path) as server:
        talk = await publish_clip(
            server.port, "sink", "key", [FlvTag(9, n, big) for n in range(16)]
        )
        sequences = [e.sequence for e in talk.seen if isinstance(e, events.AcknowledgementReceived)]
        assert len(sequences) == 3
        assert all(7_400_000 < s < 8_100_000 for s in sequences[-1:])


async def test_nginx_refuses_a_key(tmp_path: Path) -> None:
    async with nginx(tmp_path) as server:
        talk = await publish_clip(server.port, "checked", "wrong")
        assert server.asked == ["wrong"]
        assert not talk.find(events.PublishStarted)


async def test_we_play_from_nginx(tmp_path: Path) -> None:
    async with nginx(tmp_path) as server:
        encoder = Publisher.publish(CLIP, server.url() + "/key", tmp_path / "log", loop=True)
        talk = await play(server.port, "live", "key", count=60)
        await encoder.stop()
        assert talk.find(events.PlayStarted)
        assert len(audio_and_video(talk.media)) > 50


async def test_we_publish_to_mediamtx(tmp_path: Path) -> None:
    async with mediamtx(tmp_path) as server:
        talk = await publish_clip(server.port, "live", "key?x=1")
        assert talk.find(events.PublishStarted)
        assert "is publishing to path 'live/key'" in server.child.log.read_text()


async def test_we_play_from_mediamtx(tmp_path: Path) -> None:
    async with mediamtx(tmp_path) as server:
        encoder = Publisher.publish(CLIP, server.url("live/key"), tmp_path / "log", loop=True)

        async def ready() -> bool:
            path = await server.path("live/key")
            return bool(path and path["ready"])

        await eventually(ready, "MediaMTX has the stream", within=20)
        talk = await play(server.port, "live", "key", count=60)
        await encoder.stop()
        assert talk.find(events.PlayStarted)
        assert len(audio_and_video(talk.media)) > 50


async def test_mediamtx_refuses_a_path(tmp_path: Path) -> None:
    async with mediamtx(tmp_path, paths={"known": {}}) as server:
        talk: Talk = await play(server.port, "unknown", "key", count=1)
        assert not talk.find(events.PlayStarted)
