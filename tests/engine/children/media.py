"""Small files of every kind that sources are made of."""

import subprocess
from pathlib import Path

from tests.peers.ffmpeg import clip, ffmpeg


def small_clip(seconds: int = 3, frequency: int = 440) -> Path:
    """30 pictures per second with B-frames, keyframes every 2 s, AAC at 48 kHz."""
    return clip(seconds, size="320x180", bitrate="300k", frequency=frequency)


def made(target: Path, *options: str, source: Path | None = None) -> Path:
    """`target` of the small clip, copied into another container unless `options` say else."""
    command = [ffmpeg(), "-hide_banner", "-nostdin", "-loglevel", "error", "-y"]
    command += ["-i", str(source or small_clip()), *(options or ("-c", "copy")), str(target)]
    subprocess.run(command, check=True)
    return target


def fragmented(target: Path) -> Path:
    """As segments of HLS are: a beginning without media, then fragments."""
    return made(target, "-c", "copy", "-movflags", "frag_keyframe+empty_moov+default_base_moof")
