"""Children of the demo: their words are kept, and they end."""

import sys
from pathlib import Path

from streamingpro.demo.processes import Child

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    " print('deaf', flush=True); time.sleep(600)"
)


async def start(folder: Path, code: str, *, read_stdout: bool = False) -> Child:
    command = [sys.executable, "-c", code]
    return await Child.start("child", command, env={}, folder=folder, read_stdout=read_stdout)


async def test_lines_are_read_until_it_ends(tmp_path: Path) -> None:
    child = await start(tmp_path / "made", "print('a\\nb'); exit(3)", read_stdout=True)
    lines: list[str] = []
    assert await child.read_lines(lines.append) == 3
    assert lines == ["a", "b"]
    await child.stop()  # of one that has ended: nothing happens
    assert child.exit_code == 3


async def test_what_it_said_is_in_its_log(tmp_path: Path) -> None:
    child = await start(tmp_path, "import sys; print('out'); sys.exit('and err')")
    await child._process.wait()
    assert set(child.last_words().splitlines()) == {"out", "and err"}


async def test_stop_ends_one_that_is_willing(tmp_path: Path) -> None:
    child = await start(tmp_path, "print('up', flush=True); import time; time.sleep(600)")
    await child.stop()
    assert child.exit_code == -15


async def test_stop_kills_one_that_is_not(tmp_path: Path) -> None:
    child = await start(tmp_path, STUBBORN, read_stdout=True)
    assert child._process.stdout is not None
    assert await child._process.stdout.readline() == b"deaf\n"
    await child.stop(patience_s=0.01)
    assert child.exit_code == -9
