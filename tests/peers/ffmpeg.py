"""ffmpeg as an encoder, and as the judge of what arrived.

Clips are encoded once and kept; publishers only copy them in real time (`-re -c copy`), so that
every packet that is sent is known beforehand and the encoder costs next to no CPU.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.peers.tools import Child, eventually, missing, program, tail

HOW = "install ffmpeg (Debian: apt install ffmpeg)"
FLV = ("-flvflags", "no_duration_filesize", "-f", "flv")
"""How ffmpeg sends over RTMP; of other protocols it is another form."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet of a file. Times in ms; `digest` is a hash of the payload."""

    kind: Literal["video", "audio"]
    dts: int
    pts: int
    size: int
    key: bool
    digest: str


def ffmpeg() -> str:
    return program("ffmpeg", HOW)


def enhanced_ffmpeg() -> str:
    """An ffmpeg of version 6.1 or later, which speaks Enhanced RTMP: on PATH or from a wheel."""
    found = shutil.which("ffmpeg")
    if found and _version(found) >= (6, 1):
        return found
    try:
        import imageio_ffmpeg  # type: ignore[import-untyped]

        wheel = str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        missing("ffmpeg >= 6.1", "install it, or the Python package imageio-ffmpeg")
    if _version(wheel) < (6, 1):
        missing("ffmpeg >= 6.1", "the one found is older; update imageio-ffmpeg")
    return wheel


def whip_ffmpeg() -> str:
    """An ffmpeg that can publish over WHIP (from version 8 on): on PATH or from a wheel."""
    found = enhanced_ffmpeg()
    command = [found, "-hide_banner", "-h", "muxer=whip"]
    text = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    if "Muxer whip" not in text:
        missing("ffmpeg >= 8 with WHIP", "update ffmpeg or imageio-ffmpeg", always_skip=True)
    return found


def _version(binary: str) -> tuple[int, int]:
    text = subprocess.run([binary, "-version"], capture_output=True, text=True, check=True).stdout
    match = re.search(r"version n?(\d+)\.(\d+)", text)
    return (int(match[1]), int(match[2])) if match else (0, 0)


def clip(
    seconds: int = 20,
    *,
    bitrate: str = "6M",
    size: str = "1920x1080",
    video: Sequence[str] | None = None,
    audio: Sequence[str] = ("-c:a", "aac", "-b:a", "128k"),
    frequency: int = 440,
    noise: bool = False,
    binary: str | None = None,
) -> Path:
    """An FLV of `seconds`, 30 fps with a 2 s GOP, picture and tone: H.264 with B-frames and AAC.

    `video` replaces the encoder's options. With `noise` instead of the tone no two frames of sound
    are the same. Kept in a folder of the user and reused between runs.
    """
    coder = video or [
        *("-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-pix_fmt", "yuv420p"),
        *("-b:v", bitrate, "-minrate", bitrate, "-maxrate", bitrate, "-bufsize", bitrate),
        *("-x264-params", "nal-hrd=cbr:scenecut=0"),
    ]
    binary = binary or ffmpeg()
    sound = f"sine=frequency={frequency}:sample_rate=48000"
    if noise:
        sound = "anoisesrc=sample_rate=48000:amplitude=0.1:seed=7"
    command = [
        *(binary, "-hide_banner", "-nostdin", "-loglevel", "error", "-y"),
        *("-f", "lavfi", "-i", f"testsrc2=size={size}:rate=30"),
        *("-f", "lavfi", "-i", sound),
        *(*coder, "-g", "60", "-keyint_min", "60"),
        *(*audio, "-ac", "2", "-t", str(seconds)),
        *("-flvflags", "no_duration_filesize", "-f", "flv"),
    ]
    folder = Path(tempfile.gettempdir()) / f"streamingpro-clips-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"{hashlib.sha256(' '.join(command).encode()).hexdigest()[:16]}.flv"
    if not target.exists():
        draft = target.with_suffix(f".{os.getpid()}.part")
        subprocess.run([*command, str(draft)], check=True)
        draft.replace(target)
    return target


