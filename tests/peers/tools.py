"""What every peer needs: programs on PATH, free ports, child processes with logs, polling."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn, TypeVar

import pytest

T = TypeVar("T")

POLL_S = 0.1
"""Pause between two looks at a condition."""


def missing(what: str, how: str, *, always_skip: bool = False) -> NoReturn:
    """Skip for want of a program; with CI=true that is a failure, unless `always_skip`."""
    text = f"{what} is missing: {how}"
    if os.environ.get("CI") == "true" and not always_skip:
        pytest.fail(text)
    pytest.skip(text)


def program(name: str, how: str) -> str:
    """The path of a program, or a skip (a failure in CI)."""
    return shutil.which(name) or missing(name, how)


def free_port() -> int:
    """A TCP port nothing listened on a moment ago, for programs that can't report their own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def free_udp_port() -> int:
    """The same of UDP."""
    with socket.socket(type=socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def eventually(
    look: Callable[[], Awaitable[T | None]],
    what: str,
    *,
    within: float,
    report: Callable[[], str] = lambda: "",
) -> T:
    """Poll `look` until it gives something true; fail after `within` seconds with the last state.

    An exception of `look` counts as "not yet" and is shown if it was the last word.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within
    last: object = None
    while True:
        try:
            async with asyncio.timeout(max(within, 1.0)):
                found = await look()
            if found:
                return found
            last = found
        except Exception as error:
            last = repr(error)
        if loop.time() > deadline:
            pytest.fail(f"not within {within:g} s: {what}\nlast seen: {last}\n{report()}")
        await asyncio.sleep(POLL_S)


def tail(path: Path, lines: int = 30) -> str:
    """The end of a log file, for failure messages."""
    try:
        text = path.read_text(errors="replace").splitlines()[-lines:]
    except OSError as error:
        return f"({path.name}: {error.strerror})"
    return "\n".join([f"--- end of {path.name}", *text])


@contextlib.contextmanager
def ahead_of_others() -> Iterator[None]:
    """What is started meanwhile gets the processor first, where the system allows that (to root):
    for what must be in time, such as SRT's repetitions, beside other tests."""
    before = os.getpriority(os.PRIO_PROCESS, 0)
    with contextlib.suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, before - 10)
    try:
        yield
    finally:
        with contextlib.suppress(PermissionError):
            os.setpriority(os.PRIO_PROCESS, 0, before)


class Child:
    """A child process in a process group of its own, its output in a log file."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self.log = log

    @classmethod
    def start(
        cls,
        command: Sequence[str | Path],
        log: Path,
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> "Child":
        """Start `command` with no input, and stdout and stderr appended to `log`."""
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as out:
            process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=None if env is None else dict(env),
                cwd=cwd,
                start_new_session=True,
            )
        return cls(process, log)

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """kill -9 of the process alone, as an accident would; its children stay."""
        self.process.kill()
        self.process.wait()

    async def wait(self, within: float) -> int:
        """The exit code; fails when the process is still there after `within` seconds."""

        async def ended() -> bool:
            return self.process.poll() is not None

        await eventually(
            ended, f"{self.log.stem} ends", within=within, report=lambda: tail(self.log)
        )
        return int(self.process.returncode)

    async def stop(self, within: float = 10.0) -> None:
        """SIGTERM, then after `within` seconds SIGKILL to the whole group."""
        if self.running:
            self.process.terminate()
            deadline = asyncio.get_running_loop().time() + within
            while self.running and asyncio.get_running_loop().time() < deadline:
                await asyncio.sleep(POLL_S)
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        self.process.wait()


async def port_open(host: str, port: int) -> bool:
    """Whether something accepts connections there."""
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True
