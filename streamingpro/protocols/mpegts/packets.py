"""The packets of a transport stream: finding them in any bytes (ISO 13818-1 §2.4.3)."""

PACKET = 188
"""Bytes of a packet."""

NULL_PID = 0x1FFF
START, ERROR = 0x40, 0x80
"""Bits of a packet's second byte: a PES or section starts in it, it was damaged on its way."""

SCRAMBLED, ADAPTATION, PAYLOAD = 0xC0, 0x20, 0x10
"""Bits of its fourth byte, whose low half is the continuity counter."""

_LONGEST_RUN = 4096
RAMP = bytes(PAYLOAD | index & 15 for index in range(16 + _LONGEST_RUN))
"""The fourth bytes of packets of one PID in a row: payload alone, the counter going up."""

_SYNC = b"\x47"
_CONFIRM = 4
_FOREIGN = {
    192: "packets of 192 bytes (M2TS, as on Blu-ray discs)",
    204: "packets of 204 bytes (188 and an error correction that belongs on the air)",
}
_WINDOW = _CONFIRM * max(_FOREIGN) + 1
_REACH = 16 << 10
_HOPELESS = 256 << 10


class Aligner:
    """Cuts bytes into whole packets and finds back when the rhythm of sync bytes breaks.

    `losses` counts the breaks (junk before the first packet is none); `junk` the bytes thrown away.
    It holds at most 1 kB back.
    """

    def __init__(self) -> None:
        self.losses = 0
        self.junk = 0
        self._rest = b""
        self._locked = False
        self._ever = False
        self._foreign = 0

    @property
    def problem(self) -> str:
        """Why there are no packets, as a sentence; empty when there are."""
        if self._ever:
            return ""
        if self._foreign:
            return (
                f"The stream has {_FOREIGN[self._foreign]}, but 188 are needed: let the sender "
                "write plain MPEG-TS (with ffmpeg: -f mpegts)."
            )
        if self.junk > _HOPELESS:
            return (
                "What arrives is not MPEG-TS: let the sender put the stream into MPEG-TS "
                "(with ffmpeg: -f mpegts)."
            )
        return ""

    def feed(self, data: bytes) -> bytes:
        """Whole packets, each of which begins with the sync byte; the rest waits for more."""
        if not self._rest and is_aligned(data) and (self._locked or len(data) > PACKET):
            self._locked = self._ever = True
            return data
        buffer = self._rest + data if self._rest else data
        found: list[bytes] = []
        pos = 0
        while True:
            if not self._locked:
                pos = self._search(buffer, pos)
                if not self._locked:
                    break
            heads = buffer[pos : max(len(buffer) - PACKET + 1, pos) : PACKET]
            good = len(heads) - len(heads.lstrip(_SYNC))
            if good:
                found.append(buffer[pos : pos + good * PACKET])
                pos += good * PACKET
            if good == len(heads):
                break
            self.losses += 1
            self._locked = False
        self._rest = buffer[pos:]
        return found[0] if len(found) == 1 else b"".join(found)

    def _search(self, buffer: bytes, pos: int) -> int:
        """The first place from `pos` on where four sync bytes stand in a row.

        Without one `_locked` stays false, and what can't be the beginning of a row is junk.
        """
        while True:
            found = _first_row(buffer, pos, PACKET)
            if found >= 0:
                self._locked = self._ever = True
                self.junk += found - pos
                return found
            if not self._ever and not self._foreign:
                self._foreign = next((n for n in _FOREIGN if _first_row(buffer, pos, n) >= 0), 0)
            # Foreign packets are wider: enough is kept to recognise them too.
            kept = max(pos, min(pos + _REACH, len(buffer)) - _WINDOW)
            self.junk += kept - pos
            if len(buffer) - pos <= _REACH:
                return kept
            pos = kept


def is_aligned(data: bytes) -> bool:
    """Whether the bytes are whole packets with their sync bytes in place."""
    return data[::PACKET].count(_SYNC) * PACKET == len(data)


def payload_offset(data: bytes, pos: int) -> int:
    """Where the payload of the packet at `pos` begins; its end where it has none (§2.4.3.4)."""
    flags = data[pos + 3]
    if not flags & PAYLOAD:
        return pos + PACKET
    if flags & ADAPTATION:
        return min(pos + 5 + data[pos + 4], pos + PACKET)
    return pos + 4


def adaptation_flags(data: bytes, pos: int) -> int:
    """The flags of the adaptation field of the packet at `pos`; 0 without one (§2.4.3.5)."""
    return data[pos + 5] if data[pos + 3] & ADAPTATION and data[pos + 4] else 0


def _first_row(buffer: bytes, start: int, size: int) -> int:
    """Where the first sync bytes in a row at this distance stand, or -1.

    One column after the other over a bounded stretch, so that no arrangement of sync bytes makes
    the search long.
    """
    end = min(start + _REACH, len(buffer))
    if buffer.find(_SYNC, start, end) < 0:
        return -1
    rows = (
        start + column + size * row
        for column in range(min(size, end - start - size * (_CONFIRM - 1)))
        if (row := buffer[start + column : end : size].find(_SYNC * _CONFIRM)) >= 0
    )
    return min(rows, default=-1)
