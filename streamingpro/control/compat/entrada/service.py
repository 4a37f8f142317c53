"""Entradas: what the earlier interface asks of inputs, told to our own service of inputs."""

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from streamingpro.control.compat.defaults import Entrada, moved
from streamingpro.control.compat.schemas import EntradaIn, EntradaPatch
from streamingpro.control.compat.store import EntradaStore
from streamingpro.control.errors import Conflict, Invalid
from streamingpro.control.hosts import EDGES
from streamingpro.control.inputs.model import DEFAULT_SRT_LATENCY_MS, Input
from streamingpro.control.inputs.schemas import InputCreate, InputPatch, PathName, Srt, SrtPatch
from streamingpro.control.inputs.service import InputService
from streamingpro.control.inputs.slug import MAX_LENGTH
from streamingpro.control.nodes.ports import PortsNow

_PATH: TypeAdapter[str] = TypeAdapter(PathName)
_OWN_KEYS = (
    "This server makes the keys of inputs itself: give only the path, without “?key=” or a user"
    " after it. The answer has the key."
)


class EntradaService:
    """Creates, changes, orders and deletes inputs by the earlier interface's rules: a name is
    taken once, and the three default outputs come along."""

    def __init__(self, inputs: InputService, store: EntradaStore, ports: PortsNow) -> None:
        self._inputs = inputs
        self._store = store
        self._ports = ports

    async def create(self, new: EntradaIn, our_host: str) -> Entrada:
        """Raises Conflict when the name or the path is taken, Invalid."""
        given = new.given()
        await self._check_name(new.nombre)
        self._check_port(given, new.protocolo)
        latency = new.latencia_srt or DEFAULT_SRT_LATENCY_MS
        wanted = InputCreate(
            name=new.nombre,
            path=_path(given, None),
            srt=Srt(passphrase=new.passphrase_srt, latency_ms=latency),
        )
        item = await self._inputs.create(wanted, our_host=our_host)
        await self._store.set_protocol(item.id, new.protocolo)
        await self._move(item.id, given)
        return await self._store.get(item.id)

    async def update(self, input_id: str, patch: EntradaPatch, our_host: str) -> Entrada:
        """Change the fields that are given. Raises NotFound, Conflict, Invalid."""
        given = patch.given()
        before = await self._store.get(input_id)
        protocolo = given.get("protocolo", before.protocolo)
        self._check_port(given, protocolo)
        changes = _changes(given, before.item)
        if "name" in changes:
            await self._check_name(changes["name"])
        if changes:
            await self._inputs.update(input_id, InputPatch(**changes), our_host=our_host)
        if protocolo != before.protocolo:
            await self._store.set_protocol(input_id, protocolo)
        if given.get("position") != before.item.position:
            await self._move(input_id, given)
        return await self._store.get(input_id)

    async def reorder(self, ids: Sequence[str]) -> Sequence[str]:
        """Raises Invalid."""
        return await self._inputs.reorder(ids)

    async def is_free(self, nombre: str) -> bool:
        """Whether no input has this name, in capitals or not."""
        taken = {item.name.casefold() for item in await self._inputs.list()}
        return nombre.strip().casefold() not in taken

    async def _check_name(self, nombre: str) -> None:
        if not await self.is_free(nombre):
            raise Conflict(f"There is an input with the name “{nombre}” already. Choose another.")

    def _check_port(self, given: dict[str, Any], protocolo: str) -> None:
        """SRT has one port here. Another one must not be taken in silence: nobody listens there."""
        ours, wanted = self._ports().on.get("srt"), given.get("puerto_srt")
        if protocolo == "SRT" and wanted is not None and ours and wanted != ours:
            raise Invalid.field(
                "puertoSRT",
                f"This server receives SRT of all inputs on port {ours}; the stream id says which"
                " one is meant. Leave puertoSRT out.",
            )

    async def _move(self, input_id: str, given: dict[str, Any]) -> None:
        if given.get("position") is not None:
            ids = [item.id for item in await self._inputs.list()]
            await self._inputs.reorder(moved(ids, input_id, given["position"]))


def _changes(given: dict[str, Any], before: Input) -> dict[str, Any]:
    """The fields of an InputPatch: only what differs, so that an object which was read and is
    sent back whole changes nothing."""
    changes: dict[str, Any] = {}
    if given.get("nombre", before.name) != before.name:
        changes["name"] = given["nombre"]
    path = _path(given, before)
    if path is not None and path != before.path:
        changes["path"] = path
    srt: dict[str, Any] = {}
    if "passphrase_srt" in given and given["passphrase_srt"] != before.srt_passphrase:
        srt["passphrase"] = given["passphrase_srt"]
    latency = given.get("latencia_srt")
    if latency is not None and latency != before.srt_latency_ms:
        srt["latency_ms"] = latency
    if srt:
        changes["srt"] = SrtPatch(**srt)
    return changes


def _path(given: dict[str, Any], before: Input | None) -> str | None:
    """The path that `streamKey` (`PATH`, or as we show it) or `streamId` (`PATH`, `publish:PATH`)
    names. Of two that differ, the one that is not what it was. Raises Invalid."""
    named = {
        "streamKey": _path_of_key("streamKey", given.get("stream_key"), before),
        "streamId": _path_of_id("streamId", given.get("stream_id"), before),
    }
    former = None if before is None else before.path
    new = {name: path for name, path in named.items() if path not in (None, former)}
    if len(set(new.values())) > 1:
        raise Invalid.field("streamId", "streamKey and streamId name two different paths.")
    return next(iter(new.values()), None)


def _path_of_key(field: str, text: str | None, before: Input | None) -> str | None:
    if text is None:
        return None
    path, _, query = text.strip(EDGES).strip("/").partition("?")
    _refuse_key(field, query.removeprefix("key="), before)
    return _checked(field, path)


def _path_of_id(field: str, text: str | None, before: Input | None) -> str | None:
    if text is None:
        return None
    path, _, rest = text.strip(EDGES).removeprefix("publish:").partition(":")
    _refuse_key(field, rest.rpartition(":")[2], before)
    return _checked(field, path)


def _refuse_key(field: str, key: str, before: Input | None) -> None:
    if key and (before is None or key != before.publish_key):
        raise Invalid.field(field, _OWN_KEYS)


def _checked(field: str, path: str) -> str:
    if not 1 <= len(path) <= MAX_LENGTH:
        raise Invalid.field(field, f"A path has 1 to {MAX_LENGTH} characters.")
    try:
        return _PATH.validate_python(path)
    except ValidationError as error:
        raise Invalid.field(field, error.errors(include_input=False)[0]["msg"]) from None
