"""Pictures of inputs."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
import pytest

from streamingpro.control.app import create_app
from streamingpro.control.errors import NotFound, Unavailable
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.preview.posters import AT_ONCE, KEEP_S, Posters
from streamingpro.control.settings import ControlSettings
from streamingpro.control.users.roles import Role
from tests.control.conftest import client_of, token_for
from tests.control.reconcile.peer import Peer

pytestmark = pytest.mark.any_database

JPEG = b"\xff\xd8 a picture \xff\xd9"


@dataclass
class Picture:
    """As the engine's API takes it."""

    data: bytes = JPEG
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def peer() -> Peer:
    return Peer()


@pytest.fixture
async def client(settings: ControlSettings, peer: Peer) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(settings, media=peer.provider())
    async with app.router.lifespan_context(app):
        token = await token_for(app.state.services, Role.OPERATOR)
        async with client_of(app, token) as http:
            yield http


async def test_a_picture_over_rest(client: httpx.AsyncClient, peer: Peer) -> None:
    item = (await client.post("/api/inputs", json={"name": "Show"})).json()
    url = item["urls"]["preview"]["poster"]
    missing = await client.get(url)
    assert (missing.status_code, "nothing is live" in missing.text) == (404, True)
    other = (await client.post("/api/inputs", json={"name": "Other"})).json()
    peer.state.pictures["other"] = Picture()
    answer = await client.get(other["urls"]["preview"]["poster"])
    assert (answer.status_code, answer.content) == (200, JPEG)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "private, max-age=5"
    again = await client.get(
        other["urls"]["preview"]["poster"], headers={"If-None-Match": answer.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


async def test_a_picture_is_kept_for_some_seconds(peer: Peer) -> None:
    clock = Clock()
    posters = Posters(peer.provider(), now=clock)
    peer.state.pictures["show"] = Picture()
    first = await posters.of("show")
    peer.state.pictures["show"] = Picture(b"another")
    assert await posters.of("show") == first
    assert len(peer.calls) == 1
    clock.now += KEEP_S
    later = await posters.of("show")
    assert later.data == b"another"
    assert later.tag != first.tag


async def test_that_there_is_none_is_kept_as_well(peer: Peer) -> None:
    posters = Posters(peer.provider(), now=Clock())
    for _ in range(3):
        with pytest.raises(NotFound):
            await posters.of("show")
    assert len(peer.calls) == 1


async def test_many_who_look_are_one_question_and_few_questions_at_once(peer: Peer) -> None:
    waiting, most = 0, 0
    go_on = asyncio.Event()

    async def poster(_path: str) -> Picture:
        nonlocal waiting, most
        waiting += 1
        most = max(most, waiting)
        await go_on.wait()
        waiting -= 1
        return Picture()

    peer.state.poster = poster  # type: ignore[method-assign]
    posters = Posters(peer.provider(), now=Clock())
    paths = [f"p{number}" for number in range(AT_ONCE + 3)]
    asked = asyncio.gather(*(posters.of(path) for path in paths * 4))
    while waiting < AT_ONCE:
        await asyncio.sleep(0)
    go_on.set()
    assert {one.data for one in await asked} == {JPEG}
    assert most == AT_ONCE
    assert len(peer.calls) == len(paths)


async def test_without_a_media_server_there_is_none() -> None:
    with pytest.raises(Unavailable):
        await Posters(MediaProvider()).of("show")
