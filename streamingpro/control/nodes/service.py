"""The rules of media servers."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from streamingpro.control.changes import ChangeBus, ChangeKind
from streamingpro.control.db import Database
from streamingpro.control.errors import Conflict, Invalid, NotFound
from streamingpro.control.eventlog.service import EventLog
from streamingpro.control.inputs.model import Input
from streamingpro.control.nodes.model import NATIVE, REPLICA, Node
from streamingpro.control.nodes.schemas import NodeCreate, NodePatch

_ORDER = (Node.position, Node.created_at, Node.id)
_MISSING = "There is no media server with this id, or it is a built-in one, which can't be changed."


class NodeService:
    """Creates, changes and deletes; tells the change bus and the event log."""

    def __init__(self, db: Database, changes: ChangeBus, eventlog: EventLog) -> None:
        self._db = db
        self._changes = changes
        self._eventlog = eventlog

    async def list(self) -> Sequence[Node]:
        """All that were added, in their order."""
        async with self._db.session() as session:
            return (await session.scalars(select(Node).order_by(*_ORDER))).all()

    async def get(self, node_id: str) -> Node:
        """Raises NotFound."""
        async with self._db.session() as session:
            return _found(await session.get(Node, node_id))

    async def create(self, new: NodeCreate) -> Node:
        """Raises Conflict when the name is taken or the server is there already, Invalid."""
        node = Node(**new.model_dump())
        _check(node)
        try:
            async with self._db.transaction() as session:
                await _check_new(session, node)
                highest = await session.scalar(select(func.max(Node.position)))
                node.position = 0 if highest is None else highest + 1
                session.add(node)
        except IntegrityError:
            raise _taken(new.name) from None
        await self._tell("created", node, "was added.")
        return node

    async def update(self, node_id: str, patch: NodePatch) -> Node:
        """Change the fields that `patch` has. Raises NotFound, Conflict, Invalid."""
        values = patch.model_dump(exclude_unset=True)
        try:
            async with self._db.transaction() as session:
                node = _found(await session.get(Node, node_id, with_for_update=True))
                _check_password_stays(node, values)
                for name, value in values.items():
                    setattr(node, name, value)
                _check(node)
                if "api_url" in values:
                    await _check_new(session, node)
        except IntegrityError:
            raise _taken(str(values.get("name"))) from None
        await self._tell("changed", node, _words(values))
        return node

    async def check_removable(self, node_id: str) -> None:
        """Raises what `delete` would: who is left as it is must not be taken apart before."""
        async with self._db.session() as session:
            _found(await session.get(Node, node_id))
            await _check_unbound(session, node_id)

    async def delete(self, node_id: str) -> None:
        """Let go of a server; its streams end. Raises NotFound, Conflict while inputs are bound to
        it."""
        async with self._db.transaction() as session:
            node = _found(await session.get(Node, node_id, with_for_update=True))
            await _check_unbound(session, node_id)
            await session.delete(node)
        await self._tell("deleted", node, "was removed.")

    async def _tell(self, kind: str, node: Node, words: str) -> None:
        self._changes.notify(ChangeKind.NODES, [node.id])
        await self._eventlog.record(f"node.{kind}", f"The media server “{node.name}” {words}")


def _check(node: Node) -> None:
    if node.role == REPLICA and node.redistribution == NATIVE:
        raise Invalid.field(
            "redistribution",
            "A media server that only gives streams to viewers sends nothing to destinations.",
        )
    if node.api_user is not None and not node.api_password:
        raise Invalid.field("api_password", "The password of this user is missing.")


def _check_password_stays(node: Node, values: Mapping[str, object]) -> None:
    """A password that nobody can read must not be had by giving an address of one's own."""
    moves = values.get("api_url", node.api_url) != node.api_url
    if moves and node.api_password and "api_password" not in values:
        raise Invalid.field(
            "api_password",
            "Enter the password again: the one that is stored is not sent to another address.",
        )


async def _check_new(session: AsyncSession, node: Node) -> None:
    """A server that is there twice would be told to be both. Raises Conflict."""
    query = select(Node.name).where(Node.api_url == node.api_url, Node.id != node.id)
    with session.no_autoflush:
        name = await session.scalar(query.limit(1))
    if name is not None:
        raise Conflict(f"This media server has been added already: it is “{name}”.")


async def _check_unbound(session: AsyncSession, node_id: str) -> None:
    """Raises Conflict."""
    bound = (await session.scalars(select(Input.name).where(Input.node == node_id))).all()
    if bound:
        names = ", ".join(f"“{name}”" for name in bound[:5])
        raise Conflict(
            f"Inputs are bound to this media server: {names}. Bind them to another one, or"
            " to none, first."
        )


def _words(values: dict[str, object]) -> str:
    if values.keys() == {"draining"}:
        return "is being emptied." if values["draining"] else "takes streams again."
    if values.keys() == {"enabled"}:
        return "is in use." if values["enabled"] else "is not used any more."
    return "was changed."


def _found(node: Node | None) -> Node:
    if node is None:
        raise NotFound(_MISSING)
    return node


def _taken(name: str) -> Conflict:
    return Conflict(f"There is a media server called “{name}” already. Choose another name.")