class Publisher(Child):
    """ffmpeg sending a clip in real time."""

    @classmethod
    def publish(
        cls,
        source: Path,
        url: str,
        log: Path,
        *,
        loop: bool = False,
        binary: str | None = None,
        form: Sequence[str] = FLV,
    ) -> "Publisher":
        """Send `source` to `url` at its own speed, once or over and over, without re-encoding."""
        command = [
            *(binary or ffmpeg(), "-hide_banner", "-nostdin", "-loglevel", "verbose", "-nostats"),
            *(("-stream_loop", "-1") if loop else ()),
            *("-re", "-i", str(source), "-map", "0", "-c", "copy"),
            *(*form, url),
        ]
        child = cls.start(command, log)
        return cls(child.process, child.log)

    async def done(self, within: float) -> None:
        """Wait for the end of the clip; fails unless ffmpeg was content."""
        code = await self.wait(within)
        assert code == 0, f"ffmpeg ended with {code}\n{tail(self.log)}"


def packets(path: Path) -> list[Packet]:
    """Every packet of a media file in file order, as ffprobe demuxes it (no decoding)."""
    command = [
        *(program("ffprobe", HOW), "-v", "error", "-of", "json", "-show_data_hash", "md5"),
        *("-show_entries", "packet=codec_type,dts_time,pts_time,size,flags,data_hash"),
        str(path),
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    raw = json.loads(run.stdout or "{}").get("packets", [])
    return [
        Packet(
            p["codec_type"],
            round(float(p["dts_time"]) * 1000),
            round(float(p["pts_time"]) * 1000),
            int(p["size"]),
            "K" in p["flags"],
            p["data_hash"],
        )
        for p in raw
        if "dts_time" in p and "pts_time" in p
    ]


def slices(path: Path) -> list[Packet]:
    """The H.264 pictures of a file by their slices alone: a server in between may have put
    parameter sets, delimiters and messages in other places."""
    only = ("-map", "0:v", "-bsf:v", "filter_units=pass_types=1-5")
    return frame_hashes(path, ffmpeg(), only)


def frame_hashes(
    path: Path | str, binary: str, options: Sequence[str] = ("-map", "0")
) -> list[Packet]:
    """As `packets`, by ffmpeg's framehash writer: for codecs that an older ffprobe can't read."""
    command = [
        *(binary, "-hide_banner", "-nostdin", "-loglevel", "error", "-copyts"),
        *("-i", str(path), *options, "-c", "copy", "-f", "framehash", "-hash", "md5", "-"),
    ]
    text = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    kinds: dict[str, Literal["video", "audio"]] = {}
    bases: dict[str, float] = {}
    result: list[Packet] = []
    for line in text.splitlines():
        if match := re.match(r"#media_type (\d+): (video|audio)", line):
            kinds[match[1]] = "video" if match[2] == "video" else "audio"
        elif match := re.match(r"#tb (\d+): (\d+)/(\d+)", line):
            bases[match[1]] = int(match[2]) * 1000 / int(match[3])
        elif not line.startswith("#"):
            index, dts, pts, _, size, digest = (part.strip() for part in line.split(",")[:6])
            base = bases[index]
            times = round(int(dts) * base), round(int(pts) * base)
            result.append(Packet(kinds[index], *times, int(size), False, digest))
    return result


async def wait_for_packets(path: Path, at_least: int, *, within: float = 15.0) -> list[Packet]:
    """The packets of a file that is still being written, once it holds `at_least` of them."""

    async def look() -> list[Packet] | None:
        found = packets(path)
        return found if len(found) >= at_least else None

    return await eventually(look, f"{at_least} packets in {path.name}", within=within)


async def wait_for_end(path: Path, sent: Path, *, within: float = 15.0) -> list[Packet]:
    """The packets of a recording once the last picture of file `sent` is in it, and it has stopped
    growing."""
    last = slices(sent)[-1].digest

    async def look() -> bool:
        return any(picture.digest == last for picture in slices(path))

    await eventually(look, f"the last picture in {path.name}", within=within)
    return await settled_packets(path, within=within)


async def settled_packets(path: Path, *, within: float = 15.0) -> list[Packet]:
    """The packets of a file once it stopped growing."""
    before: list[Packet] = []

    async def look() -> bool:
        nonlocal before
        last, before = before, packets(path)
        return bool(before) and before == last

    await eventually(look, f"{path.name} is complete", within=within)
    return before
