"""The same calls, one after the other, on the engine's API and on a real MediaMTX, word for word.

Status codes and bodies of answers must be equal; where the wording differs by intent, the call is
marked and only status and shape are compared.
"""

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest

from tests.contract.servers import Server, playing, publishing
from tests.peers.tools import eventually

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
    add("c", '{"source":"http://h:x/a"}', "shape"),
    add("c", '{"sourceOnDemand":true}'),
    add("c", '{"rtspTransport":"foo"}', "shape"),
    add("c", '{"srtPublishPassphrase":"short"}'),
    add("c", '{"srtReadPassphrase":"short"}', "shape"),
    add("pull", '{"source":"rtmp://127.0.0.1:1/a/b","rtspTransport":"tcp"}'),
    add("demand", '{"source":"http://127.0.0.1:1/a.m3u8","sourceOnDemand":true}'),
    add("secret", '{"srtPublishPassphrase":"0123456789","srtReadPassphrase":"abcdefghij"}'),
    Call("GET", "/v3/config/paths/get/pull", compare="common"),
    Call("GET", "/v3/config/paths/get/demand", compare="common"),
    Call("GET", "/v3/config/paths/get/secret", compare="common"),
    # destinations
    add("c", '{"forward":[null]}'),
    add("c", '{"forward":[{"dest":""}]}'),
    add("c", '{"forward":[{"dest":5}]}', "shape"),
    add("c", '{"forward":[{"dest":"not a url"}]}', "shape"),
    add("c", '{"forward":[{"dest":"http://h/a/b"}]}', "shape"),
    add("c", '{"forward":{}}', "shape"),
    add("s", '{"forward":[{"dest":"srt://127.0.0.1:1?streamid=publish:x"}]}'),
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
    Call("PATCH", "/v3/config/global/patch", '{"hlsVariant":"fmp4","hlsSegmentMaxSize":"9M"}'),
    Call("PATCH", "/v3/config/global/patch", '{"hlsVariant":"flash"}', "shape"),
    Call("PATCH", "/v3/config/global/patch", '{"hlsSegmentDuration":"x"}'),
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
    Call("GET", "/v3/paths/list", compare="names"),
    Call("GET", "/v3/paths/list?itemsPerPage=2&page=2", compare="names"),
    Call("GET", "/v3/paths/get/live", compare="common"),
    Call("GET", "/v3/paths/get/x%2Fy", compare="common"),
    Call("GET", "/v3/paths/get/all_others"),
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
    *(
        Call(method, f"/v3/{url}")
        for kind in ("rtmpsconns", "srtconns", "hlssessions")
        for method, url in (
            *(("GET", f"{kind}/list"), ("GET", f"{kind}/get/5")),
            *(("GET", f"{kind}/get/{UNKNOWN_ID}"), ("POST", f"{kind}/kick/{UNKNOWN_ID}")),
            *(("POST", f"{kind}/list"), ("GET", f"{kind}/list?itemsPerPage=0")),
        )
    ),
    *(Call("GET", f"/v3/hlsmuxers/{url}") for url in ("list", "get/x%2Fy", "get/", "list?page=a")),
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
    Call("GET", "/v3/info", compare="shape"),
]


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
        for name in ("api", "rtmp", "rtmps", "srt", "hls"):
            left.pop(f"{name}Address", None)
        for name in ("rtmpServerKey", "rtmpServerCert"):
            left.pop(name, None)
        if "authMethod" in left:  # the engine allows nothing by default, MediaMTX everything
            del left["authMethod"], left["authInternalUsers"]
        for dest in left.get("forward") or []:
            del dest["label"]
        common = left.keys() & right.keys()
        assert {key: left[key] for key in common} == {key: right[key] for key in common}, shown
        assert len(common) >= 5, shown
    else:
        assert left == right, shown


async def test_same_calls_same_answers(engine: Server, theirs: Server) -> None:
    for call in CALLS:
        answers = [await answer(server.http, call) for server in (engine, theirs)]
        compare(call, *answers)


