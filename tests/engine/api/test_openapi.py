"""Every answer of the engine validates against MediaMTX's OpenAPI file, where that is present.

The file is `shared/data/mediamtx-v1.20.1-openapi.yaml` beside the repository.
"""

from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
import yaml

from streamingpro.engine.api.clients import client_routes
from streamingpro.engine.api.config import ConfigRoutes
from streamingpro.engine.api.live import LiveRoutes
from streamingpro.engine.api.trials import TrialRoutes
from streamingpro.engine.conf import ConfStore, unsupported
from streamingpro.kit.clock import utcnow
from tests.engine.api.conftest import TOKEN, HandMadeState
from tests.engine.api.objects import (
    CONN_ID,
    conn_item,
    dest_id,
    dest_item,
    link_item,
    path_item,
    session_item,
    srt_item,
)
from tests.engine.api.running import running_engine
from tests.peers.ffmpeg import Publisher, clip, ffmpeg
from tests.peers.tools import Child, eventually

FILE = Path(__file__).parents[4] / "shared" / "data" / "mediamtx-v1.20.1-openapi.yaml"

pytestmark = pytest.mark.skipif(
    not FILE.exists(), reason=f"MediaMTX's OpenAPI file is not at {FILE}"
)

GOOD_CALLS: list[tuple[str, str, Any]] = [
    ("GET", "/v3/info", None),
    ("GET", "/v3/config/global/get", None),
    ("PATCH", "/v3/config/global/patch", {"logLevel": "debug"}),
    ("GET", "/v3/config/pathdefaults/get", None),
    ("PATCH", "/v3/config/pathdefaults/patch", {"maxReaders": 1}),
    ("POST", "/v3/config/paths/add/{name}", {"forward": [{"dest": "rtmp://h/a/k", "label": "x"}]}),
    ("GET", "/v3/config/paths/list", None),
    ("GET", "/v3/config/paths/get/{name}", None),
    ("PATCH", "/v3/config/paths/patch/{name}", {}),
    ("POST", "/v3/config/paths/replace/{name}", {}),
    ("DELETE", "/v3/config/paths/delete/{name}", None),
    ("GET", "/v3/paths/list", None),
    ("GET", "/v3/paths/get/{name}", None),
    ("GET", "/v3/paths/forward/list", None),
    ("GET", "/v3/paths/forward/get", None),
    ("GET", "/v3/rtmpconns/list", None),
    ("GET", "/v3/rtmpconns/get/{id}", None),
    ("POST", "/v3/rtmpconns/kick/{id}", None),
    ("GET", "/v3/rtmpsconns/list", None),
    ("GET", "/v3/rtmpsconns/get/{id}", None),
    ("POST", "/v3/rtmpsconns/kick/{id}", None),
    ("GET", "/v3/srtconns/list", None),
    ("GET", "/v3/srtconns/get/{id}", None),
    ("POST", "/v3/srtconns/kick/{id}", None),
    ("GET", "/v3/hlsmuxers/list", None),
    ("GET", "/v3/hlsmuxers/get/{name}", None),
    ("GET", "/v3/hlssessions/list", None),
    ("GET", "/v3/hlssessions/get/{id}", None),
    ("POST", "/v3/hlssessions/kick/{id}", None),
]
OURS = {("GET", "/v3/paths/poster/{name}"), ("POST", "/v3/forward/test")}
BAD_CALLS: list[tuple[str, str, int]] = [
    ("PATCH", "/v3/config/global/patch", 400),
    ("POST", "/v3/config/paths/add/{name}", 400),
    ("GET", "/v3/config/paths/get/{name}", 404),
    ("DELETE", "/v3/config/paths/delete/{name}", 404),
    ("GET", "/v3/paths/get/{name}", 404),
    ("GET", "/v3/rtmpconns/get/{id}", 404),
    ("POST", "/v3/rtmpsconns/kick/{id}", 404),
    ("GET", "/v3/srtconns/get/{id}", 404),
    ("POST", "/v3/srtconns/kick/{id}", 404),
    ("GET", "/v3/hlsmuxers/get/{name}", 404),
    ("GET", "/v3/hlssessions/get/{id}", 404),
    ("POST", "/v3/hlssessions/kick/{id}", 404),
]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return loaded


