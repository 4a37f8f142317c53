"""The poster child: keyframes in, JPEG pictures out.

The engine sends the codec header and a keyframe (records VIDEO, or TS), then POSTER with a number;
the answer is POSTER with the same number and the picture, or nothing.
"""

from fractions import Fraction

import av
import av.error
import av.logging
from av.codec.context import CodecContext
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from streamingpro.engine.children import inside
from streamingpro.engine.children.records import POSTER, TS, VIDEO
from streamingpro.protocols.flv import FlvError, VideoTag, parse_video
from streamingpro.protocols.media import Codec
from streamingpro.protocols.mpegts.to_flv import TsToFlv

MAX_WIDTH = 640
MAX_PIXELS = 8192 * 4352
"""Larger pictures than 8K are not decoded: a few bytes may claim gigabytes, and all streams have
one decoder."""
_DECODERS = {
    Codec.H264: "h264",
    Codec.H265: "hevc",
    Codec.AV1: "libdav1d",
    Codec.VP9: "vp9",
    Codec.VP8: "vp8",
}
_QUALITY = {"qmin": "4", "qmax": "4"}


def main() -> None:
    inside.begin()
    av.logging.set_level(None)
    bodies: list[bytes] = []
    packets: list[bytes] = []
    for records in inside.incoming():
        for record in records:
            if record.kind == VIDEO:
                bodies.append(record.payload)
            elif record.kind == TS:
                packets.append(record.payload)
            elif record.kind == POSTER:
                picture = poster(bodies or _bodies_of(packets))
                inside.send(POSTER, record.timestamp, picture)
                bodies, packets = [], []


def poster(bodies: list[bytes]) -> bytes:
    """The JPEG of the first keyframe of some video messages; empty when there is none."""
    config = b""
    try:
        for body in bodies:
            tag = parse_video(body)
            if tag.is_config:
                config = bytes(tag.body)
            elif tag.is_keyframe:
                return _picture(tag, config)
    except (FlvError, av.error.FFmpegError, ValueError, MemoryError):
        pass  # no picture then; what is wrong with the stream, others say
    return b""


def _bodies_of(packets: list[bytes]) -> list[bytes]:
    converter = TsToFlv()
    items = converter.feed(b"".join(packets)) + converter.flush()
    return [payload for type_id, _, payload in items if type_id == VIDEO]


def _picture(tag: VideoTag, config: bytes) -> bytes:
    name = _DECODERS.get(tag.codec) if tag.codec is not None else None
    if name is None:
        return b""
    decoder = CodecContext.create(name, "r")
    assert isinstance(decoder, VideoCodecContext)
    decoder.thread_count = 1
    decoder.options = {"max_pixels": str(MAX_PIXELS)}
    if config:
        decoder.extradata = config
    for packet in (av.Packet(bytes(tag.body)), None):
        for frame in decoder.decode(packet):
            return _jpeg(frame, decoder.sample_aspect_ratio)
    return b""


def _jpeg(frame: VideoFrame, aspect: Fraction | None) -> bytes:
    width, height = _size(frame, aspect or Fraction(1))
    scaled = frame.reformat(width=width, height=height, format="yuvj420p", dst_color_range="JPEG")
    encoder = CodecContext.create("mjpeg", "w")
    assert isinstance(encoder, VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuvj420p"
    encoder.time_base = Fraction(1, 25)
    encoder.options = dict(_QUALITY)
    scaled.pts = 0
    packets = [*encoder.encode(scaled), *encoder.encode(None)]
    return b"".join(bytes(packet) for packet in packets)


def _size(frame: VideoFrame, aspect: Fraction) -> tuple[int, int]:
    """The size as shown (pixels need not be square), scaled down to fit, even."""
    width = max(2, round(frame.width * aspect))
    scale = min(1.0, MAX_WIDTH / width)
    return max(2, round(width * scale / 2) * 2), max(2, round(frame.height * scale / 2) * 2)


if __name__ == "__main__":
    main()
