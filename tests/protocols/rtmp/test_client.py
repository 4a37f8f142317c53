import pytest

from streamingpro.protocols.rtmp import amf0, events, messages
from streamingpro.protocols.rtmp.chunks import Message
from streamingpro.protocols.rtmp.client import ClientConnection
from streamingpro.protocols.rtmp.messages import Command, UserControl
from tests.protocols.rtmp.talk import Peer, describe

SUCCESS: dict[str, object] = {
    "level": "status",
    "code": "NetConnection.Connect.Success",
    "description": "ok",
}


def status(code: str, level: str = "status", description: str = "words") -> dict[str, object]:
    return {"level": level, "code": code, "description": description}


def client_and_peer(*, publish: bool = True, **more: object) -> tuple[ClientConnection, Peer]:
    client = ClientConnection(
        app="live",
        tc_url="rtmp://h/live",
        stream_name="key",
        publish=publish,
        random_bytes=b"seed",
        **more,  # type: ignore[arg-type]
    )
    return client, Peer(client).shake()


def created(*, publish: bool = True) -> tuple[ClientConnection, Peer]:
    client, peer = client_and_peer(publish=publish)
    peer.call("_result", {}, SUCCESS, tid=1)
    peer.call("_result", None, 7, tid=4 if publish else 2)
    return client, peer


def started(*, publish: bool = True) -> tuple[ClientConnection, Peer]:
    client, peer = created(publish=publish)
    code = "NetStream.Publish.Start" if publish else "NetStream.Play.Start"
    peer.call("onStatus", None, status(code), stream=7)
    peer.hear()
    return client, peer


def test_publishing() -> None:
    client, peer = client_and_peer()
    connect = messages.parse(peer.early[0])
    assert isinstance(connect, Command)
    members = connect.arg(0)
    assert isinstance(members, dict)
    assert (connect.name, connect.transaction_id) == ("connect", 1.0)
    assert (members["app"], members["tcUrl"]) == ("live", "rtmp://h/live")
    assert "av01" in members["fourCcList"]
    assert members["capsEx"] == 14.0

    assert peer.call("_result", {"fmsVer": "x"}, SUCCESS, tid=1) == [
        events.Connected(SUCCESS | {"fmsVer": "x"})
    ]
    answers = peer.heard()
    assert messages.SetChunkSize(60000) in answers
    names = [a.name for a in answers if isinstance(a, Command)]
    assert names == ["releaseStream", "FCPublish", "createStream"]

    assert peer.call("_error", None, status("NetStream.Failed", "error"), tid=2) == []
    assert peer.call("onFCPublish", None, SUCCESS) == []
    assert peer.call("onBWDone", None, 8192) == []
    assert peer.call("_error", None, status("NetStream.Failed", "error"), tid=3) == []
    assert peer.call("_result", None, 7, tid=4) == []
    (publish,) = peer.hear()
    assert publish.stream_id == 7
    assert messages.parse(publish) == Command("publish", 5.0, [None, "key", "live"])

    started_event = peer.call("onStatus", None, status("NetStream.Publish.Start"), stream=7)
    assert started_event == [events.PublishStarted(7, "words")]
    assert client.stream_id == 7
    client.close()
    assert [describe(c) for c in peer.commands()] == ["FCUnpublish", "deleteStream"]
    assert peer.call("onStatus", None, status("NetStream.Unpublish.Success")) == []


def test_playing() -> None:
    _, peer = client_and_peer(publish=False)
    peer.call("_result", None, SUCCESS, tid=1)
    peer.hear()
    peer.call("_result", None, 1, tid=2)
    buffer, play = peer.heard()
    assert buffer == UserControl(3, 1, 3000)
    assert play == Command("play", 3.0, [None, "key", -2.0])
    media = Message(9, 5, 1, b"x", 6)
    assert peer.say(media) == [events.MediaReceived(media)]
    assert peer.call("onStatus", None, status("NetStream.Play.Reset")) == [
        events.StatusReceived("status", "NetStream.Play.Reset", "words")
    ]
    assert peer.call("onStatus", None, status("NetStream.Play.Start")) == [events.PlayStarted(1)]
    assert peer.say(UserControl(1, 1).to_message()) == [events.StreamEnded()]


