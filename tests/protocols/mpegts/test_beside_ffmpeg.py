"""What FFmpeg makes of our streams, and we of FFmpeg's: the same frames at the same times."""

import subprocess
from pathlib import Path

import av
import pytest

from streamingpro.protocols.codecs.annexb import split_annexb, split_lengths
from streamingpro.protocols.flv import write_header, write_tag
from streamingpro.protocols.mpegts.to_flv import Item
from tests.peers.ffmpeg import ffmpeg as find_ffmpeg
from tests.protocols.mpegts.messages import DATA, fixture, to_flv, to_ts

Seen = tuple[float, float, bool, list[bytes]]
"""DTS and PTS in ms, keyframe, content."""

H264 = "-c:v libx264 -preset ultrafast -bf 2 -g 30 -threads 1"
H265 = "-c:v libx265 -preset ultrafast -x265-params log-level=error:keyint=30:pools=none"
STREAMS = {
    "aac": f"{H264} -c:a aac",
    "aac, a frame in each PES, from 0": f"{H264} -c:a aac -muxdelay 0 -pes_payload_size 0",
    "aac in latm": f"{H264} -c:a aac -mpegts_flags +latm",
    "mp3": f"{H264} -c:a libmp3lame",
    "ac-3": f"{H264} -c:a ac3",
    "e-ac-3": f"{H264} -c:a eac3",
    "opus": f"{H264} -c:a libopus",
    "hevc": f"{H265} -c:a aac",
    "video only": f"{H264} -an",
    "audio only": "-vn -c:a aac",
}
PARAMETERS = {"h264": (7, 8, 9), "hevc": (32, 33, 34, 35)}


def ffmpeg(*arguments: str) -> str:
    """What ffmpeg complains of."""
    command = [find_ffmpeg(), "-v", "warning", "-y", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stderr


def read(path: Path) -> dict[str, list[Seen]]:
    """The packets of a file by codec, as FFmpeg sees them."""
    found: dict[str, list[Seen]] = {}
    with av.open(path, options={"probesize": "50000000"}) as container:
        for packet in container.demux():
            stream = packet.stream
            if packet.dts is None or packet.pts is None or stream.type not in ("video", "audio"):
                continue
            name = stream.codec_context.name.removesuffix("float").removesuffix("_latm")
            base = float(packet.time_base) * 1000
            content = units(name, bytes(packet), path.suffix == ".ts")
            key = stream.type == "video" and packet.is_keyframe
            found.setdefault(name, []).append((packet.dts * base, packet.pts * base, key, content))
    return found


def units(codec: str, data: bytes, mpegts: bool) -> list[bytes]:
    """The content of a packet without what belongs to the container."""
    if codec not in PARAMETERS:
        return [data[7:] if codec == "aac" and mpegts else data]
    found = split_annexb(data) if mpegts else split_lengths(data)
    shift, mask = (0, 31) if codec == "h264" else (1, 63)
    return [bytes(u) for u in found if u[0] >> shift & mask not in PARAMETERS[codec]]


def write_flv(path: Path, items: list[Item]) -> None:
    tags = (write_tag(*item) for item in items)
    path.write_bytes(write_header(has_audio=True, has_video=True) + b"".join(tags))


def same_times(ours: list[Seen], theirs: list[Seen], later: float) -> bool:
    """Within half a millisecond, which is what timestamps in ms allow."""
    pairs = zip(ours, theirs, strict=True)
    return all(abs(a[n] - b[n] - later) <= 0.51 for a, b in pairs for n in (0, 1))


@pytest.fixture(params=sorted(STREAMS))
def made_by_ffmpeg(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    path = tmp_path / "made.ts"
    picture = ["-f", "lavfi", "-i", "testsrc2=s=160x90:r=30"]
    sound = ["-f", "lavfi", "-i", "sine=440:r=48000"]
    options = STREAMS[request.param].split()
    ffmpeg(*picture, *sound, "-t", "2", *options, "-f", "mpegts", str(path))
    return request.param, path


def test_their_mpegts(made_by_ffmpeg: tuple[str, Path], tmp_path: Path) -> None:
    name, path = made_by_ffmpeg
    flv = tmp_path / "ours.flv"
    write_flv(flv, to_flv(path.read_bytes()))
    theirs, ours = read(path), read(flv)
    assert set(ours) == set(theirs)
    for codec, frames in theirs.items():
        assert same_times(ours[codec], frames, 0)
        assert [frame[2] for frame in ours[codec]] == [frame[2] for frame in frames]
        if name != "aac in latm":
            assert [frame[3] for frame in ours[codec]] == [frame[3] for frame in frames]


def test_latm_is_heard_as_before(tmp_path: Path) -> None:
    """Its frames are wrapped so differently that only the sound can be compared."""
    made, flv = tmp_path / "made.ts", tmp_path / "ours.flv"
    sound = ["-f", "lavfi", "-i", "sine=440:r=48000", "-t", "1", "-c:a", "aac"]
    ffmpeg(*sound, "-mpegts_flags", "+latm", "-f", "mpegts", str(made))
    write_flv(flv, to_flv(made.read_bytes()))
    heard = []
    for path in (made, flv):
        command = [find_ffmpeg(), "-v", "error", "-i", str(path), "-f", "md5", "-"]
        heard.append(subprocess.run(command, check=True, capture_output=True).stdout)
    assert heard[0] == heard[1]


@pytest.mark.parametrize(
    "name",
    [
        "h264_no_bframes_25_aac_mono",
        "h264_bframes_1366x768_2997",
        "h264_interlaced_720x576",
        "hvc1_main_1080_2997",
        "Opus_51",
        "aac_51",
        "ac-3_51",
        "ec-3_stereo",
        "mp3_44100",
    ],
)
def test_our_mpegts(name: str, tmp_path: Path) -> None:
    """FFmpeg decodes it without a warning, and finds what it finds in the FLV, a second later."""
    path = tmp_path / "ours.ts"
    path.write_bytes(to_ts(fixture(name)))
    assert ffmpeg("-i", str(path), "-f", "null", "-") == ""
    ours, theirs = read(path), read(DATA / f"{name}.flv")
    assert set(ours) == set(theirs)
    for codec, frames in theirs.items():
        assert same_times(ours[codec], frames, 1000)
        if codec != "hevc":  # whose fixtures hide messages of the encoder in the codec header
            assert [frame[3] for frame in ours[codec]] == [frame[3] for frame in frames]
