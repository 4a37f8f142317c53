"""The course of the demo: set up, publish, show, clean up."""

import asyncio
import signal
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from streamingpro.demo.encoder import Encoder, require_ffmpeg
from streamingpro.demo.errors import DemoError
from streamingpro.demo.picture import choose_picture
from streamingpro.demo.stage import Stage
from streamingpro.demo.table import Row, all_live, lines_of, rows_of, save_svg, table_of

LOOK_EVERY_S = 0.5
LINES_EVERY_S = 2.0
Show = Callable[[list[Row], float], None]


def run_demo(*, seconds: float | None, plain: bool, svg: Path | None) -> int:
    """Run the demo until Ctrl-C, or for `seconds` once it is set up; returns the exit code.

    1: it could not run, or `seconds` went by without input and outputs all live.
    """
    console = Console(highlight=False, soft_wrap=True)
    demo = Demo(console, seconds=seconds, plain=plain or not console.is_terminal, svg=svg)
    try:
        return asyncio.run(demo.run())
    except DemoError as error:
        Console(stderr=True, highlight=False, soft_wrap=True, markup=False).print(str(error))
        return 1


class Demo:
    """One run of the demo in one terminal."""

    def __init__(
        self, console: Console, *, seconds: float | None, plain: bool, svg: Path | None
    ) -> None:
        self._console = console
        self._seconds = seconds
        self._plain = plain
        self._svg = svg
        self._begin = time.monotonic()
        self._was_live = False
        self._states: list[str] = []
        self._printed_at = 0.0

    async def run(self) -> int:
        """Ctrl-C, SIGTERM and the closing of the terminal all end it in good order: code 0."""
        ffmpeg = require_ffmpeg()
        task = asyncio.current_task()
        assert task is not None
        asked: list[int] = []

        def ask_to_stop(number: int) -> None:
            if not asked:  # a second Ctrl-C must not interrupt the cleaning up
                asked.append(number)
                self._say("Stopping …")
                task.cancel()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, ask_to_stop, number)
        try:
            await self._play(ffmpeg)
        except asyncio.CancelledError:
            if not asked:
                raise
            return 0
        except BaseExceptionGroup as group:
            raise group.exceptions[0] from None
        finally:
            self._say("All processes ended, nothing left behind.")
        if not self._was_live:
            raise DemoError(f"Input and outputs were not all live within {self._seconds:.0f} s.")
        return 0

    async def _play(self, ffmpeg: str) -> None:
        self._say(
            "Starting the control plane, its engine, and an engine that plays the platforms …"
        )
        encoder = Encoder(ffmpeg)
        picture = asyncio.get_running_loop().run_in_executor(None, choose_picture, ffmpeg)
        async with Stage() as stage:
            for line in _addresses(stage):
                self._say(line)
            async with asyncio.TaskGroup() as group:
                publishing = group.create_task(encoder.run(stage, await picture))
                await self._watch(stage, encoder)
                publishing.cancel()

    async def _watch(self, stage: Stage, encoder: Encoder) -> None:
        rows: list[Row] = []
        if self._plain:
            rows = await self._follow(stage, encoder, self._print_lines)
        else:
            with Live(console=self._console, auto_refresh=False) as live:

                def draw(rows: list[Row], _elapsed_s: float) -> None:
                    live.update(table_of(rows), refresh=True)

                rows = await self._follow(stage, encoder, draw)
        if self._svg is not None:
            save_svg(_whole(stage, rows), self._svg)

    async def _follow(self, stage: Stage, encoder: Encoder, show: Show) -> list[Row]:
        end = time.monotonic() + self._seconds if self._seconds is not None else None
        while True:
            picture = await stage.rest.status()
            received = await stage.received_bps()
            arrives = {p.name: received[p.path] for p in stage.platforms if p.path in received}
            rows = rows_of(picture, encoded=encoder.frames, arrives=arrives)
            show(rows, time.monotonic() - self._begin)
            if not self._was_live and all_live(rows):
                self._was_live = True
                self._say(
                    f"Live on both destinations after {time.monotonic() - self._begin:.1f} s."
                )
            if end is not None and time.monotonic() >= end:
                return rows
            await asyncio.sleep(LOOK_EVERY_S)

    def _print_lines(self, rows: list[Row], elapsed_s: float) -> None:
        """Every 2 s, and whenever a state changed."""
        states = [row.state for row in rows]
        if states != self._states or elapsed_s - self._printed_at >= LINES_EVERY_S:
            self._states, self._printed_at = states, elapsed_s
            for line in lines_of(rows, elapsed_s):
                self._say(line)

    def _say(self, line: str) -> None:
        self._console.print(line, markup=False)


def _addresses(stage: Stage) -> list[str]:
    return [
        f"dashboard      {stage.http_url}",
        f"sign in        {stage.email}   {stage.password}",
        f"input          {stage.publish_url}",
        *([f"watch (HLS)    ffplay {stage.watch_url}"] if stage.watch_url else []),
        *(f"{p.name:<14} ffplay {p.url}/{p.stream_key}" for p in stage.platforms),
        "Ctrl-C ends the demo.",
        "",
    ]


def _whole(stage: Stage, rows: list[Row]) -> RenderableType:
    """The picture for the documentation: the command, the address, the table."""
    return Group(
        Text("$ streamingpro demo", style="bold"),
        Text(f"dashboard  {stage.http_url}"),
        Text(""),
        table_of(rows),
    )
