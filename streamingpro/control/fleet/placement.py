"""Pure: on which media server a pulled input runs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

# What MediaMTX can pull as we mean it; everything else (files, MPEG-TS and FLV over HTTP) is the
# engine's.
_MEDIAMTX_SCHEMES = frozenset({"rtmp", "rtmps", "rtsp", "rtsps", "srt"})


@dataclass(frozen=True, slots=True)
class PulledInput:
    """A pulled input. `pinned`: the node that it must use; `trusted`: its address has been found
    to be one that may be reached, so that a server without our own guard may call it."""

    id: str
    url: str
    pinned: str | None = None
    trusted: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A node that pulls may be given to. `load`: streams that run there or are about to.
    `eligible`: it may run pulls; new ones only below `limit` streams. `unknown`: it has not been
    looked at yet, so that what runs there stays, and nothing new is given to it. `guarded`: it
    checks addresses itself and can pull everything, as our engine does."""

    id: str
    load: int
    eligible: bool = True
    unknown: bool = False
    guarded: bool = False
    limit: int | None = None


def place(
    pulls: Iterable[PulledInput],
    candidates: Iterable[Candidate],
    *,
    fallback: str,
    before: Mapping[str, str],
) -> dict[str, str]:
    """The node of each pulled input by its id. Who runs somewhere stays there as long as that node
    takes streams; new ones go where the fewest are. `fallback`: our engine, which can pull
    everything that the others can't."""
    known = {candidate.id: candidate for candidate in candidates}
    load = {node: candidate.load for node, candidate in known.items()}
    placed: dict[str, str] = {}
    for pull in pulls:
        able = [node for node, candidate in known.items() if _can(candidate, pull)]
        free = [node for node in able if _has_room(known[node], load[node])]
        kept = before.get(pull.id)
        if pull.pinned is not None:
            node = pull.pinned if _able(known.get(pull.pinned), pull) else fallback
        elif kept in able or _may_run(known.get(str(kept))) or (kept == fallback and not free):
            node = str(kept)
        elif free:
            node = min(free, key=lambda one: (load[one], one))
        else:
            node = fallback
        if node != kept:
            load[node] = load.get(node, 0) + 1
        placed[pull.id] = node
    return placed


def mediamtx_pulls(url: str) -> bool:
    """Whether a MediaMTX can pull from this address what we would."""
    parts = urlsplit(url)
    if parts.scheme == "srt" and "mode=caller" not in parts.query and "mode=" in parts.query:
        return False
    if parts.scheme in ("http", "https"):
        return parts.path.endswith(".m3u8")
    return parts.scheme in _MEDIAMTX_SCHEMES


def _can(candidate: Candidate, pull: PulledInput) -> bool:
    return candidate.eligible and _able(candidate, pull)


def _may_run(candidate: Candidate | None) -> bool:
    """What was given to it may be running there, for all we know."""
    return candidate is not None and candidate.unknown


def _has_room(candidate: Candidate, load: int) -> bool:
    return candidate.limit is None or load < candidate.limit


def _able(candidate: Candidate | None, pull: PulledInput) -> bool:
    if candidate is None:
        return False
    return candidate.guarded or (pull.trusted and mediamtx_pulls(pull.url))
