"""Publishers that were turned away without a question to the control plane.

The control plane, which tells people what happens, knows of those that it refused itself. Of the
others it learns by the path's `lastRefusal`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from streamingpro.kit.clock import utcnow


@dataclass(frozen=True, slots=True)
class Refused:
    """`reason` is a plain sentence or the part of one that follows "because", without secrets."""

    protocol: str
    remote_address: str
    reason: str
    at: datetime = field(default_factory=utcnow)


class Place(Protocol):
    """A path that somebody wanted to publish to."""

    last_refusal: Refused | None


class Places(Protocol):
    """The paths at work."""

    def get(self, name: str) -> Place | None: ...


def note_refusal(
    places: Places, name: str, protocol: str, remote_address: str, reason: str
) -> None:
    """Remember it as the last one of its path; nothing when there is no such path."""
    path = places.get(name)
    if path is not None:
        path.last_refusal = Refused(protocol, remote_address, reason)
