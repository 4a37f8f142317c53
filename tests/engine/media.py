"""Media messages for the engine's tests: real codec headers, frames of any size."""

from collections.abc import Iterator

from streamingpro.engine.hub import Stream
from streamingpro.protocols.rtmp import amf0
from streamingpro.protocols.rtmp.chunks import Message
from streamingpro.protocols.rtmp.messages import with_set_data_frame
from tests.protocols.rtmp.shell import tags

AUDIO, VIDEO, DATA = 8, 9, 18
_FOUND = {(tag.type_id, tag.payload[1]): tag.payload for tag in reversed(tags())}
AVC_HEADER = _FOUND[VIDEO, 0]
AAC_HEADER = _FOUND[AUDIO, 0]
OTHER_AAC_HEADER = b"\xaf\x00\x11\x90"
OTHER_AVC_HEADER = AVC_HEADER[:-1] + bytes([AVC_HEADER[-1] ^ 1])
FRAME_MS = 40


def metadata(**values: object) -> bytes:
    """An onMetaData body, without @setDataFrame."""
    return amf0.encode("onMetaData", amf0.EcmaArray(values))


def keyframe(size: int = 100, fill: bytes = b"K") -> bytes:
    return b"\x17\x01\x00\x00\x00" + fill * size


def interframe(size: int = 50, fill: bytes = b"P") -> bytes:
    return b"\x27\x01\x00\x00\x00" + fill * size


def sound(size: int = 30, fill: bytes = b"S") -> bytes:
    return b"\xaf\x01" + fill * size


class Encoder:
    """Publishes to a stream: headers and frames whose timestamps go on by themselves."""

    def __init__(self, stream: Stream, *, start_ms: int = 0) -> None:
        self.stream = stream
        self.ms = start_ms
        stream.begin()

    def send(self, type_id: int, payload: bytes, ms: int | None = None) -> None:
        self.stream.push(Message(type_id, self.ms if ms is None else ms, 1, payload))

    def headers(self, avc: bytes = AVC_HEADER, aac: bytes = AAC_HEADER, **values: object) -> None:
        """Metadata and codec headers, as encoders begin."""
        self.send(DATA, with_set_data_frame(metadata(width=320, **values)))
        self.send(VIDEO, avc)
        self.send(AUDIO, aac)

    def key(self, size: int = 100) -> None:
        self.send(VIDEO, keyframe(size))
        self.ms += FRAME_MS

    def frames(self, count: int = 1, size: int = 50) -> None:
        for _ in range(count):
            self.send(VIDEO, interframe(size))
            self.ms += FRAME_MS

    def gop(self, frames: int = 3, size: int = 100) -> None:
        """A keyframe and the frames after it."""
        self.key(size)
        self.frames(frames - 1, size)


def kinds(found: list[Message]) -> str:
    """Messages as letters: M metadata, H codec header, K keyframe, P other frame, S sound."""
    return "".join(_kinds(found))


def _kinds(found: list[Message]) -> Iterator[str]:
    for message in found:
        if message.type_id == DATA:
            yield "M"
        elif message.payload[1] == 0:
            yield "H"
        elif message.type_id == AUDIO:
            yield "S"
        else:
            yield "K" if message.payload[0] == 0x17 else "P"
