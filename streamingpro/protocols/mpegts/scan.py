"""TsScanner: follows a transport stream that is passed on untouched (engine, hot path).

Nearly all packets are looked at by columns: one strided slice gives the same header byte of all
packets in a batch. Only where a PES or a table begins, or something is wrong, is a packet opened.
"""

from streamingpro.protocols.media import Track
from streamingpro.protocols.mpegts.follow import TrackFollower
from streamingpro.protocols.mpegts.model import Piece
from streamingpro.protocols.mpegts.packets import (
    ERROR,
    NULL_PID,
    PACKET,
    PAYLOAD,
    RAMP,
    SCRAMBLED,
    START,
    Aligner,
    adaptation_flags,
    payload_offset,
)
from streamingpro.protocols.mpegts.problems import ProblemWatch
from streamingpro.protocols.mpegts.tables import TableWatch

_DISCONTINUITY = 0x80


class TsScanner:
    """Follows one publisher session: feed it all bytes in order, read what it has found.

    `tracks` are those of the first programme, video first, with `Track.id` the PID. `frames` and
    `keyframes` count the PES of the main video track. `tables` are PAT and PMT as ready packets for
    late joiners, empty until seen. `problem` is a sentence for people, or empty. `counters` holds
    the last continuity counter of each PID, `packets` how many came of each.
    """

    def __init__(self) -> None:
        self._aligner = Aligner()
        self._tables = TableWatch()
        self._follower = TrackFollower()
        self._problems = ProblemWatch(self._aligner, self._tables)
        self._wanted: frozenset[int] = self._tables.pids
        self._gaps = 0
        self._pieces: list[Piece] = []
        self._begins: list[int] = []
        self.counters: dict[int, int] = {}
        self.packets: dict[int, int] = {}

    @property
    def tracks(self) -> tuple[Track, ...]:
        """The tracks that the PMT names, described as far as their streams have been seen."""
        return self._follower.tracks

    @property
    def tracks_version(self) -> int:
        """Grows whenever `tracks` changes."""
        return self._follower.version

    @property
    def frame_rate(self) -> float | None:
        """Measured frames per second of the main video track over the last 2 to 4 s."""
        return self._follower.meter.rate(self._follower.claimed_fps)

    @property
    def keyframe_interval_s(self) -> float | None:
        """Seconds between the last two keyframes of the main video track."""
        return self._follower.meter.keyframe_interval_s

    @property
    def frames(self) -> int:
        """PES of the main video track that began so far."""
        return self._follower.frames

    @property
    def keyframes(self) -> int:
        """How many of `frames` were access points."""
        return self._follower.keyframes

    @property
    def malformed(self) -> int:
        """Places where packets were lost or damaged, and tables with a wrong CRC."""
        return self._aligner.losses + self._gaps + self._tables.errors

    @property
    def tables(self) -> bytes:
        """PAT and PMT as the packets they came in; empty until both were seen."""
        return self._tables.tables

    @property
    def tables_version(self) -> int:
        """Grows whenever `tables` changes."""
        return self._tables.tables_version

    @property
    def problem(self) -> str:
        """What keeps the stream, or part of it, from working; a sentence, or empty."""
        return self._problems.sentence

    def feed(self, data: bytes) -> list[Piece]:
        """The packets in `data`, cut before access points. Never raises on what a peer sends."""
        data = self._aligner.feed(data)
        if not data:
            return []
        high, low, flags = data[1::PACKET], data[2::PACKET], data[3::PACKET]
        count, first = len(high), high[0]
        if first < START and high.count(first) == count == low.count(low[0]):
            pid = (first & 0x1F) << 8 | low[0]
            last = self.counters.get(pid)
            if last is not None and pid not in self._wanted and pid != self._follower.gathering:
                begin = last + 1 & 15
                if flags == RAMP[begin : begin + count]:
                    self.counters[pid] = last + count & 15
                    self.packets[pid] += count
                    return [Piece(data)]
        self._pieces, self._begins = [Piece(data)], [0]
        self._walk(data, high, low, flags)
        if not self._tables.version:
            self._problems.without_tables(data)
        if len(self._pieces) > 1:
            ends = (*self._begins[1:], len(data))
            for piece, begin, end in zip(self._pieces, self._begins, ends, strict=True):
                piece.data = data[begin:end]
        return self._pieces

    def _walk(self, data: bytes, high: bytes, low: bytes, flags: bytes) -> None:
        counters, packets = self.counters, self.packets
        for index, (upper, lower, flag) in enumerate(zip(high, low, flags, strict=True)):
            pid = (upper & 0x1F) << 8 | lower
            if flag & PAYLOAD and upper < ERROR:
                counter = flag & 15
                last = counters.get(pid)
                if last is not None and counter != last + 1 & 15 and pid != NULL_PID:
                    if counter == last and not upper & START:
                        continue  # sent twice, as it may be
                    self._check_gap(pid, data, index * PACKET)
                counters[pid] = counter
                packets[pid] = packets.get(pid, 0) + 1
                if (
                    upper & START
                    or flag & SCRAMBLED
                    or pid in self._wanted
                    or pid == self._follower.gathering
                ):
                    self._open(pid, data, index * PACKET)
            elif upper >= ERROR:
                self._gaps += 1

    def _check_gap(self, pid: int, data: bytes, pos: int) -> None:
        if not adaptation_flags(data, pos) & _DISCONTINUITY:
            self._gaps += 1
        if pid in self._wanted:
            self._tables.lost(pid)

    def _open(self, pid: int, data: bytes, pos: int) -> None:
        """A packet with a table, the beginning of a PES, or one that nobody can read."""
        packet = data[pos : pos + PACKET]
        if packet[3] & SCRAMBLED:
            self._problems.scrambled.add(pid)
        elif pid in self._wanted:
            if self._tables.feed(pid, packet, payload_offset(packet, 0)):
                self._follower.set_streams(self._tables.carried)
                self._problems.scrambled.clear()
            self._wanted = self._tables.pids
        elif packet[1] & START:
            if pid in self._follower.pids:
                self._problems.scrambled.discard(pid)
                self._begin(pid, packet, pos)
        elif pid == self._follower.gathering:
            self._follower.more(pid, packet)

    def _begin(self, pid: int, packet: bytes, pos: int) -> None:
        start = self._follower.start(pid, packet)
        if not start.main:
            return
        if start.keyframe and pos > self._begins[-1]:
            self._pieces.append(Piece(b""))
            self._begins.append(pos)
        piece = self._pieces[-1]
        piece.keyframe = piece.keyframe or start.keyframe
        piece.frames += start.frame
        if start.dts is not None:
            piece.dts = start.dts
