"""A transport stream taken apart by the book, for the tests of what writes one."""

from dataclasses import dataclass

PACKET = 188


@dataclass(frozen=True)
class Packet:
    """One packet; `pcr` in 90 kHz ticks."""

    pid: int
    start: bool
    counter: int
    access: bool
    discontinuity: bool
    pcr: int | None
    payload: bytes


@dataclass(frozen=True)
class Pes:
    """One PES packet, put together."""

    pid: int
    stream_id: int
    pts: int
    dts: int
    access: bool
    length: int
    data: bytes


def packets(stream: bytes) -> list[Packet]:
    """Every packet; AssertionError on one that is not well formed."""
    assert len(stream) % PACKET == 0
    return [_packet(stream[pos : pos + PACKET]) for pos in range(0, len(stream), PACKET)]


def _packet(data: bytes) -> Packet:
    assert data[0] == 0x47
    assert not data[1] & 0x80, "marked as damaged"
    control, flags, pcr, start = data[3] >> 4, 0, None, 4
    assert control in (1, 2, 3), "scrambled or without content"
    if control & 2:
        size = data[4]
        start = 5 + size
        assert start <= PACKET
        assert control == 3 or size == 183
        if size:
            flags = data[5]
            used = 6
            if flags & 0x10:
                field = int.from_bytes(data[6:12], "big")
                assert field >> 9 & 0x3F == 0x3F
                assert field & 0x1FF == 0
                pcr, used = field >> 15, 12
            assert set(data[used:start]) <= {0xFF}
    return Packet(
        pid=(data[1] & 0x1F) << 8 | data[2],
        start=bool(data[1] & 0x40),
        counter=data[3] & 0x0F,
        access=bool(flags & 0x40),
        discontinuity=bool(flags & 0x80),
        pcr=pcr,
        payload=data[start:] if control & 1 else b"",
    )


def broken_counters(found: list[Packet]) -> list[int]:
    """The PIDs in whose packets one is missing, by the continuity counter (§2.4.3.3)."""
    last: dict[int, int] = {}
    broken = []
    for packet in found:
        expected = (last.get(packet.pid, packet.counter - 1) + bool(packet.payload)) % 16
        if packet.counter != expected:
            broken.append(packet.pid)
        last[packet.pid] = packet.counter
    return broken


def elementary(found: list[Packet], pid: int) -> list[Pes]:
    """The PES of one PID; each must begin with its packet and be as long as it says."""
    units: list[tuple[bool, bytes]] = []
    for packet in found:
        if packet.pid != pid or not packet.payload:
            continue
        if packet.start:
            units.append((packet.access, packet.payload))
        else:
            access, data = units[-1]
            units[-1] = (access, data + packet.payload)
    return [_pes(pid, access, data) for access, data in units]


def _pes(pid: int, access: bool, data: bytes) -> Pes:
    assert data[:3] == b"\0\0\1"
    length, flags, start = int.from_bytes(data[4:6], "big"), data[7], 9 + data[8]
    assert length in (0, len(data) - 6)
    assert data[6] == 0x84
    pts = _timestamp(data[9:14], flags >> 6)
    dts = _timestamp(data[14:19], 1) if flags == 0xC0 else pts
    return Pes(pid, data[3], pts, dts, access, length, data[start:])


def _timestamp(data: bytes, prefix: int) -> int:
    assert data[0] >> 4 == prefix
    assert data[0] & data[2] & data[4] & 1
    whole = int.from_bytes(data, "big")
    return (whole >> 33 & 7) << 30 | (whole >> 17 & 0x7FFF) << 15 | whole >> 1 & 0x7FFF
