"""JSON objects → optional values of the models: what was given, typed, by attribute name.

Parsing checks names and types; `check_path` and `check_global` check the values once merged.
Null at the top level means "not given", as in MediaMTX.
"""

from collections.abc import Callable, Sequence
from typing import Any

import orjson

from streamingpro.engine.conf import unsupported
from streamingpro.engine.conf.durations import parse_duration
from streamingpro.engine.conf.errors import ConfError
from streamingpro.engine.conf.forward import check_forward, parse_forward
from streamingpro.engine.conf.model import GlobalConf, PathConf
from streamingpro.engine.conf.sizes import parse_size
from streamingpro.engine.conf.source import check_source, check_srt
from streamingpro.engine.conf.users import check_user, parse_permissions, parse_users
from streamingpro.engine.conf.values import (
    as_bool,
    as_int,
    as_list,
    as_seconds,
    as_text,
    refuse_unknown,
)

Values = dict[str, Any]
Reader = tuple[str, Callable[[object], Any]]

MAX_GRACE_S = 86_400.0
LOG_LEVELS = ("error", "warn", "info", "debug")
MAX_SEGMENTS = 1000
MAX_SEGMENT_S = 60.0
MAX_SEGMENT_BYTES = 1 << 30


def parse_path(raw: Values) -> Values:
    """Values of PathConf's attributes, without `name`, which follows from the URL. ConfError."""
    as_text(raw.get("name"), "name")
    given = {key: value for key, value in raw.items() if key != "name"}
    return _parse(given, _PATH_READERS, unsupported.PATH_FIELDS, unsupported.DEPRECATED_PATH_FIELDS)


def parse_global(raw: Values, facts: Values) -> Values:
    """Values of GlobalConf's attributes. Raises ConfError, also for a fact (see FACTS, `facts` are
    the present ones by JSON name) that is given with another value."""
    for key, read in FACTS.items():
        if raw.get(key) is not None and read(raw[key]) != facts[key]:
            raise ConfError(
                f"'{key}' can't be changed while the embedded engine runs; "
                "it is set when the engine starts"
            )
    return _parse(
        {key: value for key, value in raw.items() if key not in FACTS},
        _GLOBAL_READERS,
        unsupported.GLOBAL_FIELDS | unsupported.GLOBAL_SWITCHES,
        unsupported.DEPRECATED_GLOBAL_FIELDS,
    )


def check_path(conf: PathConf) -> None:
    """Raise ConfError when the merged values of a path can't be acted on."""
    check_source(conf)
    check_srt(conf)
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
    _check_hls(conf)
    if conf.auth_http_address and not conf.auth_http_address.startswith(("http://", "https://")):
        raise ConfError("'authHTTPAddress' must be a HTTP URL")
    for user in conf.auth_internal_users:
        check_user(user)


def _check_hls(conf: GlobalConf) -> None:
    if not 3 <= conf.hls_segment_count <= MAX_SEGMENTS:
        raise ConfError(f"'hlsSegmentCount' must be between 3 and {MAX_SEGMENTS}")
    if conf.hls_variant == "lowLatency" and conf.hls_segment_count < 7:
        raise ConfError("'hlsSegmentCount' must be 7 or more for low latency: iOS asks for it")
    if not 0.1 <= conf.hls_segment_duration_s <= MAX_SEGMENT_S:
        raise ConfError("'hlsSegmentDuration' must be between 100ms and 1m")
    if not 0.05 <= conf.hls_part_duration_s <= conf.hls_segment_duration_s:
        raise ConfError("'hlsPartDuration' must be between 50ms and 'hlsSegmentDuration'")
    if not 1 << 16 <= conf.hls_segment_max_size <= MAX_SEGMENT_BYTES:
        raise ConfError("'hlsSegmentMaxSize' must be between 64K and 1G")
    if conf.hls_muxer_close_after_s < 1:
        raise ConfError("'hlsMuxerCloseAfter' must be 1s or more")


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


def _word(where: str, words: Sequence[str]) -> Callable[[object], str]:
    def read(value: object) -> str:
        text = as_text(value, where, most=64)
        if text not in words:
            raise ConfError(f"'{where}' must be one of: {', '.join(words)}")
        return text

    return read


