"""Pure: would two places be one session at the platform? Then the second throws the first one out,
or is itself refused."""

from urllib.parse import urlsplit

from streamingpro.control.outputs.place import Place

_USUAL_PORTS = {"rtmp": 1935, "rtmps": 443}


def same_session(one: Place, other: Place) -> bool:
    """The same key at the same application of the same server, encrypted or not, or anywhere on
    the same platform. SRT: the same stream id at the same server and port."""
    if (one.srt is None) != (other.srt is None) or _key(one) != _key(other):
        return False
    same_platform = one.platform is not None and one.platform == other.platform
    return same_platform or _server(one) == _server(other)


def _key(place: Place) -> str:
    """A query behind the key (`KEY?bandwidthtest=true`) changes nothing, but may be all of it."""
    key = place.address.stream_key
    return key if place.srt is not None else key.partition("?")[0] or key


def _server(place: Place) -> tuple[str, int, str]:
    """Host, port (0: the usual one of RTMP or RTMPS) and application."""
    parts = urlsplit(place.address.url)
    usual = parts.port is None or parts.port == _USUAL_PORTS.get(parts.scheme)
    return parts.hostname or "", 0 if usual else parts.port or 0, parts.path.strip("/")
