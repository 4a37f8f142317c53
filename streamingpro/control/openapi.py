"""The OpenAPI document: what FastAPI derives from the endpoints, with what it can't know.

Each call gets its docstring's first sentence as summary, only those errors that it can give, and
whether it needs a sign-in; request bodies get an example, and figures their units.

`python -m streamingpro.control.openapi` prints it: the same from run to run, without a database.
"""

import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from streamingpro.control import problems
from streamingpro.control.users.auth import SESSION_COOKIE

DESCRIPTION = """\
Everything StreamingPro does can be asked for here. JSON, snake_case names, times in RFC 3339 (UTC).

The first time, `POST /api/setup` makes the administrator; later, `POST /api/auth/login` signs in.
Send the `access_token` of the answer as `Authorization: Bearer …`. Errors are problem documents
(RFC 9457) whose `detail` is a plain sentence. Changes are told live by the WebSocket
`/api/events`."""
TAGS = {
    "system": "Is the server well, and what runs here?",
    "auth": "The first administrator, signing in, API tokens.",
    "inputs": "Where encoders publish to.",
    "previews": "What the browser of a signed-in person shows of an input.",
    "outputs": "Destinations: where an input is sent on to.",
    "platforms": "Presets of streaming services: servers and limits.",
    "events": "What happened. The WebSocket of the same address tells it live.",
    "nodes": "Media servers beside the built-in one.",
    "status": "The whole picture at once.",
    "statistics": "How it went in the last hour, for charts.",
}
WITHOUT_SIGN_IN = frozenset({"health", "get_setup", "post_setup", "login"})
_SIGN_IN: dict[str, Any] = {"email": "av@church.example", "password": "a good long password"}
EXAMPLES: dict[str, dict[str, Any]] = {
    "SetupIn": _SIGN_IN,
    "LoginIn": _SIGN_IN,
    "NodeCreate": {
        "name": "Media 1",
        "api_url": "http://10.0.0.5:9997",
        "api_user": "control",
        "api_password": "the password of its API",
    },
    "NodePatch": {"draining": True},
    "MePatch": {"current_password": "a good long password", "new_password": "a better one"},
    "TokenIn": {"name": "hall display", "role": "viewer", "expires_in_days": 365},
    "InputCreate": {
        "name": "Sunday Service",
        "path": "sunday",
        "srt": {"passphrase": "correct-horse-battery", "latency_ms": 200},
        "grace_s": 30,
    },
    "Source": {"type": "pull", "url": "https://example.com/live/index.m3u8", "on_demand": False},
    "InputPatch": {"enabled": False},
    "OutputCreate": {"name": "Our channel", "platform": "youtube", "stream_key": "xxxx-xxxx-xxxx"},
    "OutputPatch": {"enabled": True, "stream_key": "yyyy-yyyy-yyyy"},
    "OutputTest": {"platform": "youtube", "stream_key": "xxxx-xxxx-xxxx"},
    "SwitchIn": {"enabled": False},
    "ReorderIn": {"ids": ["6d0f…", "a3c1…"]},
}
"""By the name of a request body's shape."""
FIELDS = {
    "audio_bitrate_bps": "audio alone, bits per second",
    "bitrate_bps": "bits per second, averaged over about two seconds",
    "bytes_acked": "bytes that the destination has acknowledged",
    "bandwidth_bps": "what the line could carry, an estimate of SRT, bits per second",
    "bytes_sent": "bytes handed to the network",
    "created_at": "when it was made",
    "dropped_frames": "frames left out because the destination was too slow",
    "encrypted": "whether there is a passphrase",
    "encryption": "such as AES-128, or none",
    "enabled": "false switches it off",
    "fingerprint": "SHA-256 of the server's certificate, hexadecimal, for rtmps servers whose"
    " certificate no authority has signed",
    "fps": "frames per second",
    "frames_sent": "frames sent on this connection",
    "grace_s": "seconds for which destinations are held open while the encoder is away",
    "held": "kept connected while the encoder is away",
    "key_length": "of AES, in bytes: 16, 24 or 32; 0: not prescribed",
    "latency_ms": "how long lost packets are waited for, milliseconds",
    "last_refusal": "the last encoder that the media server turned away, such as for a wrong"
    " passphrase",
    "loss_percent": "packets lost on the way, of the last two seconds, before they were sent again",
    "keyframe_interval_s": "seconds between keyframes",
    "next_retry_at": "when it is tried again; null while it is being tried",
    "on_demand": "fetched only while somebody reads it",
    "override_publisher": "a second encoder takes over; false refuses it while the first is live",
    "passphrase": "encrypts SRT, 10 to 79 characters; null: not encrypted, or you are a viewer",
    "path": "the name in publish addresses: letters, digits, - and _; unique",
    "platform": "id of a preset, see GET /api/platforms",
    "position": "place in the order, from 0",
    "payload_size": "bytes per packet; null: 1316",
    "problem": "what is wrong with the stream that comes in, or null",
    "publish_key": "the secret of the publish address; null for viewers",
    "queue_ms": "how far the destination is behind, milliseconds",
    "rate_bps": "on this line now, bits per second",
    "read_key": "what players must know; null: nothing, or you are a viewer",
    "read_protected": "whether players need a key",
    "readers": "who plays the input",
    "reconnects": "how often the destination had to be connected again",
    "retransmits": "TCP segments or SRT packets that were sent again",
    "retransmits_per_s": "SRT packets that were sent again, per second",
    "rtt_ms": "round trip to the destination, milliseconds",
    "rtsp_transport": "how RTSP media travels: automatic tries UDP, then TCP",
    "since": "when this state began; null when that is not known",
    "streamid": "what the SRT destination expects, often with its key; null for viewers",
    "stream_key": "the secret that the platform gave you; null for viewers",
    "took_ms": "up to the verdict, milliseconds",
    "updated_at": "when it was last changed",
    "video_bitrate_bps": "video alone, bits per second",
}
"""Descriptions of fields that have none of their own, by name: one name means one thing."""
COMPAT = "compat"
COMPAT_DESCRIPTION = "The earlier system's routes, see docs/compat.md."
_NEST_ERROR = {
    "type": "object",
    "title": "NestError",
    "properties": {
        "statusCode": {"type": "integer"},
        "message": {"type": "string"},
        "error": {"type": "string"},
    },
    "required": ["statusCode", "message", "error"],
}
"""The shape of errors on the earlier system's routes."""
_WORDS = {
    401: "Not signed in, or wrong e-mail or password.",
    403: "Your role does not allow it.",
    404: "There is no such thing.",
    409: "Not possible in the present state.",
    422: "What was entered is not right; `errors` says which field and why.",
    429: "Too many tries; wait as long as `Retry-After` says.",
    503: "The media server does not answer.",
}
_TESTS = frozenset({"try_new_output", "try_output"})
_CONFLICTS = frozenset({"post_setup", "create_input", "patch_input"}) | _TESTS
_MAY_BE_TOO_MANY = frozenset({"login"}) | _TESTS
_ASK_MEDIA_SERVER = (
    frozenset({"list_connections", "kick_connection", "preview_hls", "preview_poster"}) | _TESTS
)


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """The document of `app`; made once."""
    if app.openapi_schema is None:
        app.openapi_schema = _completed(app.openapi())
    return app.openapi_schema


