"""One connection attempt to an RTMP or RTMPS server, from the name look-up to the last byte."""

import asyncio
from collections.abc import Callable
from typing import Any

from streamingpro.engine import dial, tcpinfo
from streamingpro.engine.addresses import address_of
from streamingpro.engine.forward.errors import (
    ErrorKind,
    ForwardError,
    from_net_error,
    from_os_error,
)
from streamingpro.engine.forward.proof import Proof, stall_words
from streamingpro.engine.forward.push import NO_FIGURES, Figures
from streamingpro.engine.hub import Stream
from streamingpro.engine.neterrors import NetError
from streamingpro.engine.outlet import Outlet
from streamingpro.engine.units import Form, WireForm
from streamingpro.engine.wire import Wire
from streamingpro.kit.redact import redact_text
from streamingpro.kit.tasks import let_go
from streamingpro.protocols.rtmp import events
from streamingpro.protocols.rtmp.client import ClientConnection
from streamingpro.protocols.rtmp.errors import HandshakeError, RtmpError
from streamingpro.protocols.rtmp.url import Target

PUBLISH_TIMEOUT_S = 10.0
GOODBYE_S = 1.0


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
        self._target = target
        self._fingerprint = fingerprint
        self._stream = stream
        self._loop = asyncio.get_running_loop()
        self._client = ClientConnection(
            app=target.app, tc_url=target.tc_url, stream_name=target.stream_name
        )
        self._wire: Wire | None = None
        self._outlet: Outlet | None = None
        self._ended: asyncio.Future[None] = self._loop.create_future()
        self._published: asyncio.Future[int] = self._loop.create_future()
        self._connected = False
        self._proof = Proof(self._acknowledged, self._is_sending, on_proven, steady_s)
        self._rtmp_acked = 0
        self._info: tcpinfo.TcpInfo | None = None
        self._remote = ""

    @property
    def accepted(self) -> bool:
        """The server answered that we publish."""
        return self._outlet is not None

    @property
    def frames_sent(self) -> int:
        return 0 if self._outlet is None else self._outlet.frames_sent

    async def run(self) -> None:
        """Raises ForwardError when it ends; cancelled, it takes leave of the server."""
        try:
            self._wire = await self._dial()
        except NetError as error:
            raise from_net_error(error) from None
        try:
            self._wire.resume()
            self._wire.write(self._client.data_to_send())
            await self._feed(await self._accepted_stream_id())
        finally:
            await self._leave(self._wire)

    async def _dial(self) -> Wire:
        target = self._target
        sock = await dial.connect(target.host, target.port)
        try:
            self._remote = address_of(*sock.getpeername()[:2])
            tls = None
            if target.tls:
                tls = await dial.encrypt(sock, target.host, self._fingerprint)
            return Wire(self._loop, sock, self._received, self._lost, tls)
        except OSError as error:  # reset before we could ask whom we are connected to
            sock.close()
            raise from_os_error(error, f"connect to {target.host}:{target.port}") from None
        except BaseException:
            sock.close()
            raise

    async def _accepted_stream_id(self) -> int:
        try:
            async with asyncio.timeout(PUBLISH_TIMEOUT_S):
                either: list[asyncio.Future[Any]] = [self._published, self._ended]
                await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        except TimeoutError:
            raise ForwardError(
                ErrorKind.TIMEOUT,
                "The server accepted the connection but did not answer. "
                "Check that the address is that of an RTMP server.",
            ) from None
        if self._ended.done():
            self._ended.result()
        return self._published.result()

    async def _feed(self, stream_id: int) -> None:
        assert self._wire is not None
        self._outlet = Outlet(self._wire, Form(stream_id, publishing=True))
        self.doubt()
        self._stream.attach(self._outlet)
        await self._ended

    async def _leave(self, wire: Wire) -> None:
        """Stop feeding; say goodbye where somebody still listens."""
        self._proof.end()
        let_go(self._ended)
        let_go(self._published)
        if self._outlet is not None:
            self._stream.detach(self._outlet)
        self._look()
        if wire.closed or wire.blocked:
            wire.close()
            return
        self._client.close()
        wire.write(self._client.data_to_send())
        await wire.finish(GOODBYE_S)

    # what the server says

    def _received(self, data: bytes) -> None:
        try:
            happened = self._client.receive_data(data, self._loop.time())
        except HandshakeError:
            self._fail(
                ErrorKind.PROTOCOL,
                "The server does not speak RTMP. Check the address and the port; some servers want "
                "rtmps:// instead of rtmp://.",
            )
            return
        except RtmpError as error:
            self._fail(
                ErrorKind.PROTOCOL,
                f"The server does not speak RTMP as expected: {self._clean(str(error))}.",
            )
            return
        for event in happened:
            self._handle(event)
        reply = self._client.data_to_send()
        if reply and self._wire is not None:
            self._wire.write(reply)

    def _handle(self, event: events.Event) -> None:
        match event:
            case events.Connected():
                self._connected = True
            case events.PublishStarted(stream_id=stream_id):
                if not self._published.done():
                    self._published.set_result(stream_id)
            case events.Refused(code=code, description=description):
                self._fail(ErrorKind.REJECTED, self._refusal(code, description))
            case events.StatusReceived(level="error", code=code, description=description):
                self._fail(ErrorKind.REJECTED, self._refusal(code, description))
            case events.StreamEnded():
                self._fail(ErrorKind.NETWORK, "The server ended the stream.")
            case events.AcknowledgementReceived(sequence=sequence):
                self._rtmp_acked = sequence
            case _:
                pass

    def _refusal(self, code: str, description: str) -> str:
        words = self._clean(description or code or "no reason given")
        return (
            f"The server refused the stream: “{words}” ({self._clean(code) or 'no code'}). "
            "Check the stream key, and that the key is not in use elsewhere."
        )

    def _clean(self, text: str) -> str:
        name = self._target.stream_name
        return redact_text(text, name, name.partition("?")[0])[:300].strip(". ")

    def _lost(self, error: OSError | None) -> None:
        hung_up = error is None or isinstance(error, ConnectionResetError | BrokenPipeError)
        if hung_up and self._connected and not self._published.done():
            self._fail(
                ErrorKind.REJECTED,
                "The server closed the connection when the stream key was sent, without giving a "
                "reason. Usually the key is wrong, expired, or in use elsewhere.",
            )
        elif error is None and not self.accepted:
            self._fail(
                ErrorKind.NETWORK,
                "The server closed the connection before it took the stream. Check the address, "
                "above all the name after the server (such as /live); some servers want rtmps://.",
            )
        elif error is None:
            self._fail(ErrorKind.NETWORK, "The server closed the connection.")
        else:
            problem = from_os_error(error, f"keep the connection to {self._target.host}")
            self._fail(problem.kind, problem.message)

    def _fail(self, kind: ErrorKind, message: str) -> None:
        self.give_up(ForwardError(kind, message))

    def give_up(self, error: ForwardError) -> None:
        """End with this error."""
        if not self._ended.done():
            self._ended.set_exception(error)

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
        return info.bytes_acked if info is not None else self._rtmp_acked

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
            stalled = self._proof.stalled(now, self._rtmp_acked, idle=not wire.blocked)
        else:
            stalled = self._proof.stalled(
                now, info.bytes_acked, idle=info.idle and not wire.blocked
            )
        if stalled:
            self._fail(ErrorKind.STALLED, stall_words())

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
            remote_address=self._remote,
        )
