"""The configuration's models. JSON names are MediaMTX's; ours are `label`, `reconnectGrace`,
`publishKeyVersion`, `srtLatency` and `srtKeyLength`."""

from dataclasses import dataclass, field
from typing import Any, Literal

from streamingpro.engine.conf.durations import format_duration
from streamingpro.engine.conf.sizes import format_size

LogLevel = Literal["error", "warn", "info", "debug"]
AuthMethod = Literal["internal", "http"]
RtspTransport = Literal["automatic", "tcp", "udp"]
HlsVariant = Literal["lowLatency", "fmp4", "mpegts"]
AuthAction = Literal["publish", "read", "playback", "api", "metrics", "pprof"]

REDACTED = "<redacted>"
CATCH_ALL = ("all_others", "all")
PUBLISHER = "publisher"


@dataclass(frozen=True, slots=True)
class ForwardConf:
    """One destination of a path.

    `dest` is the URL with its key (a secret) and may hold `$MTX_PATH`; `dest_fingerprint` is the
    SHA-256 of the server's TLS certificate, 64 hex digits in any case, or "" (rtmps only; it is
    without effect on rtmp). `label` stands for the destination in logs and in the API.
    """

    dest: str
    dest_fingerprint: str = ""
    label: str = ""

    def dest_for(self, path_name: str) -> str:
        """The destination's URL for the stream at `path_name`."""
        return self.dest.replace("$MTX_PATH", path_name)

    def __repr__(self) -> str:
        return f"ForwardConf(label={self.label!r})"

    def to_json(self) -> dict[str, Any]:
        return {
            "dest": self.dest,
            "destFingerprint": self.dest_fingerprint,
            "whipBearerToken": "",
            "label": self.label,
        }


@dataclass(frozen=True, slots=True)
class PathConf:
    """What the engine does with one path (or, for `all_others`/`all`, with every other path).

    `source` is "publisher" or the URL to pull from, a secret that may hold `$MTX_PATH`.
    `source_fingerprint` is the SHA-256 of that server's certificate, as in ForwardConf. On demand,
    the source is started by the first reader, which waits `source_on_demand_start_timeout_s`, and
    stopped `source_on_demand_close_after_s` after the last. `source_internal`: it is another server
    of this installation, which may be at any address and is tried again soon; a publisher may come
    here instead, and the source waits until it has gone. `max_readers` 0 means no limit.

    A passphrase (10 to 79 characters, "" for none) encrypts SRT; `srt_key_length` is the AES key in
    bytes that publishers must use (16, 24, 32; 0: any), `srt_latency_s` the least latency.

    For `reconnect_grace_s` seconds after the publisher went, destinations stay connected and wait
    for it. `publish_key_version` is any text that changes with the key: whoever was let in with
    another one is sent away and must show its key anew. Of the form `sha256:HEX` it is the hash of
    `PATH:KEY`.
    """

    name: str
    source: str = field(default="publisher", repr=False)
    override_publisher: bool = True
    max_readers: int = 0
    forward: tuple[ForwardConf, ...] = ()
    reconnect_grace_s: float = 30.0
    publish_key_version: str = field(default="", repr=False)
    source_fingerprint: str = ""
    source_internal: bool = False
    source_on_demand: bool = False
    source_on_demand_start_timeout_s: float = 10.0
    source_on_demand_close_after_s: float = 10.0
    rtsp_transport: RtspTransport = "automatic"
    srt_publish_passphrase: str = field(default="", repr=False)
    srt_read_passphrase: str = field(default="", repr=False)
    srt_latency_s: float = 0.2
    srt_key_length: int = 0

    @property
    def catches_all(self) -> bool:
        return self.name in CATCH_ALL

    @property
    def pulls(self) -> bool:
        """Whether the engine fetches the stream itself."""
        return self.source != PUBLISHER

    @property
    def takes_publishers(self) -> bool:
        """Whether somebody may publish to the path."""
        return not self.pulls or self.source_internal

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "source": self.source,
            "sourceFingerprint": self.source_fingerprint,
            "sourceInternal": self.source_internal,
            "sourceOnDemand": self.source_on_demand,
            "sourceOnDemandStartTimeout": format_duration(self.source_on_demand_start_timeout_s),
            "sourceOnDemandCloseAfter": format_duration(self.source_on_demand_close_after_s),
            "maxReaders": self.max_readers,
            "srtReadPassphrase": self.srt_read_passphrase,
            "forward": [dest.to_json() for dest in self.forward],
            "overridePublisher": self.override_publisher,
            "srtPublishPassphrase": self.srt_publish_passphrase,
            "rtspTransport": self.rtsp_transport,
            "srtLatency": format_duration(self.srt_latency_s),
            "srtKeyLength": self.srt_key_length,
            "reconnectGrace": format_duration(self.reconnect_grace_s),
            "publishKeyVersion": self.publish_key_version,
        }


