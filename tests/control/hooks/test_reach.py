"""A media server is told of our hook only when it has shown that it comes there."""

from typing import Any

import httpx
import pytest

from streamingpro.control.hooks.reach import AGAIN_AFTER_S, PATH, ROUTE, NotReached, Reach
from streamingpro.mediamtx.errors import MediaServerError
from tests.control.reconcile.peer import Peer

pytestmark = pytest.mark.any_database

HOOK = "http://node-1:s3cret@10.0.0.2:8000/api/hooks/auth"
BASE = "http://10.0.0.2:8000"


class Server(Peer):
    """A media server that fetches what a path has as its source, when it `reaches` it."""

    def __init__(self) -> None:
        super().__init__()
        self.reaches = True
        self.now = 0.0
        self.sources: list[str] = []
        self.reach = Reach(within_s=0.05, now=lambda: self.now)

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        await super().app(scope, receive, send)
        if PATH in self.store.paths:
            source = self.store.paths[PATH].source
            self.sources.append(source)
            if self.reaches:
                assert self.reach.came(source.removeprefix(f"{BASE}{ROUTE}/"))

    async def prove(self) -> None:
        async with self.client() as client:
            await self.reach.prove(client, HOOK)


async def test_who_comes_is_told() -> None:
    server = Server()
    await server.prove()
    assert PATH not in server.store.paths, "nothing is left there"
    assert server.sources[0].startswith(f"{BASE}{ROUTE}/"), "without the hook's credentials"
    await server.prove()
    assert server.sources[0] != server.sources[-1], "no old visit counts"


async def test_who_does_not_come_is_left_alone_and_for_a_while_not_asked_again() -> None:
    server = Server()
    server.reaches = False
    with pytest.raises(NotReached, match=f"does not reach us at {BASE},") as caught:
        await server.prove()
    assert "s3cret" not in str(caught.value)
    assert PATH not in server.store.paths
    asked = len(server.calls)
    server.now = AGAIN_AFTER_S - 1
    with pytest.raises(NotReached):
        await server.prove()
    assert len(server.calls) == asked
    server.now, server.reaches = AGAIN_AFTER_S, True
    await server.prove()


async def test_what_is_left_of_an_earlier_check_does_not_hinder() -> None:
    server = Server()
    server.store.add(PATH, {})
    await server.prove()
    assert PATH not in server.store.paths


async def test_a_server_that_fails_is_not_one_that_does_not_come() -> None:
    server = Server()
    server.refuse = lambda call: call.endswith(PATH)
    with pytest.raises(MediaServerError) as caught:
        await server.prove()
    assert not isinstance(caught.value, NotReached)


async def test_nobody_else_is_expected(anonymous: httpx.AsyncClient) -> None:
    answer = await anonymous.get(f"{ROUTE}/anything")
    assert answer.status_code == 401
