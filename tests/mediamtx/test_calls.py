"""Every call of the Control API has its method, and every field of its objects an attribute.

The facts are MediaMTX's OpenAPI file, `shared/data/mediamtx-v1.20.1-openapi.yaml` beside the
repository, where that is present.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path as File
from typing import Any

import httpx
import orjson
import pytest
import yaml

from streamingpro.mediamtx import models
from streamingpro.mediamtx.client import MediaClient

FILE = File(__file__).parents[3] / "shared" / "data" / "mediamtx-v1.20.1-openapi.yaml"
ID = "6f0d6c53-59a4-4f0f-9a3e-2f1c9e1f7a51"
START = datetime(2026, 1, 2, 3, 4, 5, 600, timezone(timedelta(hours=-3)))

Made = Callable[[MediaClient], Awaitable[Any]]
PLAIN: list[tuple[str, str, Made]] = [
    ("GET", "/v3/info", lambda m: m.info()),
    ("GET", "/v3/config/global/get", lambda m: m.global_get()),
    ("PATCH", "/v3/config/global/patch", lambda m: m.global_patch({})),
    ("GET", "/v3/config/pathdefaults/get", lambda m: m.path_defaults_get()),
    ("PATCH", "/v3/config/pathdefaults/patch", lambda m: m.path_defaults_patch({})),
    ("GET", "/v3/config/paths/list", lambda m: m.config_paths_list()),
    ("GET", "/v3/config/paths/get/{name}", lambda m: m.config_path_get("a/b")),
    ("POST", "/v3/config/paths/add/{name}", lambda m: m.config_path_add("a/b", {})),
    ("PATCH", "/v3/config/paths/patch/{name}", lambda m: m.config_path_patch("a/b", {})),
    ("POST", "/v3/config/paths/replace/{name}", lambda m: m.config_path_replace("a/b", {})),
    ("DELETE", "/v3/config/paths/delete/{name}", lambda m: m.config_path_delete("a/b")),
    ("GET", "/v3/paths/list", lambda m: m.paths_list()),
    ("GET", "/v3/paths/get/{name}", lambda m: m.path_get("a/b")),
    ("GET", "/v3/paths/forward/list", lambda m: m.forward_list("a/b")),
    ("GET", "/v3/paths/forward/get", lambda m: m.forward_get("a/b", ID)),
    ("GET", "/v3/hlsmuxers/list", lambda m: m.hls_muxers_list()),
    ("GET", "/v3/hlsmuxers/get/{name}", lambda m: m.hls_muxer_get("a/b")),
    ("GET", "/v3/recordings/list", lambda m: m.recordings_list()),
    ("GET", "/v3/recordings/get/{name}", lambda m: m.recording_get("a/b")),
    (
        "DELETE",
        "/v3/recordings/deletesegment",
        lambda m: m.recording_segment_delete("a/b", START),
    ),
]
KINDS = {
    "rtmpconns": "rtmp_conn",
    "rtmpsconns": "rtmps_conn",
    "srtconns": "srt_conn",
    "rtspconns": "rtsp_conn",
    "rtspsessions": "rtsp_session",
    "rtspsconns": "rtsps_conn",
    "rtspssessions": "rtsps_session",
    "hlssessions": "hls_session",
    "webrtcsessions": "webrtc_session",
    "moqsessions": "moq_session",
}
CAN_T_BE_KICKED = {"rtspconns", "rtspsconns"}
NOT_OURS = {("POST", "/v3/auth/jwks/refresh")}


def named(name: str, *arguments: str) -> Made:
    return lambda m: getattr(m, name)(*arguments)


CALLS = [
    *PLAIN,
    *(("GET", f"/v3/{kind}/list", named(f"{name}s_list")) for kind, name in KINDS.items()),
    *(("GET", f"/v3/{kind}/get/{{id}}", named(f"{name}_get", ID)) for kind, name in KINDS.items()),
    *(
        ("POST", f"/v3/{kind}/kick/{{id}}", named(f"{name}_kick", ID))
        for kind, name in KINDS.items()
        if kind not in CAN_T_BE_KICKED
    ),
]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    if not FILE.exists():
        pytest.skip(f"MediaMTX's OpenAPI file is not at {FILE}")
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return loaded


@pytest.mark.parametrize(("method", "url", "call"), CALLS, ids=[f"{m} {u}" for m, u, _ in CALLS])
async def test_what_is_asked(method: str, url: str, call: Made) -> None:
    asked: list[tuple[str, str]] = []

    def note(request: httpx.Request) -> httpx.Response:
        asked.append((request.method, request.url.path))
        body = {"itemCount": 0, "pageCount": 0, "items": []} if url.endswith("/list") else {}
        return httpx.Response(200, content=orjson.dumps(body))

    await call(MediaClient("http://m", transport=httpx.MockTransport(note)))
    assert asked == [(method, url.replace("{name}", "a/b").replace("{id}", ID))]


def test_every_call_there_is(document: dict[str, Any]) -> None:
    theirs = {(method.upper(), url) for url, item in document["paths"].items() for method in item}
    assert {(method, url) for method, url, _ in CALLS} == theirs - NOT_OURS


async def test_a_recording_is_named_by_its_start_in_the_servers_own_zone() -> None:
    asked: list[dict[str, str]] = []

    def note(request: httpx.Request) -> httpx.Response:
        asked.append(dict(request.url.params))
        return httpx.Response(200, json={"status": "ok"})

    told = models.RecordingSegment.model_validate({"start": "2026-01-02T03:04:05.0006-03:00"})
    client = MediaClient("http://m", transport=httpx.MockTransport(note))
    await client.recording_segment_delete("a/b", told.start)
    assert asked == [{"path": "a/b", "start": "2026-01-02T03:04:05.000600-03:00"}]


MODELS: dict[str, type[models.ApiModel]] = {
    "Info": models.Info,
    "Path": models.Path,
    "PathTrack": models.PathTrack,
    "PathSource": models.SourceRef,
    "PathReader": models.ReaderRef,
    "PathConfForwardDest": models.ForwardDestConf,
    "AlwaysAvailableTrack": models.AlwaysAvailableTrack,
    "AuthInternalUser": models.AuthInternalUser,
    "AuthInternalUserPermission": models.AuthPermission,
    "ForwardDest": models.ForwardDest,
    "RTMPConn": models.RtmpConn,
    "SRTConn": models.SrtConn,
    "RTSPConn": models.RtspConn,
    "RTSPSession": models.RtspSession,
    "WebRTCSession": models.WebRtcSession,
    "MoQSession": models.MoqSession,
    "HLSMuxer": models.HlsMuxer,
    "HLSSession": models.HlsSession,
    "Recording": models.Recording,
    "RecordingSegment": models.RecordingSegment,
}


@pytest.mark.parametrize("schema", MODELS)
def test_every_field_has_its_attribute(document: dict[str, Any], schema: str) -> None:
    properties = document["components"]["schemas"][schema]["properties"]
    current = {name for name, field in properties.items() if not field.get("deprecated")}
    assert current <= {field.alias for field in MODELS[schema].model_fields.values()}


@pytest.mark.parametrize("schema", ["GlobalConf", "PathConf"])
def test_settings_have_the_names_of_the_newest(document: dict[str, Any], schema: str) -> None:
    """Of settings, those that we look at; none is misspelt, none of ours unknown to us alone."""
    ours = {
        *("sourceInternal", "srtLatency", "srtKeyLength", "reconnectGrace"),
        "publishKeyVersion",
    }
    properties = set(document["components"]["schemas"][schema]["properties"])
    named_here = {field.alias for field in getattr(models, schema).model_fields.values()}
    assert named_here - ours <= properties


def test_every_codec_property_has_its_attribute(document: dict[str, Any]) -> None:
    known = {field.alias for field in models.CodecProps.model_fields.values()}
    schemas = document["components"]["schemas"]
    codecs = [name for name in schemas if name.startswith("PathTrackCodecProps")]
    for name in codecs:
        assert set(schemas[name].get("properties", {})) <= known, name
    assert len(codecs) > 5
