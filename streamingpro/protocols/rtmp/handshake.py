"""The handshake of both roles (RTMP 1.0 §5.2), and the digest form of Flash-era clients.

In the digest form C1 carries, at a place computed from four of its own bytes, an HMAC-SHA-256 of
the rest of itself, keyed with a well-known text. There are two layouts ("schemes"). A server that
answers in kind is taken for a Flash Media Server; one that does not is refused H.264 by old Flash
players and by some encoders built on them. A client that leaves the version field zero, or whose
digest does not verify, gets the simple form.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Protocol

from .errors import HandshakeError

VERSION = 3
PACKET_SIZE = 1536
_RANDOM_SIZE = PACKET_SIZE - 8
_DIGEST_SIZE = 32
_DIGEST_RANGE = 728

_PLAYER_KEY = b"Genuine Adobe Flash Player 001"
_SERVER_KEY = b"Genuine Adobe Flash Media Server 001"
_KEY_TAIL = bytes.fromhex("f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae")
_SERVER_VERSION = bytes((4, 5, 0, 1))
_SCHEME_OFFSETS = (8, 772)
"""Where the four bytes that place the digest stand, in scheme 0 and 1."""


class Handshake(Protocol):
    """One side of the handshake."""

    def receive(self, data: bytes) -> tuple[bytes, bytes | None]:
        """Take received bytes; return bytes to send, and what follows the handshake once done.

        :raises HandshakeError: the peer does not speak RTMP.
        """


def make_random(seed: bytes | None) -> bytes:
    """1528 bytes for C1 or S1; ``seed`` (any length, repeated) makes them predictable."""
    if seed is None:
        return secrets.token_bytes(_RANDOM_SIZE)
    return (seed * (_RANDOM_SIZE // max(len(seed), 1) + 1))[:_RANDOM_SIZE].ljust(
        _RANDOM_SIZE, b"\0"
    )


def _digest(key: bytes, packet: bytes, position: int) -> bytes:
    rest = packet[:position] + packet[position + _DIGEST_SIZE :]
    return hmac.new(key, rest, hashlib.sha256).digest()


def _digest_position(packet: bytes, scheme: int) -> int:
    offset = _SCHEME_OFFSETS[scheme]
    return sum(packet[offset : offset + 4]) % _DIGEST_RANGE + offset + 4


def find_digest(c1: bytes, key: bytes = _PLAYER_KEY) -> tuple[int, bytes] | None:
    """Scheme and digest of a C1 (or S1) that verifies with ``key``, else None."""
    for scheme in (0, 1):
        position = _digest_position(c1, scheme)
        found = c1[position : position + _DIGEST_SIZE]
        if hmac.compare_digest(found, _digest(key, c1, position)):
            return scheme, found
    return None


def sign(packet: bytes, scheme: int, key: bytes = _PLAYER_KEY) -> bytes:
    """C1 (or S1) with its digest filled in."""
    position = _digest_position(packet, scheme)
    digest = _digest(key, packet, position)
    return packet[:position] + digest + packet[position + _DIGEST_SIZE :]


def _digest_reply(c1_digest: bytes, scheme: int, random_bytes: bytes) -> bytes:
    """S1 and S2 for a client that signed its C1."""
    s1 = sign(bytes(4) + _SERVER_VERSION + random_bytes, scheme, _SERVER_KEY)
    body = random_bytes[:1] + random_bytes[: PACKET_SIZE - _DIGEST_SIZE - 1]
    key = hmac.new(_SERVER_KEY + _KEY_TAIL, c1_digest, hashlib.sha256).digest()
    return s1 + body + hmac.new(key, body, hashlib.sha256).digest()


def _check_version(version: int) -> None:
    if version == VERSION:
        return
    if version == 0x16:
        raise HandshakeError("the peer speaks TLS where plain RTMP was expected")
    if version in b"GPHODC":
        raise HandshakeError("the peer speaks HTTP, not RTMP")
    if version in (6, 8, 9):
        raise HandshakeError("the peer wants encrypted RTMP (RTMPE), which is not supported")
    raise HandshakeError(f"the peer does not speak RTMP (first byte {version})")


class ServerHandshake:
    """Waits for C0 C1, answers S0 S1 S2, waits for C2 (whose contents are not checked)."""

    def __init__(self, random_bytes: bytes | None = None) -> None:
        self._random = make_random(random_bytes)
        self._buffer = b""
        self._answered = False

    def receive(self, data: bytes) -> tuple[bytes, bytes | None]:
        """See :class:`Handshake`."""
        self._buffer += data
        out = b""
        if not self._answered:
            if self._buffer:
                _check_version(self._buffer[0])
            if len(self._buffer) <= PACKET_SIZE:
                return b"", None
            out = self._answer(self._buffer[1 : PACKET_SIZE + 1])
            self._buffer = self._buffer[PACKET_SIZE + 1 :]
            self._answered = True
        if len(self._buffer) < PACKET_SIZE:
            return out, None
        rest, self._buffer = self._buffer[PACKET_SIZE:], b""
        return out, rest

    def _answer(self, c1: bytes) -> bytes:
        signed = find_digest(c1) if any(c1[4:8]) else None
        if signed is not None:
            return bytes((VERSION,)) + _digest_reply(signed[1], signed[0], self._random)
        return bytes((VERSION,)) + bytes(8) + self._random + c1


class ClientHandshake:
    """Sends C0 C1 in the simple form, echoes S1 as C2, ends with S2 (not checked)."""

    def __init__(self, random_bytes: bytes | None = None) -> None:
        self._buffer = b""
        self._answered = False
        self.first_bytes = bytes((VERSION,)) + bytes(8) + make_random(random_bytes)
        """C0 and C1, to be sent at once."""

    def receive(self, data: bytes) -> tuple[bytes, bytes | None]:
        """See :class:`Handshake`."""
        self._buffer += data
        if self._buffer:
            _check_version(self._buffer[0])
        out = b""
        if not self._answered and len(self._buffer) > PACKET_SIZE:
            out = self._buffer[1 : PACKET_SIZE + 1]
            self._answered = True
        if len(self._buffer) < 1 + 2 * PACKET_SIZE:
            return out, None
        rest, self._buffer = self._buffer[1 + 2 * PACKET_SIZE :], b""
        return out, rest
