"""The moving test picture that ffmpeg publishes, as an encoder at an event would."""

import importlib
import shutil
import subprocess

SIZE = "1280x720"
FRAME_RATE = 30
KEYFRAME_SECONDS = 2

_CLOCK = (
    "drawtext=text='%{localtime\\:%T}':x=(w-tw)/2:y=h-th-60"
    ":fontsize=96:fontcolor=white:box=1:boxcolor=black@0.6:boxborderw=20"
)
WITH_CLOCK = f"testsrc2=size={SIZE}:rate={FRAME_RATE},{_CLOCK}"
WITH_COUNTER = f"testsrc=size={SIZE}:rate={FRAME_RATE}"


def find_ffmpeg() -> str | None:
    """ffmpeg on PATH, else the one of the Python package imageio-ffmpeg where it is installed."""
    path = shutil.which("ffmpeg")
    if path is not None:
        return path
    try:
        found: str = importlib.import_module("imageio_ffmpeg").get_ffmpeg_exe()
    except (ImportError, RuntimeError):
        return None
    return found


def choose_picture(ffmpeg: str) -> str:
    """The test picture with the time of day in it, or, where this ffmpeg can't write text (no
    drawtext filter, no font), the one with a counter of seconds."""
    command = [ffmpeg, "-v", "error", "-nostdin", "-f", "lavfi", "-i", WITH_CLOCK]
    try:
        done = subprocess.run(  # noqa: S603 - the command is ours
            [*command, "-frames:v", "1", "-f", "null", "-"],
            capture_output=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return WITH_COUNTER
    return WITH_CLOCK if done.returncode == 0 else WITH_COUNTER


def publish_command(ffmpeg: str, picture: str, url: str) -> list[str]:
    """Publish 720p30 H.264 with a tone in AAC, a keyframe every 2 s, at little CPU cost.

    ffmpeg reports its progress on stdout, one `name=value` per line, ten times a second.
    """
    gop = str(FRAME_RATE * KEYFRAME_SECONDS)
    return [
        *(ffmpeg, "-hide_banner", "-nostdin", "-v", "error"),
        *("-progress", "pipe:1", "-stats_period", "0.1"),
        *("-re", "-f", "lavfi", "-i", picture),
        *("-re", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-threads", "2"),
        *("-pix_fmt", "yuv420p", "-g", gop, "-keyint_min", gop, "-sc_threshold", "0"),
        *("-b:v", "2500k", "-maxrate", "2500k", "-bufsize", "2500k"),
        *("-c:a", "aac", "-b:a", "128k", "-ac", "2"),
        *("-f", "flv", url),
    ]
