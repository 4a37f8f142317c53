"""The peers judged on their own, without any of our servers between them."""

from pathlib import Path

import pytest

from tests.peers.compare import assert_monotonic, assert_same
from tests.peers.ffmpeg import Publisher, clip, enhanced_ffmpeg, packets, wait_for_packets
from tests.peers.hostile import hostile, refused_port, stalls
from tests.peers.mediamtx import mediamtx
from tests.peers.nginx import nginx
from tests.peers.tools import eventually, port_open

pytestmark = pytest.mark.e2e


async def test_nginx_records_every_packet_that_ffmpeg_sends(tmp_path: Path) -> None:
    source = clip(3, size="640x360", bitrate="1M")
    sent = packets(source)
    assert {p.kind for p in sent} == {"video", "audio"}
    assert any(p.pts != p.dts for p in sent), "the clip has no B-frames"
    async with nginx(tmp_path / "nginx") as server:
        publisher = Publisher.publish(source, server.url() + "/one", tmp_path / "ffmpeg.log")
        await publisher.done(20)
        got = await wait_for_packets(server.recording("one"), len(sent))
    assert_same(sent, got, "nginx")
    assert_monotonic(got, "nginx")


async def test_comparison_sees_loss_and_shift(tmp_path: Path) -> None:
    sent = packets(clip(3, size="640x360", bitrate="1M"))
    with pytest.raises(AssertionError, match="1 lost"):
        assert_same(sent, [*sent[:20], *sent[21:]], "x")
    moved = [type(p)(p.kind, p.dts + 5, p.pts + 5, p.size, p.key, p.digest) for p in sent]
    assert_same(sent, moved, "x")
    late_sound = [m if m.kind == "audio" else s for m, s in zip(moved, sent, strict=True)]
    with pytest.raises(AssertionError, match="moved against each other"):
        assert_same(sent, late_sound, "x")


async def test_nginx_refuses_an_unknown_key(tmp_path: Path) -> None:
    source = clip(3, size="640x360", bitrate="1M")
    async with nginx(tmp_path / "nginx") as server:
        server.allowed.add("good")
        bad = Publisher.publish(source, server.url("checked") + "/bad", tmp_path / "bad.log")
        good = Publisher.publish(source, server.url("checked") + "/good", tmp_path / "good.log")
        assert await bad.wait(20) != 0
        await good.done(20)
        assert server.asked.count("bad") == 1
        assert not server.recordings("bad")
        assert server.recording("good")


async def test_stalling_server_welcomes_a_publisher_first(tmp_path: Path) -> None:
    source = clip(3, size="640x360", bitrate="1M")
    async with hostile(stalls) as server:
        publisher = Publisher.publish(source, server.url() + "/x", tmp_path / "ffmpeg.log")

        async def published() -> bool:
            return server.published == 1

        await eventually(published, "the publisher is welcomed", within=10)
        await publisher.stop(0)


async def test_refused_port_refuses() -> None:
    with refused_port() as port:
        assert not await port_open("127.0.0.1", port)


async def test_mediamtx_takes_hevc_from_the_newer_ffmpeg(tmp_path: Path) -> None:
    binary = enhanced_ffmpeg()
    source = clip(
        3, size="640x360", binary=binary, video=["-c:v", "libx265", "-preset", "ultrafast"]
    )
    async with mediamtx(tmp_path) as server:
        publisher = Publisher.publish(
            source, server.url("h"), tmp_path / "ffmpeg.log", binary=binary
        )

        async def ready() -> bool:
            path = await server.path("h")
            return path is not None and "H265" in path["tracks"]

        await eventually(ready, "MediaMTX shows H265", within=10)
        await publisher.stop()
