"""What a child prints: its stderr, line by line into our log, without secrets and without end."""

import asyncio
import os
from collections.abc import Sequence

from streamingpro.kit.logging import get_logger
from streamingpro.kit.redact import redact_text

_READ_BYTES = 64 * 1024
_LONGEST_LINE = 500
_MAX_LINES = 50
"""Lines of one child that are logged: a library may complain of every packet."""

_log = get_logger("children")


class Printed:
    """Owns the reading end `fd` of the pipe until `finish`."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, fd: int, name: str, secrets: Sequence[str]
    ) -> None:
        self._loop = loop
        self._fd = fd
        self._name = name
        self._secrets = secrets
        self._rest = b""
        self._lines = 0
        self._open = True
        loop.add_reader(fd, self._readable)

    def finish(self) -> None:
        """Log what is left, close."""
        if not self._open:
            return
        self._readable()
        self._close()

    def _readable(self) -> None:
        try:
            data = os.read(self._fd, _READ_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if not data or len(self._rest) > _LONGEST_LINE:
            lines.append(self._rest)
            self._rest = b""
        for line in lines:
            self._log_line(line)
        if not data:
            self._close()

    def _log_line(self, line: bytes) -> None:
        text = line.decode(errors="replace").strip()
        if not text or self._lines >= _MAX_LINES:
            return
        self._lines += 1
        shown = redact_text(text[:_LONGEST_LINE], *self._secrets)
        _log.warning("child says", child=self._name, line=shown)

    def _close(self) -> None:
        if self._open:
            self._open = False
            self._loop.remove_reader(self._fd)
            os.close(self._fd)
