"""Child: the engine's side of one child process."""

import asyncio
import os
import signal
import socket
from collections import deque
from collections.abc import Callable, Sequence

from streamingpro.engine.children.launch import launch
from streamingpro.engine.children.printed import Printed
from streamingpro.engine.children.records import HEADER, Record, RecordError, RecordReader
from streamingpro.kit.logging import get_logger

MAX_BACKLOG = 16 * 1024 * 1024
"""Bytes that wait for a child; while there are more, `send` refuses."""
DEFAULT_MEMORY = 1024 * 1024 * 1024
_RECEIVE_BYTES = 256 * 1024
_BUFFERS_AT_ONCE = 64
_FIRST_LOOK_S = 0.002
_LONGEST_LOOK_S = 0.1
_PATIENCE_S = 2.0
"""A child whose socket has ended must be gone by then; else it is killed."""

_log = get_logger("children")


class Child:
    """One child process, from `start` to its end.

    on_records(records)  the child sent something; called from the event loop. It may raise
                         RecordError when that makes no sense: the child is killed
    on_exit(reason)      it ended by itself, crashed or was killed: a plain sentence. At most
                         once, after the last records, never after `close`

    Back-pressure both ways: `send` refuses past MAX_BACKLOG, and a child whose records are not
    taken (`pause`, a busy loop) waits in its write. Not thread-safe.
    """

    def __init__(
        self,
        module: str,
        *,
        name: str,
        on_records: Callable[[list[Record]], None],
        on_exit: Callable[[str], None],
        args: Sequence[str] = (),
        memory_limit: int = DEFAULT_MEMORY,
        grace_s: float = 0.0,
        secrets: Sequence[str] = (),
    ) -> None:
        """`name` is for logs and sentences ("remux of live/a"). `args` are seen by everybody on
        this machine. `grace_s`: how long `close` lets it say goodbye. `secrets` are masked in what
        it prints. `memory_limit` in bytes."""
        self._module = module
        self._args = tuple(args)
        self._memory_limit = memory_limit
        self._grace_s = grace_s
        self._name = name
        self._on_records = on_records
        self._on_exit = on_exit
        self._loop = asyncio.get_running_loop()
        self._secrets = tuple(secrets)
        self._channel: socket.socket | None = None
        self._printed: Printed | None = None
        self._reader = RecordReader()
        self._backlog: deque[bytes | memoryview] = deque()
        self._closing = False
        self._killed = False
        self._ending_since: float | None = None
        self._ended = self._loop.create_future()
        self.on_drained: Callable[[], None] | None = None
        self.backlog_bytes = 0
        self.pid = 0
        self.returncode: int | None = None

    @property
    def alive(self) -> bool:
        """It was started, and its end has not been seen."""
        return self._channel is not None

    def start(self) -> None:
        """Start the process; takes about a millisecond. Raises OSError."""
        self.pid, self._channel, stderr = launch(self._module, self._args, self._memory_limit)
        self._printed = Printed(self._loop, stderr, self._name, self._secrets)
        self._loop.add_reader(self._channel.fileno(), self._readable)
        _log.debug("child started", child=self._name, pid=self.pid)

    def send(self, kind: int, timestamp: int, payload: bytes) -> bool:
        """One record for the child; False, and dropped, when it is gone or too far behind. One
        without a payload only says something, and is never too much."""
        channel = self._channel
        behind = self.backlog_bytes > MAX_BACKLOG and len(payload) > 0
        if channel is None or self._closing or behind:
            return False
        header = HEADER.pack(len(payload), kind, timestamp)
        sent = 0
        if not self._backlog:
            try:
                sent = channel.sendmsg((header, payload))
            except (BlockingIOError, InterruptedError):
                pass
            except OSError:
                return False  # it has ended; reading tells, after what it sent last
            if sent == len(header) + len(payload):
                return True
            self._loop.add_writer(channel.fileno(), self._writable)
        self._keep(header[sent:])
        self._keep(memoryview(payload)[max(0, sent - len(header)) :])
        return True

    def pause(self) -> None:
        """Take no records for now: the child waits."""
        if self._channel is not None:
            self._loop.remove_reader(self._channel.fileno())

    def resume(self) -> None:
        """Take records again."""
        if self._channel is not None and not self._closing:
            self._loop.add_reader(self._channel.fileno(), self._readable)

    def close(self) -> None:
        """End it, without a callback. `wait` tells when it is gone."""
        if self._closing:
            return
        self._closing = True
        if self._channel is not None:
            self._hang_up()
            if not self._grace_s:
                self._kill()
            self._look()
        elif not self.pid and not self._ended.done():
            self._ended.set_result(None)  # it was never started

    async def wait(self) -> None:
        """Return when the process is gone and reaped."""
        await asyncio.shield(self._ended)

    def _keep(self, data: bytes | memoryview) -> None:
        if len(data):
            self._backlog.append(data)
            self.backlog_bytes += len(data)

    def _writable(self) -> None:
        backlog = self._backlog
        while backlog and self._channel is not None:
            buffers = [backlog[place] for place in range(min(len(backlog), _BUFFERS_AT_ONCE))]
            try:
                sent = self._channel.sendmsg(buffers)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:
                self._forget_backlog()
                return
            self.backlog_bytes -= sent
            while backlog and sent >= len(backlog[0]):
                sent -= len(backlog.popleft())
            if sent:
                backlog[0] = memoryview(backlog[0])[sent:]
        self._forget_backlog()
        if self.on_drained is not None:
            self.on_drained()

    def _forget_backlog(self) -> None:
        self._backlog.clear()
        self.backlog_bytes = 0
        if self._channel is not None:
            self._loop.remove_writer(self._channel.fileno())

    def _readable(self) -> None:
        assert self._channel is not None
        try:
            data = self._channel.recv(_RECEIVE_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            self._hang_up()
            self._look()
            return
        try:
            records = self._reader.feed(data)
            if records:
                self._on_records(records)
        except RecordError as error:
            _log.error("child talks nonsense", child=self._name, reason=str(error))
            self._hang_up()
            self._kill()
            self._look()

    def _hang_up(self) -> None:
        channel, self._channel = self._channel, None
        if channel is not None:
            self._loop.remove_reader(channel.fileno())
            self._loop.remove_writer(channel.fileno())
            channel.close()
        self._backlog.clear()
        self.backlog_bytes = 0

    def _kill(self) -> None:
        """Only ever while it is not reaped, so that the id is surely still its own."""
        if self.returncode is None and not self._killed:
            self._killed = True
            try:
                os.kill(self.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def _look(self) -> None:
        """Its socket has ended, so it is ending: reap it, soon if not now."""
        try:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
        except ChildProcessError:
            pid, status = self.pid, 0
        if pid:
            self._gone(os.waitstatus_to_exitcode(status))
            return
        now = self._loop.time()
        if self._ending_since is None:
            self._ending_since = now
        patience = self._grace_s if self._closing else _PATIENCE_S
        if now - self._ending_since >= patience:
            self._kill()
        delay = min(_FIRST_LOOK_S + (now - self._ending_since) / 2, _LONGEST_LOOK_S)
        self._loop.call_later(delay, self._look)

    def _gone(self, code: int) -> None:
        self.returncode = code
        if self._printed is not None:
            self._printed.finish()
        self._ended.set_result(None)
        if not self._closing:
            self._closing = True
            reason = _reason(self._name, code)
            log = _log.warning if code else _log.debug
            log("child ended", child=self._name, pid=self.pid, reason=reason)
            self._on_exit(reason)


def _reason(name: str, code: int) -> str:
    if code == 0:
        return f"The process of the {name} has ended."
    if code < 0:
        try:
            what = signal.Signals(-code).name
        except ValueError:
            what = f"signal {-code}"
        return f"The process of the {name} was killed ({what})."
    return f"The process of the {name} ended with an error (exit code {code})."
