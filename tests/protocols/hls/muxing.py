"""What the tests of the segmenters share: media in, windows looked at."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from streamingpro.protocols.flv import (
    AudioTag,
    FlvTag,
    VideoTag,
    parse_audio,
    parse_video,
    serialise_video,
)
from streamingpro.protocols.hls.fmp4 import Cuts, Fmp4Segmenter
from streamingpro.protocols.hls.window import Segment, Window
from tests.protocols.fmp4.reader import Frame, frames
from tests.protocols.rtmp.shell import MEDIA, tags

AUDIO, VIDEO = 8, 9
LOW_LATENCY = Cuts(segment_s=1.0, part_s=0.2)
PLAIN = Cuts(segment_s=1.0)
STARTED = 1_700_000_000.0

_CLIP = tags()
AVC_CONFIG = next(t.payload for t in _CLIP if t.type_id == VIDEO and t.payload[1] == 0)
AAC_CONFIG = next(t.payload for t in _CLIP if t.type_id == AUDIO and t.payload[1] == 0)
OTHER_AVC_CONFIG = next(
    t.payload for t in tags(MEDIA / "h264_422_24.flv") if t.type_id == VIDEO and t.payload[1] == 0
)


def media(path: Path) -> list[FlvTag]:
    """The audio and video tags of a file."""
    return [tag for tag in tags(path) if tag.type_id in (AUDIO, VIDEO)]


def sent(found: Iterable[FlvTag], type_id: int) -> list[tuple[int, VideoTag | AudioTag]]:
    """The frames of one kind that a file holds, each with its time in ms."""
    parse = parse_video if type_id == VIDEO else parse_audio
    parsed = [(tag.timestamp, parse(tag.payload)) for tag in found if tag.type_id == type_id]
    return [(ms, tag) for ms, tag in parsed if tag.is_frame]


def mux(found: Iterable[FlvTag], cuts: Cuts = LOW_LATENCY, count: int = 1000) -> Fmp4Segmenter:
    """A segmenter that was fed with it all, to the end."""
    segmenter = Fmp4Segmenter(Window(count), cuts)
    for tag in found:
        feed(segmenter, tag.type_id, tag.timestamp, tag.payload)
    segmenter.finish()
    return segmenter


def feed(segmenter: Fmp4Segmenter, type_id: int, timestamp: int, payload: bytes) -> None:
    segmenter.push(type_id, timestamp, payload, STARTED + timestamp / 1000)


def content(segments: Iterable[Segment], track: int | None = None) -> list[Frame]:
    """All samples of some segments, or those of one track."""
    found = [frame for segment in segments for frame in frames(b"".join(segment.data))]
    return found if track is None else [frame for frame in found if frame.track == track]


class Encoder:
    """Sends frames of 40 ms and sound of 1024 samples at 44.1 kHz, as their time comes."""

    def __init__(self, segmenter: Fmp4Segmenter, *, gop: int = 25, sound: bool = True) -> None:
        self.segmenter = segmenter
        self.gop = gop
        self.sound = sound
        self.picture = True
        self.keyframes = True
        self.frame = 0
        self.sounds = 0
        self.skipped_ms = 0

    @property
    def window(self) -> Window:
        return self.segmenter.window

    @property
    def ms(self) -> int:
        """The time of the next picture."""
        return self.frame * 40 + self.skipped_ms

    def headers(self, avc: bytes = AVC_CONFIG, aac: bytes | None = AAC_CONFIG) -> None:
        feed(self.segmenter, VIDEO, self.ms, avc)
        if aac is not None:
            feed(self.segmenter, AUDIO, self.ms, aac)

    def run(self, seconds: float, size: int = 50) -> None:
        """Go on for so long."""
        end = self.ms + round(seconds * 1000)
        while self.ms < end:
            if self.picture:
                key = self.keyframes and self.frame % self.gop == 0
                self.video(key, size)
            self.frame += 1
            self._sound_until(self.ms)

    def video(self, key: bool, size: int = 50) -> None:
        head = b"\x17\x01\0\0\0" if key else b"\x27\x01\0\0\0"
        feed(self.segmenter, VIDEO, self.ms, head + self.frame.to_bytes(4, "big") * (size // 4))

    def skip(self, seconds: float) -> None:
        """Send nothing for so long; the timestamps go on."""
        self.skipped_ms += round(seconds * 1000)
        self.frame += -self.frame % self.gop

    def _sound_until(self, ms: int) -> None:
        while (at := self.sounds * 1024_000 // 44100) < ms:
            if self.sound:
                body = b"\xaf\x01" + self.sounds.to_bytes(4, "big")
                feed(self.segmenter, AUDIO, at, body)
            self.sounds += 1


def delayed(tag: FlvTag, ms: int) -> FlvTag:
    """The same picture, with another composition time."""
    parsed = parse_video(tag.payload)
    return replace(tag, payload=serialise_video(replace(parsed, composition_time=ms)))
