"""TsDemuxer: the frames of a transport stream (remux child)."""

from streamingpro.protocols.mpegts.elementary import Elementary
from streamingpro.protocols.mpegts.model import Frame, TsTrack
from streamingpro.protocols.mpegts.packets import (
    ERROR,
    NULL_PID,
    PACKET,
    PAYLOAD,
    SCRAMBLED,
    START,
    Aligner,
    adaptation_flags,
    payload_offset,
)
from streamingpro.protocols.mpegts.pes import Unwrapper
from streamingpro.protocols.mpegts.problems import ProblemWatch
from streamingpro.protocols.mpegts.tables import TableWatch

MAX_TRACKS = 32
_DISCONTINUITY, _RANDOM_ACCESS = 0x80, 0x40


class TsDemuxer:
    """Feed it all bytes in order; it gives the frames of all tracks of the first programme.

    Frames come in the order in which they are complete: `dts` grows within a track, and tracks are
    interleaved about as they are in the stream. A PES of unknown length is complete when the next
    one of its PID begins, hence `flush` at the end. A damaged PES is left out; the next frame of
    its track has `after_loss`. `tracks` are those that the PMT names, in its order; `malformed`
    counts damages, `problem` is a sentence for people, or empty. Nothing here raises on what a peer
    sends, and memory is bounded: 16 MB for a picture, 1 MB for an audio PES.
    """

    def __init__(self) -> None:
        self.tracks: tuple[TsTrack, ...] = ()
        self.tracks_version = 0
        self._aligner = Aligner()
        self._tables = TableWatch()
        self._problems = ProblemWatch(self._aligner, self._tables)
        self._unwrapper = Unwrapper()
        self._streams: dict[int, Elementary] = {}
        self._counters: dict[int, int] = {}
        self._gaps = 0
        self._ended_errors = 0

    @property
    def malformed(self) -> int:
        """Places where packets were lost or damaged, tables and frames that make no sense."""
        found = sum(stream.errors for stream in self._streams.values())
        return self._aligner.losses + self._gaps + self._tables.errors + found + self._ended_errors

    @property
    def problem(self) -> str:
        """What keeps the stream, or part of it, from working; a sentence, or empty."""
        return self._problems.sentence

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that `data` completes."""
        data = self._aligner.feed(data)
        frames: list[Frame] = []
        for pos in range(0, len(data), PACKET):
            upper, flags = data[pos + 1], data[pos + 3]
            if not flags & PAYLOAD:
                continue
            if upper >= ERROR:
                self._gaps += 1
                continue
            pid = (upper & 0x1F) << 8 | data[pos + 2]
            last = self._counters.get(pid)
            counter = self._counters[pid] = flags & 15
            if last is not None and counter != last + 1 & 15 and pid != NULL_PID:
                if counter == last and not upper & START:
                    continue  # sent twice, as it may be
                self._lost(pid, data, pos)
            if pid in self._tables.pids:
                # Before the streams: the tables of the next publisher may come on a PID that was
                # a stream's until now.
                if not flags & SCRAMBLED:
                    self._take_table(pid, data[pos : pos + PACKET], frames)
            elif (stream := self._streams.get(pid)) is not None:
                if flags & SCRAMBLED:
                    self._problems.scrambled.add(pid)
                    stream.lost()
                else:
                    self._take(stream, data, pos, frames)
        if not self._tables.version:
            self._problems.without_tables(data)
        return frames

    def flush(self) -> list[Frame]:
        """The stream ends: what is still in the making."""
        frames: list[Frame] = []
        for stream in self._streams.values():
            stream.finish(frames)
        return frames

    def _take(self, stream: Elementary, data: bytes, pos: int, frames: list[Frame]) -> None:
        begin = payload_offset(data, pos)
        payload = data[begin : pos + PACKET]
        if data[pos + 1] & START:
            if self._problems.scrambled:
                self._problems.scrambled.discard(stream.track.pid)
            marked = bool(adaptation_flags(data, pos) & _RANDOM_ACCESS)
            stream.start(payload, marked, frames)
        else:
            stream.more(payload, frames)

    def _lost(self, pid: int, data: bytes, pos: int) -> None:
        if adaptation_flags(data, pos) & _DISCONTINUITY:
            return  # announced: another stream goes on here
        self._gaps += 1
        if pid in self._tables.pids:
            self._tables.lost(pid)
        elif pid in self._streams:
            self._streams[pid].lost()

    def _take_table(self, pid: int, packet: bytes, frames: list[Frame]) -> None:
        if not self._tables.feed(pid, packet, payload_offset(packet, 0)):
            return
        before, self._streams = self._streams, {}
        for carried in self._tables.carried:
            if carried.kind is None or carried.codec is None or len(self._streams) >= MAX_TRACKS:
                continue
            known = before.pop(carried.pid, None)
            if known is None or known.carried != carried:
                if known is not None:
                    self._end(known, frames)
                known = Elementary(carried, carried.kind, carried.codec, self._unwrapper)
            self._streams[carried.pid] = known
        for gone in before.values():
            self._end(gone, frames)
        self._problems.scrambled.clear()
        tracks = tuple(stream.track for stream in self._streams.values())
        if tracks != self.tracks:
            self.tracks = tracks
            self.tracks_version += 1

    def _end(self, stream: Elementary, frames: list[Frame]) -> None:
        stream.finish(frames)
        self._ended_errors += stream.errors
