"""Playlists of HTTP Live Streaming, read (RFC 8216 §4; RFC 8216bis for what low latency adds).

`parse(text)` gives a Master or a Media. Tags that a puller has no use for are passed over, those
of low latency among them; addresses are given as they stand, to be resolved by whoever fetches.
"""

from collections.abc import Sized
from dataclasses import dataclass, field, replace

from streamingpro.protocols.hls.attributes import (
    PlaylistError,
    decimal,
    floating,
    hexadecimal,
    parse_attributes,
    resolution,
)

MAX_TEXT = 4 * 1024 * 1024
"""Characters; a day of 2 s segments stays below."""
MAX_SEGMENTS = 100_000
MAX_VARIANTS = 500
MAX_URI = 8192
MAX_DURATION_S = 3600.0


@dataclass(frozen=True, slots=True)
class Key:
    """How segments are encrypted (§4.3.2.4). `iv`: 16 bytes, or None for the sequence number."""

    method: str
    uri: str = field(default="", repr=False)
    iv: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ByteRange:
    """`length` bytes from `start` on."""

    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Map:
    """Where the initialisation of fragmented MP4 is (§4.3.2.5), and what it is encrypted with."""

    uri: str = field(repr=False)
    byte_range: ByteRange | None = None
    key: Key | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment. `sequence` is its media sequence number, `discontinuity` the number of breaks
    before it (§4.3.3.3), `gap`: it is missing and must not be asked for."""

    uri: str = field(repr=False)
    duration_s: float
    sequence: int
    discontinuity: int
    byte_range: ByteRange | None = None
    key: Key | None = None
    map: Map | None = None
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Media:
    """A playlist of segments. `ended`: nothing will be added any more."""

    target_duration_s: float
    sequence: int
    segments: tuple[Segment, ...]
    ended: bool

    @property
    def next_sequence(self) -> int:
        """The number that the segment after the last one will have."""
        return self.sequence + len(self.segments)


@dataclass(frozen=True, slots=True)
class Variant:
    """One quality of a stream (§4.3.4.2). `bandwidth` in bits per second, at its peak."""

    uri: str = field(repr=False)
    bandwidth: int
    codecs: tuple[str, ...] = ()
    width: int | None = None
    height: int | None = None
    frame_rate: float | None = None
    audio: str = ""


@dataclass(frozen=True, slots=True)
class Rendition:
    """Another sound or picture for the variants of its group (§4.3.4.1). Without `uri` it is in
    the variant's own segments."""

    type: str
    group: str
    name: str
    uri: str = field(default="", repr=False)
    default: bool = False
    autoselect: bool = False


@dataclass(frozen=True, slots=True)
class Master:
    """A playlist of playlists."""

    variants: tuple[Variant, ...]
    renditions: tuple[Rendition, ...]


def parse(text: str) -> Master | Media:
    """Read a playlist. Raises PlaylistError, with a plain sentence that repeats nothing of it."""
    if len(text) > MAX_TEXT:
        raise PlaylistError("the playlist is too long")
    lines = [line.strip() for line in text.removeprefix("\ufeff").split("\n")]
    if not lines or not lines[0].startswith("#EXTM3U"):
        raise PlaylistError("this is no playlist: it does not begin with #EXTM3U")
    is_master = any(line.startswith(("#EXT-X-STREAM-INF:", "#EXT-X-MEDIA:")) for line in lines)
    reader: _MasterReader | _MediaReader = _MasterReader() if is_master else _MediaReader()
    for line in lines[1:]:
        if line.startswith("#EXT"):
            tag, _, value = line.partition(":")
            reader.tag(tag, value)
        elif line and not line.startswith("#"):
            reader.uri(_uri(line))
    return reader.finish()


class _MasterReader:
    def __init__(self) -> None:
        self._variants: list[Variant] = []
        self._renditions: list[Rendition] = []
        self._pending: dict[str, str] | None = None

    def tag(self, tag: str, value: str) -> None:
        if tag == "#EXT-X-STREAM-INF":
            self._pending = parse_attributes(value)
        elif tag == "#EXT-X-MEDIA":
            _bound(self._renditions, MAX_VARIANTS)
            self._renditions.append(_rendition(parse_attributes(value)))

    def uri(self, uri: str) -> None:
        if self._pending is None:
            return
        attributes, self._pending = self._pending, None
        _bound(self._variants, MAX_VARIANTS)
        width, height = resolution(attributes.get("RESOLUTION", ""))
        codecs = attributes.get("CODECS", "").split(",")
        self._variants.append(
            Variant(
                uri,
                decimal(attributes.get("BANDWIDTH", "0")),
                tuple(codec.strip() for codec in codecs if codec.strip()),
                width,
                height,
                floating(attributes["FRAME-RATE"]) if "FRAME-RATE" in attributes else None,
                attributes.get("AUDIO", ""),
            )
        )

    def finish(self) -> Master:
        return Master(tuple(self._variants), tuple(self._renditions))


