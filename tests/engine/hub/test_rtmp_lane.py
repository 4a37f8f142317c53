"""The hub: GOP cache, windows, headers, and one stream across publishers."""

import asyncio
from itertools import pairwise

import pytest

from streamingpro.engine.hub import Stream, lane, rtmp
from streamingpro.engine.outlet import Outlet
from streamingpro.engine.units import Form
from streamingpro.protocols.rtmp import amf0
from streamingpro.protocols.rtmp.chunks import Message
from tests.engine.harness import Ends, ends, messages, tcp_pair, until
from tests.engine.media import (
    AAC_HEADER,
    AUDIO,
    AVC_HEADER,
    DATA,
    OTHER_AAC_HEADER,
    OTHER_AVC_HEADER,
    VIDEO,
    Encoder,
    interframe,
    keyframe,
    kinds,
    metadata,
    sound,
)


@pytest.fixture
async def stream() -> Stream:
    return Stream(asyncio.get_running_loop())


def attach(stream: Stream, both: Ends, *, publishing: bool = True) -> Outlet:
    outlet = Outlet(both.wire, Form(1, publishing))
    stream.attach(outlet)
    return outlet


async def received(stream: Stream, both: Ends) -> list[Message]:
    """All that arrived; the publisher's end closes the window that is still open."""
    stream.end()
    return messages(await both.read_all())


async def test_a_late_joiner_begins_with_headers_and_the_cached_gop(stream: Stream) -> None:
    encoder = Encoder(stream)
    encoder.headers()
    encoder.gop(5)
    encoder.gop(3)
    with ends(tcp_pair()) as both:
        attach(stream, both)
        encoder.frames(1)
        found = await received(stream, both)
        assert kinds(found) == "MHHKPPP"
        assert [m.timestamp for m in found[3:]] == [200, 240, 280, 320]


async def test_everybody_gets_every_message_in_order_and_once(stream: Stream) -> None:
    encoder = Encoder(stream)
    encoder.headers()
    with ends(tcp_pair()) as one, ends(tcp_pair()) as two:
        attach(stream, one)
        attach(stream, two, publishing=False)
        for _ in range(3):
            encoder.key()
            encoder.send(AUDIO, sound())
            encoder.frames(2)
        first, second = await received(stream, one), await received(stream, two)
        assert kinds(first) == kinds(second) == "MHH" + "KSPP" * 3


async def test_metadata_takes_the_form_of_each_peer(stream: Stream) -> None:
    encoder = Encoder(stream)
    encoder.headers()
    encoder.key()
    with ends(tcp_pair()) as one, ends(tcp_pair()) as two:
        attach(stream, one, publishing=True)
        attach(stream, two, publishing=False)
        destination, player = await received(stream, one), await received(stream, two)
        assert amf0.decode(destination[0].payload)[0] == "@setDataFrame"
        assert player[0].payload == metadata(width=320)


async def test_sound_waits_for_a_picture_or_for_the_window(stream: Stream) -> None:
    encoder = Encoder(stream)
    encoder.headers()
    encoder.key()
    with ends(tcp_pair()) as both:
        outlet = attach(stream, both)
        before = outlet.units_sent
        encoder.send(AUDIO, sound())
        encoder.send(AUDIO, sound())
        assert outlet.units_sent == before
        encoder.frames(1)
        assert outlet.units_sent == before + 1, "the picture closes the window"
        encoder.send(AUDIO, sound())
        await until(lambda: outlet.units_sent == before + 2)
        assert outlet.frames_sent == 2, "frames are pictures, each counted once"
        assert kinds(await received(stream, both)) == "MHHKSSPS"


async def test_headers_that_a_returning_encoder_repeats_are_not_sent_again(stream: Stream) -> None:
    encoder = Encoder(stream)
    encoder.headers()
    encoder.key()
    with ends(tcp_pair()) as both:
        attach(stream, both)
        stream.end()
        encoder = Encoder(stream)
        encoder.headers()
        encoder.gop(2)
        assert kinds(await received(stream, both)) == "MHHK" + "KP"


async def test_headers_that_differ_are_sent_before_the_frames_they_belong_to(
    stream: Stream,
) -> None:
    encoder = Encoder(stream)
    encoder.headers()
    encoder.key()
    with ends(tcp_pair()) as both:
        attach(stream, both)
        stream.end()
        encoder = Encoder(stream)
        encoder.headers(OTHER_AVC_HEADER)
        encoder.key()
        encoder.send(AUDIO, OTHER_AAC_HEADER)
        encoder.frames(1)
        found = await received(stream, both)
        assert kinds(found) == "MHHK" + "HKHP"
        assert [found[4].payload, found[6].payload] == [OTHER_AVC_HEADER, OTHER_AAC_HEADER]


