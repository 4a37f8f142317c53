"""The tracks of a stream as they become known: from configs, frames and metadata."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from streamingpro.protocols.codecs import Facts
from streamingpro.protocols.hints import metadata_facts
from streamingpro.protocols.media import Codec, Kind, Track

MAX_TRACKS = 32
"""Tracks of one stream that are described; a further one passes through unnamed."""

_FACTS = tuple(field.name for field in fields(Facts))


@dataclass(slots=True)
class _Known:
    codec: Codec
    facts: Facts
    mu_law: bool | None = None
    config: bytes | None = None


class TrackBook:
    """Keeps one entry per kind and track id; `tracks` is rebuilt, and `version` grows, on change.

    Codec headers win over metadata, whatever comes first.
    """

    def __init__(self) -> None:
        self.tracks: tuple[Track, ...] = ()
        self.version = 0
        self._known: dict[tuple[Kind, int], _Known] = {}
        self._metadata: Mapping[str, object] = {}

    def codec(self, kind: Kind, track_id: int) -> Codec | None:
        """The codec of a known track."""
        known = self._known.get((kind, track_id))
        return known.codec if known else None

    def fps(self, track_id: int) -> float | None:
        """The rate that headers or metadata claim of a video track."""
        for track in self.tracks:
            if track.kind == "video" and track.id == track_id:
                return track.fps
        return None

    def config(self, kind: Kind, track_id: int) -> bytes | None:
        """The config in force; an equal one needs no second reading."""
        known = self._known.get((kind, track_id))
        return known.config if known else None

    def learn(
        self,
        kind: Kind,
        track_id: int,
        codec: Codec,
        facts: Facts,
        *,
        config: bytes | None = None,
        mu_law: bool | None = None,
    ) -> None:
        """Note what a config (which replaces all before) or a frame (which adds) says."""
        key = (kind, track_id)
        known = self._known.get(key)
        if known is None and len(self._known) >= MAX_TRACKS:
            return
        if known is None or known.codec != codec or config is not None:
            self._known[key] = _Known(codec, facts, mu_law, config)
        else:
            merged = _overlay(facts, known.facts)
            if merged == known.facts:
                return  # the usual case: a keyframe that says what the one before said
            known.facts = merged
        self._rebuild()

    def set_metadata(self, values: Mapping[str, object]) -> None:
        """Take onMetaData, which fills what the headers leave open."""
        self._metadata = values
        self._rebuild()

    def _rebuild(self) -> None:
        order = sorted(self._known.items(), key=lambda item: (item[0][0] != "video", item[0][1]))
        tracks = tuple(self._track(kind, track_id, known) for (kind, track_id), known in order)
        if tracks != self.tracks:
            self.tracks = tracks
            self.version += 1

    def _track(self, kind: Kind, track_id: int, known: _Known) -> Track:
        facts = _overlay(known.facts, metadata_facts(self._metadata, kind, track_id))
        return Track(
            kind,
            track_id,
            known.codec,
            width=facts.width,
            height=facts.height,
            profile=facts.profile,
            level=facts.level,
            fps=facts.fps,
            sample_rate=facts.sample_rate,
            channels=facts.channels,
            tier=facts.tier,
            bit_depth=facts.bit_depth,
            mu_law=known.mu_law,
        )


def _overlay(upper: Facts, lower: Facts) -> Facts:
    """`upper`, with what it leaves open taken from `lower`."""
    if upper == lower:
        return lower
    values = {
        name: value if (value := getattr(upper, name)) is not None else getattr(lower, name)
        for name in _FACTS
    }
    return Facts(**values)
