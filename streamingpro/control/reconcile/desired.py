"""What should be, read from the database in two queries.

Holds stream keys, passphrases and sources' passwords: it is never shown or logged as a whole.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select

from streamingpro.control.db import Database
from streamingpro.control.inputs.model import PUBLISH, PULL, Input
from streamingpro.control.outputs.destination import destination_url, srt_options
from streamingpro.control.outputs.model import Output
from streamingpro.control.reconcile.destination import Destination
from streamingpro.control.reconcile.plan import PUBLISHER, PathSpec

UNKNOWN = datetime.fromtimestamp(0, UTC)
"""When a thing was edited that is not in the database yet."""
_Row = Any
"""A row of one of the queries below: its columns as attributes."""


@dataclass(frozen=True, slots=True)
class OutputEntry:
    """An output without its secrets. `platform` is the id of a preset or None. `updated_at` moves
    with every edit, also of what is left out here."""

    id: str
    input_id: str
    name: str
    enabled: bool
    position: int
    platform: str | None
    updated_at: datetime = UNKNOWN


@dataclass(frozen=True, slots=True)
class InputEntry:
    """An input without its secrets, with its outputs in order. `updated_at` as of outputs;
    `node`: the media server that it must use."""

    id: str
    name: str
    path: str
    enabled: bool
    position: int
    outputs: tuple[OutputEntry, ...] = ()
    source_type: str = PUBLISH
    updated_at: datetime = UNKNOWN
    node: str | None = None
    override_publisher: bool = True


@dataclass(frozen=True)
class Desired:
    """All inputs by id in their order, and what the media server should have: `paths` by name."""

    inputs: Mapping[str, InputEntry] = field(default_factory=dict)
    paths: Mapping[str, PathSpec] = field(default_factory=dict, repr=False)

    @cached_property
    def by_path(self) -> Mapping[str, InputEntry]:
        """Inputs, enabled or not, by path name."""
        return {entry.path: entry for entry in self.inputs.values()}


async def load_desired(db: Database) -> Desired:
    """Read it all. Raises what the database raises, and SecretKeyError."""
    async with db.session() as session:
        inputs = (await session.execute(_INPUTS)).all()
        outputs = (await session.execute(_OUTPUTS)).all()
    grouped: dict[str, list[_Row]] = defaultdict(list)
    for row in outputs:
        grouped[row.input_id].append(row)
    return Desired(
        inputs={row.id: _entry(row, grouped[row.id]) for row in inputs},
        paths={row.path: _spec(row, grouped[row.id]) for row in inputs if row.enabled},
    )


_INPUTS = select(
    Input.id,
    Input.name,
    Input.path,
    Input.enabled,
    Input.position,
    Input.updated_at,
    Input.grace_s,
    Input.node,
    Input.override_publisher,
    Input.publish_key,
    Input.source_type,
    Input.source_url,
    Input.source_fingerprint,
    Input.source_on_demand,
    Input.rtsp_transport,
    Input.srt_passphrase,
    Input.srt_latency_ms,
    Input.srt_key_length,
).order_by(Input.position, Input.created_at, Input.id)

_OUTPUTS = select(
    Output.id,
    Output.input_id,
    Output.name,
    Output.enabled,
    Output.position,
    Output.updated_at,
    Output.platform,
    Output.url,
    Output.stream_key,
    Output.fingerprint,
    Output.srt_mode,
    Output.srt_passphrase,
    Output.srt_latency_ms,
    Output.srt_key_length,
    Output.srt_payload_size,
).order_by(Output.position, Output.created_at, Output.id)


def _entry(row: _Row, outputs: list[_Row]) -> InputEntry:
    return InputEntry(
        row.id,
        row.name,
        row.path,
        row.enabled,
        row.position,
        tuple(
            OutputEntry(
                out.id,
                out.input_id,
                out.name,
                out.enabled,
                out.position,
                out.platform,
                out.updated_at,
            )
            for out in outputs
        ),
        row.source_type,
        row.updated_at,
        row.node,
        row.override_publisher,
    )


def _spec(row: _Row, outputs: list[_Row]) -> PathSpec:
    pulled = row.source_type == PULL
    passphrase = row.srt_passphrase or ""
    return PathSpec(
        override_publisher=row.override_publisher,
        grace_s=float(row.grace_s),
        # Without a publisher, a new key must not disturb what is pulled.
        key_version="" if pulled else key_version(row.path, row.publish_key),
        destinations=tuple(
            Destination(
                destination_url(out.url, out.stream_key, srt_options(out)),
                (out.fingerprint or "").lower(),
                out.id,
            )
            for out in outputs
            if out.enabled
        ),
        source=row.source_url if pulled else PUBLISHER,
        source_fingerprint=(row.source_fingerprint or "") if pulled else "",
        source_on_demand=pulled and row.source_on_demand,
        rtsp_transport=row.rtsp_transport,
        srt_publish_passphrase="" if pulled else passphrase,
        srt_read_passphrase=passphrase,
        srt_latency_ms=row.srt_latency_ms,
        srt_key_length=row.srt_key_length,
    )


def key_version(path: str, publish_key: str) -> str:
    """What tells the media server that a key has changed, and with which it may itself refuse a
    wrong one at once; the key can't be found from it, being random."""
    return "sha256:" + hashlib.sha256(f"{path}:{publish_key}".encode()).hexdigest()
