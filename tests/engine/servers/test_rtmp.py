"""The RTMP listener: who may come in, what they get, and how they go."""

import asyncio
import socket
from pathlib import Path

import pytest

from streamingpro.engine.units import WireForm
from streamingpro.kit.ids import new_secret
from streamingpro.protocols.rtmp import events
from streamingpro.protocols.rtmp.chunks import Message
from tests.engine.client import Client, gop
from tests.engine.harness import until
from tests.engine.media import VIDEO, interframe, kinds
from tests.engine.servers.conftest import Server

BROADCAST = Path(__file__).parents[2] / "data" / "mpegts" / "mpeg2_mp2.ts"


class Broadcaster:
    """Sends MPEG-TS."""

    id = "broadcaster"
    kind = "srtConn"
    protocol = "srt"
    remote_address = "192.0.2.1:9000"
    bytes_sent = 0

    def dismiss(self, reason: str) -> None:
        """Nothing to do."""


async def test_what_is_published_is_played_from_the_start_of_the_gop(server: Server) -> None:
    encoder = await server.crowd.publisher("show")
    encoder.send(*gop(), (VIDEO, 40, interframe()))
    await server.available()
    await until(lambda: server.frames == 2)
    player = await server.crowd.player("show")
    encoder.send((VIDEO, 80, interframe()))
    await until(lambda: kinds(_pictures(player)) == "HHKPP")
    assert server.item["readersCount"] == 1
    await encoder.leave()


def _pictures(player: Client) -> list[Message]:
    """The player's media without metadata and sample access."""
    return [message for message in player.media if message.type_id in (8, 9)]


@pytest.mark.parametrize(
    ("app", "name"), [("live", "stream?key=x"), ("live/stream?key=x", ""), ("live", "stream")]
)
async def test_app_and_name_make_the_path_however_they_are_divided(
    server: Server, app: str, name: str
) -> None:
    server.store.add("live/stream", {})
    client = await server.crowd.client(app, name, publish=True)
    await client.event(events.PublishStarted)
    assert server.path("live/stream").publisher is not None


async def test_an_unknown_path_is_refused_with_bad_name_and_leaves_nothing(server: Server) -> None:
    client = await server.crowd.client("other", publish=True)
    assert await client.refusal() == ("NetStream.Publish.BadName: This server has no such path.")
    await until(lambda: not server.rtmp.connections)
    assert server.paths.get("other") is None


async def test_a_key_that_was_entered_as_a_path_is_not_logged(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    key = new_secret()
    client = await server.crowd.client(f"live/{key}", publish=True)
    await client.refusal()
    said = "".join(capsys.readouterr())
    assert "no such path" in said
    assert key not in said


async def test_without_the_right_key_nobody_publishes_or_reads(server: Server) -> None:
    user = {
        "user": "me",
        "pass": "right",
        "permissions": [{"action": "publish", "path": "show"}],
    }
    server.store.patch_global({"authInternalUsers": [user]})
    for app in ("show", "show?user=me&pass=wrong", "show?pass=right"):
        client = await server.crowd.client(app, publish=True)
        words = await client.refusal()
        assert words == "NetStream.Publish.BadName: Not allowed: check the path and the key."
    player = await server.crowd.client("show?user=me&pass=right", publish=False)
    assert "Not allowed" in await player.refusal()
    await server.crowd.publisher("show?user=me&pass=right")
    (conn,) = server.view.list_clients("rtmpconns")
    assert (conn["user"], conn["state"]) == ("me", "publish")
    assert "right" not in str(conn)


async def test_playing_what_nobody_publishes_is_refused(server: Server) -> None:
    client = await server.crowd.client("show", publish=False)
    assert (await client.refusal()).startswith("NetStream.Play.StreamNotFound: Nothing is being")


async def test_a_player_of_what_rtmp_cannot_carry_is_told_so_at_once(server: Server) -> None:
    _, stream = server.paths.publish(Broadcaster(), "show", WireForm.MPEGTS)
    stream.push_ts(BROADCAST.read_bytes())
    await server.available()
    client = await server.crowd.client("show", publish=False)
    assert await client.refusal() == (
        "NetStream.Play.StreamNotFound: RTMP can't carry MPEG-2 video: let the encoder send H.264 "
        "instead. RTMP can't carry MPEG audio of layer 2: let the encoder send AAC instead."
    )


async def test_a_second_publisher_takes_over_and_readers_stay(server: Server) -> None:
    first = await server.crowd.publisher("show")
    first.send_gop()
    await server.available()
    player = await server.crowd.player("show")
    second = await server.crowd.publisher("show")
    await until(lambda: first.ended)
    assert _told(first, "another publisher took over")
    second.send_gop(9_000)
    await until(lambda: kinds(_pictures(player)).endswith("KK"))
    stamps = [message.timestamp for message in _pictures(player)]
    assert stamps == sorted(stamps)
    assert not player.ended


def _told(client: Client, words: str) -> bool:
    return any(words in status.description for status in client.find(events.StatusReceived))


async def test_where_it_is_not_allowed_a_second_publisher_is_refused(server: Server) -> None:
    server.configure(overridePublisher=False)
    first = await server.crowd.publisher("show")
    second = await server.crowd.client("show", publish=True)
    assert "BadName: Somebody is already publishing" in await second.refusal()
    await first.leave()
    await until(lambda: server.path().publisher is None)
    await server.crowd.publisher("show")


async def test_readers_stay_while_the_encoder_is_away_within_the_grace(server: Server) -> None:
    first = await server.crowd.publisher("show")
    first.send_gop()
    await server.available()
    player = await server.crowd.player("show")
    await first.drop()
    await until(lambda: server.path().publisher is None)
    assert server.item["available"]
    assert not server.item["online"]
    second = await server.crowd.publisher("show")
    second.send_gop()
    await until(lambda: kinds(_pictures(player)).endswith("KK"))


async def test_without_a_grace_the_end_of_the_encoder_is_the_end_for_readers(
    server: Server,
) -> None:
    server.configure(reconnectGrace="0s")
    encoder = await server.crowd.publisher("show")
    encoder.send_gop()
    await server.available()
    player = await server.crowd.player("show")
    await encoder.leave()
    await until(lambda: player.ended)
    assert player.find(events.StreamEnded)
    assert not server.item["available"]


async def test_more_readers_than_allowed_are_refused(server: Server) -> None:
    server.configure(maxReaders=1)
    encoder = await server.crowd.publisher("show")
    encoder.send_gop()
    await server.available()
    first = await server.crowd.player("show")
    second = await server.crowd.client("show", publish=False)
    assert "as many readers as it may have" in await second.refusal()
    await first.leave()
    await until(lambda: not server.path().readers)
    await server.crowd.player("show")


async def test_a_silent_client_is_dropped(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.rtmp.port)):
        await until(lambda: server.rtmp.connections)
        server.tick(9)
        assert server.rtmp.connections
        server.tick(11)
        assert not server.rtmp.connections