def _text(where: str, most: int = 4096) -> Callable[[object], str]:
    return lambda value: as_text(value, where, most=most)


def _seconds(where: str) -> Callable[[object], float]:
    return lambda value: as_seconds(value, where)


def _size(value: object) -> int:
    try:
        return parse_size(as_text(value, "hlsSegmentMaxSize", most=64))
    except ValueError as error:
        raise ConfError(f"'hlsSegmentMaxSize': {error}") from None


def _origins(value: object) -> tuple[str, ...]:
    origins = as_list(value, "hlsAllowOrigins")
    return tuple(as_text(origin, "hlsAllowOrigins", most=300) for origin in origins)


_PATH_READERS: dict[str, Reader] = {
    "source": ("source", _text("source")),
    "sourceFingerprint": ("source_fingerprint", _text("sourceFingerprint")),
    "sourceInternal": ("source_internal", as_bool),
    "sourceOnDemand": ("source_on_demand", as_bool),
    "sourceOnDemandStartTimeout": (
        "source_on_demand_start_timeout_s",
        _seconds("sourceOnDemandStartTimeout"),
    ),
    "sourceOnDemandCloseAfter": (
        "source_on_demand_close_after_s",
        _seconds("sourceOnDemandCloseAfter"),
    ),
    "rtspTransport": ("rtsp_transport", _word("rtspTransport", ("automatic", "tcp", "udp"))),
    "maxReaders": ("max_readers", as_int),
    "srtReadPassphrase": ("srt_read_passphrase", _text("srtReadPassphrase")),
    "srtPublishPassphrase": ("srt_publish_passphrase", _text("srtPublishPassphrase")),
    "srtLatency": ("srt_latency_s", _seconds("srtLatency")),
    "srtKeyLength": ("srt_key_length", as_int),
    "forward": ("forward", parse_forward),
    "overridePublisher": ("override_publisher", as_bool),
    "reconnectGrace": ("reconnect_grace_s", _seconds("reconnectGrace")),
    "publishKeyVersion": ("publish_key_version", _text("publishKeyVersion")),
}

_GLOBAL_READERS: dict[str, Reader] = {
    "logLevel": ("log_level", _log_level),
    "readTimeout": ("read_timeout_s", _seconds("readTimeout")),
    "writeTimeout": ("write_timeout_s", _seconds("writeTimeout")),
    "authMethod": ("auth_method", _auth_method),
    "authInternalUsers": ("auth_internal_users", parse_users),
    "authHTTPAddress": ("auth_http_address", _text("authHTTPAddress")),
    "authHTTPExclude": ("auth_http_exclude", lambda v: parse_permissions(v, "authHTTPExclude")),
    "hlsAllowOrigins": ("hls_allow_origins", _origins),
    "hlsAlwaysRemux": ("hls_always_remux", as_bool),
    "hlsVariant": ("hls_variant", _word("hlsVariant", ("lowLatency", "fmp4", "mpegts"))),
    "hlsSegmentCount": ("hls_segment_count", as_int),
    "hlsSegmentDuration": ("hls_segment_duration_s", _seconds("hlsSegmentDuration")),
    "hlsPartDuration": ("hls_part_duration_s", _seconds("hlsPartDuration")),
    "hlsSegmentMaxSize": ("hls_segment_max_size", _size),
    "hlsMuxerCloseAfter": ("hls_muxer_close_after_s", _seconds("hlsMuxerCloseAfter")),
}

# What the engine was started with: accepted only as it is, so that a configuration that was read
# can be written back.
FACTS: dict[str, Callable[[object], Any]] = {
    "api": as_bool,
    "rtmp": as_bool,
    "hls": as_bool,
    "srt": as_bool,
    "apiAddress": _text("apiAddress"),
    "rtmpAddress": _text("rtmpAddress"),
    "rtmpEncryption": _text("rtmpEncryption"),
    "rtmpsAddress": _text("rtmpsAddress"),
    "rtmpServerKey": _text("rtmpServerKey"),
    "rtmpServerCert": _text("rtmpServerCert"),
    "hlsAddress": _text("hlsAddress"),
    "srtAddress": _text("srtAddress"),
}
