"""One connection attempt to an RTMP or RTMPS server, from the name look-up to the last byte."""

from collections.abc import Callable

from streamingpro.engine import tcpinfo
from streamingpro.engine.forward.errors import ErrorKind, ForwardError
from streamingpro.engine.forward.proof import Proof, stall_words
from streamingpro.engine.forward.publishing import Publishing
from streamingpro.engine.forward.push import NO_FIGURES, Figures
from streamingpro.engine.hub import Stream
from streamingpro.engine.outlet import Outlet
from streamingpro.engine.units import Form, WireForm
from streamingpro.engine.wire import Wire
from streamingpro.protocols.rtmp.url import Target


class RtmpPush:
    """Publishes `stream` to `target`. See `proof.Proof` for `on_proven` and `steady_s`."""

    form = WireForm.RTMP

    def __init__(
        self,
        target: Target,
        fingerprint: str,
        stream: Stream,
        on_proven: Callable[[], None],
        steady_s: float = 0.0,
    ) -> None:
        self._stream = stream
        self._publishing = Publishing(target, fingerprint)
        self._outlet: Outlet | None = None
        self._proof = Proof(self._acknowledged, self._is_sending, on_proven, steady_s)
        self._info: tcpinfo.TcpInfo | None = None

    @property
    def accepted(self) -> bool:
        """The server answered that we publish."""
        return self._outlet is not None

    @property
    def frames_sent(self) -> int:
        return 0 if self._outlet is None else self._outlet.frames_sent

    @property
    def _wire(self) -> Wire | None:
        return self._publishing.wire

    async def run(self) -> None:
        """Raises ForwardError when it ends; cancelled, it takes leave of the server."""
        try:
            await self._feed(await self._publishing.start())
        finally:
            await self._leave()

    async def _feed(self, stream_id: int) -> None:
        assert self._wire is not None
        self._outlet = Outlet(self._wire, Form(stream_id, publishing=True))
        self.doubt()
        self._stream.attach(self._outlet)
        await self._publishing.ended

    async def _leave(self) -> None:
        """Stop feeding; say goodbye where somebody still listens."""
        self._proof.end()
        if self._outlet is not None:
            self._stream.detach(self._outlet)
        self._look()
        await self._publishing.leave()

    def give_up(self, error: ForwardError) -> None:
        """End with this error."""
        self._publishing.give_up(error)

    # proof that the stream arrives

    @property
    def bytes_acked(self) -> int:
        """Total of this connection, as of the last `tick`."""
        return self._proof.bytes_acked

    def doubt(self) -> None:
        """Ask for a new proof."""
        self._proof.doubt()

    def _is_sending(self) -> bool:
        return self._outlet is not None and self._outlet.units_sent > 0

    def _acknowledged(self) -> int:
        if self._wire is None or self._wire.closed:
            return self.bytes_acked
        info = self._look()
        return info.bytes_acked if info is not None else self._publishing.bytes_acked

    def _look(self) -> tcpinfo.TcpInfo | None:
        """What the kernel knows; of a connection that has ended, what it knew last."""
        if self._wire is not None and not self._wire.closed:
            self._info = tcpinfo.read(self._wire.sock) or self._info
        return self._info

    def tick(self, now: float) -> None:
        """Once a second: give up when nothing has been acknowledged for `STALL_S`."""
        wire, outlet = self._wire, self._outlet
        if wire is None or outlet is None or wire.closed:
            return
        info = self._look()
        if info is None:
            acked = self._publishing.bytes_acked
            stalled = self._proof.stalled(now, acked, idle=not wire.blocked)
        else:
            stalled = self._proof.stalled(
                now, info.bytes_acked, idle=info.idle and not wire.blocked
            )
        if stalled:
            self.give_up(ForwardError(ErrorKind.STALLED, stall_words()))

    def figures(self, now: float) -> Figures:
        """The figures of this connection; they stand still once it has ended."""
        wire, outlet = self._wire, self._outlet
        if wire is None:
            return NO_FIGURES
        info = self._look()
        return Figures(
            bytes_sent=wire.bytes_sent,
            bytes_acked=info.bytes_acked if info is not None else self.bytes_acked,
            rtt_ms=info.rtt_ms if info is not None else None,
            retransmits=info.retransmits if info is not None else 0,
            queue_ms=outlet.queue_ms(now) if outlet is not None else 0.0,
            queue_bytes=outlet.queue_bytes if outlet is not None else 0,
            frames_sent=self.frames_sent,
            frames_dropped=outlet.frames_dropped if outlet is not None else 0,
            remote_address=self._publishing.remote_address,
        )
