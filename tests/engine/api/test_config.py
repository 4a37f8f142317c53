"""Routes that read and change the configuration."""

import httpx
import pytest

from streamingpro.engine.api.answers import MAX_BODY
from streamingpro.engine.conf import ConfStore

OK = {"status": "ok"}


def error(message: str) -> dict[str, str]:
    return {"status": "error", "error": message}


async def test_the_life_of_a_path(http: httpx.AsyncClient, store: ConfStore) -> None:
    base = "/v3/config/paths"
    answer = await http.post(f"{base}/add/a/b", json={"maxReaders": 1})
    assert (answer.status_code, answer.json()) == (200, OK)
    answer = await http.post(f"{base}/add/a%2Fb", json={})
    assert (answer.status_code, answer.json()) == (400, error("path already exists"))
    await http.patch(f"{base}/patch/a/b", json={"reconnectGrace": "1m"})
    answer = await http.get(f"{base}/get/a/b")
    assert answer.json() == {
        "name": "a/b",
        "source": "publisher",
        "sourceFingerprint": "",
        "sourceInternal": False,
        "sourceOnDemand": False,
        "sourceOnDemandStartTimeout": "10s",
        "sourceOnDemandCloseAfter": "10s",
        "maxReaders": 1,
        "srtReadPassphrase": "",
        "forward": [],
        "overridePublisher": True,
        "srtPublishPassphrase": "",
        "rtspTransport": "automatic",
        "srtLatency": "200ms",
        "srtKeyLength": 0,
        "reconnectGrace": "1m0s",
        "publishKeyVersion": "",
    }
    await http.post(f"{base}/replace/a/b", json=answer.json() | {"maxReaders": 2})
    assert store.get("a/b").max_readers == 2
    assert (await http.delete(f"{base}/delete/a/b")).json() == OK
    assert not store.paths


@pytest.mark.parametrize(
    ("method", "url", "status", "message"),
    [
        ("GET", "get/nothing", 404, "path configuration not found"),
        ("PATCH", "patch/nothing", 404, "path not found"),
        ("DELETE", "delete/nothing", 404, "path not found"),
        ("GET", "get/", 400, "invalid name"),
        ("POST", "add/", 400, "invalid name"),
        ("PATCH", "patch/", 400, "invalid name"),
        ("POST", "replace/", 400, "invalid name"),
        ("DELETE", "delete/", 400, "invalid name"),
        ("POST", "add//a", 400, "invalid path name '/a': can't begin with a slash"),
    ],
)
async def test_names(
    http: httpx.AsyncClient, method: str, url: str, status: int, message: str
) -> None:
    content = b"{}" if method in ("POST", "PATCH") else None
    answer = await http.request(method, f"/v3/config/paths/{url}", content=content)
    assert (answer.status_code, answer.json()) == (status, error(message))


async def test_paths_come_sorted_in_pages(http: httpx.AsyncClient, store: ConfStore) -> None:
    for name in ("b", "a", "A", "c/d", "a-b"):
        store.add(name, {})
    answer = await http.get("/v3/config/paths/list?itemsPerPage=3")
    page = answer.json()
    assert (page["itemCount"], page["pageCount"]) == (5, 2)
    assert [item["name"] for item in page["items"]] == ["A", "a", "a-b"]
    page = (await http.get("/v3/config/paths/list?itemsPerPage=3&page=1")).json()
    assert [item["name"] for item in page["items"]] == ["b", "c/d"]
    page = (await http.get("/v3/config/paths/list?itemsPerPage=3&page=2")).json()
    assert page == {"itemCount": 5, "pageCount": 2, "items": []}


async def test_global(http: httpx.AsyncClient) -> None:
    change = {"authInternalUsers": [{"user": "me", "pass": "word", "permissions": []}]}
    assert (await http.patch("/v3/config/global/patch", json=change)).json() == OK
    shown = (await http.get("/v3/config/global/get")).json()
    assert shown["authInternalUsers"][0]["pass"] == "<redacted>"
    assert (shown["rtmp"], shown["rtmpAddress"], shown["rtsp"]) == (True, ":1935", False)
    answer = await http.patch("/v3/config/global/patch", json={"pathDefaults": {}})
    assert answer.json() == error('json: unknown field "pathDefaults"')


async def test_path_defaults(http: httpx.AsyncClient) -> None:
    answer = await http.patch("/v3/config/pathdefaults/patch", json={"maxReaders": 3})
    assert answer.json() == OK
    shown = (await http.get("/v3/config/pathdefaults/get")).json()
    assert (shown["name"], shown["maxReaders"]) == ("", 3)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "unexpected end of JSON input"),
        (b" " * (MAX_BODY + 1), "size exceeds maximum allowed"),
    ],
)
async def test_bodies(http: httpx.AsyncClient, body: bytes, message: str) -> None:
    answer = await http.post("/v3/config/paths/add/a", content=body)
    assert (answer.status_code, answer.json()) == (400, error(message))
