"""A connection attempt that the test leads by the hand."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from streamingpro.engine.forward.errors import ErrorKind, ForwardError
from streamingpro.engine.forward.push import NO_FIGURES, Figures
from streamingpro.engine.units import WireForm


class HandMadePush:
    """A `Push` without a network. Cancelled, its farewell lasts until `farewell` is set."""

    form = WireForm.RTMP

    def __init__(
        self,
        _target: object,
        _fingerprint: object,
        _stream: object,
        proven: object,
        steady_s: object,
    ) -> None:
        assert callable(proven)
        self.steady_s = steady_s
        self.prove: Callable[[], None] = proven
        self.accepted = False
        self.doubts = 0
        self.leaving = False
        self.ended = False
        self.farewell = asyncio.Event()
        self.end: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._figures = NO_FIGURES

    @property
    def bytes_acked(self) -> int:
        return self._figures.bytes_acked

    @property
    def frames_sent(self) -> int:
        return self._figures.frames_sent

    async def run(self) -> None:
        try:
            await self.end
        except asyncio.CancelledError:
            self.leaving = True
            await self.farewell.wait()
            raise
        finally:
            self.ended = True

    def fail(self, kind: ErrorKind, message: str) -> None:
        self.give_up(ForwardError(kind, message))

    def give_up(self, error: ForwardError) -> None:
        self.end.set_exception(error)

    def count(self, *, sent: int, retransmits: int) -> None:
        self._figures = replace(self._figures, bytes_sent=sent, retransmits=retransmits)

    def tick(self, now: float) -> None:
        pass

    def doubt(self) -> None:
        self.doubts += 1

    def figures(self, now: float) -> Figures:
        return self._figures
