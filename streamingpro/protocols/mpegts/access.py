"""Whether a picture is an access point: a receiver that starts there can show what follows.

All look for the first coded slice and what stands before it. In the engine only the beginning of a
picture is at hand; then parameter sets, which come before a keyframe alone, or else the packet's
random_access_indicator (ISO 13818-1 §2.4.3.5) decide.
"""

from collections.abc import Callable

from streamingpro.protocols.codecs import CodecError
from streamingpro.protocols.codecs.bits import BitReader
from streamingpro.protocols.media import Codec

START_CODE = b"\x00\x00\x01"
_RECOVERY_POINT = 6
_MAX_MESSAGES = 8
_FEW_BYTES = 24


def is_access_point(codec: Codec, data: bytes, pos: int, random_access: bool) -> bool:
    """Whether the picture at `pos` (whole, or its first bytes) is one; never raises."""
    judge = _JUDGES.get(codec)
    return random_access if judge is None else judge(data, pos, random_access)


def _h264(data: bytes, pos: int, random_access: bool) -> bool:
    """ISO 14496-10 table 7-1. An intra picture counts if parameter sets announce it (open GOP)."""
    parameters = recovery = False
    size = len(data)
    while (pos := data.find(START_CODE, pos) + 3) > 2 and pos < size:
        kind = data[pos] & 0x1F
        if kind == 5:
            return True
        if kind in (1, 2):
            intra = (parameters or random_access) and _is_intra(data, pos + 1)
            return recovery or intra
        if kind == 7:
            parameters = True
        elif kind == 6:
            recovery = recovery or _has_recovery_point(data, pos + 1)
    return parameters or recovery or random_access


def _h265(data: bytes, pos: int, random_access: bool) -> bool:
    """ISO 23008-2 table 7-1: types 16 to 23 are intra random access points."""
    parameters = recovery = False
    size = len(data)
    while (pos := data.find(START_CODE, pos) + 3) > 2 and pos < size:
        kind = data[pos] >> 1 & 0x3F
        if kind < 32:
            return 16 <= kind <= 23 or recovery
        if kind in (32, 33):
            parameters = True
        elif kind == 39:
            recovery = recovery or _has_recovery_point(data, pos + 2)
    return parameters or recovery or random_access


def _h266(data: bytes, pos: int, random_access: bool) -> bool:
    """ISO 23090-3 table 5: types 7 to 10 are IDR, CRA and GDR pictures."""
    parameters = False
    size = len(data) - 1
    while (pos := data.find(START_CODE, pos) + 3) > 2 and pos < size:
        kind = data[pos + 1] >> 3
        if kind < 12:
            return 7 <= kind <= 10
        parameters = parameters or kind in (14, 15)
    return parameters or random_access


def _mpeg_video(data: bytes, pos: int, random_access: bool) -> bool:
    """ISO 13818-2 §6.2: a sequence header, or a marked picture that is intra-coded."""
    size = len(data) - 2
    while (pos := data.find(START_CODE, pos) + 3) > 2 and pos < size:
        if data[pos] == 0xB3:
            return True
        if data[pos] == 0:
            return random_access and data[pos + 2] >> 3 & 7 == 1
    return random_access


def _mpeg4_video(data: bytes, pos: int, random_access: bool) -> bool:
    """ISO 14496-2 §6.2.5: an intra-coded VOP, behind its headers or alone."""
    size = len(data) - 1
    while (pos := data.find(START_CODE, pos) + 3) > 2 and pos < size:
        if data[pos] == 0xB6:
            return data[pos + 1] >> 6 == 0
    return random_access


def _av1(data: bytes, pos: int, random_access: bool) -> bool:
    """AV1 §5.5 and §7.5: a sequence header before the frame, with start codes or without."""
    size = len(data)
    if not data.startswith(START_CODE, pos):
        # After a temporal delimiter, which is two bytes, stands the sequence header.
        if data.startswith(b"\x12\x00", pos):
            pos += 2
        return data[pos] >> 3 & 0x0F == 1 if pos < size else random_access
    while (pos := data.find(START_CODE, pos) + 3) > 2 and pos < size:
        kind = data[pos] >> 3 & 0x0F
        if kind in (1, 3, 6):
            return kind == 1
    return random_access


def _is_intra(data: bytes, pos: int) -> bool:
    """slice_type of an H.264 slice header (§7.3.3): I or SI."""
    try:
        reader = BitReader(data[pos : pos + _FEW_BYTES])
        reader.ue()  # first_mb_in_slice
        return reader.ue() % 5 in (2, 4)
    except CodecError:
        return False


def _has_recovery_point(data: bytes, pos: int) -> bool:
    """Whether a recovery point is among the first messages of an SEI unit (§7.3.2.3.1)."""
    for _ in range(_MAX_MESSAGES):
        kind, pos = _sei_number(data, pos)
        size, pos = _sei_number(data, pos)
        if kind == _RECOVERY_POINT and size:
            return True
        pos += size
        if pos >= len(data) or data[pos] == 0x80 or data.startswith(START_CODE, pos):
            return False
    return False


def _sei_number(data: bytes, pos: int) -> tuple[int, int]:
    value = 0
    while pos < len(data) and data[pos] == 0xFF:
        value += 255
        pos += 1
    return (value + data[pos], pos + 1) if pos < len(data) else (0, pos)


_Judge = Callable[[bytes, int, bool], bool]
_JUDGES: dict[Codec, _Judge] = {
    Codec.H264: _h264,
    Codec.H265: _h265,
    Codec.H266: _h266,
    Codec.MPEG1_VIDEO: _mpeg_video,
    Codec.MPEG4_VIDEO: _mpeg4_video,
    Codec.AV1: _av1,
}
