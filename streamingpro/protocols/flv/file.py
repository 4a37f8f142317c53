"""FLV files and byte streams: header, tags, back pointers (Adobe FLV 10.1 §E.2–E.4.1)."""

from dataclasses import dataclass
from enum import IntEnum

from streamingpro.protocols.flv.errors import FlvError, FlvLimit
from streamingpro.protocols.media import Buffer

_SIGNATURE = b"FLV"
_HEADER_SIZE = 9
_TAG_HEADER = 11
_BACK_POINTER = 4
_AUDIO_FLAG, _VIDEO_FLAG = 4, 1
_FILTERED = 0x20
MAX_HEADER = 4096
"""A header that claims to be longer than this is refused; the standard's is 9 bytes."""


class TagType(IntEnum):
    """Tag types; the same numbers are RTMP's message types."""

    AUDIO = 8
    VIDEO = 9
    SCRIPT = 18


@dataclass(frozen=True, slots=True)
class FlvHeader:
    """Which kinds of tags the file says it has. Not to be relied on."""

    has_audio: bool
    has_video: bool


@dataclass(frozen=True, slots=True)
class FlvTag:
    """One tag: `timestamp` in ms, 0 to 2**32 - 1; `payload` is an audio, video or script body."""

    type_id: int
    timestamp: int
    payload: bytes


class FlvReader:
    """Reads a byte stream in pieces of any size. It keeps at most one unfinished tag.

    `header` is None until the first 9 bytes are there. After an error it must not be fed again.
    """

    def __init__(self, *, max_tag_size: int = 16 << 20) -> None:
        self.header: FlvHeader | None = None
        self._max_tag_size = max_tag_size
        self._buffer = bytearray()
        self._skip = 0

    def feed(self, data: Buffer) -> list[FlvTag]:
        """The tags completed by `data`; FlvError when it is no FLV, FlvLimit on oversized tags.

        Back pointers are not compared: streaming servers are known to write wrong ones.
        """
        self._buffer += data
        tags: list[FlvTag] = []
        pos = self._read_header() if self.header is None else 0
        while self.header is not None:
            if self._skip:
                step = min(self._skip, len(self._buffer) - pos)
                pos, self._skip = pos + step, self._skip - step
            if self._skip or len(self._buffer) - pos < _TAG_HEADER:
                break
            size = self._tag_size(pos)
            end = pos + _TAG_HEADER + size
            if len(self._buffer) < end:
                break
            tags.append(self._tag(pos, end))
            pos, self._skip = end, _BACK_POINTER
        del self._buffer[:pos]
        return tags

    def finish(self) -> None:
        """Say that no more comes; FlvError when that is in the middle of something."""
        if self.header is None or self._buffer or self._skip not in (0, _BACK_POINTER):
            raise FlvError("the FLV ends in the middle of a tag")

    def _read_header(self) -> int:
        head = self._buffer
        if not _SIGNATURE.startswith(bytes(head[:3])):
            raise FlvError("this is no FLV: it does not begin with the letters FLV")
        if len(head) < _HEADER_SIZE:
            return 0
        if head[3] != 1:
            raise FlvError(f"FLV version {head[3]} is not known")
        offset = int.from_bytes(head[5:9], "big")
        if offset < _HEADER_SIZE:
            raise FlvError(f"an FLV header of {offset} bytes")
        if offset > MAX_HEADER:
            raise FlvLimit(f"an FLV header of {offset} bytes")
        self.header = FlvHeader(bool(head[4] & _AUDIO_FLAG), bool(head[4] & _VIDEO_FLAG))
        self._skip = offset - _HEADER_SIZE + _BACK_POINTER
        return _HEADER_SIZE

    def _tag_size(self, pos: int) -> int:
        if self._buffer[pos] & _FILTERED:
            raise FlvError("an encrypted FLV tag")
        size = int.from_bytes(self._buffer[pos + 1 : pos + 4], "big")
        if size > self._max_tag_size:
            raise FlvLimit(f"an FLV tag of {size} bytes, {self._max_tag_size} allowed")
        return size

    def _tag(self, pos: int, end: int) -> FlvTag:
        head = self._buffer
        timestamp = int.from_bytes(head[pos + 4 : pos + 7], "big") | head[pos + 7] << 24
        return FlvTag(head[pos] & 0x1F, timestamp, bytes(head[pos + _TAG_HEADER : end]))


def write_header(*, has_audio: bool, has_video: bool) -> bytes:
    """The header of a file with the back pointer of nothing behind it."""
    flags = _AUDIO_FLAG * has_audio | _VIDEO_FLAG * has_video
    return _SIGNATURE + bytes((1, flags, 0, 0, 0, _HEADER_SIZE)) + bytes(_BACK_POINTER)


def write_tag(type_id: int, timestamp: int, payload: Buffer) -> bytes:
    """A tag with its back pointer; FlvLimit above 16 MiB, the format's own limit."""
    size = len(payload)
    if size > 0xFFFFFF:
        raise FlvLimit(f"an FLV tag of {size} bytes")
    head = bytes((type_id,)) + size.to_bytes(3, "big")
    time = (timestamp & 0xFFFFFF).to_bytes(3, "big") + bytes((timestamp >> 24 & 0xFF,))
    back = (_TAG_HEADER + size).to_bytes(_BACK_POINTER, "big")
    return head + time + b"\0\0\0" + bytes(payload) + back