async def answer(client: httpx.AsyncClient, call: Call) -> httpx.Response:
    """MediaMTX closes its API for a moment when its configuration changes; a connection that was
    refused has asked nothing and may be tried again."""

    async def ask() -> list[httpx.Response]:
        try:
            return [await client.request(call.method, call.url, content=call.body)]
        except httpx.ConnectError:
            return []

    return (await eventually(ask, f"{call.url} is answered", within=10))[0]


@pytest.mark.parametrize("url", ["/v3/info", "/v3/nothing"])
async def test_without_credentials(engine: Server, theirs: Server, url: str) -> None:
    answers = []
    for server in (engine, theirs):
        async with httpx.AsyncClient(base_url=server.http.base_url) as stranger:
            answers.append(await stranger.get(url))
    compare(Call("GET", url), *answers)
    assert answers[0].status_code == 401
    schemes = [answer.headers["WWW-Authenticate"].split(" ")[0] for answer in answers]
    assert schemes == ["Basic", "Basic"]


async def test_a_body_over_the_limit(engine: Server, theirs: Server) -> None:
    call = add("big", " " * (10 * 1024 * 1024 + 1))
    compare(call, *[await answer(server.http, call) for server in (engine, theirs)])


UNKNOWN_TO_LIBSRT = {
    *("packetsSentKM", "packetsReceivedKM", "bytesReceivedRetrans", "bytesReceivedBelated")
}


@pytest.mark.parametrize("protocol", ["rtmp", "rtmps", "srt"])
async def test_a_live_path_and_its_connection(
    engine: Server, theirs: Server, tmp_path: Path, protocol: str
) -> None:
    """MediaMTX's fields are there, of the same type; what follows from the stream is equal."""
    shown = []
    for server in (engine, theirs):
        async with publishing(server, protocol, tmp_path):
            path = await server.json("paths/get/live")
            [conn] = await server.items(f"{protocol}conns")
            one = await server.json(f"{protocol}conns/get/{conn['id']}")
            assert one.keys() == conn.keys()
        shown.append((path, conn))
    (our_path, our_conn), (their_path, their_conn) = shown
    assert types(our_path).items() >= types(their_path).items()
    unknown = UNKNOWN_TO_LIBSRT if protocol == "srt" else set()
    assert types(our_conn).items() >= {
        (name, kind) for name, kind in types(their_conn).items() if name not in unknown
    }
    for name in ("name", "confName", "ready", "available", "online", "tracks", "readers"):
        assert our_path[name] == their_path[name], name
    for ours, theirs_ in zip(our_path["tracks2"], their_path["tracks2"], strict=True):
        assert ours["codec"] == theirs_["codec"]
        assert ours["codecProps"].items() >= theirs_["codecProps"].items()
    for name in {"state", "path", "query", "user", "userAgent"} & their_conn.keys():
        assert our_conn[name] == their_conn[name], name
    for name in ("byteMSS", "msReceiveTsbPdDelay") if protocol == "srt" else ():
        assert our_conn[name] >= 120, name


async def test_a_viewer_of_hls(engine: Server, theirs: Server, tmp_path: Path) -> None:
    """The muxer and the session while ffmpeg plays."""
    shown = []
    for server in (engine, theirs):
        async with publishing(server, "rtmp", tmp_path), playing(server, "hls", tmp_path):
            look = functools.partial(server.items, "hlssessions")
            sessions = await eventually(look, "a viewer", within=20)
            [muxer] = await server.items("hlsmuxers")
            assert (await server.json("hlsmuxers/get/live")).keys() == muxer.keys()
            shown.append((muxer, sessions[0]))
    (our_muxer, our_session), (their_muxer, their_session) = shown
    assert types(our_muxer).items() >= types(their_muxer).items()
    assert types(our_session).items() >= types(their_session).items()
    for name in ("path", "isCDN", "user", "userAgent"):
        assert our_session[name] == their_session[name], name


def types(item: dict[str, Any]) -> dict[str, str]:
    """Of each field; whether a number is whole is a matter of its value."""
    names = {int: "number", float: "number"}
    return {name: names.get(type(value), type(value).__name__) for name, value in item.items()}
