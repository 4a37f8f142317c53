"""AC-3 and E-AC-3: the sync frame (ETSI TS 102 366 §4.3 and annex E.1.2), as there is no config."""

from streamingpro.protocols.codecs.bits import BitReader
from streamingpro.protocols.codecs.errors import CodecError
from streamingpro.protocols.codecs.facts import Facts
from streamingpro.protocols.media import Buffer

_RATES = (48000, 44100, 32000)
FRAME = 1536
"""Samples of a frame of AC-3."""
BLOCK = 256
EAC3_BLOCKS = (1, 2, 3, 6)
"""Samples of a block, and by numblkscod how many of them a frame of E-AC-3 has."""
_CHANNELS = (2, 1, 2, 3, 3, 4, 4, 5)
_SYNC = 0x0B77
_LAST_AC3_ID, _LAST_ID = 10, 16


def describe_frame(body: Buffer) -> Facts:
    """Sample rate and channels, the LFE among them, of the first frame in `body`."""
    reader = BitReader(body[:16])
    if reader.bits(16) != _SYNC or len(body) < 6:
        raise CodecError("not an AC-3 frame")
    stream_id = body[5] >> 3  # in the same place in both
    if stream_id > _LAST_ID:
        raise CodecError(f"AC-3 bit stream {stream_id} is not known")
    return _ac3(reader) if stream_id <= _LAST_AC3_ID else _eac3(reader)


def _ac3(reader: BitReader) -> Facts:
    reader.skip(16)  # crc1
    code = reader.bits(2)
    if code == 3:
        raise CodecError("a reserved AC-3 sample rate")
    reader.skip(6)  # frmsizecod
    halvings = max(reader.bits(5) - 8, 0)
    reader.skip(3)  # bsmod
    mode = reader.bits(3)
    if mode & 1 and mode != 1:
        reader.skip(2)  # cmixlev
    if mode & 4:
        reader.skip(2)  # surmixlev
    if mode == 2:
        reader.skip(2)  # dsurmod
    return Facts(sample_rate=_RATES[code] >> halvings, channels=_CHANNELS[mode] + reader.bits(1))


def _eac3(reader: BitReader) -> Facts:
    reader.skip(2 + 3 + 11)  # strmtyp, substreamid, frmsiz
    code, second = reader.bits(2), reader.bits(2)
    if code == 3 and second == 3:
        raise CodecError("a reserved E-AC-3 sample rate")
    rate = _RATES[second] // 2 if code == 3 else _RATES[code]
    mode = reader.bits(3)
    return Facts(sample_rate=rate, channels=_CHANNELS[mode] + reader.bits(1))
