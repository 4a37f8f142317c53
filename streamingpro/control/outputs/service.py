"""The rules of outputs."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select, update

from streamingpro.control.changes import ChangeBus, ChangeKind
from streamingpro.control.db import Database
from streamingpro.control.errors import NotFound
from streamingpro.control.eventlog.service import EventLog
from streamingpro.control.inputs.model import Input
from streamingpro.control.ordering import reordered
from streamingpro.control.outputs.address import Address, MissingKey
from streamingpro.control.outputs.destination import place_of
from streamingpro.control.outputs.loops import LoopGuard
from streamingpro.control.outputs.model import Output
from streamingpro.control.outputs.place import Place, changed_place, new_place
from streamingpro.control.outputs.schemas import OutputCreate, OutputPatch, OutputTest
from streamingpro.kit.clock import utcnow

_ORDER = (Output.position, Output.created_at, Output.id)


class OutputService:
    """Creates, changes, orders and deletes outputs; tells the change bus and the event log."""

    def __init__(
        self, db: Database, changes: ChangeBus, eventlog: EventLog, loops: LoopGuard
    ) -> None:
        self._db = db
        self._changes = changes
        self._eventlog = eventlog
        self._loops = loops

    async def list(self, input_id: str | None = None) -> Sequence[Output]:
        """All outputs, or those of one input, in order. Raises NotFound for an unknown input."""
        query = select(Output)
        if input_id is None:
            query = query.join(Input, Input.id == Output.input_id).order_by(
                Input.position, Input.created_at, Input.id
            )
        else:
            query = query.where(Output.input_id == input_id)
        async with self._db.session() as session:
            items = (await session.scalars(query.order_by(*_ORDER))).all()
            if input_id is not None and not items and not await session.get(Input, input_id):
                raise NotFound("There is no input with this id.")
            return items

    async def get(self, output_id: str) -> Output:
        """Raises NotFound."""
        async with self._db.session() as session:
            return _found(await session.get(Output, output_id))

    async def create(self, input_id: str, new: OutputCreate, *, our_host: str = "") -> Output:
        """`our_host`: the name by which the caller reached us. Raises NotFound, Invalid."""
        place = await self.checked_place(new, input_id, our_host)
        item = Output(input_id=input_id, name=new.name or place.default_name, enabled=new.enabled)
        _put(item, place)
        async with self._db.transaction() as session:
            # Locked: it must not be deleted between this look and the end.
            if await session.get(Input, input_id, with_for_update=True) is None:
                raise NotFound("There is no input with this id.")
            highest = await session.scalar(
                select(func.max(Output.position)).where(Output.input_id == input_id)
            )
            item.position = 0 if highest is None else highest + 1
            session.add(item)
        await self._tell(item, "output.created", "was added")
        return item

    async def update(self, output_id: str, patch: OutputPatch, *, our_host: str = "") -> Output:
        """Change the fields that `patch` has. Raises NotFound, Invalid."""
        given = patch.model_dump(exclude_unset=True)
        item = await self.get(output_id)
        changed = False
        while not changed:  # again when somebody else changed the place during our check
            before = place_of(item)
            place = await self.checked_change(item, patch, our_host)
            async with self._db.transaction() as session:
                item = _found(await session.get(Output, output_id, with_for_update=True))
                changed = place_of(item) == before
                if changed:
                    switched = given.get("enabled", item.enabled) != item.enabled
                    item.name = given.get("name", item.name)
                    item.enabled = given.get("enabled", item.enabled)
                    if place != before:
                        _put(item, place)
        word = "on" if item.enabled else "off"
        kind = f"output.switched_{word}" if switched else None
        await self._tell(item, kind, f"was switched {word}")
        return item

    async def switch(self, input_id: str, *, enabled: bool) -> Sequence[Output]:
        """Switch all outputs of an input on or off, all or none of them; they are returned in
        order. Raises NotFound."""
        query = select(Output).where(Output.input_id == input_id).order_by(*_ORDER)
        async with self._db.transaction() as session:
            # Locked in turn with other changes, as for a new order.
            if await session.get(Input, input_id, with_for_update=True) is None:
                raise NotFound("There is no input with this id.")
            items = (await session.scalars(query.with_for_update())).all()
            switched = [item for item in items if item.enabled != enabled]
            for item in switched:
                item.enabled = enabled
        word = "on" if enabled else "off"
        for item in switched:
            await self._tell(item, f"output.switched_{word}", f"was switched {word}")
        return items

    async def checked_place(
        self, new: OutputCreate | OutputTest, input_id: str | None, our_host: str
    ) -> Place:
        """Where a new output would send to; without an input there is no circle. Raises Invalid."""
        try:
            place = new_place(new.model_dump(exclude_unset=True))
        except MissingKey as error:
            if input_id is not None:  # The way back to the input itself is the graver mistake.
                await self._loops.check_output(input_id, Address(error.url, ""), our_host)
            raise
        if input_id is not None:
            await self._loops.check_output(input_id, place.address, our_host)
        return place

    async def checked_change(self, item: Output, patch: OutputPatch, our_host: str) -> Place:
        """Where `item` would send to with the fields that `patch` has. Raises Invalid."""
        before = place_of(item)
        place = changed_place(before, patch.model_dump(exclude_unset=True))
        if place.address != before.address:
            await self._loops.check_output(
                item.input_id, place.address, our_host, output_id=item.id
            )
        return place

    async def delete(self, output_id: str) -> None:
        """Raises NotFound."""
        async with self._db.transaction() as session:
            item = _found(await session.get(Output, output_id, with_for_update=True))
            await session.execute(delete(Output).where(Output.id == output_id))
        await self._tell(item, "output.deleted", "was removed")

    async def reorder(self, input_id: str, wanted: Sequence[str]) -> Sequence[str]:
        """The ids of the input's outputs in their new order. Raises NotFound, Invalid."""
        query = select(Output.id, Output.position).where(Output.input_id == input_id)
        async with self._db.transaction() as session:
            # Locked in turn with other changes: an output that is deleted now is not in the list.
            if await session.get(Input, input_id, with_for_update=True) is None:
                raise NotFound("There is no input with this id.")
            rows = await session.execute(query.order_by(*_ORDER).with_for_update())
            before = dict(rows.all())
            ids = reordered(list(before), wanted)
            moved = [
                {"id": one, "position": place, "updated_at": utcnow()}
                for place, one in enumerate(ids)
                if before[one] != place
            ]
            if moved:
                await session.execute(update(Output), moved)
        if moved:
            self._changes.notify(
                ChangeKind.OUTPUTS, [str(row["id"]) for row in moved], input_ids=[input_id]
            )
        return ids

    async def _tell(self, item: Output, kind: str | None, what: str) -> None:
        self._changes.notify(ChangeKind.OUTPUTS, [item.id], input_ids=[item.input_id])
        if kind is not None:
            await self._eventlog.record(
                kind,
                f"Output “{item.name}” {what}.",
                input_id=item.input_id,
                output_id=item.id,
            )


def _found(item: Output | None) -> Output:
    if item is None:
        raise NotFound("There is no output with this id.")
    return item


def _put(item: Output, place: Place) -> None:
    item.platform, item.fingerprint = place.platform, place.fingerprint
    item.url, item.stream_key = place.address.url, place.address.stream_key
    srt = place.srt
    item.srt_mode = srt.mode if srt else None
    item.srt_passphrase = srt.passphrase if srt else None
    item.srt_latency_ms = srt.latency_ms if srt else None
    item.srt_key_length = srt.key_length if srt else None
    item.srt_payload_size = srt.payload_size if srt else None
