"""Lists: through all pages, and only what changed is read again."""

from typing import Any

import httpx
import orjson
import pytest

from streamingpro.mediamtx import lists
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.errors import ProtocolError


class Lists:
    """A server with the paths of `paths`, three on a page, and a second list."""

    def __init__(self) -> None:
        self.paths: list[dict[str, Any]] = []
        self.asked: list[httpx.URL] = []
        self.client = MediaClient("http://m", transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url)
        size, number = (int(request.url.params[name]) for name in ("itemsPerPage", "page"))
        items = self.paths[number * size : (number + 1) * size]
        count = -(-len(self.paths) // size)
        body = {"itemCount": len(self.paths), "pageCount": count, "items": items}
        return httpx.Response(200, content=orjson.dumps(body))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Lists:
    monkeypatch.setattr(lists, "ITEMS_PER_PAGE", 3)
    return Lists()


def path(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, **more}


async def test_through_all_pages(server: Lists) -> None:
    for count in (0, 1, 3, 4, 7, 2):
        server.paths = [path(f"p{i}") for i in range(count)]
        server.asked.clear()
        assert [item.name for item in await server.client.paths_list()] == [
            f"p{i}" for i in range(count)
        ]
        assert len(server.asked) == max(1, -(-count // 3))


async def test_what_is_the_same_is_the_same_object(server: Lists) -> None:
    server.paths = [path(f"p{i}", inboundBytes=1) for i in range(7)]
    first = await server.client.paths_list()
    second = await server.client.paths_list()
    assert second is not first, "a list of one's own"
    assert all(one is two for one, two in zip(first, second, strict=True))


async def test_what_changed_is_read_and_only_that(server: Lists) -> None:
    server.paths = [path(f"p{i}", inboundBytes=1) for i in range(7)]
    first = await server.client.paths_list()
    server.paths[4]["inboundBytes"] = 2
    second = await server.client.paths_list()
    assert [one is two for one, two in zip(first, second, strict=True)] == [True] * 4 + [
        False,
        *[True] * 2,
    ]
    assert (first[4].inbound_bytes, second[4].inbound_bytes) == (1, 2)


async def test_items_that_move_and_pages_that_go(server: Lists) -> None:
    server.paths = [path(f"p{i}") for i in range(7)]
    await server.client.paths_list()
    for gone in (0, 3, 0, 0, 1, 1, 0):
        del server.paths[gone]
        names = [item.name for item in await server.client.paths_list()]
        assert names == [item["name"] for item in server.paths]
    server.paths = [path(f"p{i}") for i in range(7)]
    assert [item.name for item in await server.client.paths_list()][6] == "p6"
    assert len(server.client._pages._known) == 3
    server.paths = server.paths[:1]
    await server.client.paths_list()
    assert len(server.client._pages._known) == 1, "pages that are no more are forgotten"


async def test_lists_do_not_share_what_they_know(server: Lists) -> None:
    server.paths = [path("a")]
    [shown], [conf] = await server.client.paths_list(), await server.client.config_paths_list()
    assert (shown.__class__.__name__, conf.__class__.__name__) == ("Path", "PathConf")


async def test_lists_chosen_by_parameters_are_not_kept(server: Lists) -> None:
    await server.client.forward_list("a")
    assert server.client._pages._known == {}
    assert server.asked[0].params["path"] == "a"


async def test_pages_without_items_come_to_an_end() -> None:
    asked = 0

    def endless(_: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        return httpx.Response(200, json={"itemCount": 9, "pageCount": 10**9, "items": []})

    client = MediaClient("http://m", transport=httpx.MockTransport(endless))
    assert await client.paths_list() == []
    assert asked == 1


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"null",
        b"[]",
        b'{"items":[]}',
        b'{"itemCount":1,"pageCount":1,"items":5}',
        b'{"itemCount":1,"pageCount":1,"items":[5]}',
        b'{"itemCount":1,"pageCount":1,"items":[{"name":{"key":"s3cr3t-key"}}]}',
    ],
)
async def test_nonsense(body: bytes) -> None:
    answer = httpx.MockTransport(lambda _: httpx.Response(200, content=body))
    with pytest.raises(ProtocolError, match="http://m is not what its API promises") as caught:
        await MediaClient("http://m", transport=answer).paths_list()
    assert "s3cr3t" not in caught.value.message
