"""Programs that tests run as children: `python -m tests.engine.children.programs WHAT`."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from streamingpro.engine.children import inside
from streamingpro.engine.children.records import Record

MODULE = "tests.engine.children.programs"


def echo() -> None:
    """Send back what comes, then end."""
    for records in inside.incoming():
        for record in records:
            inside.send(*record)


def deaf() -> None:
    """Never read, never end."""
    inside.send(2, 0, b"here")
    while True:
        signal.pause()


def busy() -> None:
    """Use the processor, look at nothing: an endless loop in a demuxer."""
    inside.send(2, 0, b"here")
    while True:
        pass


def flood() -> None:
    """Send as fast as it goes: records of 64 kB, numbered."""
    for number in range(1000):
        inside.send(1, number, bytes(65536))
    echo()


def crash() -> None:
    """Say something, then break."""
    inside.send(2, 7, b"last words")
    raise RuntimeError("rtmp://host/app/secretkey1234 failed, passphrase=hidden99 and Geheimnis")


def quit_early() -> None:
    """Say something, then end in peace."""
    inside.send(2, 7, b"last words")


def nonsense() -> None:
    """Send what is no record."""
    os.write(0, b"\xff" * 64)
    deaf()


def greedy() -> None:
    """Take more memory than is allowed."""
    inside.send(2, 0, str(len(bytearray(400 * 1024 * 1024))).encode())


def chatter() -> None:
    """Print without end, as a library may that complains of every packet."""
    for number in range(5000):
        print(f"complaint {number}", file=sys.stderr)
    inside.send(2, 0, b"done")
    echo()


def look_around() -> None:
    """Tell what it can see: its descriptors, arguments and environment."""
    places = sorted(int(entry.name) for entry in Path("/proc/self/fd").iterdir())
    open_ones = [fd for fd in places if Path(f"/proc/self/fd/{fd}").exists()]
    inside.send(2, 0, repr(open_ones).encode())
    inside.send(2, 1, Path("/proc/self/cmdline").read_bytes())
    inside.send(2, 2, Path("/proc/self/environ").read_bytes())
    echo()


def engine() -> None:
    """Play the engine: start children, tell their ids on stdout, wait to be killed."""
    import asyncio

    from streamingpro.engine.children.process import Child
    from streamingpro.kit.logging import configure

    configure("error")

    async def run() -> None:
        ready = asyncio.Event()
        seen: list[Record] = []

        def heard(records: list[Record]) -> None:
            seen.extend(records)
            if len(seen) == 2:
                ready.set()

        children = [
            Child(MODULE, args=(what,), name=what, on_records=heard, on_exit=lambda _reason: None)
            for what in ("deaf", "busy")
        ]
        for child in children:
            child.start()
        await ready.wait()
        print(*(child.pid for child in children), flush=True)
        await asyncio.Event().wait()

    asyncio.run(run())


def _programs() -> Iterator[Callable[[], None]]:
    yield from (echo, deaf, busy, flood, crash, quit_early, nonsense, greedy, chatter)
    yield from (look_around, engine)


if __name__ == "__main__":
    wanted = sys.argv[1]
    if wanted != "engine":
        inside.begin()
    next(program for program in _programs() if program.__name__ == wanted)()
