"""Makes the fixtures beside it with ffmpeg, and records in expected.json what ffprobe says of them.

    python tests/data/media/make.py

Legacy FLV is written by ffmpeg itself. Enhanced FLV, which older ffmpeg cannot write, is put
together here from the codec header and the packets that ffmpeg put into an mp4, IVF or Ogg file.
The tests need neither ffmpeg nor this script.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[2]))

from streamingpro.protocols.flv import (  # noqa: E402
    AudioTag,
    FlvReader,
    TagType,
    VideoTag,
    parse_audio,
    serialise_audio,
    serialise_video,
    write_header,
    write_tag,
)

X264 = "-c:v libx264 -crf 45 -preset veryfast -threads 1"
X265 = "-c:v libx265 -crf 45 -preset veryfast -threads 1 -x265-params pools=1:log-level=error"
AAC = "-c:a aac -b:a 8k"

LEGACY = {
    "h264_bframes_1366x768_2997": ("1366x768", "30000/1001", 5, f"{X264} -bf 3 -g 60 -an"),
    "h264_no_bframes_25_aac_mono": (
        "320x180",
        "25",
        5,
        f"{X264} -bf 0 -g 50 -ar 44100 -ac 1 {AAC}",
    ),
    "h264_interlaced_720x576": ("720x576", "25", 4, f"{X264} -flags +ildct+ilme -g 25 -an"),
    "h264_high10_60": ("426x240", "60", 4, f"{X264} -pix_fmt yuv420p10le -g 120 -an"),
    "h264_444_30": ("322x182", "30", 4, f"{X264} -pix_fmt yuv444p -g 60 -an"),
    "h264_422_24": ("322x180", "24", 4, f"{X264} -pix_fmt yuv422p -g 48 -an"),
    "h264_mono_scaling_50": ("320x180", "50", 4, f"{X264} -pix_fmt gray -x264-params cqm=jvt -an"),
    "aac_51": (None, None, 0.2, "-vn -ar 48000 -ac 6 -c:a aac -b:a 64k"),
    "sorenson_mp3": (
        "176x144",
        "15",
        1,
        "-c:v flv -q:v 31 -ar 22050 -ac 1 -c:a libmp3lame -b:a 8k",
    ),
    "mp3_44100": (None, None, 0.3, "-vn -ar 44100 -ac 2 -c:a libmp3lame -b:a 32k"),
    "g711_mulaw": (None, None, 0.2, "-vn -ar 8000 -ac 1 -c:a pcm_mulaw"),
    "speex": (None, None, 0.2, "-vn -ar 16000 -ac 1 -c:a libspeex"),
    "nellymoser": (None, None, 0.2, "-vn -ar 22050 -ac 1 -c:a nellymoser"),
    "pcm16": (None, None, 0.1, "-vn -ar 11025 -ac 2 -c:a pcm_s16le"),
}
ENHANCED = {
    "hvc1_main_1080_2997": ("1920x1080", "30000/1001", 3, f"{X265} -g 30 -bf 3 -an", "mp4"),
    "hvc1_main10_1366x768": ("1366x768", "25", 2, f"{X265} -pix_fmt yuv420p10le -g 25 -an", "mp4"),
    "hvc1_444_scaling_60": (
        "322x182", "60", 2, f"{X265}:scaling-list=default -pix_fmt yuv444p -an", "mp4",
    ),
    "av01_main_30": ("854x480", "30", 2, "-c:v libaom-av1 -crf 60 -cpu-used 8 -g 30 -an", "mp4"),
    "vp09_profile0": ("640x362", "30", 2, "-c:v libvpx-vp9 -crf 63 -b:v 0 -g 30 -an", "mp4"),
    "vp09_profile3": (
        "320x180", "25", 1, "-c:v libvpx-vp9 -pix_fmt yuv444p10le -crf 63 -b:v 0 -an", "mp4",
    ),
    "vp08": ("322x180", "30", 2, "-c:v libvpx -crf 63 -b:v 40k -g 30 -an", "ivf"),
    "avc1_bframes_30": ("640x360", "30", 3, f"{X264} -bf 2 -g 30 -an", "mp4"),
    "Opus_stereo": (None, None, 0.3, "-vn -ar 48000 -ac 2 -c:a libopus -b:a 16k", "ogg"),
    "Opus_mono": (None, None, 0.3, "-vn -ar 16000 -ac 1 -c:a libopus -b:a 8k", "ogg"),
    "Opus_51": (None, None, 0.3, "-vn -ar 48000 -ac 6 -c:a libopus -b:a 64k", "ogg"),
    "ac-3_51": (None, None, 0.2, "-vn -ar 48000 -ac 6 -c:a ac3 -b:a 192k", "mp4"),
    "ac-3_mono_32000": (None, None, 0.2, "-vn -ar 32000 -ac 1 -c:a ac3 -b:a 32k", "mp4"),
    "ec-3_stereo": (None, None, 0.2, "-vn -ar 44100 -ac 2 -c:a eac3 -b:a 64k", "mp4"),
    "fLaC_24bit": (None, None, 0.02, "-vn -ar 96000 -ac 2 -c:a flac -sample_fmt s32", "flac"),
    "mp4a_stereo": (None, None, 0.3, "-vn -ar 48000 -ac 2 -c:a aac -b:a 16k", "mp4"),
    "mp3_fourcc_24000": (None, None, 0.3, "-vn -ar 24000 -ac 1 -c:a libmp3lame -b:a 8k", "mp3"),
}  # fmt: skip
# ffmpeg's encoder writes no HE-AAC: its signallings are put before frames of the same core.
CONFIGS = {
    "heaac_explicit": (22050, 2, "2b920800"),
    "heaac_backward": (24000, 2, "131056e598"),
    "heaac_v2_explicit": (22050, 1, "eb8a0800"),
}


def ffmpeg(size: str | None, rate: str | None, seconds: float, options: str, out: Path) -> None:
    """Encode a calm picture and a tone of the given length."""
    picture = [] if size is None else ["-f", "lavfi", "-i", f"color=teal:s={size}:r={rate}"]
    command = ["ffmpeg", "-v", "error", "-y", *picture, "-f", "lavfi", "-i", "sine=440:r=48000"]
    subprocess.run([*command, *options.split(), "-t", str(seconds), str(out)], check=True)


def ffprobe(path: Path, *options: str) -> dict[str, Any]:
    """ffprobe's JSON."""
    command = ["ffprobe", "-v", "error", "-of", "json", *options, str(path)]
    answer: dict[str, Any] = json.loads(
        subprocess.run(command, check=True, capture_output=True).stdout
    )
    return answer


