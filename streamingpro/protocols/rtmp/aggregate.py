"""Aggregate messages: several messages sent as one (RTMP 1.0 §7.1.6)."""

from __future__ import annotations

from .chunks import Message
from .errors import LimitExceeded, ProtocolViolation
from .limits import DEFAULT_LIMITS, Limits
from .messages import AGGREGATE


def split_aggregate(message: Message, limits: Limits = DEFAULT_LIMITS) -> list[Message]:
    """The messages inside an aggregate message, timestamps made absolute.

    The first one counts as sent at the aggregate's own timestamp. An aggregate inside an
    aggregate is dropped.

    :raises ProtocolViolation: a cut or overlong inner message.
    :raises LimitExceeded: too many messages inside.
    """
    payload, pos, parts = message.payload, 0, list[Message]()
    offset: int | None = None
    while pos < len(payload):
        if len(payload) - pos < 11:
            raise ProtocolViolation("an aggregate message is cut short")
        type_id, size = payload[pos], int.from_bytes(payload[pos + 1 : pos + 4])
        time = int.from_bytes(payload[pos + 4 : pos + 7]) | payload[pos + 7] << 24
        body = pos + 11
        if len(payload) - body < size:
            raise ProtocolViolation("an aggregate message is cut short")
        if offset is None:
            offset = message.timestamp - time
        if len(parts) >= limits.max_aggregate_parts:
            raise LimitExceeded("an aggregate message holds too many messages")
        if type_id != AGGREGATE:
            parts.append(
                Message(
                    type_id,
                    (time + offset) & 0xFFFFFFFF,
                    message.stream_id,
                    payload[body : body + size],
                    message.chunk_stream_id,
                )
            )
        pos = body + size + 4
    return parts
