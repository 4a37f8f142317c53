"""URLs of streams: where to forward to, publish to and play from. They may hold secrets.

Hosts are names or addresses without brackets; IPv6 addresses get theirs here.
"""

from urllib.parse import quote, urlsplit, urlunsplit

from streamingpro.mediamtx.names import path_name_problem

__all__ = ["authority", "destination", "play_url", "publish_url", "with_stream_name"]

_DEFAULT_PORTS = {"rtmp": 1935, "rtmps": 443, "rtsp": 554, "rtsps": 322}


def destination(url: str, stream_key: str = "") -> str:
    """The `dest` of a forward entry, from a server's URL and the key for it.

    `rtmp://host/app` and `a key` make `rtmp://host/app#a%20key`: after `#` stands the stream name,
    percent-encoded, whatever characters it has. Without a key the URL, which then contains it,
    comes back as it is. Raises ValueError when the URL can't be taken apart.
    """
    if not stream_key:
        return url
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, quote(stream_key, safe="")))


def with_stream_name(url: str) -> str:
    """The same address of an RTMP stream, its name after `#`: `rtmp://host/live#show`.

    MediaMTX takes the whole path for the application from v1.20 on, and most servers know no
    application `live/show`. Other addresses, and those without a name, come back as they are.
    """
    parts = urlsplit(url)
    app, _, name = parts.path.rpartition("/")
    if parts.scheme not in ("rtmp", "rtmps") or parts.fragment or not app.strip("/") or not name:
        return url
    stream = name + (f"?{parts.query}" if parts.query else "")
    return urlunsplit((parts.scheme, parts.netloc, app, "", quote(stream, safe="")))


def publish_url(scheme: str, host: str, port: int, path: str, key: str = "") -> str:
    """Where an encoder publishes: `rtmp://host/PATH?key=SECRET`."""
    url = play_url(scheme, host, port, path)
    return f"{url}?key={quote(key, safe='')}" if key else url


def play_url(scheme: str, host: str, port: int, path: str) -> str:
    """Where a player reads a path: `rtmp://host/PATH`, `rtsp://host:8554/PATH`.

    Raises ValueError for a path name that no media server accepts.
    """
    problem = path_name_problem(path)
    if problem:
        raise ValueError(f"invalid path name: {problem}")
    return f"{scheme}://{authority(scheme, host, port)}/{path}"


def authority(scheme: str, host: str, port: int) -> str:
    """`host:port` as it stands in a URL; the scheme's default port is left out."""
    shown = f"[{host}]" if ":" in host else host
    return shown if port == _DEFAULT_PORTS.get(scheme) else f"{shown}:{port}"