async def test_headers_of_tracks_that_the_next_encoder_lacks_are_forgotten(stream: Stream) -> None:
    encoder = Encoder(stream)
    encoder.headers()
    encoder.key()
    stream.end()
    encoder = Encoder(stream)
    encoder.send(VIDEO, AVC_HEADER)
    encoder.gop(3)
    stream.tick(asyncio.get_running_loop().time() + rtmp.STALE_CONFIG_S)
    encoder.gop(3)
    with ends(tcp_pair()) as both:
        attach(stream, both)
        found = await received(stream, both)
        assert kinds(found) == "MHKPP"
        assert found[1].payload == AVC_HEADER


async def test_after_a_change_of_publisher_pictures_wait_for_a_keyframe(stream: Stream) -> None:
    encoder = Encoder(stream)
    encoder.headers()
    encoder.key()
    with ends(tcp_pair()) as both:
        attach(stream, both)
        encoder = Encoder(stream, start_ms=9_000)
        encoder.headers()
        encoder.frames(2)
        encoder.gop(2)
        found = await received(stream, both)
        assert kinds(found) == "MHHK" + "KP"
        assert stream.frames_skipped == 2
        assert all(a.timestamp <= b.timestamp for a, b in pairwise(found[1:]))


async def test_a_keyframe_that_would_fall_back_is_no_start(stream: Stream) -> None:
    encoder = Encoder(stream, start_ms=1_000)
    encoder.headers()
    encoder.key()
    with ends(tcp_pair()) as both:
        attach(stream, both)
        encoder = Encoder(stream)
        encoder.headers()
        encoder.send(AUDIO, sound(), 100_000)
        encoder.send(VIDEO, keyframe(), 99_900)
        encoder.send(VIDEO, interframe(), 100_900)
        assert "P" not in kinds(messages(await both.read_all())), "a picture without its keyframe"
        encoder.send(VIDEO, keyframe(), 101_000)
        encoder.send(VIDEO, interframe(), 101_040)
        assert kinds(await received(stream, both)).endswith("KP")


async def window_closed(stream: Stream) -> None:
    """Until the open window has closed by itself."""
    await until(lambda: not stream._rtmp._pending)


async def test_flowing_means_the_first_keyframe_of_each_publisher() -> None:
    flowing: list[int] = []
    stream = Stream(asyncio.get_running_loop(), lambda: flowing.append(1))
    for keyframes in (1, 2):
        encoder = Encoder(stream)
        encoder.send(DATA, metadata(session=keyframes))
        await window_closed(stream)
        encoder.headers()
        await window_closed(stream)
        encoder.frames(2)
        assert len(flowing) == keyframes - 1, "headers alone are no stream"
        encoder.gop(2)
        encoder.gop(2)
        assert len(flowing) == keyframes
    stream.end()


async def test_a_stream_without_pictures_starts_at_any_sound(stream: Stream) -> None:
    encoder = Encoder(stream)
    encoder.send(AUDIO, AAC_HEADER)
    with ends(tcp_pair()) as both:
        outlet = attach(stream, both)
        for number in range(3):
            encoder.send(AUDIO, sound(), number * 23)
        await until(lambda: outlet.units_sent)
        found = await received(stream, both)
        assert kinds(found).endswith("SSS")
        assert found[0].payload == AAC_HEADER
        assert outlet.frames_sent == 0


async def test_a_stream_without_sound_flows(stream: Stream) -> None:
    encoder = Encoder(stream)
    encoder.send(VIDEO, AVC_HEADER)
    encoder.gop(4)
    with ends(tcp_pair()) as both:
        attach(stream, both)
        assert kinds(await received(stream, both)) == "HKPPP"


async def test_a_gop_without_end_is_not_kept(
    stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane, "GOP_MAX_BYTES", 10_000)
    encoder = Encoder(stream)
    encoder.headers()
    encoder.gop(30, size=1_000)
    with ends(tcp_pair()) as both:
        outlet = attach(stream, both)
        assert outlet.units_sent == 0
        encoder.key()
        assert kinds(await received(stream, both)) == "MHHK"


async def test_the_gop_of_a_publisher_that_left_is_not_shown_to_new_peers(stream: Stream) -> None:
    encoder = Encoder(stream)
    encoder.headers()
    encoder.gop()
    stream.end()
    with ends(tcp_pair()) as both:
        attach(stream, both)
        assert await received(stream, both) == []


async def test_a_detached_peer_gets_nothing_more(stream: Stream) -> None:
    encoder = Encoder(stream)
    encoder.headers()
    encoder.key()
    with ends(tcp_pair()) as both:
        outlet = attach(stream, both)
        stream.detach(outlet)
        stream.detach(outlet)
        encoder.frames(3)
        assert kinds(await received(stream, both)) == "MHHK"


async def test_bytes_are_counted_by_kind(stream: Stream) -> None:
    encoder = Encoder(stream)
    encoder.send(DATA, metadata(width=1))
    encoder.send(VIDEO, keyframe(95))
    encoder.send(AUDIO, sound(18))
    assert (stream.video_bytes, stream.audio_bytes) == (100, 20)
    assert stream.bytes_in == 120 + len(metadata(width=1))
    stream.end()
