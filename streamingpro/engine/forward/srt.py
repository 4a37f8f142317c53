"""One connection attempt to an SRT peer: as the caller, waiting for a caller, or half-way."""

import asyncio
from collections.abc import Callable

from streamingpro.engine.forward.errors import ErrorKind, ForwardError
from streamingpro.engine.forward.proof import Proof, stall_words
from streamingpro.engine.forward.push import NO_FIGURES, Figures
from streamingpro.engine.hub import Stream
from streamingpro.engine.outlet import Outlet
from streamingpro.engine.srt import (
    SrtError,
    SrtErrorKind,
    SrtUnavailable,
    SrtWire,
    connect,
    shared_poller,
)
from streamingpro.engine.units import TS_FORM, WireForm
from streamingpro.kit.tasks import let_go
from streamingpro.protocols.srt_url import Mode, SrtTarget

ANSWER_TIMEOUT_S = 10.0
GOODBYE_S = 1.0

_KINDS = {
    SrtErrorKind.AUTH: ErrorKind.REJECTED,
    SrtErrorKind.NOT_FOUND: ErrorKind.REJECTED,
}


class SrtPush:
    """Sends `stream` to `target` as MPEG-TS. See `proof.Proof` for `on_proven` and `steady_s`."""

    form = WireForm.MPEGTS

    def __init__(
        self,
        target: SrtTarget,
        stream: Stream,
        on_proven: Callable[[], None],
        steady_s: float = 0.0,
    ) -> None:
        self._target = target
        self._stream = stream
        self._wire: SrtWire | None = None
        self._outlet: Outlet | None = None
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._proof = Proof(self._acknowledged, self._is_sending, on_proven, steady_s)

    @property
    def accepted(self) -> bool:
        """The handshake is done."""
        return self._outlet is not None

    @property
    def frames_sent(self) -> int:
        return 0 if self._outlet is None else self._outlet.frames_sent

    @property
    def bytes_acked(self) -> int:
        """Total of this connection, as of the last `tick`."""
        return self._proof.bytes_acked

    async def run(self) -> None:
        """Raises ForwardError when it ends; cancelled, it lets the peer take what is under way."""
        wire = self._wire = await open_wire(self._target, self._lost)
        try:
            wire.resume()
            self._outlet = Outlet(wire, TS_FORM)
            self.doubt()
            self._stream.attach(self._outlet)
            await self._ended
        finally:
            await self._leave(wire, self._outlet)

    async def _leave(self, wire: SrtWire, outlet: Outlet | None) -> None:
        self._proof.end()
        let_go(self._ended)
        if outlet is not None:
            self._stream.detach(outlet)
        if wire.closed or wire.blocked:
            wire.close()
        else:
            await wire.finish(GOODBYE_S)

    def _lost(self, error: SrtError | None) -> None:
        if error is None:
            words = "The other side closed the connection."
            self.give_up(ForwardError(ErrorKind.NETWORK, words))
        else:
            self.give_up(forward_error(error))

    def give_up(self, error: ForwardError) -> None:
        """End with this error."""
        if not self._ended.done():
            self._ended.set_exception(error)

    # proof that the stream arrives

    def doubt(self) -> None:
        """Ask for a new proof."""
        self._proof.doubt()

    def _is_sending(self) -> bool:
        return self._outlet is not None and self._outlet.units_sent > 0

    def _acknowledged(self) -> int:
        return self._wire.bytes_acked if self._wire is not None else 0

    def tick(self, now: float) -> None:
        """Once a second: give up when nothing has been acknowledged for long."""
        wire = self._wire
        if wire is None or self._outlet is None or wire.closed:
            return
        acked = wire.bytes_acked
        idle = acked >= wire.bytes_sent and not wire.blocked
        if self._proof.stalled(now, acked, idle=idle):
            self.give_up(ForwardError(ErrorKind.STALLED, stall_words()))

    def figures(self, now: float) -> Figures:
        """The figures of this connection; they stand still once it has ended."""
        wire, outlet = self._wire, self._outlet
        if wire is None:
            return NO_FIGURES
        srt = wire.figures(now)
        return Figures(
            bytes_sent=wire.bytes_sent,
            bytes_acked=wire.bytes_acked,
            rtt_ms=srt.rtt_ms,
            retransmits=srt.retransmits,
            queue_ms=outlet.queue_ms(now) if outlet is not None else 0.0,
            queue_bytes=outlet.queue_bytes if outlet is not None else 0,
            frames_sent=self.frames_sent,
            frames_dropped=outlet.frames_dropped if outlet is not None else 0,
            remote_address=wire.peer_address or self._target.address,
            srt=srt,
        )


async def open_wire(target: SrtTarget, on_lost: Callable[[SrtError | None], None]) -> SrtWire:
    """A connection to `target` that nobody reads. Raises ForwardError."""
    timeout_s = None if target.mode is Mode.LISTENER else ANSWER_TIMEOUT_S
    try:
        return SrtWire(
            asyncio.get_running_loop(),
            shared_poller(),
            await connect(target, timeout_s),
            lambda _data: None,
            on_lost,
            target.payload_size,
        )
    except SrtUnavailable as error:
        raise ForwardError(ErrorKind.INTERNAL, str(error)) from None
    except SrtError as error:
        raise forward_error(error) from None


def forward_error(error: SrtError) -> ForwardError:
    """The same, as the failure of a destination."""
    kind = _KINDS.get(error.kind) or ErrorKind(error.kind.value)
    return ForwardError(kind, error.message)
