"""Answers: status line, headers and a body in pieces that may be shared with other answers."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

PLAYLIST = "application/vnd.apple.mpegurl"
MP4, MP4_AUDIO, MPEGTS = "video/mp4", "audio/mp4", "video/mp2t"

FRESH = "no-cache"
FOR_EVER = "max-age=3600, immutable"
"""What a segment's name stands for never changes, and is gone from the playlist soon."""
NEVER = "no-store"

_REASONS = {status.value: status.phrase for status in HTTPStatus}


@dataclass(slots=True)
class Response:
    """One answer. `size` counts the bytes of `body`."""

    status: int
    body: Sequence[bytes] = ()
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return sum(map(len, self.body))

    def head(self, more: Mapping[str, str], *, keep_alive: bool) -> bytes:
        """The status line and all headers."""
        lines = [f"HTTP/1.1 {self.status} {_REASONS.get(self.status, '')}"]
        lines += (f"{name}: {value}" for name, value in self.headers.items())
        lines += (f"{name}: {value}" for name, value in more.items())
        if self.status not in (204, 304):
            lines.append(f"Content-Length: {self.size}")
        if not keep_alive:
            lines.append("Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def media(content_type: str, body: Sequence[bytes]) -> Response:
    """A segment, part or initialization segment."""
    return Response(200, body, {"Content-Type": content_type, "Cache-Control": FOR_EVER})


def playlist(body: bytes, *, gzipped: bool) -> Response:
    """A playlist as it is now."""
    headers = {"Content-Type": PLAYLIST, "Cache-Control": FRESH, "Vary": "Accept-Encoding"}
    if gzipped:
        headers["Content-Encoding"] = "gzip"
    return Response(200, (body,), headers)


def failure(status: int, message: str, **headers: str) -> Response:
    """An error in MediaMTX's form, with a plain sentence."""
    body = json.dumps({"status": "error", "error": message}).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(
        status, (body,), {"Content-Type": "application/json", "Cache-Control": NEVER, **named}
    )


def cors(allowed: Iterable[str], origin: str) -> dict[str, str]:
    """What lets scripts of the page at `origin` read an answer; empty where they may not.

    `allowed` are origins, "*" for any, or with a "*" in them ("https://*.example.com").
    """
    for pattern in allowed:
        if pattern == "*":
            return {"Access-Control-Allow-Origin": "*"}
        before, star, after = pattern.partition("*")
        fits = origin == pattern or (
            star
            and len(origin) >= len(before) + len(after)
            and origin.startswith(before)
            and origin.endswith(after)
        )
        if origin and fits:
            return {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
    return {}


def preflight() -> Response:
    """The answer to a browser that asks what it may send."""
    return Response(
        204,
        (),
        {
            "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
            "Access-Control-Allow-Headers": "Authorization, Range",
            "Access-Control-Max-Age": "86400",
        },
    )
