"""Messages of a publisher, for the tests of the conversions: fixtures, and frames made by hand."""

from pathlib import Path

from streamingpro.protocols.codecs.records import avc_record
from streamingpro.protocols.flv import FlvReader, TagType
from streamingpro.protocols.mpegts.from_flv import FlvToTs
from streamingpro.protocols.mpegts.to_flv import Item, TsToFlv

DATA = Path(__file__).parents[2] / "data" / "media"
AUDIO, VIDEO, SCRIPT = int(TagType.AUDIO), int(TagType.VIDEO), int(TagType.SCRIPT)

SPS = bytes.fromhex("6764000cacb40a0cfcf808800000030080000019078a1550")
"""320x180 at 25 pictures per second."""
OTHER_SPS = bytes.fromhex("67640020acd94056061e6f011000003e90000ea600f1831960")
"""1366x768."""
PPS = bytes.fromhex("68ef01372c")
AVC = b"\x17\0\0\0\0" + avc_record([SPS], [PPS])
OTHER_AVC = b"\x17\0\0\0\0" + avc_record([OTHER_SPS], [PPS])
AAC = b"\xaf\0\x11\x90"
AAC_FRAME = b"\xaf\1" + b"\x21\x1b\x80" * 50


def fixture(name: str) -> list[Item]:
    """The messages of a file of data/media, without onMetaData and ends of sequence."""
    tags = FlvReader().feed((DATA / f"{name}.flv").read_bytes())
    items = [(tag.type_id, tag.timestamp, tag.payload) for tag in tags if tag.type_id != SCRIPT]
    return [item for item in items if item[2][:2] not in (b"\x17\2", b"\xaf\2")]


def picture(key: bool, time: int = 0, size: int = 500, *before: bytes) -> bytes:
    """An H.264 tag: the units `before`, then a slice; `time` is its composition time in ms."""
    units = (*before, (b"\x65" if key else b"\x41") + b"\x9a" * size)
    body = b"".join(len(unit).to_bytes(4, "big") + unit for unit in units)
    return (b"\x17\1" if key else b"\x27\1") + time.to_bytes(3, "big", signed=True) + body


def to_ts(items: list[Item], converter: FlvToTs | None = None) -> bytes:
    """All that these messages make."""
    converter = converter or FlvToTs()
    return b"".join([converter.feed(*item) for item in items]) + converter.flush()


def to_flv(stream: bytes, piece: int = 1316) -> list[Item]:
    """All that these packets make, fed in pieces, without onMetaData."""
    converter = TsToFlv()
    items = []
    for pos in range(0, len(stream), piece):
        items += converter.feed(stream[pos : pos + piece])
    return [item for item in items + converter.flush() if item[0] != SCRIPT]
