"""The objects of MediaMTX's Control API v3 that we use (facts: its v1.20.1 OpenAPI file).

Attributes are the JSON names in snake_case. Every attribute has a default, because the API promises
no field; fields that we don't know are kept (`model_extra`). What only the embedded engine sends
is grouped at the end of each class and keeps its default on MediaMTX.

Units: bytes, bits per second (`bitrate`), milliseconds (`rtt`, `queue_ms`), times as datetimes.
"""

from datetime import datetime
from typing import Literal

from pydantic import Field

from streamingpro.mediamtx.base import ApiModel, Page
from streamingpro.mediamtx.connections import (
    Conn,
    HlsMuxer,
    HlsSession,
    RtmpConn,
    SrtConn,
    SrtFigures,
)

ForwardState = Literal["idle", "forwarding", "error"]
DestStatus = Literal["waiting", "connecting", "live", "error"]
SourceState = Literal["idle", "connecting", "running", "error"]

__all__ = [
    "ApiModel",
    "AuthInternalUser",
    "AuthPermission",
    "CodecProps",
    "Conn",
    "ForwardDest",
    "ForwardDestConf",
    "ForwardTest",
    "GlobalConf",
    "HlsMuxer",
    "HlsSession",
    "Info",
    "Page",
    "Path",
    "PathConf",
    "PathTrack",
    "ReaderRef",
    "Refusal",
    "RtmpConn",
    "Service",
    "SourceRef",
    "SrtConn",
    "SrtFigures",
]


class Service(ApiModel):
    """A listener of the embedded engine: `port` 0 is off, `reason` says why."""

    port: int = 0
    reason: str = ""


class Info(ApiModel):
    """The server itself."""

    version: str = ""
    started: datetime | None = None
    # embedded engine: "streamingpro"; `services` by protocol: rtmp rtmps srt hls
    engine: str = ""
    pid: int | None = None
    rtmp_port: int | None = None
    services: dict[str, Service] = Field(default={})


class ForwardDestConf(ApiModel):
    """A destination as configured. `dest` is a URL that holds a secret."""

    dest: str = Field(default="", repr=False)
    dest_fingerprint: str = ""
    whip_bearer_token: str = Field(default="", repr=False)
    # embedded engine
    label: str = ""


class PathConf(ApiModel):
    """A path configuration; the fields we set. `reconnect_grace`, `srt_latency` and the times of
    `source_on_demand` are durations such as "30s"; `source` is "publisher" or a URL, a secret."""

    name: str = ""
    source: str = Field(default="publisher", repr=False)
    source_fingerprint: str = ""
    source_on_demand: bool = False
    source_on_demand_start_timeout: str = ""
    source_on_demand_close_after: str = ""
    rtsp_transport: str = ""
    max_readers: int = 0
    override_publisher: bool = True
    srt_publish_passphrase: str = Field(default="", repr=False)
    srt_read_passphrase: str = Field(default="", repr=False)
    forward: list[ForwardDestConf] = Field(default=[])
    # embedded engine
    srt_latency: str | None = None
    srt_key_length: int | None = None
    reconnect_grace: str | None = None
    publish_key_version: str | None = Field(default=None, repr=False)


class AuthPermission(ApiModel):
    """An action on a path."""

    action: str = ""
    path: str = ""


class AuthInternalUser(ApiModel):
    """A user of `authMethod: internal`; a set password reads "<redacted>"."""

    user: str = ""
    password: str = Field(default="", alias="pass", repr=False)
    ips: list[str] | None = None
    permissions: list[AuthPermission] = Field(default=[])


class GlobalConf(ApiModel):
    """The global configuration; the fields we look at."""

    log_level: str = ""
    read_timeout: str = ""
    write_timeout: str = ""
    auth_method: str = ""
    auth_internal_users: list[AuthInternalUser] = Field(default=[])
    auth_http_address: str = Field(default="", alias="authHTTPAddress", repr=False)
    auth_http_exclude: list[AuthPermission] = Field(default=[], alias="authHTTPExclude")
    api: bool = False
    api_address: str = ""
    rtmp: bool = False
    rtmp_address: str = ""
    rtmp_encryption: str = ""
    rtmps_address: str = ""
    hls: bool = False
    hls_address: str = ""
    hls_always_remux: bool = False
    hls_variant: str = ""
    srt: bool = False
    srt_address: str = ""


