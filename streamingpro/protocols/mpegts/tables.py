"""The programme that is followed: PAT and PMT, as they come, change and get lost."""

from streamingpro.protocols.mpegts.packets import START
from streamingpro.protocols.mpegts.psi import (
    PAT_PID,
    Pat,
    Pmt,
    SectionReader,
    parse_pat,
    parse_pmt,
)
from streamingpro.protocols.mpegts.streams import Carried, identify

_MAX_PROGRAMS = 16
_MAX_PARTS = 8


class _Source:
    """One PID with tables: its sections, and the packets that the last good one came in."""

    def __init__(self) -> None:
        self.reader = SectionReader()
        self.parts: list[bytes] = []
        self.packets = b""
        self.section = b""
        self.body = b""


class TableWatch:
    """Follows PAT and PMT of one programme: of several, the first one whose PMT arrives.

    `carried` are its elementary streams; `version` grows when they, or the PCR's PID, change.
    `tables` are PAT and PMT as the packets they came in, for a receiver that joins late.
    `pids` are the PIDs whose packets are wanted.
    """

    def __init__(self) -> None:
        self.pids: frozenset[int] = frozenset((PAT_PID,))
        self.programs: tuple[tuple[int, int], ...] = ()
        self.program: int | None = None
        self.pcr_pid: int | None = None
        self.carried: tuple[Carried, ...] = ()
        self.version = 0
        self.tables = b""
        self.tables_version = 0
        self._sources = {PAT_PID: _Source()}
        self._pmt: Pmt | None = None

    @property
    def errors(self) -> int:
        """Sections with a wrong CRC."""
        return sum(source.reader.errors for source in self._sources.values())

    def feed(self, pid: int, packet: bytes, offset: int) -> bool:
        """Take a packet of one of `pids`; true when the streams changed.

        `offset` is where its payload begins. A table that only repeats costs one comparison.
        """
        source = self._sources[pid]
        if packet[4:] == source.body:
            return False
        starts = bool(packet[1] & START)
        if starts:
            source.parts.clear()
        if len(source.parts) < _MAX_PARTS:
            source.parts.append(packet)
        version = self.version
        for section in source.reader.feed(packet[offset:], starts):
            if section != source.section and self._take(pid, section):
                source.section = section
                source.packets = b"".join(source.parts)
                source.body = packet[4:] if len(source.parts) == 1 else b""
                self._renew()
        return self.version != version

    def lost(self, pid: int) -> None:
        """A packet of one of `pids` did not arrive."""
        self._sources[pid].reader.reset()

    def _take(self, pid: int, section: bytes) -> bool:
        if pid == PAT_PID:
            pat = parse_pat(section)
            return pat is not None and self._take_pat(pat)
        pmt = parse_pmt(section)
        return pmt is not None and self._take_pmt(pid, pmt)

    def _take_pat(self, pat: Pat) -> bool:
        if pat.section != 0 and self.programs:
            return False  # the first section names more programmes than anybody sends here
        programs = pat.programs[:_MAX_PROGRAMS]
        if programs == self.programs:
            return True
        self.programs = programs
        if self._pmt is not None and (self._pmt.program, self._pmt_pid()) not in programs:
            self._pmt = self.program = None
        wanted = {pid for number, pid in programs if self.program in (None, number)}
        self._watch(wanted)
        return True

    def _take_pmt(self, pid: int, pmt: Pmt) -> bool:
        if (pmt.program, pid) not in self.programs or self.program not in (None, pmt.program):
            return False
        self.program = pmt.program
        self._watch({pid})
        before, self._pmt = self._pmt, pmt
        if before is None or (before.streams, before.pcr_pid) != (pmt.streams, pmt.pcr_pid):
            self.pcr_pid = pmt.pcr_pid
            carried = tuple(identify(stream) for stream in pmt.streams)
            if carried != self.carried or not self.version:
                self.carried = carried
                self.version += 1
        return True

    def _pmt_pid(self) -> int:
        return next((pid for pid in self._sources if pid != PAT_PID), PAT_PID)

    def _watch(self, pids: set[int]) -> None:
        wanted = pids | {PAT_PID}
        if wanted != self.pids:
            self._sources = {pid: self._sources.get(pid) or _Source() for pid in wanted}
            self.pids = frozenset(wanted)

    def _renew(self) -> None:
        """Tables are shown once both are known, and stay until new ones are."""
        if self._pmt is None:
            return
        pmt_pid = self._pmt_pid()
        tables = self._sources[PAT_PID].packets + self._sources[pmt_pid].packets
        if self._sources[pmt_pid].packets and tables != self.tables:
            self.tables = tables
            self.tables_version += 1
