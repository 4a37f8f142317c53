"""One media server's process, ours or adopted: started, recognised, watched and ended.

An exit is an event, not something found by a slow poll: Linux reports it through a pidfd, also
for a process that isn't our child. Elsewhere (macOS) the process is asked for every 100 ms.
"""

import asyncio
import fcntl
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from streamingpro.kit import processes

POLL_S = 0.1

_PRIVATE = ("ADMIN_EMAIL", "ADMIN_PASSWORD", "SECRET_KEY", "DATABASE_URL")


class ServerProcess:
    """A running server by its pid. `exited` is set as soon as it has ended.

    Must be made on the event loop; `close()` gives the watch back, it does not end the process.
    """

    def __init__(self, pid: int, child: "subprocess.Popen[bytes] | None" = None) -> None:
        self.pid = pid
        self.exited = asyncio.Event()
        self._child = child
        self._pidfd: int | None = None
        self._poll: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()
        self._watch()

    @property
    def ours(self) -> bool:
        """Started by this process (else adopted)."""
        return self._child is not None

    @property
    def exit_code(self) -> int | None:
        """The exit code of our own child, negative for a signal; None for an adopted process."""
        return self._child.poll() if self._child is not None else None

    def send(self, number: signal.Signals) -> None:
        """Send a signal unless the process has ended."""
        if not self.exited.is_set():
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    async def end(self, patience_s: float) -> None:
        """SIGTERM, and SIGKILL after `patience_s`. Returns when the process has ended."""
        self.send(signal.SIGTERM)
        try:
            async with asyncio.timeout(patience_s):
                await self.exited.wait()
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        """SIGKILL, and wait for the end."""
        self.send(signal.SIGKILL)
        await self.exited.wait()

    def close(self) -> None:
        """Stop watching."""
        if self._pidfd is not None:
            self._loop.remove_reader(self._pidfd)
            os.close(self._pidfd)
            self._pidfd = None
        if self._poll is not None:
            self._poll.cancel()
            self._poll = None

    def _watch(self) -> None:
        if not hasattr(os, "pidfd_open"):
            self._ask()
            return
        try:
            self._pidfd = os.pidfd_open(self.pid)
        except ProcessLookupError:
            self._has_exited()
        except OSError:
            self._ask()
        else:
            self._loop.add_reader(self._pidfd, self._has_exited)

    def _ask(self) -> None:
        if self._child.poll() is not None if self._child else not processes.exists(self.pid):
            self._has_exited()
        else:
            self._poll = self._loop.call_later(POLL_S, self._ask)

    def _has_exited(self) -> None:
        self.close()
        if self._child is not None:
            self._child.wait()
        self.exited.set()


def start(
    command: Sequence[str],
    env: Mapping[str, str],
    log: Path,
    *,
    folder: Path | None = None,
    lock: int | None = None,
) -> ServerProcess:
    """Start a server in a session of its own, so that no Ctrl-C or kill of ours reaches it.

    Its output goes to the end of `log`, its working folder is `folder`. A `lock` is a descriptor
    that the server holds all its life without knowing. Raises OSError when it can't be started.
    """
    with os.fdopen(os.open(log, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "wb") as output:
        child = subprocess.Popen(  # noqa: S603 - our own program, or the one of the settings
            command,
            env=dict(env),
            cwd=folder,
            pass_fds=() if lock is None else (lock,),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    return ServerProcess(child.pid, child)


def engine_env(base: Mapping[str, str], settings: Mapping[str, str]) -> dict[str, str]:
    """The environment of the engine: ours with `settings` as STREAMINGPRO_*, and without the
    secrets of the control plane, which the engine has no use for."""
    private = {*_PRIVATE, *(f"STREAMINGPRO_{name}" for name in _PRIVATE)}
    kept = {name: value for name, value in base.items() if name not in private}
    return kept | {f"STREAMINGPRO_{name}": value for name, value in settings.items()}


def lock_is_held(lock: Path) -> bool:
    """Whether a server lives that holds this lock file; it does all its life."""
    try:
        descriptor = os.open(lock, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def holds_lock(pid: int, lock: Path) -> bool:
    """Whether this very process has the lock file open: a pid alone may have been reused.

    Where the system does not show the files of a process (no /proc), a live pid must do.
    """
    if not processes.exists(pid):
        return False
    folder = Path(f"/proc/{pid}/fd")
    if not Path("/proc/self/fd").exists():
        return True
    target = lock.resolve()
    try:
        return any(_target(entry) == target for entry in folder.iterdir())
    except OSError:
        return False


def _target(link: Path) -> Path | None:
    try:
        return link.readlink()
    except OSError:
        return None
