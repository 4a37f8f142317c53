"""What REST takes and gives for inputs."""

import re
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from streamingpro.control.inputs.model import DEFAULT_GRACE_S, DEFAULT_SRT_LATENCY_MS
from streamingpro.control.inputs.slug import MAX_LENGTH, PATTERN, RESERVED
from streamingpro.control.schemas import (
    KeyLength,
    Name,
    RequestModel,
    ResponseModel,
    optional,
)
from streamingpro.control.status.schemas import InputStatus, SrtStatus

MAX_GRACE_S = 600
MIN_SRT_LATENCY_MS, MAX_SRT_LATENCY_MS = 80, 1000
SourceType = Literal["publish", "pull"]
RtspTransport = Literal["automatic", "tcp", "udp"]
_SAFE_IN_URLS = r"^[A-Za-z0-9._~-]{10,79}$"
_READ_KEY = r"^[A-Za-z0-9_-]+$"


def _path(value: str) -> str:
    if not re.fullmatch(PATTERN, value):
        raise PydanticCustomError(
            "path",
            "A path may only have letters from a to z, digits, “-” and “_”: no spaces, slashes or"
            " accents, such as sunday-service.",
        )
    if value in RESERVED:
        raise PydanticCustomError("path", "This path has a special meaning. Choose another one.")
    return value


def _own_passphrase(value: str) -> str:
    if not re.fullmatch(_SAFE_IN_URLS, value):
        raise PydanticCustomError(
            "passphrase",
            "A passphrase has 10 to 79 letters without accents, digits and the signs “-”, “.”, “_”"
            " and “~”: encoders disagree about how others are written in an address.",
        )
    return value


def _read_key(value: str) -> str:
    if not re.fullmatch(_READ_KEY, value):
        raise PydanticCustomError(
            "read_key",
            "A key for players may only have letters, digits, “-” and “_”, so that it can stand in"
            " addresses.",
        )
    return value


PathName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_LENGTH),
    AfterValidator(_path),
    Field(json_schema_extra={"pattern": PATTERN}),
]


OwnPassphrase = Annotated[
    str, AfterValidator(_own_passphrase), Field(json_schema_extra={"pattern": _SAFE_IN_URLS})
]
ReadKey = Annotated[
    str,
    StringConstraints(min_length=8, max_length=100),
    AfterValidator(_read_key),
    Field(json_schema_extra={"pattern": _READ_KEY}),
]


class Source(RequestModel):
    """Where the stream comes from: `publish` (an encoder sends it here) or `pull` (it is fetched
    from `url`: rtmp, rtmps, srt, rtsp, rtsps, http or https for HLS, MPEG-TS and FLV, or file).

    `on_demand`: fetched only while somebody reads or an output is switched on. `rtsp_transport`:
    how RTSP media travels. `fingerprint`: SHA-256 of the server's certificate, for rtmps, rtsps and
    https servers with a certificate of their own making."""

    type: SourceType = "publish"
    url: str | None = None
    on_demand: bool = False
    rtsp_transport: RtspTransport = "automatic"
    fingerprint: str | None = None


class SourcePatch(RequestModel):
    """Only the fields that are given change. `type` `publish` forgets the address."""

    type: SourceType = optional()
    url: str | None = None
    on_demand: bool = optional()
    rtsp_transport: RtspTransport = optional()
    fingerprint: str | None = None


class Srt(RequestModel):
    """SRT of encoders and players of this input. `passphrase` (10 to 79 letters, digits and the
    signs - . _ ~) encrypts; `key_length` in bytes (16, 24, 32: AES-128, 192, 256; 0: what the
    encoder has). `latency_ms`: how long lost packets are waited for; the larger of ours and the
    encoder's holds."""

    passphrase: OwnPassphrase | None = None
    latency_ms: int = Field(
        default=DEFAULT_SRT_LATENCY_MS, ge=MIN_SRT_LATENCY_MS, le=MAX_SRT_LATENCY_MS
    )
    key_length: KeyLength = 0


class SrtPatch(RequestModel):
    """Only the fields that are given change. `passphrase` null ends encryption."""

    passphrase: OwnPassphrase | None = None
    latency_ms: int = optional(ge=MIN_SRT_LATENCY_MS, le=MAX_SRT_LATENCY_MS)
    key_length: KeyLength = optional()


