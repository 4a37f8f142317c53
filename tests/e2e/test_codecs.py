"""Codecs of Enhanced RTMP pass through unchanged, to a real server and to a player."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.e2e.conftest import Publish
from tests.peers.compare import of_kind
from tests.peers.ffmpeg import clip, enhanced_ffmpeg, frame_hashes
from tests.peers.mediamtx import mediamtx
from tests.peers.stack import engine
from tests.peers.tools import Child, eventually, tail

pytestmark = pytest.mark.e2e

HEVC = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:bframes=2")
AV1 = ("-c:v", "libsvtav1", "-preset", "12", "-svtav1-params", "lookahead=0:pred-struct=1")
AAC = ("-c:a", "aac", "-b:a", "128k")
OPUS = ("-c:a", "libopus", "-b:a", "128k")


@pytest.mark.parametrize(
    ("video", "audio", "names"),
    [
        pytest.param(HEVC, AAC, {"H265", "MPEG-4 Audio"}, id="hevc-aac"),
        pytest.param(AV1, OPUS, {"AV1", "Opus"}, id="av1-opus"),
    ],
)
async def test_enhanced_codecs_pass_through_unchanged(
    tmp_path: Path, publish: Publish, video: Sequence[str], audio: Sequence[str], names: set[str]
) -> None:
    binary = enhanced_ffmpeg()
    source = clip(6, size="640x360", video=video, audio=audio, binary=binary)
    sent = frame_hashes(source, binary)
    recording = tmp_path / "forwarded.flv"
    async with engine(tmp_path / "data") as ours, engine(tmp_path / "platform") as theirs:
        await theirs.api.add_path("copy")
        await ours.api.add_path("live", [{"dest": theirs.url("copy")}])
        encoder = publish(source, ours.url("live"), binary=binary)

        async def there() -> bool:
            found = await theirs.api.path("copy")
            return found is not None and bool(found["tracks2"])

        await eventually(there, "the copy has tracks", within=10, report=ours.log_tail)
        play = [
            *(binary, "-hide_banner", "-nostdin", "-loglevel", "warning", "-y"),
            *("-i", theirs.url("copy"), "-map", "0:v", "-map", "0:a", "-c", "copy", "-copyts"),
            *("-f", "flv", str(recording)),
        ]
        player = Child.start(play, tmp_path / "player.log")
        for api in (ours.api, theirs.api):
            path = await api.path("live" if api is ours.api else "copy")
            assert path is not None
            assert {track["codec"] for track in path["tracks2"]} == names
        await encoder.done(30)
        await ours.api.call("DELETE", "config/paths/delete/live")
        await theirs.api.call("DELETE", "config/paths/delete/copy")
        await asyncio.wait_for(player.wait(15), 20)
    got = frame_hashes(recording, binary)
    assert got, tail(player.log)
    for kind in ("video", "audio"):
        want = [p.digest for p in of_kind(sent, kind)]
        have = [p.digest for p in of_kind(got, kind)]
        start = want.index(have[0])
        assert have == want[start:], f"{kind}: {len(have)} of {len(want)}"
        assert start < len(want) / 2


async def test_hevc_is_understood_by_another_server(tmp_path: Path, publish: Publish) -> None:
    binary = enhanced_ffmpeg()
    source = clip(6, size="640x360", video=HEVC, audio=AAC, binary=binary)
    async with mediamtx(tmp_path / "mediamtx") as server, engine(tmp_path / "data") as ours:
        await ours.api.add_path("live", [{"dest": server.url("copy")}])
        encoder = publish(source, ours.url("live"), loop=True, binary=binary)

        async def ready() -> bool:
            path = await server.path("copy")
            return path is not None and set(path["tracks"]) == {"H265", "MPEG-4 Audio"}

        await eventually(ready, "MediaMTX has both tracks", within=15, report=ours.log_tail)
        assert (await ours.all_live("live", 1))[0]["bytesAcked"] > 0
        await encoder.stop(0)
