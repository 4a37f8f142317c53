"""What both roles share: handshake, message dispatch, acknowledgements, pings and output."""

from __future__ import annotations

from typing import Final

from . import messages
from .aggregate import split_aggregate
from .chunks import CHUNK_SIZE_OUT, ChunkReader, ChunkWriter, Message
from .errors import LimitExceeded, LocalError, RtmpError
from .events import AcknowledgementReceived, Event, PongReceived
from .handshake import Handshake
from .limits import Limits
from .messages import Command, UserControl, UserControlType

WINDOW_ACK_SIZE: Final = 2_500_000
"""Bytes between two acknowledgements, asked of the peer and kept by us until told otherwise."""
_MAX_PINGS: Final = 8


class Connection:
    """Base of the two roles. Not thread-safe; a fatal error ends its use.

    ``bytes_received`` counts everything fed in, ``bytes_sent`` everything that ``data_to_send``
    gave out; the shell adds what it writes beside (shared media buffers).
    """

    def __init__(self, handshake: Handshake, limits: Limits) -> None:
        self.bytes_received = 0
        self.bytes_sent = 0
        self._limits = limits
        self._handshake: Handshake | None = handshake
        self._reader = ChunkReader(limits)
        self._writer = ChunkWriter()
        self._out: list[bytes] = []
        self._out_size = 0
        self._ack_window = WINDOW_ACK_SIZE
        self._acknowledged = 0
        self._pings: dict[int, float] = {}
        self._failed = False

    @property
    def handshake_done(self) -> bool:
        """True once chunks may flow."""
        return self._handshake is None

    @property
    def buffered_bytes(self) -> int:
        """Bytes held for unfinished messages and for output not yet taken."""
        return self._reader.buffered_bytes + self._out_size

    def receive_data(self, data: bytes, now: float) -> list[Event]:
        """Take received bytes; return what they mean.

        ``now`` is a monotonic time in seconds, used for the round trip of pings.

        :raises PeerError: the peer erred. Send what ``data_to_send`` still holds, then close.
        :raises LocalError: called again after such an error.
        """
        if self._failed:
            raise LocalError("the connection has already failed")
        self.bytes_received += len(data)
        events: list[Event] = []
        try:
            if self._handshake is not None:
                rest = self._shake(data, self._handshake)
                if rest is None:
                    return events
                data = rest
            for message in self._reader.feed(data):
                self._dispatch(message, events, now)
            self._acknowledge()
        except RtmpError:
            self._failed = True
            raise
        return events

    def data_to_send(self) -> bytes:
        """Everything queued so far, always whole messages; empty when there is nothing."""
        if not self._out:
            return b""
        data = b"".join(self._out)
        self._out.clear()
        self._out_size = 0
        self.bytes_sent += len(data)
        return data

    def ping(self, now: float) -> None:
        """Queue a ping request; the answer comes as PongReceived."""
        timestamp = int(now * 1000) & 0xFFFFFFFF
        if len(self._pings) >= _MAX_PINGS:
            self._pings.pop(next(iter(self._pings)))
        self._pings[timestamp] = now
        self._send(UserControl(UserControlType.PING_REQUEST, timestamp).to_message())

    # What the roles fill in.

    def _opened(self) -> None:
        """The handshake is done."""

    def _on_command(self, command: Command, stream_id: int, events: list[Event]) -> None:
        raise NotImplementedError

    def _on_media(self, message: Message, events: list[Event]) -> None:
        raise NotImplementedError

    def _on_stream_eof(self, stream_id: int, events: list[Event]) -> None:
        """The peer sent StreamEOF."""

    # Input.

    def _shake(self, data: bytes, handshake: Handshake) -> bytes | None:
        out, rest = handshake.receive(data)
        if out:
            self._queue(out)
        if rest is not None:
            self._handshake = None
            self._opened()
        return rest

    def _dispatch(self, message: Message, events: list[Event], now: float) -> None:
        kind = message.type_id
        if kind in (messages.VIDEO, messages.AUDIO, messages.DATA_AMF0):
            self._on_media(message, events)
        elif kind in (messages.COMMAND_AMF0, messages.COMMAND_AMF3):
            command = messages.parse_command(message, self._limits)
            self._on_command(command, message.stream_id, events)
        elif kind == messages.DATA_AMF3:
            message.payload = messages.data_body(message)
            message.type_id = messages.DATA_AMF0
            self._on_media(message, events)
        elif kind == messages.AGGREGATE:
            for part in split_aggregate(message, self._limits):
                if part.type_id in _IN_AGGREGATES:
                    self._dispatch(part, events, now)
        else:
            self._on_control(message, events, now)

    def _on_control(self, message: Message, events: list[Event], now: float) -> None:
        """Control messages; the chunk reader has applied its own, unknown types are ignored."""
        parsed = messages.parse(message, self._limits)
        if isinstance(parsed, messages.Acknowledgement):
            events.append(AcknowledgementReceived(parsed.sequence))
        elif isinstance(parsed, messages.WindowAckSize):
            self._ack_window = max(parsed.size, self._limits.min_ack_window)
        elif isinstance(parsed, UserControl):
            self._on_user_control(parsed, events, now)

    def _on_user_control(self, control: UserControl, events: list[Event], now: float) -> None:
        if control.event == UserControlType.PING_REQUEST:
            self._send(UserControl(UserControlType.PING_RESPONSE, control.value).to_message())
        elif control.event == UserControlType.PING_RESPONSE:
            sent = self._pings.pop(control.value, None)
            rtt_ms = None if sent is None else (now - sent) * 1000
            events.append(PongReceived(control.value, rtt_ms))
        elif control.event == UserControlType.STREAM_EOF:
            self._on_stream_eof(control.value, events)

    def _acknowledge(self) -> None:
        if self.bytes_received - self._acknowledged >= self._ack_window:
            self._acknowledged = self.bytes_received
            self._send(messages.Acknowledgement(self.bytes_received).to_message())

    # Output.

    def _send(self, message: Message) -> None:
        self._queue(self._writer.write(message))

    def _queue(self, data: bytes) -> None:
        if self._out_size + len(data) > self._limits.max_output_bytes:
            raise LimitExceeded("the peer causes answers faster than it takes them")
        self._out.append(data)
        self._out_size += len(data)

    def _announce_sizes(self) -> None:
        """Ask for acknowledgements, and move to the chunk size the shared buffers are cut to."""
        self._send(messages.WindowAckSize(WINDOW_ACK_SIZE).to_message())
        self._send(messages.SetChunkSize(CHUNK_SIZE_OUT).to_message())


_IN_AGGREGATES = frozenset({messages.AUDIO, messages.VIDEO, messages.DATA_AMF0, messages.DATA_AMF3})
