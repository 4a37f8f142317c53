"""The rules of inputs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from streamingpro.control.changes import ChangeBus, ChangeKind
from streamingpro.control.db import Database
from streamingpro.control.errors import Conflict, Invalid, NotFound
from streamingpro.control.eventlog.service import EventLog
from streamingpro.control.fleet.facts import ENGINE_ID, MANAGED_ID
from streamingpro.control.inputs.model import PULL, Input
from streamingpro.control.inputs.pull_address import PullRules
from streamingpro.control.inputs.schemas import InputCreate, InputPatch
from streamingpro.control.inputs.slug import free_slug
from streamingpro.control.inputs.sources import (
    changed_source,
    changed_srt,
    put_source,
    put_srt,
    source_of,
    srt_of,
)
from streamingpro.control.nodes.model import Node
from streamingpro.control.ordering import reordered
from streamingpro.control.outputs.loops import LoopGuard
from streamingpro.kit.clock import utcnow
from streamingpro.kit.ids import new_secret

_ORDER = (Input.position, Input.created_at, Input.id)


class InputService:
    """Creates, changes, orders and deletes inputs; tells the change bus and the event log."""

    def __init__(
        self,
        db: Database,
        changes: ChangeBus,
        eventlog: EventLog,
        loops: LoopGuard,
        rules: PullRules,
    ) -> None:
        self._db = db
        self._changes = changes
        self._eventlog = eventlog
        self._loops = loops
        self._rules = rules

    async def list(self) -> Sequence[Input]:
        """All inputs in their order."""
        async with self._db.session() as session:
            return (await session.scalars(select(Input).order_by(*_ORDER))).all()

    async def get(self, input_id: str) -> Input:
        """Raises NotFound."""
        async with self._db.session() as session:
            return _found(await session.get(Input, input_id))

    async def create(self, new: InputCreate, *, our_host: str = "") -> Input:
        """`our_host`: the name by which the caller reached us. Raises Conflict when the path is
        taken, Invalid."""
        item = Input(
            name=new.name,
            enabled=new.enabled,
            grace_s=new.grace_s,
            override_publisher=new.override_publisher,
            read_key=new.read_key,
            node=new.node,
        )
        source = changed_source(None, new.source.model_dump(), self._rules)
        if source.url is not None:
            await self._loops.check_source("", new.path, source.url, our_host)
        put_source(item, source)
        put_srt(item, changed_srt(None, new.srt.model_dump()))
        try:
            async with self._db.transaction() as session:
                await _check_node(session, new.node)
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
        """Change the fields that `patch` has. Raises NotFound, Conflict, Invalid."""
        values = patch.model_dump(exclude_unset=True)
        source, srt = values.pop("source", None), values.pop("srt", None)
        path = values.get("path")
        if path is not None:
            await self._loops.check_path(input_id, path, our_host)
        if source is not None:
            await self._check_source(input_id, source, our_host)
        try:
            async with self._db.transaction() as session:
                item = _found(await session.get(Input, input_id, with_for_update=True))
                before = _Seen.of(item)
                await _check_node(session, values.get("node"))
                if source is not None:
                    put_source(item, changed_source(source_of(item), source, self._rules))
                if srt is not None:
                    put_srt(item, changed_srt(srt_of(item), srt))
                for name, value in values.items():
                    setattr(item, name, value)
        except IntegrityError:
            raise _path_taken(str(path)) from None
        self._changes.notify(ChangeKind.INPUTS, [item.id])
        for kind, words in before.told(item):
            await self._eventlog.record(
                f"input.{kind}", f"Input “{item.name}” {words}", input_id=item.id
            )
        return item

    async def _check_source(self, input_id: str, given: Mapping[str, Any], our_host: str) -> None:
        """Asks DNS, which must not happen while a row is locked. Raises NotFound, Invalid."""
        before = source_of(await self.get(input_id))
        url = changed_source(before, given, self._rules).url
        if url is not None and url != before.url:
            await self._loops.check_source(input_id, None, url, our_host)

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
            # Locked, so that none of them is deleted before it gets its place.
            rows = await session.execute(
                select(Input.id, Input.position).order_by(*_ORDER).with_for_update()
            )
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
            item = _found(await session.get(Input, input_id, with_for_update=True))
            item.publish_key = new_secret()
        self._changes.notify(ChangeKind.INPUTS, [item.id])
        await self._eventlog.record(
            "input.key_rotated", f"Input “{item.name}” got a new publish key.", input_id=item.id
        )
        return item


@dataclass(frozen=True, slots=True)
class _Seen:
    """Of an input, what is worth an event when it changes."""

    enabled: bool
    path: str
    source: tuple[str, str | None]

    @classmethod
    def of(cls, item: Input) -> "_Seen":
        return cls(item.enabled, item.path, (item.source_type, item.source_url))

    def told(self, item: Input) -> Iterator[tuple[str, str]]:
        """Kind and words of each event that the present state of `item` makes."""
        if item.path != self.path:
            words = f"has the path “{item.path}” now; encoders need its new address."
            yield "path_changed", words
        if (item.source_type, item.source_url) != self.source:
            pulls = item.source_type == PULL
            words = "takes its stream from another address now." if pulls else "takes encoders now."
            yield "source_changed", words
        if item.enabled != self.enabled:
            word = "on" if item.enabled else "off"
            yield f"switched_{word}", f"was switched {word}."


def _found(item: Input | None) -> Input:
    if item is None:
        raise NotFound("There is no input with this id.")
    return item


async def _check_node(session: AsyncSession, node: str | None) -> None:
    """Raises Invalid when there is no such media server."""
    if node in (None, ENGINE_ID, MANAGED_ID):
        return
    if await session.get(Node, node) is None:
        raise Invalid.field("node", "There is no media server with this id.")


def _path_taken(path: str) -> Conflict:
    return Conflict(f"Another input already has the path “{path}”. Choose another one.")
