"""A second chunk encoder, written apart from the package: all header types, any chunk size."""

import struct
from dataclasses import dataclass, field

from streamingpro.protocols.rtmp.chunks import Message


def basic(kind: int, csid: int) -> bytes:
    """A basic header in its shortest form."""
    if csid < 64:
        return bytes([kind << 6 | csid])
    if csid < 320:
        return bytes([kind << 6, csid - 64])
    return bytes([kind << 6 | 1]) + struct.pack("<H", csid - 64)


@dataclass
class Encoder:
    """Compresses headers as far as the state allows and ``kind`` asks for.

    ``repeat_extended`` False leaves the extended timestamp out of type 3 chunks, as some do.
    """

    chunk_size: int = 128
    repeat_extended: bool = True
    last: dict[int, tuple[Message, int | None]] = field(default_factory=dict)

    def chunks(self, message: Message, kind: int = 0) -> list[bytes]:
        """The chunks of a message; the first has at most header type ``kind``."""
        csid = message.chunk_stream_id
        kind, stamp = self._header(message, kind)
        wide = stamp >= 0xFFFFFF
        extended = struct.pack(">I", stamp) if wide else b""
        stamp24 = min(stamp, 0xFFFFFF).to_bytes(3, "big")
        size = len(message.payload).to_bytes(3, "big")
        fields = [stamp24, size + bytes([message.type_id]), message.stream_id.to_bytes(4, "little")]
        head = basic(kind, csid) + b"".join(fields[: 3 - kind])
        head += extended if kind < 3 or self.repeat_extended else b""
        follow = basic(3, csid) + (extended if self.repeat_extended else b"")
        body, step = message.payload, self.chunk_size
        pieces = [body[i : i + step] for i in range(0, len(body), step)] or [b""]
        return [head + pieces[0]] + [follow + piece for piece in pieces[1:]]

    def encode(self, *messages: Message) -> bytes:
        """Whole messages with type 0 headers."""
        return b"".join(b"".join(self.chunks(m)) for m in messages)

    def _header(self, message: Message, wanted: int) -> tuple[int, int]:
        before, delta_before = self.last.get(message.chunk_stream_id, (None, None))
        delta = (message.timestamp - before.timestamp) & 0xFFFFFFFF if before else 0
        kind = 0
        if before is not None and before.stream_id == message.stream_id and delta < 1 << 31:
            kind = 1
            if (len(before.payload), before.type_id) == (len(message.payload), message.type_id):
                kind = 3 if delta == delta_before else 2
        kind = min(kind, wanted)
        used = delta if kind else None
        self.last[message.chunk_stream_id] = (message, used)
        return kind, delta if kind else message.timestamp
