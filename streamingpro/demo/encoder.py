"""The encoder of the demo: ffmpeg, started again whenever it ends, its frames counted."""

import asyncio

from streamingpro.demo.errors import DemoError
from streamingpro.demo.picture import find_ffmpeg, publish_command
from streamingpro.demo.stage import Stage

PAUSE_S = 1.0
FRUITLESS_STARTS = 5


def require_ffmpeg() -> str:
    """The path of ffmpeg. Raises DemoError with what to do when there is none."""
    ffmpeg = find_ffmpeg()
    if ffmpeg is None:
        raise DemoError(
            "The demo publishes its test picture with ffmpeg, and there is none on this machine.\n"
            "Install it and try again: apt install ffmpeg (Debian, Ubuntu), brew install ffmpeg"
            " (macOS),\nor pip install imageio-ffmpeg."
        )
    return ffmpeg


class Encoder:
    """Publishes the test picture until cancelled. `frames`: encoded and sent so far."""

    def __init__(self, ffmpeg: str) -> None:
        self._ffmpeg = ffmpeg
        self._frames_before = 0
        self._frames_now = 0

    @property
    def frames(self) -> int:
        return self._frames_before + self._frames_now

    async def run(self, stage: Stage, picture: str) -> None:
        """Raises DemoError when ffmpeg ends again and again without a single frame."""
        command = publish_command(self._ffmpeg, picture, stage.publish_url)
        fruitless = 0
        while True:
            child = await stage.start_child("ffmpeg", command, read_stdout=True)
            code = await child.read_lines(self._on_progress)
            fruitless = 0 if self._frames_now else fruitless + 1
            if fruitless >= FRUITLESS_STARTS:
                raise DemoError(
                    f"ffmpeg can't publish the test picture (code {code}):\n{child.last_words()}"
                )
            self._frames_before, self._frames_now = self.frames, 0
            await asyncio.sleep(PAUSE_S)

    def _on_progress(self, line: str) -> None:
        name, _, value = line.partition("=")
        if name == "frame" and value.strip().isdigit():
            self._frames_now = int(value)
