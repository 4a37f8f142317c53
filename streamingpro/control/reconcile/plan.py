"""Pure: what should be and what is in, the fewest calls out."""

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from streamingpro.control.reconcile.destination import Destination
from streamingpro.control.reconcile.slots import in_slots
from streamingpro.mediamtx.models import PathConf

PUBLISHER = "publisher"
_TERM = re.compile(r"(\d+(?:\.\d+)?)(d|h|ms|m|s)")
_SECONDS = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


@dataclass(frozen=True, slots=True)
class PathSpec:
    """Those settings of a path that are ours to decide. It holds secrets: never log it as a whole.

    `source` is "publisher" or the URL to pull from; `source_internal`: that is another server of
    ours. `key_version` changes with the publish key and does not tell it. What is None is not ours
    to decide on this server, or it has no such setting. `slots`: the server knows destinations by
    their place in the list (MediaMTX), so that each keeps its place.
    """

    override_publisher: bool = True
    grace_s: float | None = 30.0
    key_version: str | None = field(default="", repr=False)
    destinations: tuple[Destination, ...] | None = ()
    source: str = field(default=PUBLISHER, repr=False)
    source_fingerprint: str = ""
    source_internal: bool | None = False
    source_on_demand: bool = False
    rtsp_transport: str = "automatic"
    srt_publish_passphrase: str = field(default="", repr=False)
    srt_read_passphrase: str = field(default="", repr=False)
    srt_latency_ms: int | None = 200
    srt_key_length: int | None = 0
    max_readers: int = 0
    slots: bool = False


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

    `owned` are the names that are ours beside the wanted ones; `known` is what each path should
    have been when we last saw to it (empty when the server has been restarted since).
    """
    wanted = {name: _placed(spec, actual.get(name)) for name, spec in wanted.items()}
    actual = {
        name: _within(spec, wanted[name]) if name in wanted else spec
        for name, spec in actual.items()
    }
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
        source_internal=conf.source_internal,
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
    }
    if spec.destinations is not None:
        conf["forward"] = [_forward_of(one, labelled=not spec.slots) for one in spec.destinations]
    if spec.source_internal is not None:
        conf["sourceInternal"] = spec.source_internal
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


def _forward_of(destination: Destination, *, labelled: bool) -> dict[str, Any]:
    conf = {"dest": destination.dest, "destFingerprint": destination.fingerprint}
    return conf | {"label": destination.label} if labelled else conf


def _within(actual: PathSpec, wanted: PathSpec) -> PathSpec:
    """`actual` without what is not ours to decide there."""
    undecided = {one.name: None for one in fields(wanted) if getattr(wanted, one.name) is None}
    return replace(actual, slots=wanted.slots, **undecided)  # type: ignore[arg-type]


def _placed(wanted: PathSpec, actual: PathSpec | None) -> PathSpec:
    if not wanted.slots or wanted.destinations is None:
        return wanted
    there = (actual.destinations or ()) if actual is not None else ()
    return replace(wanted, destinations=in_slots(there, wanted.destinations))


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
        if name not in known:
            continue
        now = actual.get(name)
        if now != _placed(known[name], now) and now != spec:
            yield name
