"""`streamingpro demo`: the main job, shown by itself.

    ffmpeg ──RTMP──▶ engine of a real `serve` ──RTMP──▶ second engine = "Platform A", "Platform B"

run         the course: set up, publish, show, clean up
stage       the processes and, through the REST API, the input and its outputs
rest        the few REST calls
encoder     ffmpeg as the encoder, started again when it ends
picture     the moving test picture with clock and tone
table       the live table, or plain lines
processes   child processes that are always ended
errors      DemoError

The demo stands outside: it uses the programs as a user would, by command line, REST and the
media server's API, and imports neither `control` nor `engine`.
"""

from pathlib import Path

__all__ = ["run_demo"]


def run_demo(*, seconds: float | None = None, plain: bool = False, svg: Path | None = None) -> int:
    """Run the demo; returns the exit code. See `streamingpro.demo.run`."""
    from streamingpro.demo.run import run_demo as run

    return run(seconds=seconds, plain=plain, svg=svg)
