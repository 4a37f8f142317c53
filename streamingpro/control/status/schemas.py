"""The shapes of status as the REST API and the event stream give them.

Times are RFC 3339 (UTC). Bitrates are bits per second, `rtt_ms` and `queue_ms` milliseconds,
`keyframe_interval_s` seconds. A figure that is not known is null, never zero by guess.
No field ever holds a key, passphrase or token.
"""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class InputState(StrEnum):
    """`connecting`: the stream is being fetched from its address. `reconnecting`: the encoder (or
    source) is away but the grace time still holds the destinations open."""

    OFFLINE = "offline"
    CONNECTING = "connecting"
    LIVE = "live"
    RECONNECTING = "reconnecting"
    ERROR = "error"
    DISABLED = "disabled"


class OutputState(StrEnum):
    """`off`: the output or its input is disabled. `live`: proven by acknowledged bytes."""

    OFF = "off"
    WAITING = "waiting"
    CONNECTING = "connecting"
    LIVE = "live"
    ERROR = "error"


class _Shape(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_serialization_defaults_required=True
    )


class StatusError(_Shape):
    """What is wrong, in plain words. `kind` is one short word, `at` when it was first seen."""

    kind: str
    message: str
    at: datetime


class InputError(StatusError):
    """`kind`: media_server (it can't be reached, or refused the input), publisher (why the last
    encoder was sent away or what is wrong with its stream), or why a stream can't be fetched: dns,
    refused, network, timeout, tls, rejected, not_found, auth, codec, protocol, forbidden,
    ended, internal."""

    next_retry_at: datetime | None = None


class OutputError(StatusError):
    """`kind`: dns, refused, network, timeout, tls, rejected, protocol, stalled, codec, internal
    (all from the destination) or media_server (the media server itself can't be reached)."""

    next_retry_at: datetime | None = None


class RefusalStatus(_Shape):
    """The last encoder that was turned away by the media server itself, such as for a wrong
    passphrase; those with a wrong key are told as events."""

    at: datetime
    protocol: str
    remote_address: str
    reason: str


class TrackStatus(_Shape):
    """One audio or video track of an input. `codec` uses MediaMTX's names (H264, MPEG-4 Audio)."""

    type: str
    codec: str
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    sample_rate: int | None = None
    channels: int | None = None
    profile: str | None = None
    level: str | None = None


class SrtStatus(_Shape):
    """An SRT line as libsrt measures it. `loss_percent` over the last two seconds, before lost
    packets were sent again; `retransmits_per_s` packets; `bandwidth_bps` an estimate of what the
    line could carry; `latency_ms` as both sides agreed; `encryption` such as AES-128, or none."""

    rtt_ms: float | None = None
    loss_percent: float | None = None
    retransmits: int | None = None
    retransmits_per_s: float | None = None
    bandwidth_bps: int | None = None
    rate_bps: int | None = None
    latency_ms: int | None = None
    encryption: str = "none"


class StatusWarning(_Shape):
    """Something that works now but breaks a limit of the chosen platform. `code` and the names in
    `values`, of which `message` is made, are stable (docs/platforms.md)."""

    code: str
    message: str
    values: dict[str, str | int | float] = Field(default_factory=dict)


class InputStatus(_Shape):
    """One input as it is now. `since` is when `state` began, null when that is not known. `problem`
    says what is wrong with the stream that comes in, such as a missing program table."""

    state: InputState
    since: datetime | None = None
    error: InputError | None = None
    node: str = "engine"
    protocol: str | None = None
    remote_address: str | None = None
    tracks: list[TrackStatus] = Field(default_factory=list)
    bitrate_bps: int | None = None
    video_bitrate_bps: int | None = None
    audio_bitrate_bps: int | None = None
    fps: float | None = None
    keyframe_interval_s: float | None = None
    problem: str | None = None
    last_refusal: RefusalStatus | None = None
    srt: SrtStatus | None = None
    readers: int = 0
    readers_by_protocol: dict[str, int] = Field(default_factory=dict)
    outputs_by_state: dict[OutputState, int] = Field(default_factory=dict)


class OutputStatus(_Shape):
    """One output as it is now. `held`: kept connected while the encoder of the input is away."""

    state: OutputState
    since: datetime | None = None
    held: bool = False
    error: OutputError | None = None
    bitrate_bps: int | None = None
    fps: float | None = None
    bytes_sent: int = 0
    bytes_acked: int = 0
    rtt_ms: float | None = None
    retransmits: int | None = None
    srt: SrtStatus | None = None
    queue_ms: float | None = None
    frames_sent: int = 0
    dropped_frames: int = 0
    reconnects: int = 0
    warnings: list[StatusWarning] = Field(default_factory=list)


class MediaServerState(StrEnum):
    """`starting`: not answered yet. `unreachable`: it answered before, or never could start."""

    STARTING = "starting"
    RUNNING = "running"
    UNREACHABLE = "unreachable"
    OFF = "off"


class ServiceStatus(_Shape):
    """One listener of the media server. `reason` says why it is off; `port` is then null."""

    port: int | None = None
    reason: str | None = None


class MediaServerStatus(_Shape):
    """The media server itself. `reason` says in plain words why it is not running. `services` has
    its listeners by protocol (rtmp, rtmps, srt, hls); empty while that is not known."""

    node: str = "engine"
    state: MediaServerState
    reason: str | None = None
    pid: int | None = None
    version: str | None = None
    rtmp_port: int | None = None
    services: dict[str, ServiceStatus] = Field(default_factory=dict)
    restarts: int = 0
    unmanaged_paths: list[str] = Field(default_factory=list)


class ListenerStatus(_Shape):
    """Where a media server takes or gives streams by one protocol."""

    port: int
    encrypted: bool = False


class NodeStatus(_Shape):
    """One media server as it is now. `kind`: engine (ours) or mediamtx. `ingest`: encoders and
    pulls may come to it. `streams` that are live there, `reason` why it is not running, `problem`
    what it would not do; `limits` what the user must know of it. Bit/s."""

    id: str
    name: str
    kind: str
    builtin: bool = False
    state: MediaServerState
    reason: str | None = None
    since: datetime | None = None
    version: str | None = None
    ingest: bool = True
    replica: bool = False
    draining: bool = False
    streams: int = 0
    inbound_bps: int = 0
    outbound_bps: int = 0
    listeners: dict[str, ListenerStatus] = Field(default_factory=dict)
    unmanaged_paths: int = 0
    problem: str | None = None
    limits: list[str] = Field(default_factory=list)


class InputPicture(_Shape):
    """One input in the whole picture: what identifies it, and its status."""

    id: str
    name: str
    path: str
    enabled: bool
    position: int
    source_type: str
    updated_at: datetime
    status: InputStatus


class OutputPicture(_Shape):
    """One output in the whole picture: what identifies it, and its status. No URL, no key."""

    id: str
    input_id: str
    name: str
    enabled: bool
    position: int
    platform: str | None
    updated_at: datetime
    status: OutputStatus


class Picture(_Shape):
    """`GET /api/status`, and the `data` of a snapshot on the event stream."""

    at: datetime
    media_server: MediaServerStatus
    nodes: list[NodeStatus] = Field(default_factory=list)
    inputs: list[InputPicture]
    outputs: list[OutputPicture]
