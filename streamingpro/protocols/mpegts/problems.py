"""What a person should know about a transport stream that does not work, or not wholly."""

from streamingpro.protocols.mpegts.model import CLOCK_HZ
from streamingpro.protocols.mpegts.packets import PACKET, Aligner, adaptation_flags
from streamingpro.protocols.mpegts.tables import TableWatch

_PATIENCE_BYTES = 2 << 20
_PATIENCE_TICKS = 2 * CLOCK_HZ
_HAS_PCR = 0x10

NO_TABLE = (
    "The stream has no program table (PAT/PMT), so its tracks can't be told apart: let the encoder "
    "send the tables at least once a second."
)
NO_MAP = (
    "The stream names a program (PAT), but its table of tracks (PMT) does not arrive: let the "
    "encoder send both at least once a second."
)
NO_TRACK = "The stream's program table names neither video nor audio: check the encoder's outputs."
SCRAMBLED = (
    "The stream is scrambled (conditional access): send it unscrambled. To protect it on its way, "
    "use SRT with a passphrase."
)


class ProblemWatch:
    """Finds the sentence for what stands in the way; empty when nothing does."""

    def __init__(self, aligner: Aligner, tables: TableWatch) -> None:
        self._aligner = aligner
        self._tables = tables
        self._bytes = 0
        self._first: dict[int, int] = {}
        self._late = False
        self.scrambled: set[int] = set()

    def without_tables(self, data: bytes) -> None:
        """Take packets that came while no PMT was known: 2 MB or 2 s of them are too many."""
        self._bytes += len(data)
        self._late = self._late or self._bytes >= _PATIENCE_BYTES
        for pos in range(0, len(data), PACKET):
            if adaptation_flags(data, pos) & _HAS_PCR and data[pos + 4] >= 7:
                pid = (data[pos + 1] & 0x1F) << 8 | data[pos + 2]
                base = int.from_bytes(data[pos + 6 : pos + 11], "big") >> 7
                if base - self._first.setdefault(pid, base) >= _PATIENCE_TICKS:
                    self._late = True

    @property
    def sentence(self) -> str:
        """The worst problem there is."""
        if self._aligner.problem:
            return self._aligner.problem
        tables = self._tables
        if not tables.version:
            return "" if not self._late else NO_MAP if tables.programs else NO_TABLE
        if not any(carried.kind for carried in tables.carried):
            return NO_TRACK
        if any(carried.pid in self.scrambled for carried in tables.carried):
            return SCRAMBLED
        foreign = sorted({c.name for c in tables.carried if c.kind and c.codec is None})
        if foreign:
            return (
                f"The stream has a track whose codec is not supported ({', '.join(foreign)}): it "
                "reaches SRT destinations and players as it is, all others go without it."
            )
        if len(tables.programs) > 1:
            return (
                f"The stream has {len(tables.programs)} programs, of which the first is used: "
                "let the encoder send a single program."
            )
        return ""
