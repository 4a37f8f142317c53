"""The server role: what it refuses, and how a refusal ends."""

import pytest

from streamingpro.protocols.rtmp import events
from streamingpro.protocols.rtmp.chunks import Message, serialize_message
from streamingpro.protocols.rtmp.errors import (
    AmfError,
    LimitExceeded,
    LocalError,
    ProtocolViolation,
)
from streamingpro.protocols.rtmp.limits import Limits
from streamingpro.protocols.rtmp.messages import Command, UserControl
from tests.protocols.rtmp.sessions import APP, connected, publishing, server_and_peer


@pytest.mark.parametrize(
    ("name", "args"),
    [("publish", (None, "x")), ("createStream", (None,)), ("onStatus", ())],
)
def test_a_first_command_other_than_connect(name: str, args: tuple[object, ...]) -> None:
    _, peer = server_and_peer()
    with pytest.raises(ProtocolViolation):
        peer.call(name, *args)


@pytest.mark.parametrize("args", [(), (None,), ("live",)])
def test_connect_without_parameters(args: tuple[object, ...]) -> None:
    _, peer = server_and_peer()
    with pytest.raises(ProtocolViolation):
        peer.call("connect", *args, tid=1)


def test_second_connect() -> None:
    _, peer = connected()
    with pytest.raises(ProtocolViolation):
        peer.call("connect", APP, tid=1)


def test_limits_on_streams_names_and_requests() -> None:
    _, peer = connected(Limits(max_message_streams=2))
    peer.call("createStream", None)
    peer.call("createStream", None)
    with pytest.raises(LimitExceeded):
        peer.call("createStream", None)
    _, peer = connected(Limits(max_stream_name=20))
    with pytest.raises(LimitExceeded):
        peer.call("publish", None, "k" * 21, stream=1)
    _, peer = server_and_peer(Limits(max_held_replies=3))
    peer.call("connect", APP, tid=1)
    calls = [Command("_checkbw", 2, [None]).to_message()] * 4
    with pytest.raises(LimitExceeded):
        peer.say(*calls)


def test_a_peer_that_pings_and_never_reads() -> None:
    server, peer = connected(Limits(max_output_bytes=10_000))
    pings = [UserControl(6, 1).to_message()] * 1000
    with pytest.raises(LimitExceeded):
        peer.say(*pings)
    assert server.buffered_bytes <= 10_000


def test_who_may_not_publish_yet_says_nothing_large() -> None:
    half = serialize_message(9, 0, 1, bytes(4000), chunk_stream_id=6, chunk_size=128)[:3000]
    early = Limits(max_early_bytes=2000)
    server, _ = connected(early)
    with pytest.raises(LimitExceeded):
        server.receive_data(half, 0.0)
    server, _ = publishing(early)
    server.receive_data(half, 0.0)
    assert server.buffered_bytes > 2000


def test_after_an_error_nothing_more_is_taken() -> None:
    server, peer = connected()
    with pytest.raises(AmfError):
        peer.say(Message(20, 0, 0, b"\xff", 3))
    with pytest.raises(LocalError):
        server.receive_data(b"", 0.0)
    assert server.data_to_send() == b""


def test_decisions_nobody_asked_for() -> None:
    server, peer = connected()
    for decide in (server.accept_connect, server.reject_connect):
        with pytest.raises(LocalError):
            decide()
    assert not server.accept_publish(1)
    assert not server.reject_publish(1)
    assert not server.accept_play(1)
    assert not server.reject_play(1)
    assert not server.close(1, "NetStream.Publish.BadName", "")
    assert peer.hear() == []


@pytest.mark.parametrize("leave", ["deleteStream", "closeStream", "FCUnpublish"])
def test_a_request_withdrawn_before_it_is_decided(leave: str) -> None:
    server, peer = connected()
    seen = peer.call("publish", None, "key", stream=1)
    seen += peer.call(leave, None, "key" if leave == "FCUnpublish" else 1, stream=1)
    assert seen == [events.PublishRequested(1, "key"), events.Unpublished(1)]
    assert not server.accept_publish(1)
    assert "onStatus NetStream.Publish.Start" not in peer.codes()


def test_events_and_connection_show_no_key() -> None:
    _, peer = server_and_peer()
    app = {"app": "live?key=SECRET", "tcUrl": "rtmp://h/live?key=SECRET"}
    seen = peer.call("connect", app, tid=1) + peer.call("publish", None, "SECRET", stream=1)
    seen += peer.call("play", None, "SECRET", stream=2)
    assert len(seen) == 3
    assert "SECRET" not in repr(seen)
