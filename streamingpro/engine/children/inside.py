"""The child's side: records in and out of descriptor 0, and dying with the engine.

Imported by every child; `socket` and `asyncio` would double the start-up time of the smallest.
"""

import os
import signal
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from streamingpro.engine.children.notices import Notice
from streamingpro.engine.children.records import NOTICE, Record, RecordReader, pack

if TYPE_CHECKING:
    from threading import Event

_CHANNEL = 0
_FIRST_OTHER, _LAST_OTHER = 3, 65536
_READ_BYTES = 256 * 1024
_ANY_SIZE = (1 << 32) - 1
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38


class EngineGone(SystemExit):
    """There is nobody left to tell. Ends the process, after whatever has to be closed."""


def begin() -> None:
    """First of all: keep nothing that the engine has open. Let the kernel kill this process when
    the engine dies, whatever it is busy with (Linux; elsewhere the end of the socket does), and
    never give it more rights than it has.
    """
    os.closerange(_FIRST_OTHER, _LAST_OTHER)
    if sys.platform.startswith("linux"):
        import ctypes

        prctl = ctypes.CDLL(None).prctl
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def incoming() -> Iterator[list[Record]]:
    """The engine's records, in batches, until the engine closes the socket or dies."""
    reader = RecordReader(_ANY_SIZE)
    while data := _read():
        records = reader.feed(data)
        if records:
            yield records


def end_with_engine(batches: Iterator[list[Record]], *, grace: bool = False) -> "Event":
    """Watch the socket in a thread: when the engine closes it, the process ends, whatever the
    main thread does. With `grace` it only sets the event, and the main thread must look."""
    from threading import Event, Thread

    ended = Event()

    def watch() -> None:
        for _ in batches:
            pass
        ended.set()
        if not grace:
            os._exit(0)

    Thread(target=watch, daemon=True).start()
    return ended


def leave() -> None:
    """End the process at once, whatever its other threads do."""
    os._exit(0)


def send(kind: int, timestamp: int, payload: bytes) -> None:
    """One record to the engine; waits while the engine is busy. Raises EngineGone."""
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
        raise EngineGone from None


def _read() -> bytes:
    try:
        return os.read(_CHANNEL, _READ_BYTES)
    except ConnectionResetError:
        return b""