def to_json_schema(node: Any) -> Any:
    """OpenAPI 3.0 → JSON Schema: `nullable`, and local references.

    `oneOf` becomes `anyOf`: the alternatives of codecProps require no property and allow others,
    so that every object is valid against all of them, and `oneOf` could never hold.
    """
    if isinstance(node, list):
        return [to_json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    made = {("anyOf" if key == "oneOf" else key): to_json_schema(v) for key, v in node.items()}
    if made.pop("nullable", False):
        return {"anyOf": [{"type": "null"}, made]}
    return made


def check(document: dict[str, Any], method: str, url: str, answer: httpx.Response) -> None:
    responses = document["paths"][url][method.lower()]["responses"]
    assert str(answer.status_code) in responses, answer.text
    schema = responses[str(answer.status_code)]["content"]["application/json"]["schema"]
    whole = to_json_schema(schema) | {"components": to_json_schema(document["components"])}
    jsonschema.Draft202012Validator(whole).validate(answer.json())


def filled(url: str, name: str) -> str:
    made = url.replace("{name}", name).replace("{id}", CONN_ID)
    if url.startswith("/v3/paths/forward/"):
        made += f"?path=show&id={dest_id(1)}"
    return made


async def test_good_answers(http: httpx.AsyncClient, document: dict[str, Any]) -> None:
    for method, url, body in GOOD_CALLS:
        answer = await http.request(method, filled(url, "show"), json=body)
        assert answer.status_code == 200, (url, answer.text)
        check(document, method, url, answer)


@pytest.mark.parametrize(("method", "url", "status"), BAD_CALLS)
async def test_errors(
    http: httpx.AsyncClient,
    state: HandMadeState,
    document: dict[str, Any],
    method: str,
    url: str,
    status: int,
) -> None:
    state.conns.clear()
    state.clients.clear()
    answer = await http.request(method, filled(url, "nothing"), json={"unknown": 1})
    assert answer.status_code == status
    check(document, method, url, answer)


async def test_answers_about_a_real_stream(document: dict[str, Any], tmp_path: Path) -> None:
    """An engine that receives a stream and forwards it to itself, and to where nobody listens."""
    async with running_engine(tmp_path, TOKEN) as (engine, client):
        client.auth = httpx.BasicAuth("any", TOKEN)
        everybody = [{"user": "any", "permissions": [{"action": "publish"}]}]
        engine.store.patch_global({"authMethod": "internal", "authInternalUsers": everybody})
        base = f"rtmp://127.0.0.1:{engine.rtmp.port}"
        forward = [{"dest": f"{base}/copy"}, {"dest": "rtmp://127.0.0.1:1/a/b", "label": "x"}]
        engine.store.add("show", {"forward": forward})
        engine.store.add("copy", {})
        publisher = Publisher.publish(clip(), f"{base}/show", tmp_path / "ffmpeg.log")

        async def live() -> bool:
            paths = (await client.get("/v3/paths/list")).json()["items"]
            return all(path["available"] for path in paths)

        try:
            await eventually(live, "the stream is forwarded", within=15)
            conns = (await client.get("/v3/rtmpconns/list")).json()["items"]
            dests = (await client.get("/v3/paths/forward/list?path=show")).json()["items"]
            assert (len(conns), len(dests)) == (2, 2)
            for url, filled_url in (
                ("/v3/paths/list", "/v3/paths/list"),
                ("/v3/paths/get/{name}", "/v3/paths/get/show"),
                ("/v3/paths/forward/list", "/v3/paths/forward/list?path=show"),
                ("/v3/rtmpconns/list", "/v3/rtmpconns/list"),
                ("/v3/rtmpconns/get/{id}", f"/v3/rtmpconns/get/{conns[0]['id']}"),
                *(
                    ("/v3/paths/forward/get", f"/v3/paths/forward/get?path=show&id={dest['id']}")
                    for dest in dests
                ),
            ):
                answer = await client.get(filled_url)
                check(document, "GET", url, answer)
            item = (await client.get("/v3/paths/get/show")).json()
        finally:
            await publisher.stop()
        assert set(item) == set(path_item("show"))
        assert set(item["forward"][0]) == set(dest_item(0))
        assert set(conns[0]) == set(conn_item())


async def test_answers_about_srt_and_hls(document: dict[str, Any], tmp_path: Path) -> None:
    """A publisher over SRT whose stream somebody watches over HLS, forwarded back over SRT."""
    async with running_engine(tmp_path, TOKEN) as (engine, client):
        client.auth = httpx.BasicAuth("any", TOKEN)
        permissions = [{"action": action} for action in ("publish", "read")]
        everybody = [{"user": "any", "permissions": permissions}]
        engine.store.patch_global({"authMethod": "internal", "authInternalUsers": everybody})
        base = f"srt://127.0.0.1:{engine.srt.port}"
        engine.store.add("show", {"forward": [{"dest": f"{base}?streamid=publish:copy"}]})
        engine.store.add("copy", {})
        sent = [*("-re", "-i", str(clip())), *("-c", "copy", "-f", "mpegts")]
        command = [ffmpeg(), "-nostdin", *sent, f"{base}?streamid=publish:show"]
        publisher = Child.start(command, tmp_path / "ffmpeg.log")

        async def live() -> bool:
            paths = (await client.get("/v3/paths/list")).json()["items"]
            return all(path["available"] and path["srt"] for path in paths)

        async def watched() -> bool:
            url = f"http://127.0.0.1:{engine.hls.port}/show/index.m3u8"
            return (await client.get(url, auth=None)).status_code == 200

        try:
            await eventually(live, "the stream is forwarded", within=15)
            await eventually(watched, "HLS is made", within=15)
            (dest,) = (await client.get("/v3/paths/forward/list?path=show")).json()["items"]
            assert dest["srt"]["latencyMs"] > 0
            await check_every(document, client, ("srtconns", "hlssessions"))
            for url, filled_url in (
                ("/v3/paths/list", "/v3/paths/list"),
                ("/v3/paths/get/{name}", "/v3/paths/get/show"),
                ("/v3/paths/forward/list", "/v3/paths/forward/list?path=show"),
                ("/v3/hlsmuxers/list", "/v3/hlsmuxers/list"),
                ("/v3/hlsmuxers/get/{name}", "/v3/hlsmuxers/get/show"),
            ):
                check(document, "GET", url, await client.get(filled_url))
            item = (await client.get("/v3/paths/get/show")).json()
        finally:
            await publisher.stop()
        assert set(item) == set(path_item("show"))
        assert set(item["srt"]) == set(link_item())
        assert item["readers"][0]["type"] == "hlsSession"


async def check_every(
    document: dict[str, Any], client: httpx.AsyncClient, kinds: tuple[str, ...]
) -> None:
    """The list of each kind, and each of its items, which are those the tests know."""
    known = {"srtconns": srt_item(), "hlssessions": session_item()}
    for kind in kinds:
        listed = await client.get(f"/v3/{kind}/list")
        check(document, "GET", f"/v3/{kind}/list", listed)
        assert listed.json()["items"], kind
        for item in listed.json()["items"]:
            assert set(item) == set(known[kind])
            answer = await client.get(f"/v3/{kind}/get/{item['id']}")
            check(document, "GET", f"/v3/{kind}/get/{{id}}", answer)


def test_every_route_is_mediamtxs_and_is_tested(document: dict[str, Any]) -> None:
    store = ConfStore()
    state = HandMadeState()
    live = [*LiveRoutes(state, utcnow(), "").routes(), *client_routes(state)]
    routes = [*ConfigRoutes(store).routes(), *TrialRoutes(state).routes(), *live]
    ours = {
        (method, route.path.replace(":path", ""))
        for route in routes
        for method in (route.methods or set()) - {"HEAD"}
    }
    theirs = {(method.upper(), url) for url, item in document["paths"].items() for method in item}
    assert ours - OURS <= theirs
    assert ours - OURS == {(method, url) for method, url, _ in GOOD_CALLS}


@pytest.mark.parametrize(
    ("schema", "fixed", "deprecated", "acted_on"),
    [
        (
            "PathConf",
            unsupported.PATH_FIELDS,
            unsupported.DEPRECATED_PATH_FIELDS,
            {
                *("name", "source", "sourceFingerprint", "sourceOnDemand", "maxReaders"),
                *("sourceOnDemandStartTimeout", "sourceOnDemandCloseAfter", "rtspTransport"),
                *("srtPublishPassphrase", "srtReadPassphrase", "forward", "overridePublisher"),
            },
        ),
        (
            "GlobalConf",
            unsupported.GLOBAL_FIELDS | unsupported.GLOBAL_SWITCHES,
            unsupported.DEPRECATED_GLOBAL_FIELDS - {"serverKey", "serverCert"},
            {
                *("logLevel", "readTimeout", "writeTimeout", "authMethod", "authInternalUsers"),
                *("authHTTPAddress", "authHTTPExclude", "api", "apiAddress", "rtmp"),
                *("rtmpAddress", "rtmpEncryption", "rtmpsAddress", "rtmpServerKey"),
                *("rtmpServerCert", "hls", "hlsAddress", "hlsAllowOrigins", "hlsAlwaysRemux"),
                *("hlsVariant", "hlsSegmentCount", "hlsSegmentDuration", "hlsPartDuration"),
                *("hlsSegmentMaxSize", "hlsMuxerCloseAfter", "srt", "srtAddress"),
            },
        ),
    ],
)
def test_the_tables_name_every_field(
    document: dict[str, Any],
    schema: str,
    fixed: dict[str, Any],
    deprecated: frozenset[str],
    acted_on: set[str],
) -> None:
    properties = document["components"]["schemas"][schema]["properties"]
    assert {name for name, field in properties.items() if field.get("deprecated")} == deprecated
    assert set(properties) - deprecated - acted_on == set(fixed)
    validator = jsonschema.Draft202012Validator(
        {"$ref": f"#/components/schemas/{schema}"}
        | {"components": to_json_schema(document["components"])}
    )
    validator.validate(fixed)
