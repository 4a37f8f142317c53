"""The playlists of a window, as text (RFC 8216 and its low-latency successor, RFC 8216bis)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from streamingpro.protocols.hls.window import Part, Segment, Window

HOLD_BACK_S = 1.0
"""How far behind the end low-latency players stay at least: room for one slow answer."""

_PARTS_SPAN = 3

TellTime = Callable[[float], str]
"""RFC 3339 text of a time in s since 1970."""


@dataclass(frozen=True, slots=True)
class Names:
    """How the files of one window are called; `prefix` is different for every window made."""

    prefix: str
    suffix: str

    def init(self, number: int) -> str:
        return f"{self.prefix}_init{number}.mp4"

    def segment(self, sequence: int) -> str:
        return f"{self.prefix}_seg{sequence}.{self.suffix}"

    def part(self, number: int) -> str:
        return f"{self.prefix}_part{number}.{self.suffix}"


@dataclass(frozen=True, slots=True)
class Variant:
    """What the master playlist says of the stream; what is empty, 0 or None is left out."""

    bandwidth_bps: int
    average_bps: int = 0
    codecs: Sequence[str] = ()
    width: int = 0
    height: int = 0
    fps: float | None = None


def master_playlist(variant: Variant, uri: str) -> str:
    """The playlist that names the one media playlist at `uri`."""
    facts = [f"BANDWIDTH={max(variant.bandwidth_bps, 1)}"]
    if variant.average_bps:
        facts.append(f"AVERAGE-BANDWIDTH={variant.average_bps}")
    if variant.codecs:
        facts.append(f'CODECS="{",".join(variant.codecs)}"')
    if variant.width and variant.height:
        facts.append(f"RESOLUTION={variant.width}x{variant.height}")
    if variant.fps:
        facts.append(f"FRAME-RATE={variant.fps:.3f}")
    lines = ["#EXTM3U", "#EXT-X-VERSION:9", "#EXT-X-INDEPENDENT-SEGMENTS"]
    return "\n".join([*lines, f"#EXT-X-STREAM-INF:{','.join(facts)}", uri, ""])


def media_playlist(window: Window, names: Names, tell_time: TellTime, *, parts: bool) -> str:
    """The playlist of a window that is ready; with `parts` it is a low-latency one."""
    segments = window.listed
    lines = list(_head(window, segments[0], parts=parts))
    init = -1
    first_with_parts = _first_with_parts(window, segments) if parts else len(segments)
    for place, segment in enumerate(segments):
        if segment.complete or (parts and segment.parts):
            lines += _segment_head(segment, names, tell_time, segment.init != init)
            init = segment.init
        if place >= first_with_parts:
            lines += (_part(part, names) for part in segment.parts)
        if segment.complete:
            lines.append(f"#EXTINF:{segment.duration:.5f},")
            lines.append(names.segment(segment.sequence))
    if window.ended:
        lines.append("#EXT-X-ENDLIST")
    elif parts:  # hls.js relies on it
        lines.append(f'#EXT-X-PRELOAD-HINT:TYPE=PART,URI="{names.part(window.next_part)}"')
    lines.append("")
    return "\n".join(lines)


def _head(window: Window, first: Segment, *, parts: bool) -> Iterator[str]:
    yield "#EXTM3U"
    yield f"#EXT-X-VERSION:{9 if parts else 7 if first.init >= 0 else 3}"
    yield f"#EXT-X-TARGETDURATION:{window.target_duration}"
    if parts:
        hold_back = max(3 * window.part_target, HOLD_BACK_S)
        yield f"#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK={hold_back:.3f}"
        yield f"#EXT-X-PART-INF:PART-TARGET={window.part_target:.3f}"
    yield f"#EXT-X-MEDIA-SEQUENCE:{first.sequence}"
    if window.discontinuity_sequence:
        yield f"#EXT-X-DISCONTINUITY-SEQUENCE:{window.discontinuity_sequence}"
    if all(window.independent()):
        yield "#EXT-X-INDEPENDENT-SEGMENTS"


def _first_with_parts(window: Window, segments: list[Segment]) -> int:
    """Parts are listed within three target durations of the end, no further back."""
    span = 0.0
    for place in range(len(segments) - 1, -1, -1):
        span += segments[place].duration
        if span > _PARTS_SPAN * window.target_duration:
            return place + 1
    return 0


def _segment_head(
    segment: Segment, names: Names, tell_time: TellTime, new_init: bool
) -> Iterator[str]:
    if segment.discontinuity:
        yield "#EXT-X-DISCONTINUITY"
    if new_init and segment.init >= 0:
        yield f'#EXT-X-MAP:URI="{names.init(segment.init)}"'
    yield f"#EXT-X-PROGRAM-DATE-TIME:{tell_time(segment.started)}"


def _part(part: Part, names: Names) -> str:
    line = f'#EXT-X-PART:DURATION={part.duration:.5f},URI="{names.part(part.number)}"'
    return f"{line},INDEPENDENT=YES" if part.independent else line
