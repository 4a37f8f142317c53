"""Who was turned away: a line in the log, and word for the control plane.

The control plane, which tells people what happens, knows of those that it refused itself. Of the
publishers that were refused without a question it learns by the path's `lastRefusal`.
"""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from structlog.stdlib import BoundLogger

from streamingpro.kit.clock import utcnow
from streamingpro.kit.redact import redact_path

QUIET_S = 60.0
"""Encoders try again several times a second; the log hears of it once in this time."""
_MAX_KNOWN = 4096


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


class Repeats:
    """Which refusals are news. Asked from the event loop and from libsrt's thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, ...], tuple[float, int]] = OrderedDict()

    def news(self, what: tuple[str, ...], now: float) -> int | None:
        """How often it came since it was news last, or None when it is to be kept quiet."""
        with self._lock:
            since, count = self._known.get(what, (now - QUIET_S, 0))
            if now - since < QUIET_S:
                self._known[what] = (since, count + 1)
                return None
            self._known[what] = (now, 0)
            self._known.move_to_end(what)
            if len(self._known) > _MAX_KNOWN:
                self._known.popitem(last=False)
            return count


_repeats = Repeats()


def log_refusal(
    log: BoundLogger, action: str, path: str, remote: str, reason: str, *, known: bool
) -> None:
    """One line a minute for each address, wish and reason. In a path that is not `known`, that is
    configured, what looks like a key is masked. `remote` is "host:port"."""
    repeated = _repeats.news((remote.rpartition(":")[0], action, path, reason), time.monotonic())
    if repeated is None:
        return
    facts: dict[str, object] = {"repeated": repeated} if repeated else {}
    if not known:
        path = redact_path(path)
    log.warning("refused", action=action, path=path, remote=remote, reason=reason, **facts)
