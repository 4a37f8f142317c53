"""Starting a child: `posix_spawn`, one socket as descriptor 0, a pipe for what it prints.

Neither `fork` (which copies the engine's page tables) nor a thread: the call comes back when the
child has begun to execute, about a millisecond later, whatever the engine's size.
"""

import os
import resource
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_ROOT = str(Path(__file__).parents[3])
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR")
"""What a child may know of the engine's environment, which holds secrets."""


class Launched(NamedTuple):
    """A running child: its id, our end of its socket, our end of the pipe of its stderr."""

    pid: int
    channel: socket.socket
    stderr: int


def launch(module: str, args: Sequence[str], memory_limit: int) -> Launched:
    """Start `python -m module args`. `memory_limit` in bytes. Raises OSError.

    The child is in a process group of its own: Ctrl-C in a terminal is the engine's to handle.
    """
    ours, theirs = socket.socketpair()
    try:
        reading, writing = os.pipe()
        try:
            pid = os.posix_spawn(
                sys.executable,
                # Without `site`: it costs a fifth of the start and is told by PYTHONPATH instead.
                [sys.executable, "-S", "-s", "-P", "-X", "utf8", "-m", module, *args],
                _environment(),
                file_actions=[
                    (os.POSIX_SPAWN_DUP2, theirs.fileno(), 0),
                    (os.POSIX_SPAWN_DUP2, writing, 1),
                    (os.POSIX_SPAWN_DUP2, writing, 2),
                ],
                setpgroup=0,
                setsigmask=(),
                setsigdef=(signal.SIGTERM, signal.SIGINT),
            )
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    _limit(pid, memory_limit)
    ours.setblocking(False)
    os.set_blocking(reading, False)
    return Launched(pid, ours, reading)


def _environment() -> dict[str, str]:
    values = {name: os.environ[name] for name in _KEPT if name in os.environ}
    places = [_ROOT, *(os.path.abspath(place) for place in sys.path if place)]  # noqa: PTH100
    # One arena each: threads of a demuxer would otherwise reserve memory that they never use.
    return values | {"PYTHONPATH": os.pathsep.join(dict.fromkeys(places)), "MALLOC_ARENA_MAX": "1"}


def _limit(pid: int, memory: int) -> None:
    if not hasattr(resource, "prlimit"):
        return
    for what, value in ((resource.RLIMIT_DATA, memory), (resource.RLIMIT_CORE, 0)):
        try:
            resource.prlimit(pid, what, (value, value))
        except (OSError, ValueError):
            pass  # it has died already, or our own limit is lower