def _completed(document: dict[str, Any]) -> dict[str, Any]:
    document["info"]["description"] = DESCRIPTION
    document["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
    document["security"] = [{"bearer": []}, {"session": []}]
    parts = document["components"]
    parts["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer"},
        "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE},
    }
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            _complete_call(path, method, call)
    if any(COMPAT in call["tags"] for one in document["paths"].values() for call in one.values()):
        document["tags"].append({"name": COMPAT, "description": COMPAT_DESCRIPTION})
        parts["schemas"]["NestError"] = _NEST_ERROR
    for name, schema in parts["schemas"].items():
        if name in EXAMPLES:
            schema["examples"] = [EXAMPLES[name]]
        for field, shape in schema.get("properties", {}).items():
            if field in FIELDS:
                shape.setdefault("description", FIELDS[field])
    return document


def _complete_call(path: str, method: str, call: dict[str, Any]) -> None:
    name = call["operationId"]
    first, _, rest = call.get("description", "").partition(". ")
    call["summary"] = first.rstrip(".")
    call["description"] = rest
    if not rest:
        del call["description"]
    if name in WITHOUT_SIGN_IN:
        call["security"] = []
    answers = {code: one for code, one in call["responses"].items() if code.startswith("2")}
    old = COMPAT in call["tags"]
    shape = ("application/json", "NestError") if old else (problems.MEDIA_TYPE, "Problem")
    for code in _errors_of(name, path, method, call):
        content = {shape[0]: {"schema": {"$ref": f"#/components/schemas/{shape[1]}"}}}
        answers[str(code)] = {"description": _WORDS[code], "content": content}
    call["responses"] = answers


def _errors_of(name: str, path: str, method: str, call: dict[str, Any]) -> list[int]:
    codes = []
    if name not in WITHOUT_SIGN_IN or name == "login":
        codes.append(401)
    if method != "get" and name not in WITHOUT_SIGN_IN:
        codes.append(403)
    if "{" in path or name == "try_new_output":  # which may name an input
        codes.append(404)
    if name in _CONFLICTS or (COMPAT in call["tags"] and method != "get"):
        codes.append(409)
    if "requestBody" in call or "parameters" in call:
        codes.append(422)
    if name in _MAY_BE_TOO_MANY:
        codes.append(429)
    if name in _ASK_MEDIA_SERVER or path.startswith("/api/media-mtx/"):
        codes.append(503)
    return codes


async def _print() -> None:
    from streamingpro.control.app import create_app  # which imports this module
    from streamingpro.control.settings import ControlSettings

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(ControlSettings(data_dir=Path(folder)), start_engine=False)
        document = openapi_document(app)
    sys.stdout.write(json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    asyncio.run(_print())
