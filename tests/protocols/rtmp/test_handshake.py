import hashlib
import hmac
import random

import pytest

from streamingpro.protocols.rtmp.errors import HandshakeError
from streamingpro.protocols.rtmp.handshake import (
    ClientHandshake,
    ServerHandshake,
    find_digest,
    sign,
)

NOISE = random.Random(7).randbytes(1528)
FMS = b"Genuine Adobe Flash Media Server 001"
TAIL = bytes.fromhex("f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae")


def signed_c1(scheme: int) -> bytes:
    return sign(bytes(4) + b"\x80\x00\x07\x02" + NOISE, scheme)


@pytest.mark.parametrize("step", [1, 100, 1536, 1537, 5000])
def test_simple_both_roles(step: int) -> None:
    server, client = ServerHandshake(b"server"), ClientHandshake(b"client")
    to_server, to_client = client.first_bytes, b""
    server_rest = client_rest = None
    while server_rest is None or client_rest is None:
        piece, to_server = to_server[:step], to_server[step:]
        out, rest = server.receive(piece) if piece else (b"", None)
        server_rest = rest if rest is not None else server_rest
        to_client += out
        piece, to_client = to_client[:step], to_client[step:]
        out, rest = client.receive(piece) if piece else (b"", None)
        client_rest = rest if rest is not None else client_rest
        to_server += out
    assert (server_rest, client_rest) == (b"", b"")


def test_simple_reply_echoes_c1() -> None:
    c1 = bytes(8) + NOISE
    out, rest = ServerHandshake(b"s").receive(b"\x03" + c1)
    assert rest is None
    assert len(out) == 3073
    assert out[0] == 3
    assert out[1537:] == c1


@pytest.mark.parametrize("scheme", [0, 1])
def test_digest_reply_verifies_as_a_flash_player_would(scheme: int) -> None:
    c1 = signed_c1(scheme)
    found = find_digest(c1)
    assert found is not None
    assert found[0] == scheme
    out, _ = ServerHandshake(b"\x01\x02\x03 some seed").receive(b"\x03" + c1)
    s1, s2 = out[1:1537], out[1537:]
    assert find_digest(s1, FMS) is not None
    key = hmac.new(FMS + TAIL, found[1], hashlib.sha256).digest()
    assert hmac.new(key, s2[:-32], hashlib.sha256).digest() == s2[-32:]


def test_wrong_digest_and_zero_version_get_the_simple_form() -> None:
    c1 = bytearray(signed_c1(0))
    c1[1400] ^= 1
    for first in (bytes(c1), signed_c1(0)[:4] + bytes(4) + NOISE):
        out, _ = ServerHandshake().receive(b"\x03" + first)
        assert out[1537:] == first


def test_what_follows_the_handshake_is_handed_on() -> None:
    data = b"\x03" + bytes(8) + NOISE + bytes(1536) + b"chunks"
    assert ServerHandshake().receive(data)[1] == b"chunks"
    assert ClientHandshake().receive(data)[1] == b"chunks"


@pytest.mark.parametrize(
    ("first", "words"),
    [(b"\x16\x03\x01", "TLS"), (b"GET / HTTP/1.1", "HTTP"), (b"\x06", "RTMPE"), (b"\0", "RTMP")],
)
def test_other_protocols_are_named_at_the_first_byte(first: bytes, words: str) -> None:
    for side in (ServerHandshake(), ClientHandshake()):
        with pytest.raises(HandshakeError, match=words):
            side.receive(first)
