"""Pure: what each media server should have of what should be.

Our engine has every input with its destinations: it redistributes. An input whose stream comes in
at another server is pulled by the engine from there, once, however many destinations it has.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from streamingpro.control.reconcile.desired import Desired, InputEntry
from streamingpro.control.reconcile.plan import PUBLISHER, PathSpec
from streamingpro.mediamtx.urls import with_stream_name


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Streams that come in at other servers: by path, the `url` where the engine pulls them (a
    secret). `natives`: paths of servers that send on by themselves."""

    urls: Mapping[str, str] = field(default_factory=dict, repr=False)
    natives: frozenset[str] = frozenset()


NOWHERE = Elsewhere()


def for_engine(
    desired: Desired, elsewhere: Elsewhere, *, engine: str, pulled_at: Mapping[str, str]
) -> dict[str, PathSpec]:
    """Of the engine. `pulled_at`: the node of each pulled input, by its id."""
    return {
        name: _engine_spec(desired.by_path[name], spec, elsewhere, engine, pulled_at)
        for name, spec in desired.paths.items()
    }


def for_node(
    desired: Desired, node: str, *, pulled_at: Mapping[str, str], forwards: bool, native: bool
) -> dict[str, PathSpec]:
    """Of a MediaMTX that takes streams: inputs for which encoders may come to it, and those pulled
    inputs that were given to it. `forwards`: it can send to destinations (from MediaMTX 1.20 on),
    and must do so only when it is `native`."""
    paths: dict[str, PathSpec] = {}
    for name, spec in desired.paths.items():
        entry = desired.by_path[name]
        if spec.source != PUBLISHER:
            if pulled_at.get(entry.id) != node:
                continue
        elif entry.node not in (None, node):
            continue
        paths[name] = _plain(spec, forwards=forwards, native=native)
    return paths


def for_replica(desired: Desired, origins: Mapping[str, str]) -> dict[str, PathSpec]:
    """Of a server that only gives streams to viewers: `origins` has the URL of each path's stream,
    fetched while somebody watches."""
    return {
        name: replace(
            _plain(spec, forwards=False, native=False),
            source=origins[name],
            source_fingerprint="",
            source_on_demand=True,
            srt_publish_passphrase="",
            rtsp_transport="automatic",
        )
        for name, spec in desired.paths.items()
        if name in origins
    }


def _engine_spec(
    entry: InputEntry,
    spec: PathSpec,
    elsewhere: Elsewhere,
    engine: str,
    pulled_at: Mapping[str, str],
) -> PathSpec:
    name = entry.path
    if name in elsewhere.natives:
        spec = replace(spec, destinations=())
    url = elsewhere.urls.get(name)
    pulled_elsewhere = spec.source != PUBLISHER and pulled_at.get(entry.id, engine) != engine
    if url is None and not pulled_elsewhere:
        return spec
    return replace(
        spec,
        source=url or PUBLISHER,
        source_internal=url is not None,
        source_fingerprint="",
        source_on_demand=False,
        rtsp_transport="automatic",
    )


def _plain(spec: PathSpec, *, forwards: bool, native: bool) -> PathSpec:
    """Without what only our engine knows."""
    return replace(
        spec,
        source=with_stream_name(spec.source) if forwards else spec.source,
        grace_s=None,
        key_version=None,
        srt_latency_ms=None,
        srt_key_length=None,
        source_internal=None,
        destinations=(spec.destinations if native else ()) if forwards else None,
        slots=forwards,
    )
