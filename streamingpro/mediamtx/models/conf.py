"""The configuration of a media server: global, and of its paths.

Durations are texts such as "30s". An `…_encryption` is "no", "optional" or "strict" for RTSP and
RTMP, and a truth value for what is HTTP. Files, hooks (`runOn…`) and camera settings are nothing of
ours: they are kept as unknown fields.
"""

from pydantic import AliasChoices, Field

from streamingpro.mediamtx.base import ApiModel, Listed


class ForwardDestConf(ApiModel):
    """A destination as configured. `dest` is a URL that holds a secret."""

    dest: str = Field(default="", repr=False)
    dest_fingerprint: str = ""
    whip_bearer_token: str = Field(default="", repr=False)
    # embedded engine
    label: str = ""


class AlwaysAvailableTrack(ApiModel):
    """A track of the picture that stands in while nobody publishes (from v1.16)."""

    codec: str = ""
    sample_rate: int = 0
    channel_count: int = 0
    mu_law: bool = False


class PathConf(ApiModel):
    """A path configuration. `source` is "publisher" or a URL, a secret."""

    name: str = ""
    source: str = Field(default="publisher", repr=False)
    source_fingerprint: str = ""
    source_on_demand: bool = False
    source_on_demand_start_timeout: str = ""
    source_on_demand_close_after: str = ""
    source_redirect: str = Field(default="", repr=False)
    max_readers: int = 0
    override_publisher: bool = True
    use_absolute_timestamp: bool = False
    srt_publish_passphrase: str = Field(default="", repr=False)
    srt_read_passphrase: str = Field(default="", repr=False)
    rtsp_transport: str = ""
    rtsp_any_port: bool = False
    rtsp_range_type: str = ""
    rtsp_range_start: str = ""
    whep_bearer_token: str = Field(default="", repr=False)
    moq_transport: str = ""
    always_available: bool = False
    always_available_file: str = ""
    always_available_tracks: Listed[AlwaysAvailableTrack] = Field(default=[])
    record: bool = False
    record_path: str = ""
    record_format: str = ""
    record_part_duration: str = ""
    record_max_part_size: str = ""
    record_segment_duration: str = ""
    record_delete_after: str = ""
    forward: Listed[ForwardDestConf] = Field(default=[])
    # embedded engine
    source_internal: bool | None = None
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
    permissions: Listed[AuthPermission] = Field(default=[])


class GlobalConf(ApiModel):
    """The global configuration: who may come in, and where each server listens."""

    log_level: str = ""
    read_timeout: str = ""
    write_timeout: str = ""
    auth_method: str = ""
    auth_internal_users: Listed[AuthInternalUser] = Field(default=[])
    auth_http_address: str = Field(default="", repr=False)
    auth_http_fingerprint: str = ""
    auth_http_exclude: Listed[AuthPermission] = Field(default=[])
    api: bool = False
    api_address: str = ""
    api_encryption: bool = False
    metrics: bool = False
    metrics_address: str = ""
    metrics_encryption: bool = False
    playback: bool = False
    playback_address: str = ""
    playback_encryption: bool = False
    rtsp: bool = False
    rtsp_transports: Listed[str] = Field(
        default=[], validation_alias=AliasChoices("rtspTransports", "protocols")
    )
    rtsp_encryption: str = Field(
        default="", validation_alias=AliasChoices("rtspEncryption", "encryption")
    )
    rtsp_address: str = ""
    rtsps_address: str = ""
    rtp_address: str = ""
    rtcp_address: str = ""
    rtmp: bool = False
    rtmp_address: str = ""
    rtmp_encryption: str = ""
    rtmps_address: str = ""
    hls: bool = False
    hls_address: str = ""
    hls_encryption: bool = False
    hls_always_remux: bool = False
    hls_variant: str = ""
    webrtc: bool = False
    webrtc_address: str = ""
    webrtc_encryption: bool = False
    webrtc_local_udp_address: str = ""
    webrtc_local_tcp_address: str = ""
    webrtc_additional_hosts: Listed[str] = Field(default=[])
    srt: bool = False
    srt_address: str = ""
    moq: bool = False
    moq_http2_address: str = Field(
        default="", validation_alias=AliasChoices("moqHTTP2Address", "moqHTTPS2Address")
    )
    moq_http3_address: str = Field(
        default="", validation_alias=AliasChoices("moqHTTP3Address", "moqHTTPS3Address")
    )
    moq_quic_address: str = ""
