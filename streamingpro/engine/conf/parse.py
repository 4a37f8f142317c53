"""JSON objects → optional values of the models: what was given, typed, by attribute name.

Parsing checks names and types; `check_path` and `check_global` check the values once merged.
Null at the top level means "not given", as in MediaMTX.
"""

import re
from collections.abc import Callable
from ipaddress import ip_network
from typing import Any

import orjson

from streamingpro.engine.conf import unsupported
from streamingpro.engine.conf.durations import parse_duration
from streamingpro.engine.conf.errors import ConfError
from streamingpro.engine.conf.forward import check_forward, parse_forward
from streamingpro.engine.conf.model import (
    REDACTED,
    AuthAction,
    GlobalConf,
    InternalUser,
    PathConf,
    Permission,
)
from streamingpro.engine.conf.values import (
    as_bool,
    as_int,
    as_list,
    as_object,
    as_seconds,
    as_text,
    refuse_unknown,
)

Values = dict[str, Any]
Reader = tuple[str, Callable[[object], Any]]

MAX_GRACE_S = 86_400.0
LOG_LEVELS = ("error", "warn", "info", "debug")
ACTIONS: tuple[AuthAction, ...] = ("publish", "read", "playback", "api", "metrics", "pprof")

_PLAIN = re.compile(r"[a-zA-Z0-9!$()*+.;<=>\[\]^_\-{}@#&]*")
_HASHED = re.compile(r"sha256:[a-zA-Z0-9+/=]+")


def parse_path(raw: Values) -> Values:
    """Values of PathConf's attributes, without `name`, which follows from the URL. ConfError."""
    as_text(raw.get("name"), "name")
    given = {key: value for key, value in raw.items() if key != "name"}
    return _parse(given, _PATH_READERS, unsupported.PATH_FIELDS, unsupported.DEPRECATED_PATH_FIELDS)


def parse_global(raw: Values) -> Values:
    """Values of GlobalConf's attributes (`api` and `rtmp` under their JSON names). ConfError."""
    return _parse(
        raw,
        _GLOBAL_READERS,
        unsupported.GLOBAL_FIELDS | unsupported.GLOBAL_SWITCHES,
        unsupported.DEPRECATED_GLOBAL_FIELDS,
    )


def check_path(conf: PathConf) -> None:
    """Raise ConfError when the merged values of a path can't be acted on."""
    if conf.source != "publisher":
        raise ConfError("invalid source: the embedded engine only accepts 'publisher' so far")
    if conf.max_readers < 0:
        raise ConfError("'maxReaders' can't be negative")
    if not 0 <= conf.reconnect_grace_s <= MAX_GRACE_S:
        raise ConfError("'reconnectGrace' must be between 0s and 1d")
    check_forward(conf.forward)


def check_global(conf: GlobalConf) -> None:
    """Raise ConfError when the merged global values can't be acted on."""
    for name, seconds in (
        ("readTimeout", conf.read_timeout_s),
        ("writeTimeout", conf.write_timeout_s),
    ):
        if seconds <= 0:
            raise ConfError(f"'{name}' must be greater than zero")
    if conf.auth_http_address and not conf.auth_http_address.startswith(("http://", "https://")):
        raise ConfError("'authHTTPAddress' must be a HTTP URL")
    for user in conf.auth_internal_users:
        _check_user(user)


def _check_user(user: InternalUser) -> None:
    if not user.user:
        raise ConfError("empty usernames are not supported")
    if user.user == "any" and user.password:
        raise ConfError("using a password with 'any' user is not supported")
    if user.password == REDACTED:
        raise ConfError(f"{REDACTED} stands for a password in answers and can't be set as one")


def _parse(
    raw: Values, readers: dict[str, Reader], fixed: Values, deprecated: frozenset[str]
) -> Values:
    refuse_unknown(raw, deprecated.union(readers, fixed))
    parsed: Values = {}
    for key, value in raw.items():
        if value is None:
            continue
        if key in readers:
            attribute, read = readers[key]
            parsed[attribute] = read(value)
        elif key in deprecated:
            raise ConfError(f"'{key}' is deprecated and not supported by the embedded engine")
        elif not _same(value, fixed[key]):
            shown = orjson.dumps(fixed[key]).decode()
            raise ConfError(
                f"'{key}' is not supported by the embedded engine: "
                f"it can only have the value {shown}"
            )
    return parsed