async def test_a_client_that_only_keeps_its_place_is_dropped(server: Server) -> None:
    server.store.patch_global({"readTimeout": "100s"})  # as if it said a byte now and then
    encoder = await server.crowd.publisher("show")
    with socket.create_connection(("127.0.0.1", server.rtmp.port)):
        await until(lambda: len(server.rtmp.connections) == 2)
        server.tick(29)
        assert len(server.rtmp.connections) == 2
        server.tick(31)
        assert [conn.state for conn in server.rtmp.connections.values()] == ["publish"]
    assert not encoder.ended


async def test_a_publisher_that_falls_silent_is_dropped_but_not_a_quiet_reader(
    server: Server,
) -> None:
    encoder = await server.crowd.publisher("show")
    encoder.send_gop()
    await server.available()
    player = await server.crowd.player("show")
    server.tick(11)
    await until(lambda: encoder.ended)
    assert not player.ended
    assert [conn["state"] for conn in server.view.list_clients("rtmpconns")] == ["read"]


async def test_a_reader_that_takes_nothing_is_dropped(server: Server) -> None:
    encoder = await server.crowd.publisher("show")
    encoder.send_gop()
    await server.available()
    player = await server.crowd.player("show")
    player.writer.transport.pause_reading()  # type: ignore[attr-defined]
    (reader,) = server.path().readers.values()
    ms = 0
    while not reader._wire.blocked:  # type: ignore[attr-defined]
        ms += 40
        encoder.send((VIDEO, ms, interframe(500_000)))
        await until(lambda: server.frames == 1 + ms // 40)  # noqa: B023
    server.tick(1)
    server.tick(10)
    assert server.path().readers
    server.tick(12)
    assert not server.path().readers


@pytest.mark.parametrize("noise", [b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01" + bytes(2000)])
async def test_a_client_that_speaks_no_rtmp_is_closed(server: Server, noise: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.rtmp.port)
    writer.write(noise)
    async with asyncio.timeout(20):
        await reader.read()
    await until(lambda: not server.rtmp.connections)
    writer.close()


async def test_a_kicked_publisher_is_told_and_gone(server: Server) -> None:
    encoder = await server.crowd.publisher("show")
    encoder.send_gop()
    await server.available()
    assert server.view.kick_client("rtmpconns", server.view.list_clients("rtmpconns")[0]["id"])
    assert server.path().publisher is None
    await until(lambda: encoder.ended)
    assert _told(encoder, "disconnected by the administrator")
    assert not server.view.kick_client("rtmpconns", "nobody")


async def test_a_flood_of_connections_takes_nothing_from_the_stream(server: Server) -> None:
    encoder = await server.crowd.publisher("show")
    encoder.send_gop()
    await server.available()
    player = await server.crowd.player("show")
    async with asyncio.TaskGroup() as group:
        refused = [group.create_task(_refused(server, number)) for number in range(32)]
    assert all("BadName" in task.result() for task in refused)
    encoder.send(*((VIDEO, 40 * n, interframe()) for n in range(1, 26)))
    await until(lambda: kinds(_pictures(player)) == "HHK" + "P" * 25)
    await until(lambda: len(server.rtmp.connections) == 2)


async def _refused(server: Server, number: int) -> str:
    client = await server.crowd.client(f"flood-{number}", publish=True)
    return await client.refusal()
