"""Proof that what a destination is sent arrives: acknowledged bytes, and nothing else."""

import asyncio
from collections.abc import Callable

STALL_S = 10.0
INTERVAL_S = 0.1


class Proof:
    """Of one connection.

    `acknowledged()` is the total of bytes that the peer has confirmed, `sending()` whether media
    has been sent at all. `on_proven` is called when bytes are acknowledged after `doubt`, once for
    each. `steady_s`: the first proof counts only when bytes are still being acknowledged after
    that time. A server that takes what fits into its buffers and then stops has to show more.
    """

    def __init__(
        self,
        acknowledged: Callable[[], int],
        sending: Callable[[], bool],
        on_proven: Callable[[], None],
        steady_s: float = 0.0,
    ) -> None:
        self._acknowledged = acknowledged
        self._sending = sending
        self._on_proven = on_proven
        self._steady_s = steady_s
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._ended = False
        self._doubted_at = 0.0
        self._moved_at = 0.0
        self._seen = 0
        self.bytes_acked = 0

    def doubt(self) -> None:
        """Ask for a new proof."""
        self._doubted_at = self._moved_at = self._loop.time()
        self._seen = self.bytes_acked = self._acknowledged()
        if self._timer is None and not self._ended:
            self._timer = self._loop.call_later(INTERVAL_S, self._look)

    def end(self) -> None:
        """The connection is over."""
        self._ended = True
        if self._timer is not None:
            self._timer.cancel()

    def stalled(self, now: float, acked: int, *, idle: bool) -> bool:
        """Whether nothing has been acknowledged for `STALL_S`; to be asked once a second.

        `idle`: there is nothing that the peer could acknowledge.
        """
        if idle or acked != self.bytes_acked:
            self._moved_at = now
        self.bytes_acked = acked
        return now - self._moved_at >= STALL_S

    def _look(self) -> None:
        self._timer = None
        acked = self._acknowledged()
        if self._sending() and acked > self._seen:
            self._seen = acked
            if self._loop.time() - self._doubted_at >= self._steady_s:
                self._steady_s = 0.0
                self._on_proven()
                return
        self._timer = self._loop.call_later(INTERVAL_S, self._look)


def stall_words() -> str:
    """What the user reads."""
    return (
        f"The server has taken nothing for {STALL_S:.0f} seconds although the connection is open. "
        "It may be overloaded, or the network in between is blocked."
    )
