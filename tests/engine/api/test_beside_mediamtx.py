"""The same calls, one after the other, on the engine's API and on a real MediaMTX.

Status codes and bodies of answers must be equal; where the wording differs by intent, the call is
marked and only status and shape are compared. Needs mediamtx on PATH or its file name in
STREAMINGPRO_MEDIAMTX_BIN.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest

from streamingpro.engine.api import ApiServer, create_api
from streamingpro.engine.conf import ConfStore
from streamingpro.kit.clock import utcnow
from tests.engine.api.conftest import HandMadeState
from tests.engine.api.mediamtx import running_mediamtx

TOKEN = "a-token-for-both"
UNKNOWN_ID = "6f0d6c53-59a4-4f0f-9a3e-2f1c9e1f7a51"


@dataclass(frozen=True)
class Call:
    """A call and how its two answers compare.

    `equal`: status and body. `shape`: status and which fields, for words that differ by intent.
    `names`: the list's counts and the names of its items. `common`: the fields both answers have.
    """

    method: str
    url: str
    body: str | None = None
    compare: Literal["equal", "shape", "names", "common"] = "equal"


def add(name: str, body: str, compare: Literal["equal", "shape"] = "equal") -> Call:
    return Call("POST", f"/v3/config/paths/add/{name}", body, compare)


CALLS = [
    # adding paths
    add("b", "{}"),
    add("b", "{}"),
    add("a", "null"),
    add("x/y", '{"maxReaders":3}'),
    add("q%2Fz", '{"name":"ignored"}'),
    add("", "{}"),
    add("/slash", "{}"),
    add("tr/", "{}"),
    add("a%20b", "{}"),
    add("q%2F..%2Fr", "{}"),
    add("all_others", '{"maxReaders":null,"forward":null}'),
    add("all", "{}", "shape"),
    # bodies
    add("c", ""),
    add("c", "{", "shape"),
    add("c", "{} x", "shape"),
    add("c", "[]", "shape"),
    add("c", '{"x":1}'),
    add("c", '{"Forward":[]}'),
    add("c", '{"forward":[{"foo":1}]}'),
    add("c", '{"maxReaders":"a"}', "shape"),
    add("c", '{"maxReaders":1.5}', "shape"),
    add("c", '{"overridePublisher":1}', "shape"),
    add("c", '{"recordPartDuration":5}', "shape"),
    add("c", '{"source":"foo"}', "shape"),
    # destinations
    add("c", '{"forward":[null]}'),
    add("c", '{"forward":[{"dest":""}]}'),
    add("c", '{"forward":[{"dest":5}]}', "shape"),
    add("c", '{"forward":[{"dest":"not a url"}]}', "shape"),
    add("c", '{"forward":[{"dest":"http://h/a/b"}]}', "shape"),
    add("c", '{"forward":{}}', "shape"),
    add("d", '{"forward":[{"dest":"rtmp://127.0.0.1:1/a/$MTX_PATH"}],"overridePublisher":false}'),
    # reading, patching, replacing, deleting
    Call("GET", "/v3/config/paths/list", compare="names"),
    Call("GET", "/v3/config/paths/list?itemsPerPage=2&page=1", compare="names"),
    Call("GET", "/v3/config/paths/get/x/y", compare="common"),
    Call("GET", "/v3/config/paths/get/x%2Fy", compare="common"),
    Call("GET", "/v3/config/paths/get/d", compare="common"),
    Call("GET", "/v3/config/paths/get/nothing"),
    Call("GET", "/v3/config/paths/get/"),
    Call("PATCH", "/v3/config/paths/patch/b", '{"maxReaders":5}'),
    Call("PATCH", "/v3/config/paths/patch/nothing", "{}"),
    Call("PATCH", "/v3/config/paths/patch/nothing", '{"x":1}'),
    Call("PATCH", "/v3/config/paths/patch/", "{}"),
    Call("GET", "/v3/config/paths/get/b", compare="common"),
    Call("POST", "/v3/config/paths/replace/b", '{"overridePublisher":false}'),
    Call("POST", "/v3/config/paths/replace/new", "{}"),
    Call("POST", "/v3/config/paths/replace/", "{}"),
    Call("GET", "/v3/config/paths/get/b", compare="common"),
    Call("DELETE", "/v3/config/paths/delete/new"),
    Call("DELETE", "/v3/config/paths/delete/new"),
    Call("DELETE", "/v3/config/paths/delete/"),
    Call("PATCH", "/v3/config/pathdefaults/patch", '{"maxReaders":7}'),
    Call("PATCH", "/v3/config/pathdefaults/patch", '{"x":7}'),
    Call("GET", "/v3/config/pathdefaults/get", compare="common"),
    Call("GET", "/v3/config/paths/get/b", compare="common"),
    # global
    Call("PATCH", "/v3/config/global/patch", "{}"),
    Call("PATCH", "/v3/config/global/patch", '{"readTimeout":"90s","logLevel":"error"}'),
    Call("GET", "/v3/config/global/get", compare="common"),
    Call("PATCH", "/v3/config/global/patch", '{"x":1}'),
    Call("PATCH", "/v3/config/global/patch", '{"paths":{}}'),
    Call("PATCH", "/v3/config/global/patch", '{"logLevel":"foo"}'),
    Call("PATCH", "/v3/config/global/patch", '{"authMethod":"z"}'),
    Call("PATCH", "/v3/config/global/patch", '{"readTimeout":"0s"}'),
    Call("PATCH", "/v3/config/global/patch", '{"readTimeout":"5"}'),
    Call("PATCH", "/v3/config/global/patch", '{"readTimeout":"5x"}'),
    Call("PATCH", "/v3/config/global/patch", '{"authInternalUsers":[{"user":""}]}'),
    Call("PATCH", "/v3/config/global/patch", '{"authInternalUsers":[{"user":"any","pass":"z"}]}'),
    Call("PATCH", "/v3/config/global/patch", '{"authInternalUsers":[{"user":"x","ips":["zz"]}]}'),
    Call("PATCH", "/v3/config/global/patch", '{"authInternalUsers":[{"user":"b a"}]}', "shape"),
    Call("PATCH", "/v3/config/global/patch", '{"authHTTPExclude":[{"action":"foo"}]}'),
    Call("PATCH", "/v3/config/global/patch", '{"authInternalUsers":[{"user":"x","ips":null}]}'),
    # what runs
    Call("GET", "/v3/paths/get/nothing"),
    Call("GET", "/v3/paths/get/"),
    Call("GET", "/v3/paths/forward/list"),
    Call("GET", "/v3/paths/forward/list?path=nothing"),
    Call("GET", "/v3/paths/forward/list?path=live"),
    Call("GET", "/v3/paths/forward/get?path=live"),
    Call("GET", "/v3/paths/forward/get?path=live&id=5"),
    Call("GET", f"/v3/paths/forward/get?path=live&id={UNKNOWN_ID}"),
    Call("GET", f"/v3/paths/forward/get?path=nothing&id={UNKNOWN_ID}"),
    Call("GET", f"/v3/paths/forward/get?id={UNKNOWN_ID}"),
    Call("GET", "/v3/rtmpconns/list"),
    Call("GET", "/v3/rtmpconns/get/5"),
    Call("GET", f"/v3/rtmpconns/get/{UNKNOWN_ID}"),
    Call("GET", f"/v3/rtmpconns/get/{UNKNOWN_ID[:-1]}g"),
    Call("GET", f"/v3/rtmpconns/get/{UNKNOWN_ID.replace('-', '')}"),
    Call("GET", f"/v3/rtmpconns/get/urn:uuid:{UNKNOWN_ID}"),
    Call("POST", f"/v3/rtmpconns/kick/{UNKNOWN_ID}"),
    Call("POST", "/v3/rtmpconns/kick/x"),
    # paging
    *(
        Call("GET", f"/v3/config/paths/list?{query}", compare="names")
        for query in ("itemsPerPage=", "itemsPerPage=2&itemsPerPage=x", "page=5", "page=007")
    ),
    *(
        Call("GET", f"/v3/rtmpconns/list?{query}")
        for query in (
            *("itemsPerPage=0", "itemsPerPage=-1", "itemsPerPage=a", "itemsPerPage=1.5"),
            *("itemsPerPage=%2B1", "itemsPerPage=1_0", "itemsPerPage=99999999999999999999"),
            *("page=a", "page=-1", "page=2147483648", "page=2147483647", "page=3"),
        )
    ),
    # unknown routes
    Call("GET", "/"),
    Call("GET", "/v3/nothing"),
    Call("POST", "/v3/info"),
    Call("GET", "/v3/rtmpconns/get/"),
    Call("GET", "/v3/srtconns/list"),
    Call("GET", "/v3/info", compare="shape"),
]


@pytest.fixture
async def engine() -> AsyncIterator[httpx.AsyncClient]:
    state = HandMadeState(paths={"live": {"name": "live"}})
    store = ConfStore(rtmp_address="127.0.0.1:1", api_address="127.0.0.1:2")
    store.add("live", {})
    server = ApiServer(create_api(state, store, TOKEN, utcnow(), "0"))
    port = await server.start("127.0.0.1", 0)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        yield client
    await server.stop()


@pytest.fixture
async def mediamtx(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        running_mediamtx(tmp_path, TOKEN, paths=("live",)) as address,
        httpx.AsyncClient(base_url=address) as client,
    ):
        yield client


def body(answer: httpx.Response) -> Any:
    if answer.headers["content-type"].startswith("application/json"):
        return answer.json()
    return answer.text


def compare(call: Call, ours: httpx.Response, theirs: httpx.Response) -> None:
    shown = f"{call}\nengine:   {ours.text[:500]}\nmediamtx: {theirs.text[:500]}"
    assert ours.status_code == theirs.status_code, shown
    left, right = body(ours), body(theirs)
    if call.compare == "shape":
        assert set(left) >= set(right), shown
    elif call.compare == "names":
        for one in (left, right):
            one["items"] = [item["name"] for item in one["items"]]
        assert left == right, shown
    elif call.compare == "common":
        for name in ("api", "rtmp"):
            left.pop(f"{name}Address", None)
        if "authMethod" in left:  # the engine allows nothing by default, MediaMTX everything
            del left["authMethod"], left["authInternalUsers"]
        for dest in left.get("forward", []):
            del dest["label"]
        common = left.keys() & right.keys()
        assert {key: left[key] for key in common} == {key: right[key] for key in common}, shown
        assert len(common) >= 5, shown
    else:
        assert left == right, shown


async def test_same_calls_same_answers(
    engine: httpx.AsyncClient, mediamtx: httpx.AsyncClient
) -> None:
    auth = ("control", TOKEN)
    for call in CALLS:
        ours, theirs = [
            await client.request(call.method, call.url, content=call.body, auth=auth)
            for client in (engine, mediamtx)
        ]
        compare(call, ours, theirs)


@pytest.mark.parametrize("url", ["/v3/info", "/v3/nothing"])
async def test_without_credentials(
    engine: httpx.AsyncClient, mediamtx: httpx.AsyncClient, url: str
) -> None:
    ours, theirs = [await client.get(url) for client in (engine, mediamtx)]
    compare(Call("GET", url), ours, theirs)
    assert ours.status_code == 401
    assert [answer.headers["WWW-Authenticate"].split(" ")[0] for answer in (ours, theirs)] == [
        "Basic",
        "Basic",
    ]


async def test_a_body_over_the_limit(
    engine: httpx.AsyncClient, mediamtx: httpx.AsyncClient
) -> None:
    call = add("big", " " * (10 * 1024 * 1024 + 1))
    auth = ("control", TOKEN)
    ours, theirs = [
        await client.request(call.method, call.url, content=call.body, auth=auth)
        for client in (engine, mediamtx)
    ]
    compare(call, ours, theirs)