@dataclass(frozen=True, slots=True)
class Permission:
    """An action on a path: "" means every path, "~…" a regular expression."""

    action: AuthAction
    path: str = ""

    def to_json(self) -> dict[str, Any]:
        return {"action": self.action, "path": self.path}


@dataclass(frozen=True, slots=True, repr=False)
class InternalUser:
    """A user of `authMethod: internal`.

    `user` is "any" (whoever comes, `password` then empty) or a name; user and password are plain
    or `sha256:BASE64`. `ips` are networks ("10.0.0.0/8"); empty means from anywhere.
    """

    user: str
    password: str = ""
    ips: tuple[str, ...] = ()
    permissions: tuple[Permission, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "user": self.user,
            "pass": REDACTED if self.password else "",
            "ips": list(self.ips),
            "permissions": [permission.to_json() for permission in self.permissions],
        }


@dataclass(frozen=True, slots=True, repr=False)
class GlobalConf:
    """The engine as a whole.

    `auth_method` "http" with an empty address allows nothing. `auth_http_address` may carry user
    and password. `hls_segment_max_size` is in bytes; `hls_allow_origins` are origins that browsers
    may read HLS from ("*": any). The addresses ("host:port", "" when a server is off) and
    `rtmp_server_cert` and `…_key` (files, "" for none) are facts, set when listening.
    """

    log_level: LogLevel = "info"
    read_timeout_s: float = 10.0
    write_timeout_s: float = 10.0
    auth_method: AuthMethod = "http"
    auth_internal_users: tuple[InternalUser, ...] = ()
    auth_http_address: str = ""
    auth_http_exclude: tuple[Permission, ...] = ()
    api_address: str = ""
    rtmp_address: str = ""
    rtmps_address: str = ""
    rtmp_server_key: str = ""
    rtmp_server_cert: str = ""
    hls_address: str = ""
    hls_allow_origins: tuple[str, ...] = ("*",)
    hls_always_remux: bool = False
    hls_variant: HlsVariant = "lowLatency"
    hls_segment_count: int = 7
    hls_segment_duration_s: float = 1.0
    hls_part_duration_s: float = 0.2
    hls_segment_max_size: int = 50 * 1024 * 1024
    hls_muxer_close_after_s: float = 60.0
    srt_address: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "logLevel": self.log_level,
            "readTimeout": format_duration(self.read_timeout_s),
            "writeTimeout": format_duration(self.write_timeout_s),
            "authMethod": self.auth_method,
            "authInternalUsers": [user.to_json() for user in self.auth_internal_users],
            "authHTTPAddress": self.auth_http_address,
            "authHTTPExclude": [permission.to_json() for permission in self.auth_http_exclude],
            "api": True,
            "apiAddress": self.api_address,
            "rtmp": True,
            "rtmpAddress": self.rtmp_address,
            "rtmpEncryption": "optional" if self.rtmps_address else "no",
            "rtmpsAddress": self.rtmps_address,
            "rtmpServerKey": self.rtmp_server_key,
            "rtmpServerCert": self.rtmp_server_cert,
            "hls": bool(self.hls_address),
            "hlsAddress": self.hls_address,
            "hlsAllowOrigins": list(self.hls_allow_origins),
            "hlsAlwaysRemux": self.hls_always_remux,
            "hlsVariant": self.hls_variant,
            "hlsSegmentCount": self.hls_segment_count,
            "hlsSegmentDuration": format_duration(self.hls_segment_duration_s),
            "hlsPartDuration": format_duration(self.hls_part_duration_s),
            "hlsSegmentMaxSize": format_size(self.hls_segment_max_size),
            "hlsMuxerCloseAfter": format_duration(self.hls_muxer_close_after_s),
            "srt": bool(self.srt_address),
            "srtAddress": self.srt_address,
        }
