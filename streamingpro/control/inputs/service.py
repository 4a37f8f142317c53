"""The rules of inputs."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from streamingpro.control.changes import ChangeBus, ChangeKind
from streamingpro.control.db import Database
from streamingpro.control.errors import Conflict, NotFound
from streamingpro.control.eventlog.service import EventLog
from streamingpro.control.inputs.model import Input
from streamingpro.control.inputs.schemas import InputCreate, InputPatch
from streamingpro.control.inputs.slug import free_slug
from streamingpro.control.ordering import reordered
from streamingpro.control.outputs.loops import LoopGuard
from streamingpro.kit.clock import utcnow
from streamingpro.kit.ids import new_secret

_ORDER = (Input.position, Input.created_at, Input.id)


class InputService:
    """Creates, changes, orders and deletes inputs; tells the change bus and the event log."""

    def __init__(
        self, db: Database, changes: ChangeBus, eventlog: EventLog, loops: LoopGuard
    ) -> None:
        self._db = db
        self._changes = changes
        self._eventlog = eventlog
        self._loops = loops

    async def list(self) -> Sequence[Input]:
        """All inputs in their order."""
        async with self._db.session() as session:
            return (await session.scalars(select(Input).order_by(*_ORDER))).all()

    async def get(self, input_id: str) -> Input:
        """Raises NotFound."""
        async with self._db.session() as session:
            return _found(await session.get(Input, input_id))

    async def create(self, new: InputCreate) -> Input:
        """Raises Conflict when the path is taken."""
        item = Input(
            name=new.name,
            enabled=new.enabled,
            source_type=new.source.type,
            grace_s=new.grace_s,
            override_publisher=new.override_publisher,
        )
        try:
            async with self._db.transaction() as session:
                taken = set(await session.scalars(select(Input.path)))
                item.path = new.path or free_slug(new.name, taken.__contains__)
                if item.path in taken:
                    raise _path_taken(item.path)
                highest = await session.scalar(select(func.max(Input.position)))
                item.position = 0 if highest is None else highest + 1
                session.add(item)
        except IntegrityError:  # two at the same moment
            raise _path_taken(item.path) from None
        self._changes.notify(ChangeKind.INPUTS, [item.id])
        await self._eventlog.record(
            "input.created", f"Input “{item.name}” was created.", input_id=item.id
        )
        return item

    async def update(self, input_id: str, patch: InputPatch, *, our_host: str = "") -> Input:
        """Change the fields that `patch` has. Raises NotFound, Conflict, Invalid (a loop)."""
        values = patch.model_dump(exclude_unset=True)
        values.pop("source", None)  # there is but one type yet
        path = values.get("path")
        if path is not None:
            await self._loops.check_path(input_id, path, our_host)
        try:
            async with self._db.transaction() as session:
                item = _found(await session.get(Input, input_id))
                switched = values.get("enabled", item.enabled) != item.enabled
                moved = path is not None and path != item.path
                for name, value in values.items():
                    setattr(item, name, value)
        except IntegrityError:
            raise _path_taken(str(path)) from None
        self._changes.notify(ChangeKind.INPUTS, [item.id])
        if moved:
            await self._eventlog.record(
                "input.path_changed",
                f"Input “{item.name}” has the path “{path}” now; encoders need its new address.",
                input_id=item.id,
            )
        if switched:
            word = "on" if item.enabled else "off"
            await self._eventlog.record(
                f"input.switched_{word}",
                f"Input “{item.name}” was switched {word}.",
                input_id=item.id,
            )
        return item

    async def delete(self, input_id: str) -> None:
        """Delete the input with its outputs. Raises NotFound."""
        query = delete(Input).where(Input.id == input_id).returning(Input.name)
        async with self._db.transaction() as session:
            name = await session.scalar(query)
            if name is None:
                raise NotFound("There is no input with this id.")
        self._changes.notify(ChangeKind.INPUTS, [input_id])
        await self._eventlog.record(
            "input.deleted", f"Input “{name}” was deleted.", input_id=input_id
        )

    async def reorder(self, wanted: Sequence[str]) -> Sequence[str]:
        """The ids in their new order. Raises Invalid."""
        async with self._db.transaction() as session:
            rows = await session.execute(select(Input.id, Input.position).order_by(*_ORDER))
            before = dict(rows.all())
            ids = reordered(list(before), wanted)
            moved = [
                {"id": one, "position": place, "updated_at": utcnow()}
                for place, one in enumerate(ids)
                if before[one] != place
            ]
            if moved:
                await session.execute(update(Input), moved)
        if moved:
            self._changes.notify(ChangeKind.INPUTS, [str(row["id"]) for row in moved])
        return ids

    async def rotate_key(self, input_id: str) -> Input:
        """A new publish key; the old one stops working at once. Raises NotFound."""
        async with self._db.transaction() as session:
            item = _found(await session.get(Input, input_id))
            item.publish_key = new_secret()
        self._changes.notify(ChangeKind.INPUTS, [item.id])
        await self._eventlog.record(
            "input.key_rotated", f"Input “{item.name}” got a new publish key.", input_id=item.id
        )
        return item


def _found(item: Input | None) -> Input:
    if item is None:
        raise NotFound("There is no input with this id.")
    return item


def _path_taken(path: str) -> Conflict:
    return Conflict(f"Another input already has the path “{path}”. Choose another one.")
