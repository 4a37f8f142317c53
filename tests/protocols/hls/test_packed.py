"""Segments of bare AAC."""

import random

import pytest

from streamingpro.protocols.codecs.adts import AdtsWriter
from streamingpro.protocols.hls.packed import PackedAac, is_packed_aac

CONFIG = bytes.fromhex("1190")  # AAC-LC, 48 kHz, stereo
OWNER = b"com.apple.streaming.transportStreamTimestamp\0"
HZ = 48_000


def id3(at: float) -> bytes:
    """The tag that says when the segment begins (s)."""
    body = OWNER + round(at * 90_000).to_bytes(8, "big")
    frame = b"PRIV" + len(body).to_bytes(4, "big") + b"\0\0" + body
    size = len(frame)
    return b"ID3\x04\0\0" + bytes((0, 0, size >> 7, size & 0x7F)) + frame


def frames(count: int, start: int = 0) -> bytes:
    writer = AdtsWriter(CONFIG)
    return b"".join(writer.frame(bytes((start + n,)) * (10 + n)) for n in range(count))


@pytest.mark.parametrize("size", [1, 7, 50, 10_000])
def test_frames_have_the_time_that_the_tag_says(size: int) -> None:
    reader = PackedAac()
    data = id3(100.0) + frames(5)
    found = [
        f for place in range(0, len(data), size) for f in reader.feed(data[place : place + size])
    ]
    assert [frame.at for frame in found] == pytest.approx([100 + n * 1024 / HZ for n in range(5)])
    assert [frame.body for frame in found] == [bytes((n,)) * (10 + n) for n in range(5)]
    assert {frame.config for frame in found} == {CONFIG}


def test_a_segment_without_a_tag_goes_on() -> None:
    reader = PackedAac()
    reader.feed(id3(5.0) + frames(3))
    reader.join()
    assert reader.feed(frames(1))[0].at == pytest.approx(5 + 3 * 1024 / HZ)


def test_noise_is_passed_over_and_nothing_is_kept_of_it() -> None:
    rng, reader = random.Random(5), PackedAac()
    for _ in range(200):
        reader.feed(rng.randbytes(5000))
        reader.join()
    assert reader.feed(b"\0" * 10_000) == []
    found = reader.feed(id3(1.0) + frames(2))
    assert [frame.body for frame in found] == [b"\0" * 10, b"\1" * 11]


def test_what_they_begin_with() -> None:
    assert is_packed_aac(id3(0))
    assert is_packed_aac(frames(1))
    assert not is_packed_aac(b"\x47" + bytes(11))
