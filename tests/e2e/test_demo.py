"""`streamingpro demo` as a person meets it: it shows the main job, and leaves nothing behind."""

import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from streamingpro.demo.picture import find_ffmpeg
from tests.peers.tools import Child, eventually, missing, tail

READY_S = 30
"""10 s is promised on a machine that is not busy with tests beside it."""

HANG_S = 60
"""A guard against hanging, no promise."""

READY = re.compile(r"Live on both destinations after ([0-9.]+) s")


ROW = re.compile(r"^ *[0-9.]+ s  (?:in|out)put +(\S+ \S+)  .*$", re.MULTILINE)


@dataclass
class Demo:
    """One run of the demo, with a folder for temporary files that is watched."""

    child: Child
    temporary: Path

    def output(self) -> str:
        return self.child.log.read_text(errors="replace")

    async def says(self, text: str) -> None:
        async def look() -> bool:
            assert self.child.running or text in self.output(), "the demo ended"
            return text in self.output()

        await eventually(look, f"“{text}”", within=HANG_S, report=lambda: tail(self.child.log, 60))

    def processes(self) -> dict[str, psutil.Process]:
        """The demo's processes by command (`serve`, `engine`, …), found by where they work."""
        found = {}
        for process in psutil.process_iter():
            try:
                folder = Path(process.cwd())
                words = process.cmdline()
            except (psutil.Error, OSError):
                continue
            if folder.is_relative_to(self.temporary) and words:
                name = words[-1] if "-m" in words else Path(words[0]).name
                found[f"{name} in {folder.name}"] = process
        return found

    async def has_ended(self, code: int) -> None:
        """It ended with this code, and neither process nor file of it is left."""
        assert await self.child.wait(HANG_S) == code, self.output()
        assert self.processes() == {}
        assert list(self.temporary.iterdir()) == []


Start = Callable[..., Demo]


@pytest.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    """Starts a demo with the given options; ends it and all it started."""
    if find_ffmpeg() is None:
        missing("ffmpeg", "apt install ffmpeg")
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    started: list[Demo] = []

    def run(*options: str, terminal: bool = False, **env: str) -> Demo:
        command = [sys.executable, "-m", "streamingpro", "demo", *options]
        if terminal:
            spawn = f"import pty, sys; sys.exit(pty.spawn({command!r}) >> 8)"
            command = [sys.executable, "-c", spawn]
            env |= {"TERM": "xterm-256color", "COLUMNS": "120", "LINES": "40"}
        given = {"TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1", **env}
        child = Child.start(command, tmp_path / "demo.log", env=os.environ | given)
        started.append(Demo(child, temporary))
        return started[-1]

    yield run
    for demo in started:
        await demo.child.stop(0)
        for process in demo.processes().values():
            process.kill()


async def test_it_shows_the_main_job_and_ends_by_itself(start: Start, tmp_path: Path) -> None:
    svg = tmp_path / "demo.svg"
    # Settings of the user's own must not reach into the demo.
    demo = start("--plain", "--seconds", "12", "--svg", str(svg), STREAMINGPRO_HTTP_PORT="1")
    await demo.has_ended(0)
    said = demo.output()
    ready = READY.search(said)
    assert ready is not None, said
    assert float(ready[1]) <= READY_S
    last = {row[1]: row[0] for row in ROW.finditer(said)}
    for name in ("Test picture", "Platform A", "Platform B"):
        assert " live " in last[name], said
        assert re.search(r"bitrate [1-9]\.\d\d Mb/s", last[name]), said
    for name in ("Platform A", "Platform B"):
        assert re.search(r"arrives [1-9]\.\d\d Mb/s", last[name]), said
        assert "dropped 0" in last[name]
    assert "Platform&#160;B" in svg.read_text()


async def test_ctrl_c_ends_every_process(start: Start) -> None:
    demo = start("--plain")
    await demo.says("Live on both destinations")
    assert len(demo.processes()) == 4, "serve, its engine, the platforms' engine, ffmpeg"
    demo.child.process.send_signal(signal.SIGINT)
    demo.child.process.send_signal(signal.SIGINT)  # an impatient second one breaks nothing
    await demo.has_ended(0)
    assert "Traceback" not in demo.output()


async def test_ctrl_c_during_the_set_up_ends_every_process(start: Start) -> None:
    demo = start("--plain")
    await demo.says("Starting")
    demo.child.process.send_signal(signal.SIGTERM)
    await demo.has_ended(0)
    assert "Traceback" not in demo.output()


async def test_when_serve_is_killed_it_says_so_and_cleans_up(start: Start) -> None:
    demo = start("--plain")
    await demo.says("Live on both destinations")
    [serve] = [process for name, process in demo.processes().items() if name.startswith("serve")]
    serve.kill()
    await demo.has_ended(1)
    assert "The control plane does not answer" in demo.output()
    assert "Traceback" not in demo.output()


async def test_in_a_terminal_it_draws_a_table(start: Start) -> None:
    demo = start("--seconds", "10", terminal=True)
    await demo.has_ended(0)
    said = demo.output()
    assert "● live" in said
    assert "Platform A" in said
    assert "\x1b[?25h" in said, "the cursor is shown again"
