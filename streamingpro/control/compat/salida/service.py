"""Salidas: what the earlier interface asks of outputs, told to our own service of outputs."""

from collections.abc import Callable, Sequence
from typing import Any

from streamingpro.control.compat.defaults import (
    DefaultSalida,
    Entrada,
    Salida,
    moved,
    parse_default_id,
)
from streamingpro.control.compat.salida.place import place_fields
from streamingpro.control.compat.schemas import SalidaIn, SalidaOut, SalidaPatch, old_name
from streamingpro.control.compat.store import EntradaStore
from streamingpro.control.errors import Conflict, Invalid, NotFound
from streamingpro.control.ordering import reordered
from streamingpro.control.outputs.model import Output
from streamingpro.control.outputs.schemas import OutputCreate, OutputPatch, SrtIn
from streamingpro.control.outputs.service import OutputService

_OF_ENTRADA = (
    *("url_destino", "clave_stream_rtmp", "puerto_srt"),
    *("latencia_srt", "passphrase_srt", "stream_id_srt"),
)
_KEPT = ("nombre", "habilitada", "segment_duration", "playlist_length")
Found = tuple[Entrada, Salida]
Show = Callable[[Entrada, Salida], SalidaOut]


class SalidaService:
    """Creates, changes, orders and deletes outputs, and what is kept of the default ones."""

    def __init__(self, outputs: OutputService, store: EntradaStore) -> None:
        self._outputs = outputs
        self._store = store

    async def get(self, salida_id: str) -> Found:
        """A salida with its entrada. Raises NotFound."""
        default = parse_default_id(salida_id)
        input_id = default[0] if default else (await self._outputs.get(salida_id)).input_id
        entrada = await self._store.get(input_id)
        salida = entrada.salida(salida_id)
        if salida is None:  # deleted between the two looks
            raise NotFound("There is no output with this id.")
        return entrada, salida

    async def create(self, new: SalidaIn, our_host: str) -> Found:
        """Raises NotFound, Invalid."""
        given = new.given()
        fields = place_fields(given)
        if "srt" in fields:
            fields["srt"] = SrtIn(**fields["srt"])
        wanted = OutputCreate(name=new.nombre, enabled=new.habilitada, **fields)
        item = await self._outputs.create(new.entrada_id, wanted, our_host=our_host)
        await self._move(item.id, given)
        return await self.get(item.id)

    async def update(self, salida_id: str, patch: SalidaPatch, our_host: str, show: Show) -> Found:
        """Change the fields that are given. `show` tells what the caller sees of a salida. Raises
        NotFound, Invalid."""
        given = patch.given()
        entrada, salida = await self.get(salida_id)
        if given.get("entrada_id", entrada.item.id) != entrada.item.id:
            raise Invalid.field(
                "entradaId",
                "A salida can't move to another entrada. Create it there and delete this one.",
            )
        if isinstance(salida, DefaultSalida):
            _refuse_fields_of_entrada(given, show(entrada, salida))
            await self._change_default(salida, given)
        else:
            await self._change_output(salida, given, our_host)
        if given.get("position") != entrada.salidas.index(salida):
            await self._move(salida_id, given)
        return await self.get(salida_id)

    async def delete(self, salida_id: str) -> None:
        """Raises NotFound, Conflict for a default one."""
        _, salida = await self.get(salida_id)
        if isinstance(salida, DefaultSalida):
            raise Conflict(
                "Every entrada keeps its three default outputs. Set habilitada to false instead."
            )
        await self._outputs.delete(salida_id)

    async def reorder(self, wanted: Sequence[str]) -> list[str]:
        """The ids of all salidas of the entradas concerned, in their new order. Raises NotFound,
        Invalid."""
        by_entrada: dict[str, list[str]] = {}
        for salida_id in wanted:
            entrada, _ = await self.get(salida_id)
            by_entrada.setdefault(entrada.item.id, []).append(salida_id)
        ids: list[str] = []
        for input_id, its in by_entrada.items():
            ids += await self._reorder_one(await self._store.get(input_id), its)
        return ids

    async def _reorder_one(self, entrada: Entrada, wanted: Sequence[str]) -> list[str]:
        ids = reordered(entrada.ids, wanted)
        defaults = entrada.defaults
        ours = {one.id for one in defaults}
        places = {one.protocolo: {"position": ids.index(one.id)} for one in defaults}
        await self._outputs.reorder(entrada.item.id, [one for one in ids if one not in ours])
        await self._store.change_defaults(entrada.item.id, defaults, places)
        return ids

    async def _move(self, salida_id: str, given: dict[str, Any]) -> None:
        if given.get("position") is not None:
            entrada, _ = await self.get(salida_id)
            await self._reorder_one(entrada, moved(entrada.ids, salida_id, given["position"]))

    async def _change_output(self, salida: Output, given: dict[str, Any], our_host: str) -> None:
        fields = place_fields(given, salida)
        if "srt" in fields:
            fields["srt"] = SrtIn(**fields["srt"])
        for theirs, ours, now in (
            ("nombre", "name", salida.name),
            ("habilitada", "enabled", salida.enabled),
        ):
            if given.get(theirs, now) != now:
                fields[ours] = given[theirs]
        if fields:
            await self._outputs.update(salida.id, OutputPatch(**fields), our_host=our_host)

    async def _change_default(self, salida: DefaultSalida, given: dict[str, Any]) -> None:
        if given.get("protocolo", salida.protocolo) != salida.protocolo:
            raise Invalid.field("protocolo", "A default output keeps its protocolo.")
        changes = {name: given[name] for name in _KEPT if name in given}
        await self._store.change_defaults(salida.input_id, [salida], {salida.protocolo: changes})


def _refuse_fields_of_entrada(given: dict[str, Any], shown: SalidaOut) -> None:
    """A default output has no address and no SRT settings of its own. What the caller was told may
    be sent back. Raises Invalid."""
    for name in _OF_ENTRADA:
        if given.get(name) not in (None, getattr(shown, name)):
            raise Invalid.field(
                old_name(name),
                f"The default outputs follow their entrada: change {old_name(name)} there.",
            )
