"""The configuration's models. JSON names are MediaMTX's; ours are `label`, `reconnectGrace` and
`publishKeyVersion`."""

from dataclasses import dataclass
from typing import Any, Literal

from streamingpro.engine.conf.durations import format_duration

LogLevel = Literal["error", "warn", "info", "debug"]
AuthMethod = Literal["internal", "http"]
AuthAction = Literal["publish", "read", "playback", "api", "metrics", "pprof"]

REDACTED = "<redacted>"
CATCH_ALL = ("all_others", "all")


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

    `max_readers` 0 means no limit. For `reconnect_grace_s` seconds after the publisher went,
    destinations stay connected and wait for it. `publish_key_version` is any text that changes
    with the key: whoever was let in with another one is sent away and must show its key anew.
    """

    name: str
    source: str = "publisher"
    override_publisher: bool = True
    max_readers: int = 0
    forward: tuple[ForwardConf, ...] = ()
    reconnect_grace_s: float = 30.0
    publish_key_version: str = ""

    @property
    def catches_all(self) -> bool:
        return self.name in CATCH_ALL

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "source": self.source,
            "maxReaders": self.max_readers,
            "forward": [dest.to_json() for dest in self.forward],
            "overridePublisher": self.override_publisher,
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
    and password. `rtmp_address` and `api_address` ("host:port") are facts, set when listening.
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
        }