class _MediaReader:
    def __init__(self) -> None:
        self._target_s = 0.0
        self._sequence = 0
        self._discontinuity = 0
        self._segments: list[Segment] = []
        self._ended = False
        self._key: Key | None = None
        self._map: Map | None = None
        self._range: tuple[int, int | None] | None = None
        self._range_end: tuple[str, int] = ("", 0)
        self._duration_s: float | None = None
        self._gap = False

    def tag(self, tag: str, value: str) -> None:
        match tag:
            case "#EXTINF":
                self._duration_s = min(floating(value.partition(",")[0]), MAX_DURATION_S)
            case "#EXT-X-BYTERANGE":
                self._range = _byte_range(value)
            case "#EXT-X-KEY":
                self._read_key(parse_attributes(value))
            case "#EXT-X-MAP":
                self._map = _map(parse_attributes(value), self._key)
            case "#EXT-X-DISCONTINUITY":
                self._discontinuity += 1
            case "#EXT-X-GAP":
                self._gap = True
            case "#EXT-X-ENDLIST":
                self._ended = True
            case _:
                self._whole_playlist(tag, value)

    def _whole_playlist(self, tag: str, value: str) -> None:
        match tag:
            case "#EXT-X-TARGETDURATION":
                self._target_s = min(floating(value), MAX_DURATION_S)
            case "#EXT-X-MEDIA-SEQUENCE":
                self._sequence = decimal(value)
                self._segments = [
                    replace(segment, sequence=self._sequence + place)
                    for place, segment in enumerate(self._segments)
                ]
            case "#EXT-X-DISCONTINUITY-SEQUENCE":
                self._discontinuity += decimal(value)
            case "#EXT-X-SKIP":
                raise PlaylistError("the playlist leaves out segments that were not asked to be")

    def _read_key(self, attributes: dict[str, str]) -> None:
        """One key may be offered in several formats, one tag each: ours is "identity"."""
        ours = attributes.get("KEYFORMAT", "identity") == "identity"
        if ours or self._key is None or self._key.method != "AES-128":
            self._key = _key(attributes)

    def uri(self, uri: str) -> None:
        if self._duration_s is None:
            raise PlaylistError("a segment of the playlist has no duration")
        _bound(self._segments, MAX_SEGMENTS)
        self._segments.append(
            Segment(
                uri,
                self._duration_s,
                self._sequence + len(self._segments),
                self._discontinuity,
                self._placed_range(uri),
                self._key,
                self._map,
                self._gap,
            )
        )
        self._duration_s, self._gap = None, False

    def _placed_range(self, uri: str) -> ByteRange | None:
        """Without an offset, a range begins where the one before ended (§4.3.2.2)."""
        if self._range is None:
            return None
        length, start = self._range
        self._range = None
        if start is None:
            before, end = self._range_end
            start = end if before == uri else 0
        self._range_end = (uri, start + length)
        return ByteRange(start, length)

    def finish(self) -> Media:
        longest = max((segment.duration_s for segment in self._segments), default=0.0)
        return Media(
            self._target_s or longest or 1.0,
            self._sequence,
            tuple(self._segments),
            self._ended,
        )


def _rendition(attributes: dict[str, str]) -> Rendition:
    uri = attributes.get("URI", "")
    return Rendition(
        attributes.get("TYPE", ""),
        attributes.get("GROUP-ID", ""),
        attributes.get("NAME", ""),
        _uri(uri) if uri else "",
        attributes.get("DEFAULT") == "YES",
        attributes.get("AUTOSELECT") == "YES",
    )


def _key(attributes: dict[str, str]) -> Key | None:
    method = attributes.get("METHOD", "")
    if method == "NONE":
        return None
    if not method:
        raise PlaylistError("an encryption tag of the playlist names no method")
    iv = hexadecimal(attributes["IV"]) if "IV" in attributes else None
    return Key(method, _uri(attributes.get("URI", "")), iv)


def _map(attributes: dict[str, str], key: Key | None) -> Map:
    if not attributes.get("URI"):
        raise PlaylistError("an EXT-X-MAP tag of the playlist has no address")
    byte_range = None
    if "BYTERANGE" in attributes:
        length, start = _byte_range(attributes["BYTERANGE"])
        byte_range = ByteRange(start or 0, length)
    return Map(_uri(attributes["URI"]), byte_range, key)


def _byte_range(text: str) -> tuple[int, int | None]:
    length, at, start = text.strip().strip('"').partition("@")
    return decimal(length), decimal(start) if at else None


def _uri(text: str) -> str:
    if len(text) > MAX_URI:
        raise PlaylistError("an address in the playlist is too long")
    return text


def _bound(things: Sized, most: int) -> None:
    if len(things) >= most:
        raise PlaylistError(f"the playlist has more than {most} entries")
