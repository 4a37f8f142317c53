"""ffmpeg watches: every frame that was published arrives, at its time, without a complaint."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from streamingpro.engine.servers.hls import HlsSession
from streamingpro.protocols.rtmp.chunks import Message
from tests.engine.harness import until
from tests.engine.servers.hls.conftest import Hls, configure
from tests.engine.test_paths import Someone
from tests.peers.ffmpeg import Packet, clip, enhanced_ffmpeg, ffmpeg, frame_hashes
from tests.peers.frames import Frames, assert_part_of, frames
from tests.protocols.rtmp.shell import MEDIA, tags

pytestmark = pytest.mark.e2e

ROUNDING_MS = 1.01
H264_B_FRAMES = [
    *("-c:v", "libx264", "-preset", "veryfast", "-bf", "3", "-pix_fmt", "yuv420p"),
    *("-x264-params", "scenecut=0"),
]
AV1 = ("-c:v", "libsvtav1", "-preset", "12", "-svtav1-params", "lookahead=0:pred-struct=1")


async def show(hls: Hls, source: Path) -> str:
    """Publish a file, at once and to its end; the address where it can still be watched."""
    someone = Someone("publisher")
    path, stream = hls.paths.publish(someone, "show")
    someone.path = path
    muxer = None
    for tag in tags(source):
        stream.push(Message(tag.type_id, tag.timestamp, 1, tag.payload))
        if muxer is None and path.available_since is not None:
            muxer = hls.server.muxer_of(path)
    assert muxer is not None
    if muxer.settings.variant == "mpegts":
        await until(lambda: muxer.window.segments and _seconds(hls) > 5)
    path.unpublish(someone)
    await until(lambda: muxer.window.ended)
    return f"http://127.0.0.1:{hls.port}/show"


def _seconds(hls: Hls) -> float:
    return sum(segment.duration for segment in hls.muxer.window.segments)


async def watched(url: str, binary: str) -> tuple[list[Packet], str]:
    """What ffmpeg makes of it, and what it complains about."""
    process = await asyncio.create_subprocess_exec(
        *(binary, "-hide_banner", "-nostdin", "-v", "warning", "-i", url, "-f", "null", "-"),
        stderr=asyncio.subprocess.PIPE,
    )
    _, words = await process.communicate()
    found = await asyncio.to_thread(frame_hashes, url, binary)
    return found, words.decode()


def viewer(hls: Hls, url: str) -> str:
    """The media playlist of a viewer who came before the end."""
    session = HlsSession("show", "127.0.0.1:1", "", "", "", asyncio.get_running_loop().time())
    session.used = True
    hls.server.all_sessions.add(session)
    return f"{url}/session={session.secret}/main_stream.m3u8"


def assert_equal(sent: Sequence[Packet], got: Sequence[Packet]) -> None:
    """All that was sent from the first keyframe on: sound before it is not kept for viewers."""
    start = next(place for place, packet in enumerate(sent) if packet.kind == "video")
    for kind in ("video", "audio"):
        want = [packet for packet in sent[start:] if packet.kind == kind]
        have = [packet for packet in got if packet.kind == kind]
        assert [packet.digest for packet in have] == [packet.digest for packet in want]
        for a, b in zip(want, have, strict=True):
            assert abs(a.dts - b.dts) <= ROUNDING_MS
            assert abs(a.pts - b.pts) <= ROUNDING_MS


@pytest.mark.parametrize("variant", ["lowLatency", "fmp4"])
async def test_h264_with_b_frames_and_aac(hls: Hls, variant: str) -> None:
    configure(hls.store, hlsVariant=variant, hlsSegmentCount=20)
    source = clip(8, size="640x360", video=H264_B_FRAMES)
    url = await show(hls, source)
    got, words = await watched(viewer(hls, url), ffmpeg())
    assert words == ""
    assert_equal(frame_hashes(source, ffmpeg()), got)


@pytest.mark.parametrize(
    "name",
    ["hvc1_main_1080_2997", "hvc1_main10_1366x768", "av01_main_30", "vp09_profile0"],
)
@pytest.mark.parametrize("variant", ["lowLatency", "fmp4"])
async def test_other_codecs(hls: Hls, name: str, variant: str) -> None:
    configure(hls.store, hlsVariant=variant, hlsSegmentCount=20)
    source = MEDIA / f"{name}.flv"
    url = await show(hls, source)
    binary = enhanced_ffmpeg()
    got, words = await watched(viewer(hls, url), binary)
    assert words == ""
    assert_equal(frame_hashes(source, binary), got)


async def test_av1_and_opus(hls: Hls) -> None:
    configure(hls.store, hlsSegmentCount=20)
    binary = enhanced_ffmpeg()
    opus = ("-c:a", "libopus", "-b:a", "128k")
    source = clip(6, size="640x360", video=AV1, audio=opus, binary=binary)
    url = await show(hls, source)
    got, _ = await watched(viewer(hls, url), binary)
    assert_equal(frame_hashes(source, binary), got)


async def test_mpeg_ts(hls: Hls) -> None:
    configure(hls.store, hlsVariant="mpegts", hlsSegmentCount=20)
    source = clip(8, size="640x360", video=H264_B_FRAMES)
    url = await show(hls, source)
    address = viewer(hls, url)
    got: Frames = await asyncio.to_thread(frames, address)
    sent = await asyncio.to_thread(frames, source)
    moved = assert_part_of(sent, got, "HLS in MPEG-TS", least=150)
    assert abs(moved) < ROUNDING_MS
    _, words = await watched(address, ffmpeg())
    assert words == ""
