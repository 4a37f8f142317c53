"""Message types above the chunk stream: ids, one dataclass per message, parse and serialise.

``parse`` gives the dataclass of a control, command or data message; audio and video have no form
here, they pass as bytes. Every dataclass has ``to_message``, its way back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from struct import Struct
from typing import Final, TypeAlias

from . import amf0
from .chunks import CSID_COMMAND, CSID_CONTROL, CSID_DATA, Message
from .errors import AmfError, LimitExceeded, ProtocolViolation
from .limits import DEFAULT_LIMITS, Limits

SET_CHUNK_SIZE: Final = 1
ABORT: Final = 2
ACKNOWLEDGEMENT: Final = 3
USER_CONTROL: Final = 4
WINDOW_ACK_SIZE: Final = 5
SET_PEER_BANDWIDTH: Final = 6
AUDIO: Final = 8
VIDEO: Final = 9
DATA_AMF3: Final = 15
SHARED_OBJECT_AMF3: Final = 16
COMMAND_AMF3: Final = 17
DATA_AMF0: Final = 18
SHARED_OBJECT_AMF0: Final = 19
COMMAND_AMF0: Final = 20
AGGREGATE: Final = 22

SET_DATA_FRAME: Final = "@setDataFrame"
_SET_DATA_FRAME_BODY: Final = amf0.encode(SET_DATA_FRAME)

_U32 = Struct(">I")
_U16 = Struct(">H")


class UserControlType(IntEnum):
    """Event types of user control messages (§7.1.7)."""

    STREAM_BEGIN = 0
    STREAM_EOF = 1
    STREAM_DRY = 2
    SET_BUFFER_LENGTH = 3
    STREAM_IS_RECORDED = 4
    PING_REQUEST = 6
    PING_RESPONSE = 7


class BandwidthLimit(IntEnum):
    """Limit types of Set Peer Bandwidth (§5.4.5)."""

    HARD = 0
    SOFT = 1
    DYNAMIC = 2


def _control(type_id: int, payload: bytes) -> Message:
    return Message(type_id, 0, 0, payload, CSID_CONTROL)


@dataclass(frozen=True, slots=True)
class SetChunkSize:
    """§5.4.1; ``size`` in bytes."""

    size: int

    def to_message(self) -> Message:
        """The message on the control chunk stream."""
        return _control(SET_CHUNK_SIZE, _U32.pack(self.size))


@dataclass(frozen=True, slots=True)
class Abort:
    """§5.4.2: drop the unfinished message of a chunk stream."""

    chunk_stream_id: int

    def to_message(self) -> Message:
        """The message on the control chunk stream."""
        return _control(ABORT, _U32.pack(self.chunk_stream_id))


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """§5.4.3; ``sequence`` counts the bytes received so far, modulo 2**32."""

    sequence: int

    def to_message(self) -> Message:
        """The message on the control chunk stream."""
        return _control(ACKNOWLEDGEMENT, _U32.pack(self.sequence & 0xFFFFFFFF))


@dataclass(frozen=True, slots=True)
class WindowAckSize:
    """§5.4.4; ``size`` in bytes: how often the receiver of this shall acknowledge."""

    size: int

    def to_message(self) -> Message:
        """The message on the control chunk stream."""
        return _control(WINDOW_ACK_SIZE, _U32.pack(self.size))


@dataclass(frozen=True, slots=True)
class SetPeerBandwidth:
    """§5.4.5; ``size`` in bytes."""

    size: int
    limit: int = BandwidthLimit.DYNAMIC

    def to_message(self) -> Message:
        """The message on the control chunk stream."""
        return _control(SET_PEER_BANDWIDTH, _U32.pack(self.size) + bytes((self.limit,)))


@dataclass(frozen=True, slots=True)
class UserControl:
    """§7.1.7: a stream id or a ping timestamp, plus a buffer length (ms) for type 3.

    Types we do not know are kept with ``value`` 0 when they carry less than four bytes.
    """

    event: int
    value: int = 0
    buffer_length: int | None = None

    def to_message(self) -> Message:
        """The message on the control chunk stream."""
        body = _U16.pack(self.event) + _U32.pack(self.value & 0xFFFFFFFF)
        if self.buffer_length is not None:
            body += _U32.pack(self.buffer_length)
        return _control(USER_CONTROL, body)


@dataclass(frozen=True, slots=True)
class Command:
    """§7.2: ``args`` are all values behind the transaction id, the command object first."""

    name: str
    transaction_id: float
    args: list[object] = field(default_factory=list, repr=False)
    amf3: bool = False

    def arg(self, index: int) -> object:
        """The argument, None when the peer left it out."""
        return self.args[index] if index < len(self.args) else None

    def to_message(self, stream_id: int = 0, chunk_stream_id: int = CSID_COMMAND) -> Message:
        """The message; as type 17 with its format byte when ``amf3``."""
        body = amf0.encode(self.name, self.transaction_id, *self.args)
        if self.amf3:
            return Message(COMMAND_AMF3, 0, stream_id, b"\x00" + body, chunk_stream_id)
        return Message(COMMAND_AMF0, 0, stream_id, body, chunk_stream_id)


@dataclass(frozen=True, slots=True)
class Data:
    """§7.1.2: a name (``onMetaData``, ``@setDataFrame`` …) and its values."""

    name: str
    values: list[object] = field(default_factory=list)

    def to_message(self, stream_id: int = 0, timestamp: int = 0) -> Message:
        """The message as type 18."""
        body = amf0.encode(self.name, *self.values)
        return Message(DATA_AMF0, timestamp, stream_id, body, CSID_DATA)


Parsed: TypeAlias = (
    SetChunkSize
    | Abort
    | Acknowledgement
    | UserControl
    | WindowAckSize
    | SetPeerBandwidth
    | Command
    | Data
)


def parse(message: Message, limits: Limits = DEFAULT_LIMITS) -> Parsed | None:
    """The dataclass of a message; None for audio, video, aggregate and unknown types.

    :raises ProtocolViolation: too short. :raises AmfError: a body that is not AMF0.
    :raises LimitExceeded: a body beyond the limits.
    """
    kind, payload = message.type_id, message.payload
    if kind in (COMMAND_AMF0, COMMAND_AMF3):
        return parse_command(message, limits)
    if kind in (DATA_AMF0, DATA_AMF3):
        return parse_data(data_body(message), limits)
    if kind == USER_CONTROL:
        return _parse_user_control(payload)
    if kind in _FOUR_BYTES:
        return _FOUR_BYTES[kind](_first_u32(payload))
    if kind == SET_PEER_BANDWIDTH:
        limit = payload[4] if len(payload) > 4 else BandwidthLimit.HARD
        return SetPeerBandwidth(_first_u32(payload), limit)
    return None


_FOUR_BYTES: dict[int, type[SetChunkSize | Abort | Acknowledgement | WindowAckSize]] = {
    SET_CHUNK_SIZE: SetChunkSize,
    ABORT: Abort,
    ACKNOWLEDGEMENT: Acknowledgement,
    WINDOW_ACK_SIZE: WindowAckSize,
}


def _first_u32(payload: bytes, offset: int = 0) -> int:
    if len(payload) < offset + 4:
        raise ProtocolViolation("a protocol control message is too short")
    value: int = _U32.unpack_from(payload, offset)[0]
    return value


def _parse_user_control(payload: bytes) -> UserControl:
    if len(payload) < 2:
        raise ProtocolViolation("a user control message is too short")
    event: int = _U16.unpack_from(payload)[0]
    if event == UserControlType.SET_BUFFER_LENGTH:
        return UserControl(event, _first_u32(payload, 2), _first_u32(payload, 6))
    if len(payload) >= 6:
        return UserControl(event, _first_u32(payload, 2))
    if event in UserControlType.__members__.values():
        raise ProtocolViolation("a user control message is too short")
    return UserControl(event)


def parse_command(message: Message, limits: Limits = DEFAULT_LIMITS) -> Command:
    """A command of type 20 or 17; a missing transaction id is 0.

    :raises AmfError: no name, or not AMF0. :raises LimitExceeded: beyond the limits.
    """
    payload = message.payload
    if len(payload) > limits.max_command_size:
        raise LimitExceeded("a command message is larger than allowed")
    amf3 = message.type_id == COMMAND_AMF3
    start = 1 if amf3 and payload[:1] == b"\x00" else 0
    reader = amf0.Reader(payload, limits, start)
    name = reader.value() if not reader.at_end else None
    if not isinstance(name, str):
        raise AmfError("a command message has no name")
    transaction_id = reader.value() if not reader.at_end else 0.0
    args = []
    while not reader.at_end:
        args.append(reader.value())
    if not isinstance(transaction_id, float):
        transaction_id = 0.0
    return Command(name, transaction_id, args, amf3)


def data_body(message: Message) -> bytes:
    """The AMF0 body of a data message: type 15 loses its format byte."""
    payload = message.payload
    if message.type_id == DATA_AMF3 and payload[:1] == b"\x00":
        return payload[1:]
    return payload


def parse_data(payload: bytes, limits: Limits = DEFAULT_LIMITS) -> Data:
    """A data body (type 18).

    :raises AmfError: no name, or not AMF0. :raises LimitExceeded: beyond the limits.
    """
    values = amf0.decode(payload, limits)
    if not values or not isinstance(values[0], str):
        raise AmfError("a data message has no name")
    return Data(values[0], values[1:])


def without_set_data_frame(payload: bytes) -> bytes:
    """The data body as players get it: a leading ``@setDataFrame`` removed."""
    return payload.removeprefix(_SET_DATA_FRAME_BODY)


def with_set_data_frame(payload: bytes) -> bytes:
    """The data body as servers get it: ``@setDataFrame`` in front, once."""
    if payload.startswith(_SET_DATA_FRAME_BODY):
        return payload
    return _SET_DATA_FRAME_BODY + payload
