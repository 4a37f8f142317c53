"""Pure: what should be and what is in, the fewest calls out."""

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any, Literal

from streamingpro.mediamtx.models import PathConf

PUBLISHER = "publisher"
_TERM = re.compile(r"(\d+(?:\.\d+)?)(d|h|ms|m|s)")
_SECONDS = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


@dataclass(frozen=True, slots=True)
class Destination:
    """One entry of a path's `forward` list. `dest`: URL with its key; `label`: the output's id."""

    dest: str = field(repr=False)
    fingerprint: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class PathSpec:
    """Those settings of a path that are ours to decide. It holds secrets: never log it as a whole.

    `source` is "publisher" or the URL to pull from. `key_version` changes with the publish key and
    does not tell it. It, `grace_s`, `srt_latency_ms` and `srt_key_length` are None where the server
    has no such setting.
    """

    override_publisher: bool = True
    grace_s: float | None = 30.0
    key_version: str | None = field(default="", repr=False)
    destinations: tuple[Destination, ...] = ()
    source: str = field(default=PUBLISHER, repr=False)
    source_fingerprint: str = ""
    source_on_demand: bool = False
    rtsp_transport: str = "automatic"
    srt_publish_passphrase: str = field(default="", repr=False)
    srt_read_passphrase: str = field(default="", repr=False)
    srt_latency_ms: int | None = 200
    srt_key_length: int | None = 0
    max_readers: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """One call to the media server; `conf` (JSON names) holds keys and passphrases."""

    kind: Literal["add", "patch", "delete"]
    name: str
    conf: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """`drifted`: wanted paths that somebody else changed. `unmanaged`: paths that are not ours.

    `gone`: names that we own but that exist no more and are not wanted: to be forgotten.
    """

    calls: tuple[Call, ...]
    drifted: tuple[str, ...]
    unmanaged: tuple[str, ...]
    gone: tuple[str, ...]


def make_plan(
    wanted: Mapping[str, PathSpec],
    actual: Mapping[str, PathSpec],
    *,
    owned: Set[str],
    known: Mapping[str, PathSpec],
) -> Plan:
    """The calls that turn `actual` into `wanted`, deletions first.

    `owned` are the names that are ours beside the wanted ones; `known` is what each path was when
    we last saw to it (empty when the server has been restarted since).
    """
    deletions = [Call("delete", name) for name in actual if name in owned and name not in wanted]
    calls = [call for name, spec in wanted.items() if (call := _call(name, spec, actual.get(name)))]
    return Plan(
        calls=(*deletions, *calls),
        drifted=tuple(_drifted(wanted, actual, known)),
        unmanaged=tuple(name for name in actual if name not in wanted and name not in owned),
        gone=tuple(name for name in owned if name not in wanted and name not in actual),
    )


def spec_of(conf: PathConf) -> PathSpec:
    """The settings of a path as a media server tells them."""
    return PathSpec(
        override_publisher=conf.override_publisher,
        grace_s=None if conf.reconnect_grace is None else seconds(conf.reconnect_grace),
        key_version=conf.publish_key_version,
        destinations=tuple(
            Destination(entry.dest, entry.dest_fingerprint.lower(), entry.label)
            for entry in conf.forward
        ),
        source=conf.source,
        source_fingerprint=conf.source_fingerprint.lower(),
        source_on_demand=conf.source_on_demand,
        rtsp_transport=conf.rtsp_transport or "automatic",
        srt_publish_passphrase=conf.srt_publish_passphrase,
        srt_read_passphrase=conf.srt_read_passphrase,
        srt_latency_ms=None if conf.srt_latency is None else _milliseconds(conf.srt_latency),
        srt_key_length=conf.srt_key_length,
        max_readers=conf.max_readers,
    )


def conf_of(spec: PathSpec) -> dict[str, Any]:
    """The settings in the API's JSON names."""
    conf: dict[str, Any] = {
        "source": spec.source,
        "sourceFingerprint": spec.source_fingerprint,
        "sourceOnDemand": spec.source_on_demand,
        "rtspTransport": spec.rtsp_transport,
        "srtPublishPassphrase": spec.srt_publish_passphrase,
        "srtReadPassphrase": spec.srt_read_passphrase,
        "overridePublisher": spec.override_publisher,
        "maxReaders": spec.max_readers,
        "forward": [_forward_of(destination) for destination in spec.destinations],
    }
    if spec.grace_s is not None:
        conf["reconnectGrace"] = _duration(spec.grace_s)
    if spec.srt_latency_ms is not None:
        conf["srtLatency"] = f"{spec.srt_latency_ms}ms"
    if spec.srt_key_length is not None:
        conf["srtKeyLength"] = spec.srt_key_length
    if spec.key_version is not None:
        conf["publishKeyVersion"] = spec.key_version
    return conf


def seconds(duration: str) -> float | None:
    """Seconds of a duration in Go's form ("1m30s", with days: "1d"); None when it is none."""
    terms = _TERM.findall(duration)
    if "".join(number + unit for number, unit in terms) != duration or not terms:
        return None
    return sum(float(number) * _SECONDS[unit] for number, unit in terms)


def _milliseconds(duration: str) -> int | None:
    value = seconds(duration)
    return None if value is None else round(value * 1000)


def _duration(value: float) -> str:
    return f"{int(value)}s" if value == int(value) else f"{round(value * 1000)}ms"


def _forward_of(destination: Destination) -> dict[str, Any]:
    return {
        "dest": destination.dest,
        "destFingerprint": destination.fingerprint,
        "label": destination.label,
    }


def _call(name: str, wanted: PathSpec, actual: PathSpec | None) -> Call | None:
    if actual == wanted:
        return None
    if actual is None:
        return Call("add", name, conf_of(wanted))
    before = conf_of(actual)
    return Call(
        "patch",
        name,
        {key: value for key, value in conf_of(wanted).items() if before.get(key) != value},
    )


def _drifted(
    wanted: Mapping[str, PathSpec], actual: Mapping[str, PathSpec], known: Mapping[str, PathSpec]
) -> Iterable[str]:
    for name, spec in wanted.items():
        now = actual.get(name)
        if name in known and now != known[name] and now != spec:
            yield name