class InputCreate(RequestModel):
    """`path` is made from the name when it is left out. `grace_s`: seconds for which destinations
    are held open while the encoder is away. `override_publisher`: a second encoder takes over.
    `read_key`: what players must know; null lets everybody play who knows the path. `node`: the id
    of the media server that it must use; null: any."""

    name: Name
    path: PathName | None = None
    enabled: bool = True
    source: Source = Source()
    srt: Srt = Srt()
    read_key: ReadKey | None = None
    grace_s: int = Field(default=DEFAULT_GRACE_S, ge=0, le=MAX_GRACE_S)
    override_publisher: bool = True
    node: str | None = Field(default=None, max_length=64)


class InputPatch(RequestModel):
    """Only the fields that are given change."""

    name: Name = optional()
    path: PathName = optional()
    enabled: bool = optional()
    source: SourcePatch = optional()
    srt: SrtPatch = optional()
    read_key: ReadKey | None = None
    grace_s: int = optional(ge=0, le=MAX_GRACE_S)
    override_publisher: bool = optional()
    node: str | None = Field(default=None, max_length=64)


class PublishUrls(ResponseModel):
    """What to enter in the encoder: one address, or server and key apart. Those with a secret are
    null for viewers; all are null for inputs that are pulled, and those of a protocol are while it
    is off (see `off`).

    `srt` has the latency in milliseconds, as libsrt's own tools, VLC and hardware encoders take it;
    `srt_microseconds` is the same for OBS and ffmpeg. RTSP and WHIP (WebRTC) are MediaMTX's."""

    rtmp: str | None
    rtmp_server: str | None
    rtmp_stream_key: str | None
    rtmps: str | None
    rtmps_server: str | None
    srt: str | None
    srt_microseconds: str | None
    srt_server: str | None
    srt_streamid: str | None
    rtsp: str | None = None
    rtsps: str | None = None
    whip: str | None = None
    moq: str | None = None


class PlayUrls(ResponseModel):
    """Where players find the stream. Those with a secret are null for viewers, and those of a
    protocol while it is off. `srt_microseconds`: for OBS and ffmpeg, as above. `webrtc` and `moq`
    are pages for a browser, `whep` is for players; they and RTSP are MediaMTX's."""

    rtmp: str | None
    rtmps: str | None
    srt: str | None
    srt_microseconds: str | None
    srt_streamid: str | None
    hls: str | None
    rtsp: str | None = None
    rtsps: str | None = None
    webrtc: str | None = None
    whep: str | None = None
    moq: str | None = None


class PreviewUrls(ResponseModel):
    """For signed-in users, under the address of this API; they need no key."""

    hls: str
    poster: str


class ServerUrls(ResponseModel):
    """The addresses of an input at one media server. `publish` is null where encoders may not come
    to. `node`: its id, `name` as people call it."""

    node: str
    name: str
    publish: PublishUrls | None
    play: PlayUrls


class InputUrls(ResponseModel):
    """`off`: why a protocol is not available now, by its name (rtmp, rtmps, srt, hls). `servers`:
    where there is more than one media server, the addresses at each of them."""

    publish: PublishUrls
    play: PlayUrls
    preview: PreviewUrls
    off: dict[str, str]
    servers: list[ServerUrls] = Field(default_factory=list)


class SourceOut(ResponseModel):
    """`url` is null for `publish`; viewers see it without what may be secret."""

    type: str
    url: str | None
    on_demand: bool
    rtsp_transport: str
    fingerprint: str | None


class SrtOut(ResponseModel):
    """`passphrase` is null for viewers; `encrypted` tells them whether there is one."""

    passphrase: str | None
    encrypted: bool
    latency_ms: int
    key_length: int


class InputOut(ResponseModel):
    """`publish_key` and `read_key` are null for viewers; `read_protected` tells them whether
    players need a key."""

    id: str
    name: str
    path: str
    enabled: bool
    position: int
    source: SourceOut
    srt: SrtOut
    publish_key: str | None
    read_key: str | None
    read_protected: bool
    grace_s: int
    override_publisher: bool
    node: str | None
    created_at: datetime
    updated_at: datetime
    status: InputStatus
    urls: InputUrls


class ConnectionOut(ResponseModel):
    """Somebody connected to an input. `protocol`: rtmp, rtmps, srt, hls, rtsp, rtsps, webrtc, moq.
    `state`: publish, read or idle. Bytes as the server sees. `srt` has the line's figures, null for
    other protocols. `node`: the media server."""

    id: str
    protocol: str
    state: str
    remote_address: str
    user_agent: str
    connected_at: datetime | None
    inbound_bytes: int
    outbound_bytes: int
    srt: SrtStatus | None = None
    node: str = "engine"
