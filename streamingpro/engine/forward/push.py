"""The tiny interface between a destination's handler and a protocol."""

from dataclasses import dataclass
from typing import Protocol

from streamingpro.engine.forward.errors import ForwardError
from streamingpro.engine.srt.stats import SrtFigures
from streamingpro.engine.units import WireForm


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one connection. Bytes are totals of it; `rtt_ms` None where the system can't tell."""

    bytes_sent: int = 0
    bytes_acked: int = 0
    rtt_ms: float | None = None
    retransmits: int = 0
    queue_ms: float = 0.0
    queue_bytes: int = 0
    frames_sent: int = 0
    frames_dropped: int = 0
    remote_address: str = ""
    srt: SrtFigures | None = None


NO_FIGURES = Figures()


class Push(Protocol):
    """One connection attempt, from the name look-up to the last byte."""

    form: WireForm
    """What it sends."""

    @property
    def bytes_acked(self) -> int:
        """Total of this connection, as of the last `tick`."""

    @property
    def accepted(self) -> bool:
        """The server answered that we publish."""

    @property
    def frames_sent(self) -> int: ...

    async def run(self) -> None:
        """Connect, publish and feed until something ends it: raises ForwardError.

        Cancelled, it says goodbye to the server in the protocol's way and closes.
        """

    def give_up(self, error: ForwardError) -> None:
        """End with this error."""

    def tick(self, now: float) -> None:
        """Called once a second while it runs."""

    def doubt(self) -> None:
        """The input was away: what was proven before must be proven anew."""

    def figures(self, now: float) -> Figures: ...
