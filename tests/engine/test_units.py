"""Units and headers: serialised once, each peer's form of metadata, immutable versions."""

from streamingpro.engine.units import Form, Headers, Unit, is_metadata
from streamingpro.protocols.rtmp import amf0
from tests.engine.harness import messages
from tests.engine.media import (
    AAC_HEADER,
    AUDIO,
    AVC_HEADER,
    DATA,
    OTHER_AVC_HEADER,
    VIDEO,
    keyframe,
    metadata,
    sound,
)

PUBLISHING, PLAYING = Form(1, True), Form(1, False)
META = metadata(width=320)
VIDEO_KEY, AUDIO_KEY = ("video", 0), ("audio", 0)


def unit(*items: tuple[int, int, bytes], headers: Headers | None = None) -> Unit:
    return Unit(list(items), keyframe=True, frames=1, headers=headers or Headers())


def test_a_unit_is_serialised_once_per_form() -> None:
    made = unit((VIDEO, 40, keyframe()))
    assert made.wire(PUBLISHING) is made.wire(Form(1, True))
    assert made.wire(Form(3, True)) is not made.wire(PUBLISHING)


def test_messages_of_a_window_keep_their_order_timestamps_and_stream() -> None:
    made = unit((AUDIO, 20, sound()), (VIDEO, 40, keyframe(100_000)), (AUDIO, 41, sound(1)))
    found = messages(made.wire(Form(7, True)))
    assert [(m.type_id, m.timestamp, m.stream_id) for m in found] == [
        (AUDIO, 20, 7),
        (VIDEO, 40, 7),
        (AUDIO, 41, 7),
    ]
    assert found[1].payload == keyframe(100_000)
    assert made.timestamp == 20
    assert made.size == sum(len(m.payload) for m in found)


def test_timestamps_beyond_32_bits_wrap_on_the_wire() -> None:
    made = unit((VIDEO, (1 << 32) + 5, keyframe()))
    assert messages(made.wire(PUBLISHING))[0].timestamp == 5


def test_destinations_get_metadata_to_set_and_players_the_metadata_itself() -> None:
    made = unit((DATA, 0, META))
    assert amf0.decode(messages(made.wire(PUBLISHING))[0].payload)[0] == "@setDataFrame"
    assert messages(made.wire(PLAYING))[0].payload == META


def test_other_data_messages_pass_as_they_are() -> None:
    cue = amf0.encode("onCuePoint", {"name": "ad"})
    made = unit((DATA, 0, cue))
    assert messages(made.wire(PUBLISHING))[0].payload == cue
    assert not is_metadata(cue)
    assert is_metadata(META)
    assert not is_metadata(b"")


def test_the_preamble_is_metadata_then_every_header_or_nothing() -> None:
    headers = (
        Headers()
        .with_metadata(META)
        .with_config(VIDEO_KEY, VIDEO, AVC_HEADER)
        .with_config(AUDIO_KEY, AUDIO, AAC_HEADER)
    )
    found = messages(headers.wire(PUBLISHING, 500))
    assert [m.type_id for m in found] == [DATA, VIDEO, AUDIO]
    assert [m.timestamp for m in found] == [500, 500, 500]
    played = messages(headers.wire(PLAYING, 500))
    assert [m.timestamp for m in played] == [0, 500, 500], "players see late metadata as a track"
    assert Headers().wire(PUBLISHING, 500) == b""


def test_a_change_of_headers_makes_a_new_version_and_leaves_the_old_alone() -> None:
    first = Headers().with_config(VIDEO_KEY, VIDEO, AVC_HEADER)
    second = first.with_config(VIDEO_KEY, VIDEO, OTHER_AVC_HEADER)
    third = second.without({VIDEO_KEY})
    assert first.version < second.version < third.version
    assert first.configs[VIDEO_KEY] == (VIDEO, AVC_HEADER)
    assert second.configs[VIDEO_KEY] == (VIDEO, OTHER_AVC_HEADER)
    assert third.configs == {}


def test_metadata_in_mid_stream_is_at_0_for_players_and_in_its_place_for_servers() -> None:
    unit = Unit([(18, 5_000, metadata(width=2))], keyframe=False, frames=0, headers=Headers())
    playing = messages(unit.wire(Form(1, publishing=False)))
    publishing = messages(unit.wire(Form(1, publishing=True)))
    assert [message.timestamp for message in (*playing, *publishing)] == [0, 5_000]
