"""A returning publisher continues the timeline of the one before, for receivers that were held."""

from collections.abc import Mapping

from streamingpro.protocols.mpegts.access import START_CODE
from streamingpro.protocols.mpegts.packets import (
    ADAPTATION,
    ERROR,
    NULL_PID,
    PACKET,
    PAYLOAD,
    RAMP,
    SCRAMBLED,
    START,
    payload_offset,
)
from streamingpro.protocols.mpegts.pes import WRAP, parse_pes, read_timestamp, write_timestamp

_PCR, _OPCR = 0x10, 0x08
_BASE_SHIFT = 15


class ContinuityMap:
    """Continues the continuity counters that receivers saw last (`last`: PID to counter).

    Make one when a publisher returns: from `TsScanner.counters` of the one before when its packets
    went out as they were, else from `last` of the ContinuityMap that was in use. Gaps in what the
    publisher sends stay gaps.
    """

    __slots__ = ("_steps", "last")

    def __init__(self, last: Mapping[int, int] | None = None) -> None:
        self.last: dict[int, int] = dict(last or {})
        self._steps: dict[int, int] = {}

    def next(self, pid: int, counter: int, has_payload: bool) -> int:
        """The counter to send for this one."""
        step = self._steps.get(pid)
        if step is None:
            last = self.last.get(pid)
            step = 0 if last is None else last + has_payload - counter
            self._steps[pid] = step
        counter = counter + step & 15
        if has_payload:
            self.last[pid] = counter
        return counter


def shift(data: bytes, offset: int, counters: ContinuityMap) -> bytes:
    """Whole packets with `offset` (90 kHz) added to every PCR, OPCR, PTS and DTS, modulo 2**33.

    Their continuity counters go through `counters`. Packets that are marked as damaged and
    scrambled payloads stay as they are; so does a PES header that is split over packets, which
    nobody sends.
    """
    out = bytearray(data)
    if _shift_run(out, data, counters):
        return bytes(out)
    for pos in range(0, len(out) - PACKET + 1, PACKET):
        upper, flags = out[pos + 1], out[pos + 3]
        pid = (upper & 0x1F) << 8 | out[pos + 2]
        if upper >= ERROR or pid == NULL_PID:
            continue
        out[pos + 3] = flags & 0xF0 | counters.next(pid, flags & 15, bool(flags & PAYLOAD))
        if not offset:
            continue
        if flags & ADAPTATION and out[pos + 4] >= 7 and out[pos + 5] & (_PCR | _OPCR):
            _shift_clocks(out, pos, offset)
        if upper & START and flags & PAYLOAD and not flags & SCRAMBLED:
            _shift_times(out, pos, offset)
    return bytes(out)


def _shift_run(out: bytearray, data: bytes, counters: ContinuityMap) -> bool:
    """Most batches are packets of one PID without a header among them: only counters change."""
    high, low, flags = data[1::PACKET], data[2::PACKET], data[3::PACKET]
    count = len(flags)
    if not count or high[0] >= START or not high.count(high[0]) == count == low.count(low[0]):
        return False
    begin = flags[0] & 15
    pid = (high[0] & 0x1F) << 8 | low[0]
    if pid == NULL_PID or flags != RAMP[begin : begin + count]:
        return False
    begin = counters.next(pid, begin, True)
    out[3::PACKET] = RAMP[begin : begin + count]
    counters.last[pid] = begin + count - 1 & 15
    return True


def _shift_clocks(out: bytearray, pos: int, offset: int) -> None:
    """PCR and OPCR: a base of 33 bits before 6 reserved ones and the extension (§2.4.3.5)."""
    end = min(pos + 5 + out[pos + 4], pos + PACKET)
    at = pos + 6
    for flag in (_PCR, _OPCR):
        if out[pos + 5] & flag and at + 6 <= end:
            value = int.from_bytes(out[at : at + 6], "big")
            base = ((value >> _BASE_SHIFT) + offset) % WRAP
            rest = value & (1 << _BASE_SHIFT) - 1
            out[at : at + 6] = (base << _BASE_SHIFT | rest).to_bytes(6, "big")
            at += 6


def _shift_times(out: bytearray, pos: int, offset: int) -> None:
    packet = bytes(out[pos : pos + PACKET])
    begin = payload_offset(packet, 0)
    if not packet.startswith(START_CODE, begin):
        return
    pes = parse_pes(packet, begin)
    if pes is None or pes.pts is None:
        return
    for at in (begin + 9, begin + 14)[: 2 if packet[begin + 7] & 0x40 else 1]:
        if at + 5 <= pes.start:
            value = (read_timestamp(packet, at) + offset) % WRAP
            out[pos + at : pos + at + 5] = write_timestamp(packet[at] >> 4, value)
