"""The child's side: records in and out of descriptor 0, and dying with the engine.

Imported by every child; `socket` and `asyncio` would double the start-up time of the smallest.
"""

import os
import signal
import sys
from collections.abc import Iterator

from streamingpro.engine.children.notices import Notice
from streamingpro.engine.children.records import NOTICE, Record, RecordReader, pack

_CHANNEL = 0
_READ_BYTES = 256 * 1024
_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask the kernel to kill this process when the engine dies (Linux; elsewhere the end of the
    socket has to do). For children that may be busy with something else than the socket."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def incoming() -> Iterator[list[Record]]:
    """The engine's records, in batches, until the engine closes the socket or dies."""
    reader = RecordReader()
    while data := _read():
        records = reader.feed(data)
        if records:
            yield records


def send(kind: int, timestamp: int, payload: bytes) -> None:
    """One record to the engine; waits while the engine is busy, ends the process if it is gone."""
    write(pack(kind, timestamp, payload))


def notify(notice: Notice) -> None:
    """One notice to the engine."""
    send(NOTICE, 0, notice.serialise())


def write(data: bytes) -> None:
    """Packed records, likewise."""
    view = memoryview(data)
    try:
        while view:
            view = view[os.write(_CHANNEL, view) :]
    except (BrokenPipeError, ConnectionResetError):
        os._exit(0)  # other threads may be inside a library; there is nobody left to tell


def _read() -> bytes:
    try:
        return os.read(_CHANNEL, _READ_BYTES)
    except ConnectionResetError:
        return b""
