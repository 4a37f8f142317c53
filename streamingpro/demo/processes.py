"""Child processes of the demo: started apart from the terminal, always ended, never in silence."""

import asyncio
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

TAIL_BYTES = 2000


def _open_log(log: Path) -> BinaryIO:
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return log.open("ab")


class Child:
    """One child process; what it writes is kept in `log` (not its stdout, where that is read)."""

    def __init__(self, name: str, process: asyncio.subprocess.Process, log: Path) -> None:
        self.name = name
        self.log = log
        self._process = process

    @classmethod
    async def start(
        cls,
        name: str,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        folder: Path,
        read_stdout: bool = False,
    ) -> "Child":
        """Start `command` in `folder`, in a session of its own: Ctrl-C reaches only the demo,
        which then ends its children in the right order. `read_stdout`: for `read_lines`.
        Raises OSError."""
        log = folder / f"{name}.log"
        with _open_log(log) as output:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE if read_stdout else output,
                stderr=output,
                env=dict(env),
                cwd=folder,
                start_new_session=True,
            )
        return cls(name, process, log)

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative for a signal."""
        return self._process.returncode

    async def read_lines(self, on_line: Callable[[str], None]) -> int:
        """Hand every line of its stdout to `on_line` until it ends; returns its exit code."""
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            on_line(line.decode(errors="replace").rstrip())
        return await self._process.wait()

    async def stop(self, patience_s: float = 8) -> None:
        """SIGTERM, and SIGKILL to its whole session after `patience_s`. Returns when it ended."""
        if self.exit_code is None:
            with suppress(ProcessLookupError):
                self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), patience_s)
            except TimeoutError:
                with suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGKILL)
                await self._process.wait()

    def last_words(self) -> str:
        """The end of its log."""
        try:
            return self.log.read_bytes()[-TAIL_BYTES:].decode(errors="replace").strip()
        except OSError:
            return ""
