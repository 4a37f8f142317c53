"""The server role: conversations with clients, sound and odd."""

import pytest

from streamingpro.protocols.rtmp import amf0, events, messages
from streamingpro.protocols.rtmp.chunks import Message
from streamingpro.protocols.rtmp.messages import Acknowledgement, Command, UserControl
from tests.protocols.rtmp.sessions import APP, connected, publishing, server_and_peer


def test_the_way_obs_publishes() -> None:
    server, peer = server_and_peer()
    assert peer.call("connect", APP, tid=1) == [
        events.ConnectRequested("live", "rtmp://h/live", "FMLE/3.0", (), 0, APP)
    ]
    server.accept_connect()
    answers = peer.heard()
    assert messages.WindowAckSize(2_500_000) in answers
    assert messages.SetChunkSize(60000) in answers
    result = answers[-1]
    assert isinstance(result, Command)
    assert (result.name, result.transaction_id) == ("_result", 1.0)
    assert "fourCcList" not in str(result.args)
    peer.resize(4096)
    peer.call("releaseStream", None, "key", tid=2)
    peer.call("FCPublish", None, "key", tid=3)
    peer.call("createStream", None, tid=4)
    assert [(c.name, c.transaction_id) for c in peer.commands()] == [
        ("_result", 2.0),
        ("_result", 3.0),
        ("_result", 4.0),
    ]
    assert peer.call("publish", None, "key", "live", tid=5, stream=1) == [
        events.PublishRequested(1, "key", "live")
    ]
    server.accept_publish(1)
    assert peer.codes() == [
        "onFCPublish NetStream.Publish.Start",
        "onStatus NetStream.Publish.Start",
    ]
    media = Message(9, 40, 1, b"\x17" * 9000, 6)
    assert peer.say(media) == [events.MediaReceived(media)]
    assert peer.call("FCUnpublish", None, "key", tid=6) == [events.Unpublished(1)]
    assert peer.call("deleteStream", None, 1, tid=7) == []
    assert peer.codes() == [
        "onStatus NetStream.Unpublish.Success",
        "onFCUnpublish NetStream.Unpublish.Success",
        "_result",
    ]


def test_everything_at_once_without_waiting() -> None:
    """The answer to connect must come first, whenever it is decided."""
    server, peer = server_and_peer()
    media = Message(8, 0, 1, b"\xaf\x00", 4)
    seen = peer.say(
        Command("connect", 1, [APP]).to_message(),
        Command("createStream", 2, [None]).to_message(),
        Command("publish", 3, [None, "key"]).to_message(1),
        media,
    )
    assert [type(e) for e in seen] == [
        events.ConnectRequested,
        events.PublishRequested,
        events.MediaReceived,
    ]
    assert peer.hear() == []
    server.accept_connect()
    server.accept_publish(1)
    commands = peer.commands()
    assert [c.transaction_id for c in commands if c.name == "_result"] == [1.0, 2.0]
    assert commands[-1].name == "onStatus"


@pytest.mark.parametrize(
    "data", [amf0.encode("@setDataFrame", "onMetaData", {}), amf0.encode("onTextData", {})]
)
def test_data_passes_unchanged_also_from_amf3(data: bytes) -> None:
    _, peer = publishing()
    expected = [events.MediaReceived(Message(18, 5, 1, data, 5))]
    assert peer.say(Message(18, 5, 1, data, 5)) == expected
    assert peer.say(Message(15, 5, 1, b"\0" + data, 5)) == expected


def test_commands_wrapped_as_amf3() -> None:
    _, peer = connected()
    peer.say(Command("createStream", 2, [None], amf3=True).to_message())
    seen = peer.say(Command("publish", 3, [None, "key"], amf3=True).to_message(1))
    assert seen == [events.PublishRequested(1, "key")]


def test_aggregates_come_as_their_parts() -> None:
    _, peer = publishing()
    inner = b"\x08\0\0\1" + b"\0\0\x10\0" + b"\0\0\0" + b"a" + b"\0\0\0\x0c"
    command = b"\x14\0\0\1" + b"\0\0\x10\0" + b"\0\0\0" + b"a" + b"\0\0\0\x0c"
    seen = peer.say(Message(22, 700, 1, inner + command, 6))
    assert seen == [events.MediaReceived(Message(8, 700, 1, b"a", 6))]


def test_media_on_another_stream_id_belongs_to_the_only_publisher() -> None:
    _, peer = publishing()
    assert peer.say(Message(8, 0, 0, b"a", 4)) == [events.MediaReceived(Message(8, 0, 1, b"a", 4))]


def test_media_before_publish_is_dropped() -> None:
    _, peer = connected()
    assert peer.say(Message(9, 0, 1, b"a", 4)) == []


@pytest.mark.parametrize("stream", [0, 1, 5])
def test_publish_without_create_stream(stream: int) -> None:
    server, peer = connected()
    seen = peer.call("publish", None, "key", "record", "extra", 7, tid=0, stream=stream)
    assert seen == [events.PublishRequested(stream or 1, "key", "record")]
    server.accept_publish(stream or 1)
    assert peer.codes() == ["onStatus NetStream.Publish.Start"]


@pytest.mark.parametrize(
    ("args", "name", "kind"),
    [
        ((None,), "", "live"),
        ((None, None), "", "live"),
        ((None, "k", 5), "k", "live"),
        ((), "", "live"),
    ],
)
def test_odd_publish_arguments(args: tuple[object, ...], name: str, kind: str) -> None:
    _, peer = connected()
    assert peer.call("publish", *args, stream=1) == [events.PublishRequested(1, name, kind)]


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("_checkbw", ["_result"]),
        ("releaseStream", ["_result"]),
        ("FCSubscribe", ["onFCSubscribe NetStream.Play.Start"]),
        ("getStreamLength", ["_result"]),
        ("somethingElse", ["_error NetConnection.Call.Failed"]),
        ("_result", []),
        ("onStatus", []),
    ],
)
def test_calls_beside_the_road(name: str, answer: list[str]) -> None:
    _, peer = connected()
    assert peer.call(name, None, "x", tid=9) == []
    assert peer.codes() == answer


