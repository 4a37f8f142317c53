"""Reads inputs with all that belongs to them, and keeps what only the earlier interface knows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from streamingpro.control.compat.defaults import DefaultSalida, Entrada, arranged, defaults_of
from streamingpro.control.compat.model import CompatEntrada, CompatSalida
from streamingpro.control.db import Database
from streamingpro.control.errors import NotFound
from streamingpro.control.inputs.model import PULL, Input
from streamingpro.control.inputs.service import InputService
from streamingpro.control.outputs.model import Output
from streamingpro.control.outputs.service import OutputService


class EntradaStore:
    """All entradas, as our own services and the two tables of this package have them."""

    def __init__(self, db: Database, inputs: InputService, outputs: OutputService) -> None:
        self._db = db
        self._inputs = inputs
        self._outputs = outputs

    async def all(self) -> list[Entrada]:
        """In their order."""
        items = await self._inputs.list()
        return await self._complete(items, await self._outputs.list())

    async def get(self, input_id: str) -> Entrada:
        """Raises NotFound."""
        item = await self._inputs.get(input_id)
        return (await self._complete([item], await self._outputs.list(input_id)))[0]

    async def set_protocol(self, input_id: str, protocolo: str) -> None:
        """Raises NotFound."""
        async with self._db.transaction() as session:
            await _lock(session, input_id)
            row = await session.get(CompatEntrada, input_id)
            if row is None:
                session.add(CompatEntrada(input_id=input_id, protocolo=protocolo))
            else:
                row.protocolo = protocolo

    async def change_defaults(
        self,
        input_id: str,
        defaults: Sequence[DefaultSalida],
        changes: Mapping[str, Mapping[str, Any]],
    ) -> None:
        """Set the fields of `changes[protocol]` for each of the input's `defaults` that it names.
        Raises NotFound."""
        async with self._db.transaction() as session:
            await _lock(session, input_id)
            for one in defaults:
                values = changes.get(one.protocolo)
                if not values:
                    continue
                row = await session.get(CompatSalida, (input_id, one.protocolo))
                if row is None:
                    row = _row_of(one)
                    session.add(row)
                for name, value in values.items():
                    setattr(row, name, value)

    async def _complete(self, items: Sequence[Input], outputs: Sequence[Output]) -> list[Entrada]:
        by_input: dict[str, list[Output]] = defaultdict(list)
        for output in outputs:
            by_input[output.input_id].append(output)
        protocols, rows = await self._own(items[0].id if len(items) == 1 else None)
        return [
            Entrada(
                item,
                protocols.get(item.id) or _likely_protocol(item),
                arranged(defaults_of(item, rows[item.id]), by_input[item.id]),
            )
            for item in items
        ]

    async def _own(
        self, input_id: str | None
    ) -> tuple[dict[str, str], dict[str, dict[str, CompatSalida]]]:
        """What the tables of this package have of one input, or of all."""
        entradas, salidas = select(CompatEntrada), select(CompatSalida)
        if input_id is not None:
            entradas = entradas.where(CompatEntrada.input_id == input_id)
            salidas = salidas.where(CompatSalida.input_id == input_id)
        rows: dict[str, dict[str, CompatSalida]] = defaultdict(dict)
        async with self._db.session() as session:
            protocols = {row.input_id: row.protocolo for row in await session.scalars(entradas)}
            for row in await session.scalars(salidas):
                rows[row.input_id][row.protocolo] = row
        return protocols, rows


def _row_of(one: DefaultSalida) -> CompatSalida:
    return CompatSalida(
        input_id=one.input_id,
        protocolo=one.protocolo,
        nombre=one.nombre,
        habilitada=one.habilitada,
        position=one.position,
    )


def _likely_protocol(item: Input) -> str:
    """Of an input that was made elsewhere: SRT when it is pulled over SRT, else RTMP."""
    pulled = item.source_type == PULL and (item.source_url or "").startswith("srt:")
    return "SRT" if pulled else "RTMP"


async def _lock(session: AsyncSession, input_id: str) -> None:
    """So that it is not deleted, nor a row made twice, before the end. Raises NotFound."""
    if await session.get(Input, input_id, with_for_update=True) is None:
        raise NotFound("There is no input with this id.")
