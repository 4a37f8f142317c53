"""The shell of a call to an RTMP server: what it says of a bad one, and how it leaves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from streamingpro.engine import rtmpcall
from streamingpro.engine.neterrors import NetError
from streamingpro.engine.rtmpcall import RtmpCall
from streamingpro.protocols.rtmp import events
from streamingpro.protocols.rtmp.server import ServerConnection
from streamingpro.protocols.rtmp.url import parse_target
from tests.engine.harness import until
from tests.peers.hostile import refused_port

KEY = "s3cret-key"
CHUNK_SIZE_0 = bytes.fromhex("02 000000 000004 01 00000000 00000000")
"""Set Chunk Size to nothing: no server may (RTMP 1.0 §5.4.1)."""


class Heard:
    """A call, and all that it has reported."""

    def __init__(self, port: int) -> None:
        self.events: list[events.Event] = []
        self.broken: list[str] = []
        self.lost: list[OSError | None] = []
        self.call = RtmpCall(
            parse_target(f"rtmp://127.0.0.1:{port}/live/{KEY}"),
            publish=True,
            secrets=(KEY,),
            on_event=self.events.append,
            on_broken=self.broken.append,
            on_lost=self.lost.append,
        )


class Peer:
    """A server that reads and answers while `reads` is set, and then says `last_word`."""

    def __init__(self, last_word: bytes) -> None:
        self.last_word = last_word
        self.reads = asyncio.Event()
        self.reads.set()
        self.heard: list[events.Event] = []
        self.ended = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        rtmp = ServerConnection()
        try:
            while await self.reads.wait() and (data := await reader.read(4096)):
                self.heard += rtmp.receive_data(data, 0.0)
                writer.write(rtmp.data_to_send())
                if rtmp.handshake_done and self.last_word:
                    writer.write(self.last_word)
        except OSError:
            pass
        finally:
            writer.close()
            self.ended.set()


@asynccontextmanager
async def peer(last_word: bytes = b"") -> AsyncIterator[tuple[Peer, Heard]]:
    """A server, and a call to it that is not opened yet."""
    there = Peer(last_word)
    server = await asyncio.start_server(there.serve, "127.0.0.1", 0, limit=4096)
    async with server:
        heard = Heard(server.sockets[0].getsockname()[1])
        yield there, heard
        await heard.call.leave()
        there.reads.set()
        if heard.call.wire is not None:
            await there.ended.wait()


async def test_a_call_knows_whom_it_is_connected_to_and_says_hello() -> None:
    async with peer() as (there, heard):
        wire = await heard.call.open("")
        assert heard.call.wire is wire
        assert heard.call.remote_address == "{}:{}".format(*wire.sock.getpeername())
        await until(lambda: there.heard)
        assert not heard.broken


async def test_a_server_that_breaks_the_rules_after_the_handshake_is_quoted() -> None:
    async with peer(CHUNK_SIZE_0) as (_, heard):
        await heard.call.open("")
        await until(lambda: heard.broken)
        assert heard.broken[0].startswith("The server does not speak RTMP as expected: ")
        assert heard.broken[0].endswith(".")


async def test_a_call_that_is_refused_leaves_nothing_to_close() -> None:
    with refused_port() as port:
        heard = Heard(port)
        with pytest.raises(NetError):
            await heard.call.open("")
        assert heard.call.wire is None
        await heard.call.leave()


async def test_who_does_not_read_gets_no_goodbye(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rtmpcall, "GOODBYE_S", 3600.0)
    async with peer() as (there, heard):
        there.reads.clear()
        wire = await heard.call.open("")
        while not wire.blocked:
            wire.write(bytes(65536))
            await asyncio.sleep(0)
        await heard.call.leave()
        assert wire.closed
        await heard.call.leave()


async def test_what_a_server_said_is_shown_short_and_without_the_key() -> None:
    quote = Heard(1).call.quote
    assert KEY not in quote(f"no such stream: {KEY}.")
    assert quote("Bad name. ") == "Bad name"
    assert len(quote("x" * 1000)) == 300
