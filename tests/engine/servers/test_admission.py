"""While it is decided whether a client may: it may be hasty, change its mind, or be thrown out."""

import asyncio

import pytest

from streamingpro.engine.auth import AccessDenied, AccessRequest
from streamingpro.protocols.rtmp import events
from streamingpro.protocols.rtmp.chunks import ChunkWriter
from streamingpro.protocols.rtmp.messages import Command
from tests.engine.client import gop, media
from tests.engine.harness import turns, until
from tests.engine.media import VIDEO, interframe
from tests.engine.servers.conftest import Server

DELETE_STREAM = ChunkWriter().write(Command("deleteStream", 9, [None, 1.0]).to_message())
"""Behind a request, in the same bytes: the stream is deleted before it was granted."""


class SlowDoor:
    """Holds every admission until it is opened."""

    def __init__(self) -> None:
        self.opened = asyncio.Event()
        self.asked = 0
        self.deny = False

    async def check(self, _request: AccessRequest) -> None:
        self.asked += 1
        await self.opened.wait()
        if self.deny:
            raise AccessDenied("no")


@pytest.fixture
def door(server: Server, monkeypatch: pytest.MonkeyPatch) -> SlowDoor:
    made = SlowDoor()
    monkeypatch.setattr(server.auth, "check", made.check)
    return made


async def test_thrown_out_while_it_is_decided_a_client_does_not_become_the_publisher(
    server: Server, door: SlowDoor
) -> None:
    client = await server.crowd.client("show", publish=True)
    await until(lambda: door.asked)
    (conn,) = server.rtmp.connections.values()
    conn.dismiss("disconnected by the administrator")
    door.opened.set()
    await until(lambda: client.ended)
    await turns()
    assert server.path().publisher is None
    assert server.path().stream is None


@pytest.mark.parametrize("publish", [True, False])
@pytest.mark.parametrize("denied", [True, False])
async def test_a_client_that_changes_its_mind_while_it_is_decided_is_let_go(
    server: Server, door: SlowDoor, publish: bool, denied: bool
) -> None:
    client = await server.crowd.client("show", publish=publish)
    client.haste = DELETE_STREAM
    await until(lambda: door.asked)
    (conn,) = server.rtmp.connections.values()
    door.deny = denied
    door.opened.set()
    await until(lambda: not server.rtmp.connections)
    conn.dismiss("the server stops")
    assert server.path().publisher is None
    await until(lambda: client.ended)


async def test_a_server_that_stops_ends_even_those_it_is_deciding_on(
    server: Server, door: SlowDoor
) -> None:
    client = await server.crowd.client("show", publish=True)
    client.haste = DELETE_STREAM
    await until(lambda: door.asked)
    server.rtmp.close()
    assert not server.rtmp.connections
    door.opened.set()
    await until(lambda: client.ended)


async def test_media_sent_hastily_before_the_answer_is_not_lost(server: Server) -> None:
    haste = media(*gop(), (VIDEO, 40, interframe()))
    client = await server.crowd.client("show", publish=True, haste=haste)
    await client.event(events.PublishStarted)
    await until(lambda: server.frames == 2)


async def test_a_hasty_client_that_is_refused_still_reads_why(server: Server) -> None:
    haste = media(*gop()) + media((VIDEO, 40, interframe(300_000)))
    client = await server.crowd.client("other", publish=True, haste=haste)
    assert "NetStream.Publish.BadName" in await client.refusal()
