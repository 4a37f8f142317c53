"""The hub against publishers that send anything at all: nothing is raised, output stays whole."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from streamingpro.engine.hub import Stream
from streamingpro.engine.outlet import Outlet
from streamingpro.engine.units import Form
from streamingpro.protocols.rtmp.messages import with_set_data_frame
from tests.engine.harness import ends, messages, tcp_pair
from tests.engine.media import (
    AAC_HEADER,
    AUDIO,
    AVC_HEADER,
    DATA,
    VIDEO,
    Encoder,
    interframe,
    keyframe,
    kinds,
    metadata,
    sound,
)

PAYLOADS = st.one_of(
    st.binary(max_size=40),
    st.builds(bytes.__add__, st.sampled_from([b"\x17", b"\x27", b"\xaf", b"\x90"]), st.binary()),
    st.builds(bytes.__add__, st.just(metadata()[:13]), st.binary(max_size=40)),
    st.sampled_from([AVC_HEADER, AAC_HEADER, keyframe(), interframe(), sound(), b""]),
).flatmap(lambda body: st.sampled_from([body, with_set_data_frame(body)]))


@given(
    st.lists(
        st.tuples(st.sampled_from([AUDIO, VIDEO, DATA]), st.integers(0, (1 << 32) - 1), PAYLOADS),
        max_size=30,
    )
)
def test_whatever_a_publisher_sends_nothing_is_raised_and_output_stays_whole(
    sent: list[tuple[int, int, bytes]],
) -> None:
    async def play() -> None:
        stream = Stream(asyncio.get_running_loop())
        with ends(tcp_pair()) as both:
            encoder = Encoder(stream)
            outlet = Outlet(both.wire, Form(1, publishing=True))
            stream.attach(outlet)
            for number, (type_id, timestamp, payload) in enumerate(sent):
                encoder.send(type_id, payload, timestamp)
                if number == 20:
                    encoder = Encoder(stream)
            stream.end()
            messages(await both.read_all())
            assert outlet.frames_sent <= len(sent)

    asyncio.run(play())


async def test_metadata_too_large_to_pass_on_is_dropped() -> None:
    stream = Stream(asyncio.get_running_loop())
    encoder = Encoder(stream)
    encoder.headers()
    encoder.send(DATA, metadata()[:13] + bytes((1 << 24) - 20))
    encoder.key()
    with ends(tcp_pair()) as both:
        stream.attach(Outlet(both.wire, Form(1, publishing=True)))
        assert kinds(messages(await both.read_all())) == "MHHK"
    stream.end()
