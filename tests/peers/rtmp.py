"""The least of an RTMP server that real publishers accept, written by hand and without I/O.

It shares no code with the package: a peer that is built from the code under test would agree with
its mistakes. Only what a publisher sends before its media is understood.
"""

import os
import struct
from dataclasses import dataclass, field

HANDSHAKE = 1536
SET_CHUNK_SIZE, WINDOW_ACK, PEER_BANDWIDTH, COMMAND = 1, 5, 6, 20


def number(value: float) -> bytes:
    return b"\x00" + struct.pack(">d", value)


def string(value: str) -> bytes:
    raw = value.encode()
    return b"\x02" + struct.pack(">H", len(raw)) + raw


def object_(**values: str | float) -> bytes:
    out = b"\x03"
    for name, value in values.items():
        coded = string(value) if isinstance(value, str) else number(value)
        out += struct.pack(">H", len(name)) + name.encode() + coded
    return out + b"\x00\x00\x09"


def message(kind: int, payload: bytes, *, channel: int = 3, stream: int = 0) -> bytes:
    """One message with a full header in chunks of 128 bytes, which is where every peer starts."""
    head = bytes([channel]) + b"\0\0\0" + len(payload).to_bytes(3, "big") + bytes([kind])
    head += stream.to_bytes(4, "little")
    parts = [payload[i : i + 128] for i in range(0, len(payload), 128)] or [b""]
    return head + bytes([0xC0 | channel]).join(parts)


def status(code: str, description: str, level: str = "status") -> bytes:
    """An onStatus message."""
    body = string("onStatus") + number(0) + b"\x05"
    body += object_(level=level, code=code, description=description)
    return message(COMMAND, body, channel=5, stream=1)


@dataclass
class Responder:
    """Feed it what a publisher sends; it gives the answers until the publish command came.

    `publishing` turns true with `key` set; what follows is media and none of our business. The
    answer to publish itself is the caller's (`status("NetStream.Publish.Start", …)`).
    """

    publishing: bool = False
    key: str = ""
    handshaken: bool = False
    consumed: int = 0
    _buffer: bytearray = field(default_factory=bytearray)
    _greeted: bool = False
    _chunk_size: int = 128
    _heads: dict[int, tuple[int, int]] = field(default_factory=dict)
    _partial: dict[int, bytearray] = field(default_factory=dict)

    def feed(self, data: bytes) -> bytes:
        """Take received bytes, return bytes to send."""
        self._buffer += data
        out = b""
        if not self._greeted and len(self._buffer) >= 1 + HANDSHAKE:
            first = bytes(self._buffer[1 : 1 + HANDSHAKE])
            self._drop(1 + HANDSHAKE)
            self._greeted = True
            out += b"\x03" + b"\0" * 8 + os.urandom(HANDSHAKE - 8) + first
        if self._greeted and not self.handshaken and len(self._buffer) >= HANDSHAKE:
            self._drop(HANDSHAKE)
            self.handshaken = True
        while self.handshaken and not self.publishing:
            found = self._chunk()
            if found is None:
                break
            if found[1]:
                out += self._answer(*found)
        return out

    def _drop(self, count: int) -> None:
        del self._buffer[:count]
        self.consumed += count

    def _chunk(self) -> tuple[int, bytes] | None:
        """Take one chunk: None if there is none yet, else kind and whole payload (or b"")."""
        data = self._buffer
        if not data:
            return None
        form, channel = data[0] >> 6, data[0] & 0x3F
        size = (11, 7, 3, 0)[form]
        if len(data) < 1 + size:
            return None
        if form < 2:
            self._heads[channel] = int.from_bytes(data[4:7], "big"), data[7]
        length, kind = self._heads[channel]
        partial = self._partial.setdefault(channel, bytearray())
        take = min(self._chunk_size, length - len(partial))
        if len(data) < 1 + size + take:
            return None
        partial += data[1 + size : 1 + size + take]
        self._drop(1 + size + take)
        if len(partial) < length:
            return kind, b""
        del self._partial[channel]
        return kind, bytes(partial)

    def _answer(self, kind: int, payload: bytes) -> bytes:
        if kind == SET_CHUNK_SIZE:
            self._chunk_size = int.from_bytes(payload[:4], "big")
        if kind != COMMAND:
            return b""
        end = 3 + int.from_bytes(payload[1:3], "big")
        name = payload[3:end].decode()
        transaction = struct.unpack(">d", payload[end + 1 : end + 9])[0]
        if name == "connect":
            return _connected(transaction)
        if name == "createStream":
            return message(COMMAND, string("_result") + number(transaction) + b"\x05" + number(1))
        if name == "publish":
            at = end + 10  # the null between transaction and stream name
            length = int.from_bytes(payload[at + 1 : at + 3], "big")
            self.key = payload[at + 3 : at + 3 + length].decode()
            self.publishing = True
        return b""


def _connected(transaction: float) -> bytes:
    body = string("_result") + number(transaction)
    body += object_(fmsVer="FMS/3,0,1,123", capabilities=31.0)
    code = "NetConnection.Connect.Success"
    body += object_(level="status", code=code, description="Connected.", objectEncoding=0.0)
    return (
        message(WINDOW_ACK, struct.pack(">I", 2_500_000), channel=2)
        + message(PEER_BANDWIDTH, struct.pack(">IB", 2_500_000, 2), channel=2)
        + message(COMMAND, body)
    )