class SourceRef(ApiModel):
    """What publishes to a path: `type` such as "rtmpConn", and its id."""

    type: str = ""
    id: str = ""


class ReaderRef(ApiModel):
    """What reads from a path: `type` such as "rtmpConn", and its id."""

    type: str = ""
    id: str = ""


class CodecProps(ApiModel):
    """What is known of a track; which fields are set depends on the codec.

    `profile` is a name for H.264 and H.265, a number for AV1 and VP9; so is `level`.
    """

    width: int | None = None
    height: int | None = None
    profile: str | int | None = None
    level: str | int | None = None
    tier: int | None = None
    sample_rate: int | None = None
    channel_count: int | None = None
    bit_depth: int | None = None
    # embedded engine
    frame_rate: float | None = None


class PathTrack(ApiModel):
    """A track: `codec` is MediaMTX's name ("H264", "MPEG-4 Audio", …)."""

    codec: str = ""
    codec_props: CodecProps | None = None


class ForwardDest(ApiModel):
    """A forwarding destination at work."""

    id: str = ""
    pos: int = 0
    created: datetime | None = None
    conf: ForwardDestConf = ForwardDestConf()
    protocol: str = ""
    state: ForwardState = "idle"
    last_error: str = ""
    outbound_bytes: int = 0
    # embedded engine; `error_kind` is "" dns refused network timeout tls rejected protocol stalled
    # codec internal
    status: DestStatus | None = None
    status_since: datetime | None = None
    error_kind: str = ""
    last_error_time: datetime | None = None
    next_retry: datetime | None = None
    connected_since: datetime | None = None
    held: bool = False
    bitrate: int | None = None
    frame_rate: float | None = None
    bytes_acked: int | None = None
    rtt: float | None = None
    retransmits: int | None = None
    queue_ms: int | None = None
    queue_bytes: int | None = None
    frames_sent: int | None = None
    frames_dropped: int | None = None
    reconnects: int | None = None
    remote_addr: str = ""
    srt: SrtFigures | None = None


class ForwardTest(ApiModel):
    """How the trial of a destination came out (embedded engine). `kind` is "" when it is ok, else
    one of ForwardDest's `error_kind`; `message` is a plain sentence without secrets."""

    ok: bool
    kind: str = ""
    message: str
    remote_addr: str = ""
    took_ms: int = 0


class Refusal(ApiModel):
    """A publisher that the engine turned away without asking anybody (embedded engine)."""

    protocol: str = ""
    remote_addr: str = ""
    reason: str = ""
    time: datetime | None = None


class Path(ApiModel):
    """A path at work. In the engine's grace period `available` is true and `online` false.

    A path with a source to pull has `source_state`; `last_error` is then why the last attempt ended
    (`source_error_kind`: dns refused network timeout tls rejected not_found auth codec protocol
    forbidden ended internal) and stays after the source works again. `problem` is what is wrong
    with the stream that comes in now, in a plain sentence.
    """

    name: str = ""
    conf_name: str = ""
    available: bool = False
    available_time: datetime | None = None
    online: bool = False
    online_time: datetime | None = None
    source: SourceRef | None = None
    tracks2: list[PathTrack] = Field(default=[])
    readers: list[ReaderRef] = Field(default=[])
    inbound_bytes: int = 0
    outbound_bytes: int = 0
    inbound_frames_in_error: int = 0
    # embedded engine; `forward` is None while every destination is simply waiting
    bitrate: int | None = None
    video_bitrate: int | None = None
    audio_bitrate: int | None = None
    frame_rate: float | None = None
    keyframe_interval: float | None = None
    remote_addr: str = ""
    protocol: str = ""
    last_error: str = ""
    problem: str = ""
    source_state: SourceState | None = None
    source_since: datetime | None = None
    source_error_kind: str = ""
    last_error_time: datetime | None = None
    next_retry: datetime | None = None
    last_refusal: Refusal | None = None
    srt: SrtFigures | None = None
    forward: list[ForwardDest] | None = None
    readers_count: int | None = None
