"""Pure: the three default outputs of every input, and their place among the others.

Their ids are made of the input's, so that they are there without a row in the database. The names
are those by which the earlier dashboard tells default outputs from others.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from streamingpro.control.compat.model import CompatSalida
from streamingpro.control.inputs.model import Input
from streamingpro.control.outputs.model import Output

NAMES = {"SRT": "SRT Pull", "RTMP": "RTMP Pull", "HLS": "HLS"}
"""Protocol → name, in the order in which they stand before anybody moves them."""


@dataclass(frozen=True, slots=True)
class DefaultSalida:
    """How players fetch an input over one protocol. `segment_duration` in seconds,
    `playlist_length` in segments."""

    input_id: str
    protocolo: str
    nombre: str
    habilitada: bool
    position: int
    created_at: datetime
    updated_at: datetime
    segment_duration: int | None = None
    playlist_length: int | None = None

    @property
    def id(self) -> str:
        return f"{self.input_id}-{self.protocolo.lower()}"


Salida = DefaultSalida | Output


@dataclass(frozen=True, slots=True)
class Entrada:
    """An input with all that the earlier interface shows of it. `salidas` are in order."""

    item: Input
    protocolo: str
    salidas: tuple[Salida, ...]

    @property
    def defaults(self) -> tuple[DefaultSalida, ...]:
        return tuple(one for one in self.salidas if isinstance(one, DefaultSalida))

    @property
    def ids(self) -> list[str]:
        """Of the salidas, in order."""
        return [one.id for one in self.salidas]

    def salida(self, salida_id: str) -> Salida | None:
        return next((one for one in self.salidas if one.id == salida_id), None)


def parse_default_id(salida_id: str) -> tuple[str, str] | None:
    """Input id and protocol of a default output's id; None when it is another's."""
    input_id, _, name = salida_id.rpartition("-")
    protocolo = name.upper()
    return (input_id, protocolo) if input_id and protocolo in NAMES and name.islower() else None


def defaults_of(item: Input, rows: Mapping[str, CompatSalida]) -> list[DefaultSalida]:
    """The three of `item`; `rows` by protocol say what was changed."""
    found = []
    for place, (protocolo, nombre) in enumerate(NAMES.items()):
        one = DefaultSalida(
            item.id, protocolo, nombre, True, place, item.created_at, item.updated_at
        )
        row = rows.get(protocolo)
        if row is not None:
            one = replace(
                one,
                nombre=row.nombre,
                habilitada=row.habilitada,
                position=row.position,
                segment_duration=row.segment_duration,
                playlist_length=row.playlist_length,
                updated_at=max(row.updated_at, item.updated_at),
            )
        found.append(one)
    return found


def arranged(defaults: Iterable[DefaultSalida], outputs: Sequence[Output]) -> tuple[Salida, ...]:
    """All in one order: each default where its `position` says, the outputs in their own order in
    between."""
    whole: list[Salida] = list(outputs)
    for one in sorted(defaults, key=lambda default: default.position):
        whole.insert(one.position, one)
    return tuple(whole)


def moved(ids: Sequence[str], one: str, position: int) -> list[str]:
    """`ids` with `one` at `position`."""
    rest = [other for other in ids if other != one]
    return [*rest[:position], one, *rest[position:]]
