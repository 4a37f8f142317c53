"""Segments of bare AAC, as HLS has them for sound alone (RFC 8216 §3.4): an ID3 tag that says when
the segment begins on the clock of the stream, then frames in ADTS (ISO 13818-7 §6.2)."""

from typing import NamedTuple

from streamingpro.protocols.codecs.aac import SAMPLE_RATES
from streamingpro.protocols.mpegts.model import CLOCK_HZ
from streamingpro.protocols.mpegts.pes import WRAP

_OWNER = b"com.apple.streaming.transportStreamTimestamp\0"
_SAMPLES = 1024
_HEADER, _ID3_HEADER = 7, 10
_MAX_ID3 = 1 << 20


class AacFrame(NamedTuple):
    """`at` in seconds; `config` is the AudioSpecificConfig of the frame, `body` without ADTS."""

    at: float
    config: bytes
    body: bytes


def is_packed_aac(head: bytes) -> bool:
    """Whether a segment that begins like this (4 bytes or more) is one."""
    return head.startswith(b"ID3") or (head[:1] == b"\xff" and head[1] & 0xF6 == 0xF0)


class PackedAac:
    """Reads segment after segment."""

    def __init__(self) -> None:
        self._rest = b""
        self._at = 0.0
        self._ticks = 0

    def join(self) -> None:
        """A segment begins; without an ID3 tag it goes on where the last one ended."""
        self._rest = b""

    def feed(self, data: bytes) -> list[AacFrame]:
        """The frames that `data` completes. Bytes that are none are passed over."""
        data = self._rest + data
        pos, frames = 0, []
        while len(data) - pos > _HEADER:
            if data.startswith(b"ID3", pos):
                if len(data) - pos < _ID3_HEADER:
                    break
                size = _ID3_HEADER + _synchsafe(data[pos + 6 : pos + 10])
                if size > _MAX_ID3:
                    pos += 3
                    continue
            elif is_packed_aac(data[pos : pos + 2]):
                size = (data[pos + 3] & 3) << 11 | data[pos + 4] << 3 | data[pos + 5] >> 5
                if size < _HEADER:
                    pos += 1
                    continue
            else:
                pos += 1
                continue
            if len(data) - pos < size:
                break
            if data.startswith(b"ID3", pos):
                self._set_clock(data[pos : pos + size])
            else:
                frames += self._frame(data[pos : pos + size])
            pos += size
        self._rest = data[pos:]
        return frames

    def _set_clock(self, tag: bytes) -> None:
        place = tag.find(_OWNER)
        if place >= 0 and len(tag) >= place + len(_OWNER) + 8:
            value = tag[place + len(_OWNER) : place + len(_OWNER) + 8]
            self._at = (int.from_bytes(value, "big") & WRAP - 1) / CLOCK_HZ
            self._ticks = 0

    def _frame(self, frame: bytes) -> list[AacFrame]:
        rate_index = frame[2] >> 2 & 0x0F
        if rate_index >= len(SAMPLE_RATES):
            return []
        profile, channels = (frame[2] >> 6) + 1, (frame[2] & 1) << 2 | frame[3] >> 6
        config = (profile << 11 | rate_index << 7 | channels << 3).to_bytes(2, "big")
        at = self._at + self._ticks / SAMPLE_RATES[rate_index]
        self._ticks += _SAMPLES * ((frame[6] & 3) + 1)
        body = frame[_HEADER if frame[1] & 1 else _HEADER + 2 :]
        return [AacFrame(at, config, body)] if body else []


def _synchsafe(four: bytes) -> int:
    return four[0] << 21 | four[1] << 14 | four[2] << 7 | four[3]
