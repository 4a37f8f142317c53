"""Real streams: tracks, frames, times and keyframes must be what ffprobe found."""

import hashlib
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from streamingpro.protocols.codecs import describe_config
from streamingpro.protocols.media import Codec
from streamingpro.protocols.mpegts import Frame, Piece, TsDemuxer, TsScanner
from tests.protocols.mpegts.build import adts

DATA = Path(__file__).parents[2] / "data" / "mpegts"
EXPECTED: dict[str, dict[str, Any]] = json.loads((DATA / "expected.json").read_text())
CODECS = {
    "h264": Codec.H264,
    "hevc": Codec.H265,
    "mpeg2video": Codec.MPEG1_VIDEO,
    "mpeg4": Codec.MPEG4_VIDEO,
    "aac": Codec.MPEG4_AUDIO,
    "aac_latm": Codec.MPEG4_AUDIO,
    "mp2": Codec.MPEG1_AUDIO,
    "mp3": Codec.MPEG1_AUDIO,
    "ac3": Codec.AC3,
    "eac3": Codec.EAC3,
    "opus": Codec.OPUS,
}
TICKS_OF_ROUNDING = 10
"""ffprobe adds up frame lengths that are rounded down, over all frames of a PES."""


def read(name: str) -> bytes:
    return (DATA / f"{name}.ts").read_bytes()


def demux(name: str, size: int = 1316) -> tuple[TsDemuxer, dict[int, list[Frame]]]:
    data, demuxer = read(name), TsDemuxer()
    frames = [f for at in range(0, len(data), size) for f in demuxer.feed(data[at : at + size])]
    frames += demuxer.flush()
    by_pid: dict[int, list[Frame]] = {track.pid: [] for track in demuxer.tracks}
    for frame in frames:
        by_pid[frame.track.pid].append(frame)
    return demuxer, by_pid


def scan(name: str, size: int = 1316) -> tuple[TsScanner, list[Piece]]:
    data, scanner = read(name), TsScanner()
    pieces = [p for at in range(0, len(data), size) for p in scanner.feed(data[at : at + size])]
    return scanner, pieces


def same_bytes(codec: str, frames: list[Frame], packets: list[list[Any]]) -> None:
    """ffprobe's packets keep the ADTS header, and may cut a zero byte off before a start code."""
    if codec == "aac_latm":
        return  # compared with ADTS below
    if codec == "aac":
        channels, rate = frames[0].config[1] >> 3 & 15, 3 if frames[0].config[0] == 0x11 else 6
        whole = b"".join(adts(frame.data, rate=rate, channels=channels) for frame in frames)
    else:
        whole = b"".join(frame.data for frame in frames)
    pos = 0
    for _, _, _, size, digest in packets:
        assert hashlib.md5(whole[pos : pos + size]).hexdigest() == digest
        pos += size
    assert pos == len(whole)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_frames_are_those_of_ffprobe(name: str) -> None:
    demuxer, by_pid = demux(name)
    expected = EXPECTED[name]
    assert (demuxer.malformed, demuxer.problem) == (0, "")
    assert set(by_pid) == {int(pid) for pid in expected}
    for track in demuxer.tracks:
        stream, frames = expected[str(track.pid)], by_pid[track.pid]
        assert (track.codec, track.language) == (CODECS[stream["codec"]], stream["language"])
        assert len(frames) == len(stream["packets"])
        for frame, (pts, dts, key, _, _) in zip(frames, stream["packets"], strict=True):
            assert frame.keyframe is key
            assert not frame.after_loss
            if track.kind == "video":
                assert (frame.pts, frame.dts) == (pts, dts)
            else:
                assert frame.pts == frame.dts
                assert abs(frame.pts - pts) <= TICKS_OF_ROUNDING
        same_bytes(stream["codec"], frames, stream["packets"])


@pytest.mark.parametrize("size", [1, 188, 1000, 1 << 20])
def test_frames_do_not_depend_on_how_bytes_arrive(size: int) -> None:
    assert demux("h264_bframes_aac", size)[1] == demux("h264_bframes_aac")[1]


def test_latm_and_adts_give_the_same_frames() -> None:
    from_latm = demux("h264_interlaced_latm")[1][257]
    from_adts = demux("audio_only")[1][256]
    count = 40  # the end differs, where the shorter stream is cut off
    assert [f.data for f in from_latm[:count]] == [f.data for f in from_adts[:count]]
    assert describe_config(Codec.MPEG4_AUDIO, from_latm[0].config) == describe_config(
        Codec.MPEG4_AUDIO, from_adts[0].config
    )


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_scanner_passes_every_packet_on_and_finds_the_same_keyframes(name: str) -> None:
    scanner, pieces = scan(name)
    assert b"".join(piece.data for piece in pieces) == read(name)
    assert (scanner.malformed, scanner.problem) == (0, "")
    video = [s for s in EXPECTED[name].values() if "width" in s]
    found = [piece.dts for piece in pieces if piece.keyframe]
    if video:
        assert scanner.frames == sum(piece.frames for piece in pieces) == len(video[0]["packets"])
        keys = [dts for _, dts, key, _, _ in video[0]["packets"] if key]
        _, single = scan(name, 188)
        assert [piece.dts for piece in single if piece.keyframe] == keys
        assert scanner.keyframes == len(found) == len(keys)
    else:
        assert len(found) == 3, "one per second"
        assert scanner.frames == 0


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_scanner_describes_tracks_as_ffprobe_does(name: str) -> None:
    scanner, _ = scan(name)
    assert {track.id for track in scanner.tracks} == {int(pid) for pid in EXPECTED[name]}
    for track in scanner.tracks:
        stream = EXPECTED[name][str(track.id)]
        assert track.codec == CODECS[stream["codec"]]
        if track.kind == "audio":
            assert (track.sample_rate, track.channels) == (
                stream["sample_rate"],
                stream["channels"],
            )
        elif track.codec != Codec.MPEG4_VIDEO:  # named, but not described
            assert (track.width, track.height) == (stream["width"], stream["height"])
            assert track.fps == round(float(Fraction(stream["rate"])), 3)


@pytest.mark.parametrize("size", [1, 187, 1316, 5000, 1 << 20])
def test_scanner_does_not_depend_on_how_bytes_arrive(size: int) -> None:
    one, pieces = scan("h264_bframes_aac", size)
    other, _ = scan("h264_bframes_aac", 188)
    assert b"".join(piece.data for piece in pieces) == read("h264_bframes_aac")
    for name in ("tracks", "frames", "keyframes", "frame_rate", "keyframe_interval_s", "tables"):
        assert getattr(one, name) == getattr(other, name), name


def test_pace() -> None:
    scanner, _ = scan("h264_bframes_aac")
    assert scanner.frame_rate == 25
    assert scanner.keyframe_interval_s == 0.48
