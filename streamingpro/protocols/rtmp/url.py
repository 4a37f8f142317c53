"""RTMP addresses: path names of what comes in, destinations of what goes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from .errors import TargetError

DEFAULT_PORTS = {"rtmp": 1935, "rtmps": 443}


def path_and_query(app: str, tc_url: str, name: str) -> tuple[str, str]:
    """Path name and query (without ``?``) of a publish or play request.

    App and stream name are joined by a slash, as MediaMTX does; the query may stand on either.
    ``tc_url`` counts only when the app is empty (some clients put it nowhere else).

    >>> path_and_query("live", "", "stream?key=x")
    ('live/stream', 'key=x')
    >>> path_and_query("show?key=x", "", "")
    ('show', 'key=x')
    """
    app_path, app_query = _split_query(app)
    if not app_path.strip("/") and tc_url:
        tc_path, tc_query = _tc_url_path(tc_url)
        app_path, app_query = tc_path, app_query or tc_query
    name_path, name_query = _split_query(name)
    parts = [part for part in (app_path.strip("/"), name_path.strip("/")) if part]
    query = "&".join(part for part in (app_query, name_query) if part)
    return "/".join(parts), query


def _split_query(text: str) -> tuple[str, str]:
    path, _, query = text.partition("?")
    return path, query


def _tc_url_path(tc_url: str) -> tuple[str, str]:
    rest = tc_url.strip("'\" ").partition("://")[2]
    location, query = _split_query(rest)
    return location.partition("/")[2], query


@dataclass(frozen=True, slots=True)
class Target:
    """A destination, taken apart. ``app``, ``tc_url`` and ``stream_name`` may hold secrets."""

    scheme: str
    host: str
    port: int
    app: str = field(repr=False)
    tc_url: str = field(repr=False)
    stream_name: str = field(repr=False)

    @property
    def tls(self) -> bool:
        """True for rtmps."""
        return self.scheme == "rtmps"


def parse_target(url: str) -> Target:
    """Take a destination URL apart.

    With a ``#fragment`` the app is the whole path and query, and the fragment (percent-decoded)
    is the stream name; without one the last path segment and the query are the stream name.

    :raises TargetError: in plain words, without the URL.
    """
    parts, port = _split_target(url)
    scheme = parts.scheme.lower()
    host = parts.hostname or ""
    path = parts.path.lstrip("/")
    if "#" in url:
        app = f"{path}?{parts.query}" if parts.query else path
        stream_name = unquote(parts.fragment)
    else:
        app, _, last = path.rpartition("/")
        stream_name = f"{last}?{parts.query}" if parts.query else last
        if not app:
            # rtmp://host/app?query without a second segment: there is only an app.
            app, stream_name = stream_name, ""
    port = port or DEFAULT_PORTS[scheme]
    shown_host = f"[{host}]" if ":" in host else host
    authority = shown_host if port == DEFAULT_PORTS[scheme] else f"{shown_host}:{port}"
    return Target(scheme, host, port, app, f"{scheme}://{authority}/{app}", stream_name)


def _split_target(url: str) -> tuple[SplitResult, int | None]:
    if any(ch <= " " or ch == "\x7f" for ch in url):
        raise TargetError("the address contains spaces or control characters")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = parts.hostname
    except ValueError:
        raise TargetError("the address is not a valid URL; check the host and the port") from None
    if parts.scheme.lower() not in DEFAULT_PORTS:
        raise TargetError("the address must begin with rtmp:// or rtmps://")
    if not host:
        raise TargetError("the address names no server")
    if port == 0:
        raise TargetError("the port must be 1 to 65535")
    if not parts.path.strip("/"):
        raise TargetError("the address names no application after the server, such as /live")
    return parts, port
