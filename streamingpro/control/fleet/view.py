"""Pure: what a media server said of itself when it was asked last."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from streamingpro.control.status.schemas import MediaServerState
from streamingpro.mediamtx.features import Features
from streamingpro.mediamtx.models import ForwardDest, Path, SrtFigures


@dataclass(frozen=True, slots=True)
class Listener:
    """Where a protocol is served; `encrypted`: with TLS."""

    port: int
    encrypted: bool = False


@dataclass(frozen=True, slots=True)
class Peer:
    """Who feeds a path: what the list of its connection says. `srt` of an SRT line."""

    remote_addr: str = ""
    protocol: str = ""
    srt: SrtFigures | None = None


@dataclass(frozen=True)
class NodeView:
    """One look at a node. `paths` by name, only while it is `running`; `peers` and `bitrates`
    (bit/s) of what is live there, by path name; `listeners` by protocol, known once it answered.

    `alive` is false from the moment on when it has not answered for long enough to count as dead.
    """

    state: MediaServerState = MediaServerState.STARTING
    reason: str | None = None
    since: datetime | None = None
    version: str | None = None
    features: Features | None = None
    listeners: Mapping[str, Listener] = field(default_factory=dict)
    paths: Mapping[str, Path] = field(default_factory=dict, repr=False)
    peers: Mapping[str, Peer] = field(default_factory=dict)
    bitrates: Mapping[str, int] = field(default_factory=dict)
    outbound_bps: int = 0
    forwards: Mapping[str, list[ForwardDest]] = field(default_factory=dict, repr=False)

    @property
    def looked_at(self) -> bool:
        """Whether it has answered, or has not for long enough: how it is is known."""
        return self.state is not MediaServerState.STARTING

    @property
    def alive(self) -> bool:
        return self.state is MediaServerState.RUNNING

    @cached_property
    def live(self) -> Mapping[str, Path]:
        return {name: path for name, path in self.paths.items() if path.available}

    @property
    def inbound_bps(self) -> int:
        """What comes in, of all paths together."""
        return sum(self.bitrates.values())

    @property
    def total_bps(self) -> int:
        """All that the limit of the node's bandwidth is about."""
        return self.inbound_bps + self.outbound_bps
