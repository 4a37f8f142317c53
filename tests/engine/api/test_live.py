"""Routes that show and act on what runs; paging; unknown routes."""

import os

import httpx
import pytest

from tests.engine.api.conftest import HandMadeState
from tests.engine.api.objects import CONN_ID, dest_id


def error(message: str) -> dict[str, str]:
    return {"status": "error", "error": message}


async def test_info(http: httpx.AsyncClient) -> None:
    assert (await http.get("/v3/info")).json() == {
        "version": "1.2.3",
        "started": "2026-01-02T03:04:05.000000Z",
        "engine": "streamingpro",
        "pid": os.getpid(),
        "rtmpPort": 1935,
        "services": {
            "rtmp": {"port": 1935, "reason": ""},
            "srt": {"port": 0, "reason": "switched off"},
        },
    }


async def test_paths(http: httpx.AsyncClient, state: HandMadeState) -> None:
    page = (await http.get("/v3/paths/list")).json()
    assert page == {"itemCount": 2, "pageCount": 1, "items": state.list_paths()}
    assert (await http.get("/v3/paths/get/a/b")).json() == state.paths["a/b"]


async def test_forward(http: httpx.AsyncClient, state: HandMadeState) -> None:
    page = (await http.get("/v3/paths/forward/list?path=show&itemsPerPage=1&page=1")).json()
    assert page == {"itemCount": 2, "pageCount": 2, "items": [state.forward["show"][1]]}
    answer = await http.get("/v3/paths/forward/get", params={"path": "show", "id": dest_id(1)})
    assert answer.json() == state.forward["show"][1]
    empty = (await http.get("/v3/paths/forward/list?path=a/b")).json()
    assert empty == {"itemCount": 0, "pageCount": 0, "items": []}


async def test_connections(http: httpx.AsyncClient, state: HandMadeState) -> None:
    conn = state.conns[CONN_ID]
    assert (await http.get("/v3/rtmpconns/list")).json()["items"] == [conn]
    for text in (CONN_ID, CONN_ID.upper(), CONN_ID.replace("-", ""), f"urn:uuid:{CONN_ID}"):
        assert (await http.get(f"/v3/rtmpconns/get/{text}")).json() == conn
    assert (await http.post(f"/v3/rtmpconns/kick/{CONN_ID}")).json() == {"status": "ok"}
    assert state.kicked == [CONN_ID]
    answer = await http.post(f"/v3/rtmpconns/kick/{CONN_ID}")
    assert (answer.status_code, answer.json()) == (404, error("connection not found"))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("rtmpsconns", "connection not found"),
        ("srtconns", "connection not found"),
        ("hlssessions", "session not found"),
    ],
)
async def test_clients_of_every_kind(
    http: httpx.AsyncClient, state: HandMadeState, kind: str, words: str
) -> None:
    client = state.clients[kind][CONN_ID]
    assert (await http.get(f"/v3/{kind}/list")).json()["items"] == [client]
    assert (await http.get(f"/v3/{kind}/get/{CONN_ID}")).json() == client
    assert (await http.post(f"/v3/{kind}/kick/{CONN_ID}")).json() == {"status": "ok"}
    for method, call in (("GET", "get"), ("POST", "kick")):
        answer = await http.request(method, f"/v3/{kind}/{call}/{CONN_ID}")
        assert (answer.status_code, answer.json()) == (404, error(words))
    assert state.conns, "one of another kind has the same id"


async def test_muxers(http: httpx.AsyncClient, state: HandMadeState) -> None:
    state.muxers["a/b"] = {"path": "a/b"}
    items = (await http.get("/v3/hlsmuxers/list")).json()["items"]
    assert items == [{"path": "a/b"}, state.muxers["show"]]
    assert (await http.get("/v3/hlsmuxers/get/a/b")).json() == {"path": "a/b"}


async def test_a_poster(http: httpx.AsyncClient, state: HandMadeState) -> None:
    answer = await http.get("/v3/paths/poster/show")
    assert (answer.status_code, answer.content) == (200, b"a picture")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["last-modified"] == "Fri, 02 Jan 2026 03:04:05 GMT"


@pytest.mark.parametrize(
    ("url", "status", "message"),
    [
        ("paths/poster/nothing", 404, "no picture"),
        ("paths/poster/", 400, "invalid name"),
        ("hlsmuxers/get/nothing", 404, "muxer not found"),
        ("hlsmuxers/get/", 400, "invalid name"),
        ("paths/get/nothing", 404, "path not found"),
        ("paths/get/", 400, "invalid name"),
        ("paths/forward/list", 400, "invalid path"),
        ("paths/forward/list?path=nothing", 404, "path not found"),
        ("paths/forward/get?path=show", 400, "invalid UUID length: 0"),
        (f"paths/forward/get?id={CONN_ID}", 400, "invalid path"),
        (f"paths/forward/get?path=nothing&id={CONN_ID}", 404, "path not found"),
        (f"paths/forward/get?path=show&id={CONN_ID}", 404, "forward destination not found"),
        ("rtmpconns/get/5", 400, "invalid UUID length: 1"),
        (f"rtmpconns/get/{CONN_ID[:-1]}g", 400, "invalid UUID format"),
        (f"rtmpconns/get/{dest_id(7)}", 404, "connection not found"),
        ("paths/list?itemsPerPage=0", 400, "invalid items per page"),
        (
            "paths/list?itemsPerPage=-1",
            400,
            'strconv.ParseUint: parsing "-1": invalid syntax',
        ),
        ("rtmpconns/list?page=x", 400, 'strconv.ParseUint: parsing "x": invalid syntax'),
        (
            "paths/list?page=2147483648",
            400,
            'strconv.ParseUint: parsing "2147483648": value out of range',
        ),
    ],
)
async def test_errors(http: httpx.AsyncClient, url: str, status: int, message: str) -> None:
    answer = await http.get(f"/v3/{url}")
    assert (answer.status_code, answer.json()) == (status, error(message))


async def test_without_a_size_a_page_has_100_items(
    http: httpx.AsyncClient, state: HandMadeState
) -> None:
    state.paths = {f"p{i:03}": {"name": f"p{i:03}"} for i in range(150)}
    page = (await http.get("/v3/paths/list?itemsPerPage=&page=1")).json()
    assert (page["itemCount"], page["pageCount"], len(page["items"])) == (150, 2, 50)
    assert page["items"][0]["name"] == "p100"


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("GET", "/"),
        ("GET", "/v3/nothing"),
        ("POST", "/v3/info"),
        ("GET", "/v3/rtmpconns/get/"),
        ("GET", "/v3/webrtcsessions/list"),
        ("POST", "/v3/hlsmuxers/kick/show"),
        ("GET", "/v3/config/paths/add/a"),
    ],
)
async def test_unknown_routes(http: httpx.AsyncClient, method: str, url: str) -> None:
    answer = await http.request(method, url)
    assert (answer.status_code, answer.text) == (404, "404 page not found")


async def test_head_and_options(http: httpx.AsyncClient) -> None:
    head = await http.head("/v3/info")
    assert (head.status_code, head.headers["content-type"]) == (
        200,
        "application/json; charset=utf-8",
    )
    options = await http.options("/v3/info")
    assert options.status_code == 204
    assert set(options.headers["allow"].split(", ")) == {"GET", "HEAD"}


async def test_a_failure_of_ours_is_told_without_its_details(
    http: httpx.AsyncClient, state: HandMadeState, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(state, "list_paths", fail)
    answer = await http.get("/v3/paths/list")
    assert answer.status_code == 500
    assert answer.json()["status"] == "error"
    assert "secret" not in answer.text
