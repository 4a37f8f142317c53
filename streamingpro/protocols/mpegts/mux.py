"""TsMuxer: access units in, packets of one programme out, with tables and clock where they belong.

Time is what the access units say: there is no clock here. Tables come before each access point of
the main stream and every 200 ms; the clock (PCR) rides on the main stream and comes at least every
40 ms, in packets of its own where pictures are rarer.
"""

from dataclasses import dataclass

from streamingpro.protocols.media import Kind
from streamingpro.protocols.mpegts.model import CLOCK_HZ
from streamingpro.protocols.mpegts.packetise import adaptation, packetise, pcr_packet, pes_header
from streamingpro.protocols.mpegts.packets import PACKET
from streamingpro.protocols.mpegts.psi_write import Entry, tables

FIRST_PID = 0x100
_LAST_PID = 0x1FF
_TABLES_INTERVAL = CLOCK_HZ // 5
_PCR_INTERVAL = CLOCK_HZ // 25
_PCR_MINIMUM = _PCR_INTERVAL // 3
_DELAY = CLOCK_HZ // 5
"""How long before its decoding time a picture arrives, by the clock: what a receiver may buffer."""
_LARGEST_LAG = CLOCK_HZ // 2
_JUMP = CLOCK_HZ


@dataclass(slots=True)
class Stream:
    """One elementary stream: its entry in the PMT, and how its PES look."""

    kind: Kind
    entry: Entry
    stream_id: int
    counter: int = 0


class TsMuxer:
    """Writes one programme of at most one video and one audio stream; all times at 90 kHz."""

    def __init__(self) -> None:
        self._streams: dict[Kind, Stream] = {}
        self._next_pid = FIRST_PID
        self._tables = bytearray()
        self._version = -1
        self._table_counter = 0
        self._tables_at: int | None = None
        self._latest: int | None = None
        self._lag = 0
        self._pcr: int | None = None

    @property
    def kinds(self) -> frozenset[Kind]:
        """What is in the PMT."""
        return frozenset(self._streams)

    def declare(
        self, kind: Kind, stream_type: int, stream_id: int, descriptors: bytes = b""
    ) -> None:
        """Put a stream into the PMT, or tell of its change; another codec gets another PID."""
        known = self._streams.get(kind)
        if known is not None and known.entry.stream_type == stream_type:
            entry = Entry(stream_type, known.entry.pid, descriptors)
            if entry == known.entry:
                return
            known.entry = entry
        else:
            entry = Entry(stream_type, self._next_pid, descriptors)
            self._next_pid = FIRST_PID if self._next_pid == _LAST_PID else self._next_pid + 1
            self._streams[kind] = Stream(kind, entry, stream_id)
        ordered = [self._streams[each] for each in ("video", "audio") if each in self._streams]
        self._version = (self._version + 1) % 32
        self._tables = tables([s.entry for s in ordered], ordered[0].entry.pid, self._version)
        self._tables_at = None

    def write(self, kind: Kind, pts: int, dts: int, data: bytes, *, access: bool) -> bytes:
        """The packets of one access unit, tables and clock before it where they are due.

        `kind` must have been declared. `access`: decoding may begin here.
        """
        stream, main = self._streams[kind], self._main()
        jumped = self._follow(dts)
        parts = []
        if self._tables_due(dts, access=access and kind == "video"):
            parts.append(self._next_tables(dts))
        parts += self._fill(main)
        field = adaptation(
            self._due_pcr(access=access, jumped=jumped) if stream is main else None,
            access=access,
            discontinuity=jumped and stream is main,
        )
        pes = pes_header(stream.stream_id, pts, dts, len(data)) + data
        packets = packetise(stream.entry.pid, stream.counter, pes, field)
        stream.counter = (stream.counter + len(packets) // PACKET) % 16
        parts.append(packets)
        return b"".join(parts)

    def _main(self) -> Stream:
        return self._streams.get("video") or self._streams["audio"]

    def _follow(self, dts: int) -> bool:
        """Note where time is; True when it jumped back, which a receiver must be told.

        Streams that reach us later than others hold the clock back, as it may never be ahead of a
        picture that is still to come.
        """
        latest = self._latest
        if latest is None or dts < latest - _JUMP:
            self._latest, self._lag, self._pcr, self._tables_at = dts, 0, None, None
            return latest is not None
        self._lag = max(self._lag, min(latest - dts, _LARGEST_LAG))
        self._latest = max(latest, dts)
        return False

    def _tables_due(self, dts: int, *, access: bool) -> bool:
        return access or self._tables_at is None or dts >= self._tables_at + _TABLES_INTERVAL

    def _next_tables(self, dts: int) -> bytes:
        self._tables_at = dts
        self._tables[3] = self._tables[PACKET + 3] = 0x10 | self._table_counter
        self._table_counter = (self._table_counter + 1) % 16
        return bytes(self._tables)

    def _clock(self) -> int:
        assert self._latest is not None
        return self._latest - _DELAY - self._lag

    def _fill(self, main: Stream) -> list[bytes]:
        """Packets for the clock alone, where more than 40 ms have passed since the last one."""
        packets: list[bytes] = []
        clock = self._clock()
        if self._pcr is None or clock - self._pcr > _JUMP:
            return packets  # the first comes with a picture; an encoder's pause is not filled
        while clock - self._pcr > _PCR_INTERVAL:
            self._pcr += _PCR_INTERVAL
            last = (main.counter - 1) % 16
            packets.append(pcr_packet(main.entry.pid, last, adaptation(self._pcr)))
        return packets

    def _due_pcr(self, *, access: bool, jumped: bool) -> int | None:
        clock = self._clock()
        since = None if self._pcr is None else clock - self._pcr
        if since is None or jumped or since >= _PCR_MINIMUM or (access and since > 0):
            self._pcr = clock
            return clock
        return None
