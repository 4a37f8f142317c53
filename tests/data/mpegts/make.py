"""Makes the fixtures beside it with ffmpeg, and records in expected.json what ffprobe says of them.

    python tests/data/mpegts/make.py

expected.json: per file and PID the codec and the packets as [pts, dts, keyframe, bytes, MD5].
The tests need neither ffmpeg nor this script.
"""

import json
import subprocess
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

PICTURE = "-f lavfi -i testsrc2=size=160x96:rate={rate}:duration={seconds}"
SOUND = "-f lavfi -i sine=frequency=440:sample_rate={hz}:duration={seconds}"
X264 = "-c:v libx264 -crf 45 -preset veryfast -threads 1"
X265 = "-c:v libx265 -crf 45 -preset veryfast -threads 1 -x265-params pools=1:log-level=error"
AAC = "-c:a aac -b:a 24k"

FILES = {
    "h264_bframes_aac": (25, 48000, 1.2, f"{X264} -bf 2 -g 12 {AAC}"),
    "h264_open_gop_ac3": (
        30,
        48000,
        1,
        f"{X264} -bf 3 -g 15 -x264-params open-gop=1 -c:a ac3 -b:a 64k",
    ),
    "h264_slices_mp3": (
        25,
        44100,
        1,
        f"{X264} -tune zerolatency -g 12 -x264-params slices=4 -c:a libmp3lame -b:a 32k",
    ),
    "h264_intra_refresh_opus": (
        25,
        48000,
        1,
        f"{X264} -g 12 -x264-params intra-refresh=1 -c:a libopus -b:a 24k",
    ),
    "h264_interlaced_latm": (
        25,
        48000,
        1,
        f"{X264} -flags +ildct+ilme -x264-params tff=1 -g 12 {AAC} -mpegts_flags latm",
    ),
    "h264_bounded_pes_eac3_dvb": (
        25,
        48000,
        1,
        f"{X264} -g 12 -c:a eac3 -b:a 64k -mpegts_flags system_b -omit_video_pes_length 0 "
        "-mpegts_start_pid 0x200 -metadata:s:a:0 language=deu",
    ),
    "hevc_bframes_ac3_44100": (25, 44100, 1, f"{X265}:bframes=2 -g 12 -c:a ac3 -b:a 64k"),
    "mpeg2_mp2": (25, 48000, 0.6, "-c:v mpeg2video -q:v 31 -bf 2 -g 6 -c:a mp2 -b:a 32k"),
    "mpeg4_aac_mono_24000": (15, 24000, 0.8, f"-c:v mpeg4 -q:v 31 -g 6 {AAC}"),
    "two_languages": (
        25,
        48000,
        0.6,
        f"-map 0 -map 1 -map 1 {X264} -g 12 {AAC} -metadata:s:a:0 language=eng "
        "-metadata:s:a:1 language=fra",
    ),
    "audio_only": (None, 48000, 2.5, AAC),
    "video_only": (25, None, 1, f"{X264} -g 12"),
}


def ffmpeg(rate: int | None, hz: int | None, seconds: float, options: str, out: Path) -> None:
    """Encode a test picture and a tone."""
    sources = []
    if rate:
        sources += PICTURE.format(rate=rate, seconds=seconds).split()
    if hz:
        sources += SOUND.format(hz=hz, seconds=seconds).split()
    command = ["ffmpeg", "-hide_banner", "-loglevel", "error", "-y", *sources, *options.split()]
    subprocess.run([*command, "-pat_period", "0.3", "-f", "mpegts", str(out)], check=True)


def probe(path: Path) -> dict[str, Any]:
    """What ffprobe finds in a file: one entry per PID."""
    command = ["ffprobe", "-v", "error", "-show_streams", "-show_packets", "-show_data_hash", "md5"]
    found = subprocess.run([*command, "-of", "json", str(path)], check=True, capture_output=True)
    report = json.loads(found.stdout)
    return {
        str(int(stream["id"], 16)): {
            "codec": stream["codec_name"],
            "language": stream.get("tags", {}).get("language", ""),
            **{key: stream[key] for key in ("width", "height", "channels") if key in stream},
            "sample_rate": int(stream.get("sample_rate", 0)),
            "rate": stream["r_frame_rate"],
            "packets": [
                [
                    int(packet["pts"]),
                    int(packet["dts"]),
                    "K" in packet["flags"],
                    int(packet["size"]),
                    packet["data_hash"].removeprefix("MD5:"),
                ]
                for packet in report["packets"]
                if packet["stream_index"] == stream["index"]
            ],
        }
        for stream in report["streams"]
    }


def main() -> None:
    """Write every fixture and expected.json."""
    expected = {}
    for name, (rate, hz, seconds, options) in FILES.items():
        out = HERE / f"{name}.ts"
        ffmpeg(rate, hz, seconds, options, out)
        expected[name] = probe(out)
    lines = [f" {json.dumps(name)}: {json.dumps(expected[name])}" for name in sorted(expected)]
    (HERE / "expected.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
