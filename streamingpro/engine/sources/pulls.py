"""Which pull fits an address."""

from collections.abc import Callable
from urllib.parse import urlsplit

from streamingpro.engine.sources.errors import SourceError, SourceErrorKind
from streamingpro.engine.sources.files import FilePull
from streamingpro.engine.sources.http_pull import HttpPull
from streamingpro.engine.sources.pull import Feed, Pull
from streamingpro.engine.sources.rtmp import RtmpPull
from streamingpro.engine.sources.rtsp import RtspPull
from streamingpro.engine.sources.srt import SrtPull

_KINDS = {
    "rtmp": ("rtmpSource", "rtmp"),
    "rtmps": ("rtmpSource", "rtmps"),
    "srt": ("srtSource", "srt"),
    "rtsp": ("rtspSource", "rtsp"),
    "rtsps": ("rtspSource", "rtsp"),
    "file": ("fileSource", "file"),
}
_HTTP_KINDS = {
    ".m3u8": ("hlsSource", "hls"),
    ".flv": ("flvSource", "http-flv"),
    ".ts": ("mpegtsSource", "http-ts"),
}


_MAKERS: dict[str, Callable[[Feed], Pull]] = {
    "rtmp": RtmpPull,
    "rtmps": RtmpPull,
    "srt": SrtPull,
    "http": lambda feed: HttpPull(feed, *kind_of(feed.url)),
    "https": lambda feed: HttpPull(feed, *kind_of(feed.url)),
    "rtsp": RtspPull,
    "rtsps": RtspPull,
    "file": FilePull,
}


def make_pull(feed: Feed) -> Pull:
    """An attempt at `feed.url`. Raises SourceError when no source has such an address."""
    scheme = _scheme(feed.url)
    maker = _MAKERS.get(scheme)
    if maker is None:
        raise SourceError(
            SourceErrorKind.PROTOCOL,
            "The address must begin with rtmp://, rtmps://, srt://, http://, https://, rtsp://, "
            "rtsps:// or file://.",
        )
    return maker(feed)


def kind_of(url: str) -> tuple[str, str]:
    """Kind and protocol of a source that has not been connected to yet, judged by its address."""
    scheme = _scheme(url)
    if scheme in ("http", "https"):
        path = url.partition("?")[0].lower()
        for ending, kind in _HTTP_KINDS.items():
            if path.endswith(ending):
                return kind
        return _HTTP_KINDS[".m3u8"]
    return _KINDS.get(scheme, ("source", scheme))


def _scheme(url: str) -> str:
    try:
        return urlsplit(url).scheme.lower()
    except ValueError:
        return ""
