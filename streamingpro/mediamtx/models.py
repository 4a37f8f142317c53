"""The objects of MediaMTX's Control API v3 that we use (facts: its v1.20.1 OpenAPI file).

Attributes are the JSON names in snake_case. Every attribute has a default, because the API promises
no field; fields that we don't know are kept (`model_extra`). What only the embedded engine sends
is grouped at the end of each class and keeps its default on MediaMTX.

Units: bytes, bits per second (`bitrate`), milliseconds (`rtt`, `queue_ms`), times as datetimes.
"""

from datetime import datetime
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

ForwardState = Literal["idle", "forwarding", "error"]
DestStatus = Literal["waiting", "connecting", "live", "error"]
ConnState = Literal["idle", "read", "publish"]

Item = TypeVar("Item")


class ApiModel(BaseModel):
    """Reads the API's JSON names, takes snake_case names in code, keeps unknown fields."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        extra="allow",
        protected_namespaces=(),
    )


class Page(ApiModel, Generic[Item]):
    """One page of a list."""

    item_count: int
    page_count: int
    items: list[Item]


class Info(ApiModel):
    """The server itself."""

    version: str = ""
    started: datetime | None = None
    # embedded engine: "streamingpro"
    engine: str = ""
    pid: int | None = None
    rtmp_port: int | None = None


class ForwardDestConf(ApiModel):
    """A destination as configured. `dest` is a URL that holds a secret."""

    dest: str = Field(default="", repr=False)
    dest_fingerprint: str = ""
    whip_bearer_token: str = Field(default="", repr=False)
    # embedded engine
    label: str = ""


class PathConf(ApiModel):
    """A path configuration; the fields we set. `reconnect_grace` is a duration such as "30s"."""

    name: str = ""
    source: str = "publisher"
    max_readers: int = 0
    override_publisher: bool = True
    forward: list[ForwardDestConf] = []
    # embedded engine
    reconnect_grace: str | None = None
    publish_key_version: str | None = None


class AuthPermission(ApiModel):
    """An action on a path."""

    action: str = ""
    path: str = ""


class AuthInternalUser(ApiModel):
    """A user of `authMethod: internal`; a set password reads "<redacted>"."""

    user: str = ""
    password: str = Field(default="", alias="pass", repr=False)
    ips: list[str] | None = None
    permissions: list[AuthPermission] = []


class GlobalConf(ApiModel):
    """The global configuration; the fields we look at."""

    log_level: str = ""
    read_timeout: str = ""
    write_timeout: str = ""
    auth_method: str = ""
    auth_internal_users: list[AuthInternalUser] = []
    auth_http_address: str = Field(default="", alias="authHTTPAddress", repr=False)
    auth_http_exclude: list[AuthPermission] = Field(default=[], alias="authHTTPExclude")
    api: bool = False
    api_address: str = ""
    rtmp: bool = False
    rtmp_address: str = ""


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


class Path(ApiModel):
    """A path at work. In the engine's grace period `available` is true and `online` false."""

    name: str = ""
    conf_name: str = ""
    available: bool = False
    available_time: datetime | None = None
    online: bool = False
    online_time: datetime | None = None
    source: SourceRef | None = None
    tracks2: list[PathTrack] = []
    readers: list[ReaderRef] = []
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
    forward: list[ForwardDest] | None = None
    readers_count: int | None = None


class RtmpConn(ApiModel):
    """A connection to the RTMP server. `query` may hold a publish key."""

    id: str = ""
    created: datetime | None = None
    remote_addr: str = ""
    state: ConnState = "idle"
    path: str = ""
    query: str = Field(default="", repr=False)
    user: str = ""
    user_agent: str = ""
    inbound_bytes: int = 0
    outbound_bytes: int = 0
    outbound_frames_discarded: int = 0
