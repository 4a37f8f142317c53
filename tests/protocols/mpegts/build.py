"""Transport streams made by hand, packet by packet, for tests of what reads them."""

from collections.abc import Iterable

from streamingpro.protocols.mpegts.packets import PACKET
from streamingpro.protocols.mpegts.pes import WRAP, write_timestamp
from streamingpro.protocols.mpegts.psi import crc32

PMT_PID, VIDEO_PID, AUDIO_PID = 0x1000, 0x100, 0x101
H264, H265, AAC, LATM, MP3, AC3, PRIVATE = 0x1B, 0x24, 0x0F, 0x11, 0x03, 0x81, 0x06

AUD = bytes.fromhex("0000000109f0")
SPS = bytes.fromhex("000000016764000cacd941419f9f011000000300100000030320f1429960")
SMALL_SPS = bytes.fromhex("000000016764000bacd9428db011000003000100000300320f142996")
"""Of pictures of 320x180 and of 160x96, both at 25 per second."""

PPS = bytes.fromhex("0000000168eae3cb22c0")
IDR = bytes.fromhex("0000016588843f")
SLICE = bytes.fromhex("000001419a247f")
"""The beginning of an IDR picture and of one that is predicted; both with first_mb 0."""


class Counters(dict[int, int]):
    """The next continuity counter of each PID."""

    def take(self, pid: int) -> int:
        """The counter of the next packet with a payload."""
        now = self.get(pid, 0)
        self[pid] = now + 1 & 15
        return now


def packet(
    pid: int,
    payload: bytes,
    counter: int,
    *,
    start: bool = False,
    flags: int = 0,
    pcr: int | None = None,
    scrambled: bool = False,
    damaged: bool = False,
) -> bytes:
    """One packet, filled up by its adaptation field; `flags` are the field's, `pcr` in 90 kHz."""
    field = b""
    if pcr is not None:
        flags |= 0x10
    room = PACKET - 4 - len(payload)
    if flags or room:
        body = bytes((flags,)) if flags or room > 1 else b""
        if pcr is not None:
            body += (pcr % WRAP << 15 | 0x7E00).to_bytes(6, "big")
        body += b"\xff" * (room - 1 - len(body))
        field = bytes((len(body),)) + body
    control = (0x20 if field else 0) | (0x10 if payload else 0) | (0xC0 if scrambled else 0)
    upper = (0x40 if start else 0) | (0x80 if damaged else 0) | pid >> 8
    out = bytes((0x47, upper, pid & 0xFF, control | counter)) + field + payload
    assert len(out) == PACKET, len(out)
    return out


def packets(
    pid: int, data: bytes, counters: Counters, *, flags: int = 0, pcr: int | None = None
) -> bytes:
    """`data` (a PES) over as many packets as it takes."""
    out = []
    first = PACKET - 4 - (2 if flags or pcr is not None else 0) - (6 if pcr is not None else 0)
    take = data[:first]
    out.append(packet(pid, take, counters.take(pid), start=True, flags=flags, pcr=pcr))
    out += [
        packet(pid, data[pos : pos + PACKET - 4], counters.take(pid))
        for pos in range(len(take), len(data), PACKET - 4)
    ]
    return b"".join(out)


def pes(
    payload: bytes,
    pts: int | None = None,
    dts: int | None = None,
    *,
    bounded: bool = False,
    stream_id: int = 0xE0,
) -> bytes:
    """A PES; without `bounded` its length is left open."""
    times, flags = b"", 0
    if pts is not None:
        flags = 0x80
        times = write_timestamp(2 if dts is None else 3, pts % WRAP)
    if dts is not None:
        flags = 0xC0
        times += write_timestamp(1, dts % WRAP)
    length = 3 + len(times) + len(payload) if bounded else 0
    head = bytes((0, 0, 1, stream_id)) + length.to_bytes(2, "big")
    return head + bytes((0x80, flags, len(times))) + times + payload


def section(table: int, number: int, body: bytes, version: int = 0) -> bytes:
    """A section of the long form with its CRC."""
    head = number.to_bytes(2, "big") + bytes((0xC1 | version << 1, 0, 0))
    size = len(head) + len(body) + 4
    out = bytes((table, 0xB0 | size >> 8, size & 0xFF)) + head + body
    return out + crc32(out).to_bytes(4, "big")


def pat_section(programs: Iterable[tuple[int, int]], version: int = 0) -> bytes:
    """A PAT."""
    body = b"".join(
        number.to_bytes(2, "big") + (0xE000 | pid).to_bytes(2, "big") for number, pid in programs
    )
    return section(0, 1, body, version)


def pmt_section(
    streams: Iterable[tuple[int, int, bytes]],
    *,
    program: int = 1,
    version: int = 0,
    pcr_pid: int = VIDEO_PID,
    descriptors: bytes = b"",
) -> bytes:
    """A PMT; `streams` are (stream type, PID, descriptors)."""
    body = (0xE000 | pcr_pid).to_bytes(2, "big") + (0xF000 | len(descriptors)).to_bytes(2, "big")
    body += descriptors
    for kind, pid, own in streams:
        body += bytes((kind,)) + (0xE000 | pid).to_bytes(2, "big")
        body += (0xF000 | len(own)).to_bytes(2, "big") + own
    return section(2, program, body, version)


def table(pid: int, content: bytes, counters: Counters) -> bytes:
    """Packets with a section, filled up with stuffing bytes."""
    data = b"\0" + content
    data += b"\xff" * (-len(data) % (PACKET - 4))
    out = []
    for pos in range(0, len(data), PACKET - 4):
        part = data[pos : pos + PACKET - 4]
        out.append(packet(pid, part, counters.take(pid), start=pos == 0))
    return b"".join(out)


def tables(
    counters: Counters,
    streams: Iterable[tuple[int, int, bytes]] = ((H264, VIDEO_PID, b""), (AAC, AUDIO_PID, b"")),
    **options: int,
) -> bytes:
    """PAT and PMT of one programme."""
    pat = table(0, pat_section([(1, PMT_PID)]), counters)
    return pat + table(PMT_PID, pmt_section(streams, **options), counters)  # type: ignore[arg-type]


def adts(raw: bytes, *, rate: int = 3, channels: int = 2) -> bytes:
    """An AAC-LC frame with its header; rate 3 is 48 kHz."""
    size = len(raw) + 7
    head = (0xFFF << 4 | 1) << 40 | 1 << 38 | rate << 34 | channels << 30 | size << 13 | 0x7FF << 2
    return head.to_bytes(7, "big") + raw


def picture(key: bool, filling: int = 100) -> bytes:
    """An H.264 access unit, not decodable behind its first bytes."""
    body = bytes(index % 250 + 1 for index in range(filling))
    return AUD + (SPS + PPS + IDR if key else SLICE) + body