def _same(value: object, fixed: object) -> bool:
    if isinstance(fixed, unsupported.Duration) and isinstance(value, str):
        try:
            return parse_duration(value) == parse_duration(fixed)
        except ValueError:
            return False
    if isinstance(value, bool) != isinstance(fixed, bool):
        return False
    return value == fixed


def _log_level(value: object) -> str:
    level = as_text(value, "logLevel", most=64)
    if level not in LOG_LEVELS:
        raise ConfError(f"invalid log level: '{level}'")
    return level


def _auth_method(value: object) -> str:
    method = as_text(value, "authMethod", most=64)
    if method == "jwt":
        raise ConfError("authMethod 'jwt' is not supported by the embedded engine")
    if method not in ("internal", "http"):
        raise ConfError(f"invalid authMethod: '{method}'")
    return method


def _users(value: object) -> tuple[InternalUser, ...]:
    users = as_list(value, "authInternalUsers")
    return tuple(_user(user, f"authInternalUsers[{i}]") for i, user in enumerate(users))


def _user(value: object, where: str) -> InternalUser:
    raw: Values = {} if value is None else as_object(value)
    refuse_unknown(raw, frozenset({"user", "pass", "ips", "permissions"}), where)
    networks = as_list(raw.get("ips", []), f"{where}.ips")
    return InternalUser(
        user=_credential(raw.get("user"), f"{where}.user"),
        password=_credential(raw.get("pass"), f"{where}.pass"),
        ips=tuple(_network(as_text(network, f"{where}.ips")) for network in networks),
        permissions=_permissions(raw.get("permissions", []), f"{where}.permissions"),
    )


def _credential(value: object, where: str) -> str:
    text = as_text(value, where)
    if text.startswith("argon2:"):
        raise ConfError("argon2 credentials are not supported by the embedded engine, use sha256:")
    pattern = _HASHED if text.startswith("sha256:") else _PLAIN
    if not pattern.fullmatch(text):
        raise ConfError(f"'{where}': credential contains unsupported characters")
    return text


def _network(text: str) -> str:
    try:
        return str(ip_network(text, strict=False))
    except ValueError:
        raise ConfError(f"unable to parse IP/CIDR '{text}'") from None


def _permissions(value: object, where: str) -> tuple[Permission, ...]:
    entries = as_list(value, where)
    return tuple(_permission(entry, f"{where}[{i}]") for i, entry in enumerate(entries))


def _permission(value: object, where: str) -> Permission:
    raw: Values = {} if value is None else as_object(value)
    refuse_unknown(raw, frozenset({"action", "path"}), where)
    action = as_text(raw.get("action"), f"{where}.action", most=64)
    for known in ACTIONS:
        if action == known:
            return Permission(known, _path_pattern(as_text(raw.get("path"), f"{where}.path")))
    raise ConfError(f"invalid auth action: '{action}'")


def _path_pattern(path: str) -> str:
    if path.startswith("~"):
        try:
            re.compile(path[1:])
        except re.error:
            raise ConfError(f"invalid regex: {path[1:]}") from None
    return path


_PATH_READERS: dict[str, Reader] = {
    "source": ("source", lambda value: as_text(value, "source")),
    "maxReaders": ("max_readers", as_int),
    "forward": ("forward", parse_forward),
    "overridePublisher": ("override_publisher", as_bool),
    "reconnectGrace": ("reconnect_grace_s", lambda value: as_seconds(value, "reconnectGrace")),
    "publishKeyVersion": (
        "publish_key_version",
        lambda value: as_text(value, "publishKeyVersion"),
    ),
}

_GLOBAL_READERS: dict[str, Reader] = {
    "logLevel": ("log_level", _log_level),
    "readTimeout": ("read_timeout_s", lambda value: as_seconds(value, "readTimeout")),
    "writeTimeout": ("write_timeout_s", lambda value: as_seconds(value, "writeTimeout")),
    "authMethod": ("auth_method", _auth_method),
    "authInternalUsers": ("auth_internal_users", _users),
    "authHTTPAddress": ("auth_http_address", lambda value: as_text(value, "authHTTPAddress")),
    "authHTTPExclude": ("auth_http_exclude", lambda v: _permissions(v, "authHTTPExclude")),
    "api": ("api", as_bool),
    "apiAddress": ("api_address", lambda value: as_text(value, "apiAddress")),
    "rtmp": ("rtmp", as_bool),
    "rtmpAddress": ("rtmp_address", lambda value: as_text(value, "rtmpAddress")),
}
