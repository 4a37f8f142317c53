"""Pure: which path an address would mean if its server were this one."""

from urllib.parse import SplitResult, urlsplit

from streamingpro.control.hosts import BadAddress
from streamingpro.control.outputs.address import Address
from streamingpro.control.srt_address import named_path, parse_srt

_DEFAULT_PORTS = {"rtmp": 1935, "rtmps": 443, "http": 80}
_SERVICES = {"rtmp": "rtmp", "rtmps": "rtmps", "srt": "srt", "http": "hls"}


def ingest_paths(address: Address) -> tuple[str, ...]:
    """The paths that a destination may mean, the likeliest first: RTMP servers join app and stream
    name, and with any other key behind it the address of an input is still meant for that input."""
    parts = urlsplit(address.url)
    if parts.scheme == "srt":
        return (named_path(address.stream_key),)
    app = parts.path.strip("/")
    name = address.stream_key.partition("?")[0].strip("/")
    return "/".join(part for part in (app, name) if part), app


def source_path(url: str) -> str:
    """The path that is read at `url`, "" for none."""
    parts = urlsplit(url)
    if parts.scheme == "srt":
        try:
            return named_path(parse_srt(url).options.stream_id)
        except BadAddress:
            return ""
    path = parts.path.strip("/")
    return path.rpartition("/")[0] if parts.scheme == "http" else path  # PATH/index.m3u8


def server_of(url: str) -> tuple[str, int, str] | None:
    """Host, port and which of our listeners (rtmp, rtmps, srt, hls) it would be; None for none."""
    parts = urlsplit(url)
    service = _SERVICES.get(parts.scheme)
    port = _port(parts)
    return (
        None if service is None or port is None else ((parts.hostname or "").lower(), port, service)
    )


def _port(parts: SplitResult) -> int | None:
    return parts.port or _DEFAULT_PORTS.get(parts.scheme)
