"""Access units of a video PES: usually one, sometimes several, sometimes less than one."""

from collections.abc import Callable

from streamingpro.protocols.codecs import CodecError
from streamingpro.protocols.codecs.h264 import NAL_SPS, Sps
from streamingpro.protocols.media import Codec
from streamingpro.protocols.mpegts.access import START_CODE

_MAX_PICTURES = 64
_NO_PICTURE, _BEFORE, _FIRST, _FURTHER = range(4)
"""What a unit is to a picture: nothing, something that may only stand before one, its first slice,
a further slice."""

_Judge = Callable[[bytes, int], int]


class PictureSplitter:
    """Finds where the access units in a PES payload begin.

    The two fields of an interlaced H.264 picture are access units of their own (ISO 14496-10
    §3.1), but FLV, MP4 and decoders take them together: such a stream is not split.
    """

    def __init__(self, codec: Codec) -> None:
        self._judge = _JUDGES.get(codec)
        self._sps = b""
        self._fields = False

    def begins(self, data: bytes, pos: int) -> bool:
        """Whether the bytes at `pos` can be the beginning of a picture, not the middle of one."""
        if self._judge is None:
            return True
        at = data.find(START_CODE, pos, pos + 4 + len(START_CODE))
        if at < 0 or data[pos:at].strip(b"\0"):
            return False
        at += len(START_CODE)
        return at + 3 > len(data) or self._judge(data, at) in (_BEFORE, _FIRST)

    def split(self, data: bytes) -> list[bytes]:
        """The access units; `data` itself where it is one."""
        if self._judge is None:
            return [data]
        starts = self._starts(data)
        if self._fields or len(starts) < 2:
            return [data]
        starts[0] = 0
        return [data[a:b] for a, b in zip(starts, (*starts[1:], len(data)), strict=True)]

    def _starts(self, data: bytes) -> list[int]:
        judge, found = self._judge, []
        assert judge is not None
        candidate: int | None = None
        pos, last = 0, len(data) - 3
        while (pos := data.find(START_CODE, pos) + 3) > 2 and pos <= last:
            kind = judge(data, pos)
            begin = pos - 4 if pos > 3 and data[pos - 4] == 0 else pos - 3
            if kind == _BEFORE:
                candidate = begin if candidate is None else candidate
                if judge is _h264 and data[pos] & 0x1F == NAL_SPS:
                    self._learn(data, pos)
            elif kind == _FIRST:
                found.append(begin if candidate is None else candidate)
                candidate = None
                if len(found) >= _MAX_PICTURES:
                    break
            elif kind == _FURTHER:
                candidate = None
        return found

    def _learn(self, data: bytes, pos: int) -> None:
        end = data.find(START_CODE, pos)
        sps = data[pos : end if end >= 0 else len(data)].rstrip(b"\0")
        if sps == self._sps:
            return
        self._sps = sps
        try:
            self._fields = Sps.parse(sps).interlaced
        except CodecError:
            self._fields = False


def _h264(data: bytes, pos: int) -> int:
    """ISO 14496-10 §7.4.1.2.3: what may begin an access unit; first_mb_in_slice 0 is one bit."""
    kind = data[pos] & 0x1F
    if kind in (1, 2, 5):
        return _FIRST if data[pos + 1] & 0x80 else _FURTHER
    return _BEFORE if 6 <= kind <= 9 or 14 <= kind <= 18 else _NO_PICTURE


def _h265(data: bytes, pos: int) -> int:
    """ISO 23008-2 §7.4.2.4.4: first_slice_segment_in_pic_flag is the first bit of the slice."""
    kind = data[pos] >> 1 & 0x3F
    if data[pos + 1] >> 3 or data[pos] & 1:
        return _NO_PICTURE  # nuh_layer_id above 0: a further layer of the same picture
    if kind < 32:
        return _FIRST if data[pos + 2] & 0x80 else _FURTHER
    before = 32 <= kind <= 35 or kind == 39 or 41 <= kind <= 44 or 48 <= kind <= 55
    return _BEFORE if before else _NO_PICTURE


def _av1(data: bytes, pos: int) -> int:
    """A temporal delimiter begins a temporal unit; the rest of it never begins with one."""
    return _FIRST if data[pos] >> 3 & 0x0F == 2 else _FURTHER


_JUDGES: dict[Codec, _Judge] = {Codec.H264: _h264, Codec.H265: _h265, Codec.AV1: _av1}