def test_unknown_notifications_are_ignored() -> None:
    _, peer = connected()
    assert peer.call("somethingElse", None, tid=0) == []
    assert peer.say(Message(19, 0, 0, b"x", 3), Message(99, 0, 0, b"x", 3)) == []
    assert peer.hear() == []


def test_refused_connect() -> None:
    server, peer = server_and_peer()
    peer.call("connect", APP, tid=1)
    peer.call("createStream", None, tid=2)
    server.reject_connect("NetConnection.Connect.InvalidApp", "No such app.")
    assert peer.codes() == ["_error NetConnection.Connect.InvalidApp"]
    assert peer.call("createStream", None, tid=3) == []
    assert peer.hear() == []


def test_refused_publish_may_be_tried_again() -> None:
    server, peer = connected()
    peer.call("publish", None, "bad", stream=1)
    server.reject_publish(1, description="Wrong key.")
    (status,) = peer.commands()
    assert status.args[1] == {
        "level": "error",
        "code": "NetStream.Publish.BadName",
        "description": "Wrong key.",
    }
    assert peer.call("publish", None, "good", stream=1) == [events.PublishRequested(1, "good")]


def test_second_publish_on_a_busy_stream() -> None:
    _, peer = publishing()
    assert peer.call("publish", None, "other", stream=1) == []
    assert peer.codes() == ["onStatus NetStream.Publish.BadName"]


def test_play() -> None:
    server, peer = connected()
    peer.call("createStream", None, tid=2)
    peer.hear()
    assert peer.call("play", None, "key", -2000, stream=1) == [events.PlayRequested(1, "key")]
    server.accept_play(1)
    answers = peer.heard()
    assert answers[0] == UserControl(0, 1)
    assert messages.Data("|RtmpSampleAccess", [True, True]) in answers
    server.close(1, "NetStream.Play.UnpublishNotify", "The end.")
    answers = peer.heard()
    assert answers[0] == UserControl(1, 1)
    assert isinstance(answers[1], Command)
    assert peer.call("deleteStream", None, 1) == []


def test_player_leaves() -> None:
    server, peer = connected()
    peer.call("play", None, "key", stream=1)
    server.accept_play(1)
    assert peer.call("closeStream", None, stream=1) == [events.PlayStopped(1)]


def test_refused_play() -> None:
    server, peer = connected()
    peer.call("play", None, "key", stream=1)
    server.reject_play(1)
    assert peer.codes() == ["onStatus NetStream.Play.StreamNotFound"]


def test_enhanced_client_learns_what_we_pass_on() -> None:
    server, peer = server_and_peer()
    announced = {
        "fourCcList": ["av01", "hvc1"],
        "videoFourCcInfoMap": {"*": 4.0},
        "audioFourCcInfoMap": {"Opus": 3.0},
        "capsEx": 3.0,
    }
    (asked,) = peer.call("connect", APP | announced, tid=1)
    assert isinstance(asked, events.ConnectRequested)
    assert asked.four_cc_list == ("av01", "hvc1")
    assert server.capabilities.video == {"*": 4}
    assert server.capabilities.caps_ex == 3
    server.accept_connect()
    properties = peer.commands()[-1].args[0]
    assert isinstance(properties, dict)
    assert "hvc1" in properties["fourCcList"]
    assert properties["videoFourCcInfoMap"]["av01"] == 4
    assert properties["capsEx"] == 14


@pytest.mark.parametrize("odd", ["text", 5.0, [1.0], {"hvc1": "x"}, -1.0, float("nan")])
def test_odd_enhanced_members_are_ignored(odd: object) -> None:
    _, peer = server_and_peer()
    keys = ("fourCcList", "videoFourCcInfoMap", "audioFourCcInfoMap", "capsEx")
    assert len(peer.call("connect", APP | dict.fromkeys(keys, odd), tid=1)) == 1


def test_acknowledgements_follow_the_peers_window() -> None:
    _, peer = publishing()
    peer.say(messages.WindowAckSize(5000).to_message())
    server = peer.connection
    peer.say(Message(9, 0, 1, bytes(4000), 6))
    peer.hear()
    peer.say(Message(9, 0, 1, bytes(6000), 6))
    assert peer.heard() == [Acknowledgement(server.bytes_received)]


def test_pings_both_ways() -> None:
    server, peer = connected()
    assert peer.say(UserControl(6, 77).to_message()) == []
    assert peer.heard() == [UserControl(7, 77)]
    server.ping(100.0)
    (request,) = peer.heard()
    assert request == UserControl(6, 100_000)
    peer.now = 100.25
    assert peer.say(UserControl(7, 100_000).to_message()) == [events.PongReceived(100_000, 250.0)]
    assert peer.say(UserControl(7, 5).to_message()) == [events.PongReceived(5, None)]


def test_acknowledgement_event() -> None:
    _, peer = connected()
    assert peer.say(Acknowledgement(99).to_message()) == [events.AcknowledgementReceived(99)]


def test_streams_are_numbered_anew_after_deletion() -> None:
    _, peer = connected()
    for _ in range(20):
        peer.call("createStream", None, tid=2)
        (result,) = peer.commands()
        assert result.args[1] == 1.0
        peer.call("deleteStream", None, 1)
