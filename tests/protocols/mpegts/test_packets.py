"""Aligner: whole packets out of any bytes."""

import random

import pytest

from streamingpro.protocols.mpegts.packets import PACKET, Aligner, adaptation_flags, payload_offset
from tests.protocols.mpegts.build import packet

PACKETS = b"".join(packet(0x100, bytes([index]) * 184, index & 15) for index in range(20))


@pytest.mark.parametrize("size", [1, 7, 187, 188, 189, 1316, 100_000])
def test_any_cut_gives_the_same_packets(size: int) -> None:
    aligner = Aligner()
    out = [aligner.feed(PACKETS[pos : pos + size]) for pos in range(0, len(PACKETS), size)]
    assert b"".join(out) == PACKETS
    assert all(len(part) % PACKET == 0 for part in out)
    assert (aligner.losses, aligner.junk, aligner.problem) == (0, 0, "")


def test_junk_before_the_first_packet_is_no_loss() -> None:
    aligner = Aligner()
    assert aligner.feed(b"GET / G" + PACKETS) == PACKETS
    assert (aligner.losses, aligner.junk) == (0, 7)


@pytest.mark.parametrize("junk", [b"\0", b"\x47", b"\x47" * 100, bytes(1000), b"\x47\0" * 90])
def test_junk_between_packets_is_cut_out(junk: bytes) -> None:
    aligner = Aligner()
    before, after = PACKETS[: 10 * PACKET], PACKETS[10 * PACKET :]
    out = aligner.feed(before + junk + after)
    assert out.startswith(before)
    assert out.endswith(after[PACKET:]), "at most the packet beside the damage is taken wrongly"
    assert aligner.losses >= 1
    assert aligner.feed(PACKETS) == PACKETS


def test_a_packet_without_its_sync_byte_is_left_out() -> None:
    damaged = bytearray(PACKETS)
    damaged[10 * PACKET] = 0
    aligner = Aligner()
    assert aligner.feed(bytes(damaged)) == PACKETS[: 10 * PACKET] + PACKETS[11 * PACKET :]
    assert (aligner.losses, aligner.junk) == (1, PACKET)


@pytest.mark.parametrize("size", [192, 204])
def test_other_packet_sizes_are_named(size: int) -> None:
    padding = bytes(size - PACKET)
    wide = b"".join(padding + PACKETS[:PACKET] for _ in range(20))
    aligner = Aligner()
    out = b"".join(aligner.feed(wide[pos : pos + 1000]) for pos in range(0, len(wide), 1000))
    assert out == b""
    assert f"packets of {size} bytes" in aligner.problem


def test_what_is_no_transport_stream_is_said_and_not_kept() -> None:
    aligner, rng = Aligner(), random.Random(5)
    for _ in range(300):
        assert aligner.feed(rng.randbytes(1316).replace(b"\x47", b"\0")) == b""
        assert len(aligner._rest) < 1316
    assert aligner.problem.startswith("What arrives is not MPEG-TS")


def test_payload_offset() -> None:
    assert payload_offset(packet(1, bytes(184), 0), 0) == 4
    assert payload_offset(packet(1, bytes(100), 0), 0) == 88
    assert payload_offset(packet(1, b"", 0), 0) == PACKET, "adaptation field only"
    beyond = bytearray(packet(1, bytes(100), 0))
    beyond[4] = 255
    assert payload_offset(bytes(beyond), 0) == PACKET, "a field longer than its packet"


def test_adaptation_flags() -> None:
    assert adaptation_flags(packet(1, bytes(184), 0), 0) == 0
    assert adaptation_flags(packet(1, bytes(100), 0, flags=0x40), 0) == 0x40
    assert adaptation_flags(packet(1, bytes(183), 0), 0) == 0, "a field of length 0 has no flags"
