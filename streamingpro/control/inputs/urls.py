"""Pure: the addresses of an input, to enter in encoders and players."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote

from streamingpro.control.inputs.schemas import (
    InputUrls,
    PlayUrls,
    PreviewUrls,
    PublishUrls,
    ServerUrls,
)
from streamingpro.control.nodes.ports import Ports

PUBLISH_USER = "publisher"
READ_USER = "reader"


@dataclass(frozen=True, slots=True)
class Secrets:
    """What stands in the addresses. `shown` False leaves out every address that holds a secret."""

    publish_key: str = field(repr=False)
    read_key: str | None = field(default=None, repr=False)
    passphrase: str | None = field(default=None, repr=False)
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where an input is found. `host` is a name or an address without brackets. `srt_latency_ms`
    and `srt_key_length` (bytes, 0: any) as set for the input; `pulls`: nobody may publish to it."""

    input_id: str
    path: str
    host: str
    ports: Ports
    srt_latency_ms: int
    srt_key_length: int = 0
    pulls: bool = False


@dataclass(frozen=True, slots=True)
class Server:
    """A media server: `takes` encoders, or only gives streams to viewers."""

    node: str
    name: str
    place: Place
    takes: bool = True


def input_urls(place: Place, secrets: Secrets, servers: Iterable[Server] = ()) -> InputUrls:
    """All addresses: at `place`, and at each of `servers`. Ports are always written, also the usual
    ones: some encoders want them."""
    return InputUrls(
        publish=_publish(place, secrets),
        play=_play(place, secrets),
        servers=[
            ServerUrls(
                node=server.node,
                name=server.name,
                publish=_publish(server.place, secrets) if server.takes else None,
                play=_play(server.place, secrets),
            )
            for server in servers
        ],
        preview=PreviewUrls(
            hls=f"/api/inputs/{place.input_id}/hls/index.m3u8",
            poster=f"/api/inputs/{place.input_id}/poster.jpg",
        ),
        off=dict(place.ports.off),
    )


def _publish(place: Place, secrets: Secrets) -> PublishUrls:
    rtmp, rtmps, srt = (
        None if place.pulls else _server(place, one) for one in ("rtmp", "rtmps", "srt")
    )
    key = secrets.publish_key if secrets.shown else None
    stream_key = None if key is None else f"{place.path}?key={quote(key, safe='')}"
    streamid = None if key is None else f"publish:{place.path}:{PUBLISH_USER}:{key}"
    return PublishUrls(
        rtmp=_joined(rtmp, stream_key),
        rtmp_server=rtmp,
        rtmp_stream_key=stream_key if rtmp or rtmps else None,
        rtmps=_joined(rtmps, stream_key),
        rtmps_server=rtmps,
        srt=_with_key_length(_srt(srt, streamid, place, secrets), place),
        srt_microseconds=_with_key_length(
            _srt(srt, streamid, place, secrets, microseconds=True), place
        ),
        srt_server=srt,
        srt_streamid=streamid if srt else None,
        rtsp=None if place.pulls else _rtsp(place, "rtsp", PUBLISH_USER, key),
        rtsps=None if place.pulls else _rtsp(place, "rtsps", PUBLISH_USER, key),
        whip=None if place.pulls or key is None else _page(place, "webrtc", "/whip", key),
        moq=None if place.pulls or key is None else _page(place, "moq", "/publish", key),
    )


def _play(place: Place, secrets: Secrets) -> PlayUrls:
    key = secrets.read_key
    readable = key is None or secrets.shown
    query = "" if key is None else f"?key={quote(key, safe='')}"
    stream = f"{place.path}{query}" if readable else None
    streamid = f"read:{place.path}" + ("" if key is None else f":{READ_USER}:{key}")
    srt = _server(place, "srt")
    decrypted = secrets.shown or secrets.passphrase is None
    shown_id = streamid if readable else None
    return PlayUrls(
        rtmp=_joined(_server(place, "rtmp"), stream),
        rtmps=_joined(_server(place, "rtmps"), stream),
        srt=_srt(srt, shown_id, place, secrets) if decrypted else None,
        srt_microseconds=(
            _srt(srt, shown_id, place, secrets, microseconds=True) if decrypted else None
        ),
        srt_streamid=shown_id if srt else None,
        hls=_page(place, "hls", "/index.m3u8", key) if readable else None,
        rtsp=_rtsp(place, "rtsp", READ_USER, key, open_=key is None) if readable else None,
        rtsps=_rtsp(place, "rtsps", READ_USER, key, open_=key is None) if readable else None,
        webrtc=_page(place, "webrtc", "", key) if readable else None,
        whep=_page(place, "webrtc", "/whep", key) if readable else None,
        moq=_page(place, "moq", "", key) if readable else None,
    )


def _server(place: Place, scheme: str) -> str | None:
    port = place.ports.on.get(scheme)
    return None if port is None else f"{scheme}://{_bracketed(place.host)}:{port}"


def _rtsp(
    place: Place, scheme: str, user: str, key: str | None, *, open_: bool = False
) -> str | None:
    """With user and key in front of the host, which is where RTSP has them."""
    port = place.ports.on.get(scheme)
    if port is None or (key is None and not open_):
        return None
    who = "" if key is None else f"{user}:{quote(key, safe='')}@"
    return f"{scheme}://{who}{_bracketed(place.host)}:{port}/{place.path}"


def _page(place: Place, name: str, file: str, key: str | None) -> str | None:
    """What is served over HTTP; the key stands in the query."""
    port = place.ports.on.get(name)
    if port is None:
        return None
    scheme = "https" if name in place.ports.encrypted else "http"
    query = "" if key is None else f"?key={quote(key, safe='')}"
    return f"{scheme}://{_bracketed(place.host)}:{port}/{place.path}{file}{query}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _joined(server: str | None, stream: str | None) -> str | None:
    return None if server is None or stream is None else f"{server}/{stream}"


def _srt(
    server: str | None,
    streamid: str | None,
    place: Place,
    secrets: Secrets,
    *,
    microseconds: bool = False,
) -> str | None:
    if server is None or streamid is None:
        return None
    # A colon may stand in a query; players that decode nothing (ffmpeg) need it plain.
    latency = place.srt_latency_ms * (1000 if microseconds else 1)
    url = f"{server}?mode=caller&streamid={quote(streamid, safe=':')}&latency={latency}"
    if secrets.passphrase is not None:
        url += f"&passphrase={quote(secrets.passphrase, safe='')}"
    return url


def _with_key_length(url: str | None, place: Place) -> str | None:
    """The sender decides how long the key is: an encoder must be told which one we ask for."""
    if url is None or not place.srt_key_length:
        return url
    return f"{url}&pbkeylen={place.srt_key_length}"