@pytest.mark.parametrize("tid", [1, 0])
def test_refused_connect(tid: int) -> None:
    _, peer = client_and_peer()
    info = status("NetConnection.Connect.Rejected", "error", "No such app.")
    assert peer.call("_error", None, info, tid=tid) == [
        events.Refused("connect", "NetConnection.Connect.Rejected", "No such app.")
    ]


def test_refused_connect_in_a_result() -> None:
    _, peer = client_and_peer()
    info = status("NetConnection.Connect.InvalidApp", "error")
    assert peer.call("_result", None, info, tid=1) == [
        events.Refused("connect", "NetConnection.Connect.InvalidApp", "words")
    ]


def test_redirect() -> None:
    _, peer = client_and_peer()
    info = status("NetConnection.Connect.Rejected", "error")
    extra: dict[str, object] = {"ex": {"code": 302, "redirect": "rtmp://other/live"}}
    (refused,) = peer.call("_error", None, info | extra, tid=1)
    assert isinstance(refused, events.Refused)
    assert refused.redirect == "rtmp://other/live"


@pytest.mark.parametrize(
    "answer",
    [
        ("_error", status("NetStream.Failed", "error")),
        ("_result", None),
        ("_result", "one"),
        ("_result", 0),
        ("_result", 1e30),
    ],
)
def test_refused_create_stream(answer: tuple[str, object]) -> None:
    _, peer = client_and_peer()
    peer.call("_result", None, SUCCESS, tid=1)
    (refused,) = peer.call(answer[0], None, answer[1], tid=4)
    assert isinstance(refused, events.Refused)
    assert refused.stage == "create"


@pytest.mark.parametrize("publish", [True, False])
def test_refused_publish_and_play_before_and_after_the_start(publish: bool) -> None:
    stage = "publish" if publish else "play"
    for make in (created, started):
        _, peer = make(publish=publish)
        info = status("NetStream.Publish.BadName", "error", "Key in use.")
        assert peer.call("onStatus", None, info, stream=7) == [
            events.Refused(stage, "NetStream.Publish.BadName", "Key in use.")  # type: ignore[arg-type]
        ]


def test_publish_refused_by_an_error_answer() -> None:
    _, peer = created()
    assert peer.call("_error", None, status("NetStream.Publish.Denied", "error"), tid=5) == [
        events.Refused("publish", "NetStream.Publish.Denied", "words")
    ]


@pytest.mark.parametrize("code", ["NetStream.Unpublish.Success", "NetConnection.Connect.Closed"])
def test_the_server_ends_the_stream(code: str) -> None:
    _, peer = started()
    assert peer.call("onStatus", None, status(code), stream=7) == [
        events.StatusReceived("status", code, "words"),
        events.StreamEnded(),
    ]


def test_close_command() -> None:
    _, peer = started()
    assert peer.call("close", None) == [events.StreamEnded()]


@pytest.mark.parametrize("args", [(), (None,), (None, "words"), ("a", 1.0), (None, {"code": 5.0})])
def test_odd_statuses_are_harmless(args: tuple[object, ...]) -> None:
    _, peer = started()
    (event,) = peer.call("onStatus", *args)
    assert isinstance(event, events.StatusReceived)


def test_a_publisher_ignores_media_and_pings_back() -> None:
    _, peer = started()
    assert peer.say(Message(8, 0, 7, b"x", 4)) == []
    assert peer.say(Message(18, 0, 7, amf0.encode("onMetaData", {}), 5)) == []
    peer.say(UserControl(6, 5).to_message())
    assert peer.heard() == [UserControl(7, 5)]


def test_capabilities_can_be_left_out() -> None:
    _, peer = client_and_peer(capabilities={})
    assert "fourCcList" not in str(messages.parse(peer.early[0]))


def test_close_before_there_is_a_stream_says_nothing() -> None:
    client, peer = client_and_peer()
    client.close()
    assert peer.hear() == []
