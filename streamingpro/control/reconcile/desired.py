"""What should be, read from the database in two queries.

Holds stream keys (inside destinations) and is therefore never shown or logged as a whole.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import select

from streamingpro.control.db import Database
from streamingpro.control.inputs.model import Input
from streamingpro.control.outputs.destination import destination_url
from streamingpro.control.outputs.model import Output
from streamingpro.control.reconcile.plan import Destination, PathSpec

_Row = Any
"""A row of one of the queries below: its columns as attributes."""


@dataclass(frozen=True, slots=True)
class OutputEntry:
    """An output without its secrets. `platform` is the id of a preset or None."""

    id: str
    input_id: str
    name: str
    enabled: bool
    position: int
    platform: str | None


@dataclass(frozen=True, slots=True)
class InputEntry:
    """An input without its secrets, with its outputs in order."""

    id: str
    name: str
    path: str
    enabled: bool
    position: int
    outputs: tuple[OutputEntry, ...] = ()


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
    Input.grace_s,
    Input.override_publisher,
    Input.publish_key,
).order_by(Input.position, Input.created_at, Input.id)

_OUTPUTS = select(
    Output.id,
    Output.input_id,
    Output.name,
    Output.enabled,
    Output.position,
    Output.platform,
    Output.url,
    Output.stream_key,
    Output.fingerprint,
).order_by(Output.position, Output.created_at, Output.id)


def _entry(row: _Row, outputs: list[_Row]) -> InputEntry:
    return InputEntry(
        row.id,
        row.name,
        row.path,
        row.enabled,
        row.position,
        tuple(
            OutputEntry(out.id, out.input_id, out.name, out.enabled, out.position, out.platform)
            for out in outputs
        ),
    )


def _spec(row: _Row, outputs: list[_Row]) -> PathSpec:
    return PathSpec(
        override_publisher=row.override_publisher,
        grace_s=float(row.grace_s),
        key_version=hashlib.sha256(f"{row.id} {row.publish_key}".encode()).hexdigest()[:16],
        destinations=tuple(
            Destination(
                destination_url(out.url, out.stream_key), (out.fingerprint or "").lower(), out.id
            )
            for out in outputs
            if out.enabled
        ),
    )