def facts(path: Path) -> list[dict[str, Any]]:
    """What the tests compare, for each stream."""
    names = (
        "codec_type", "codec_name", "profile", "level", "width", "height", "r_frame_rate",
        "avg_frame_rate", "sample_rate", "channels", "nb_read_packets",
    )  # fmt: skip
    streams = ffprobe(path, "-show_streams", "-count_packets")["streams"]
    return [{name: s[name] for name in names if name in s} for s in streams]


def unhex(dump: str) -> bytes:
    """The bytes of ffprobe's hex dump."""
    lines = (line[10:49] for line in dump.splitlines() if line)
    return bytes.fromhex("".join(lines))


def box(path: Path, name: bytes) -> bytes:
    """The payload of the first mp4 box of that name."""
    data = path.read_bytes()
    pos = data.find(name)
    size = int.from_bytes(data[pos - 4 : pos], "big")
    return data[pos + 4 : pos - 4 + size]


def enhanced(fourcc: bytes, source: Path) -> bytes:
    """An enhanced FLV file with the codec header and all packets of `source`."""
    answer = ffprobe(source, "-show_streams", "-show_packets", "-show_data")
    (stream,) = answer["streams"]
    config = unhex(stream.get("extradata", ""))
    if fourcc in (b"vp09", b"vp08"):
        config = box(source, b"vpcC") if fourcc == b"vp09" else b""
    if fourcc in (b"ac-3", b"ec-3", b".mp3"):
        config = b""
    is_video = stream["codec_type"] == "video"
    out = [write_header(has_audio=not is_video, has_video=is_video)]
    if config and is_video:
        tag = VideoTag(1, 0, None, config, fourcc=fourcc)
        out.append(write_tag(9, 0, serialise_video(tag)))
    elif config:
        out.append(write_tag(8, 0, serialise_audio(AudioTag(0, None, config, fourcc=fourcc))))
    first = round(float(answer["packets"][0]["dts_time"]) * 1000)
    for packet in answer["packets"]:
        dts = round(float(packet["dts_time"]) * 1000)
        body = unhex(packet["data"])
        if is_video:
            time = round(float(packet["pts_time"]) * 1000) - dts
            kind = 1 if "K" in packet["flags"] else 2
            payload = serialise_video(
                VideoTag(kind, 1, None, body, composition_time=time, fourcc=fourcc)
            )
        else:
            payload = serialise_audio(AudioTag(1, None, body, fourcc=fourcc))
        out.append(write_tag(9 if is_video else 8, dts - first, payload))
    return b"".join(out)


def reconfigure(source: bytes, config: str) -> bytes:
    """A legacy FLV file with another AudioSpecificConfig."""
    out = [write_header(has_audio=True, has_video=False)]
    for tag in FlvReader().feed(source):
        sound = parse_audio(tag.payload) if tag.type_id == TagType.AUDIO else None
        if sound and sound.is_config:
            sound = replace(sound, body=bytes.fromhex(config))
        payload = serialise_audio(sound) if sound else tag.payload
        out.append(write_tag(tag.type_id, tag.timestamp, payload))
    return b"".join(out)


def main() -> None:
    """Write every fixture and expected.json."""
    expected: dict[str, Any] = {}
    for name, (size, fps, seconds, options) in LEGACY.items():
        out = HERE / f"{name}.flv"
        ffmpeg(size, fps, seconds, options, out)
        expected[name] = facts(out)
    for name, (rate, channels, config) in CONFIGS.items():
        out = HERE / f"{name}.flv"
        ffmpeg(None, None, 0.3, f"-vn -ar {rate} -ac {channels} {AAC}", out)
        out.write_bytes(reconfigure(out.read_bytes(), config))
        expected[name] = facts(out)
    with tempfile.TemporaryDirectory() as folder:
        for name, (size, fps, seconds, options, suffix) in ENHANCED.items():
            source = Path(folder) / f"x.{suffix}"
            ffmpeg(size, fps, seconds, options, source)
            fourcc = ".mp3" if name.startswith("mp3") else name[:4]
            (HERE / f"{name}.flv").write_bytes(enhanced(fourcc.encode(), source))
            expected[name] = facts(source)
    text = json.dumps(expected, indent=1, sort_keys=True)
    (HERE / "expected.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
