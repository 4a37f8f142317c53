"""Gives pulled inputs to media servers, and remembers in the database who has which."""

from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import delete, select

from streamingpro.control.db import Database
from streamingpro.control.fleet.placement import Candidate, PulledInput, place
from streamingpro.control.fleet.trust import PullTrust
from streamingpro.control.inputs.model import Input
from streamingpro.control.nodes.model import Placement
from streamingpro.control.reconcile.desired import Desired
from streamingpro.control.reconcile.plan import PUBLISHER
from streamingpro.kit.logging import get_logger

_log = get_logger("control.fleet")

UNDECIDED = ""
"""The node of an input that nobody may run yet: its address is still being looked up."""


class Placer:
    """`placed`: the node of each pulled input by its id. `on_moved` is called when it changed."""

    def __init__(
        self,
        db: Database,
        trust: PullTrust,
        *,
        fallback: str,
        on_moved: Callable[[], None],
    ) -> None:
        self.placed: Mapping[str, str] = {}
        self._db = db
        self._trust = trust
        self._fallback = fallback
        self._on_moved = on_moved
        self._stored: dict[str, str] = {}
        self._sources: dict[str, str] = {}

    async def load(self) -> None:
        """What the last `serve` had decided: who runs somewhere stays there."""
        async with self._db.session() as session:
            rows = (await session.scalars(select(Placement))).all()
        self._stored = {row.input_id: row.node for row in rows}
        self.placed = dict(self._stored)

    async def decide(self, desired: Desired, candidates: Iterable[Candidate]) -> None:
        """Place every pulled input anew. Raises what the database raises; what was decided holds
        all the same, and is stored with the next decision."""
        pulls, waiting = self._pulls(desired)
        placed = place(pulls, candidates, fallback=self._fallback, before=self.placed)
        placed |= dict.fromkeys(waiting, UNDECIDED)
        before, self.placed = self.placed, placed
        for input_id, node in placed.items():
            if node and before.get(input_id) not in (None, UNDECIDED, node):
                _log.warning("pulled input moves", input=input_id, to=node)
        try:
            await self._store({one: node for one, node in placed.items() if node})
        finally:
            if placed != before:
                self._on_moved()

    def _pulls(self, desired: Desired) -> tuple[list[PulledInput], list[str]]:
        pulls: list[PulledInput] = []
        waiting: list[str] = []
        sources: dict[str, str] = {}
        for path, spec in desired.paths.items():
            if spec.source == PUBLISHER:
                continue
            entry = desired.by_path[path]
            trusted = self._trust.of(spec.source)
            if trusted is None and not self._runs(entry.id, spec.source):
                waiting.append(entry.id)
                continue
            sources[entry.id] = spec.source
            if trusted is None:  # who was given it had been found to be one that may call it
                trusted = self.placed[entry.id] != self._fallback
            pulls.append(PulledInput(entry.id, spec.source, entry.node, trusted))
        self._sources = sources
        return pulls, waiting

    def _runs(self, input_id: str, source: str) -> bool:
        """Whether it has been given away with this very address, also by the last `serve`."""
        known = self._sources.get(input_id, source if input_id in self._stored else None)
        return bool(self.placed.get(input_id)) and known == source

    async def _store(self, placed: Mapping[str, str]) -> None:
        changed = {one: node for one, node in placed.items() if self._stored.get(one) != node}
        gone = self._stored.keys() - placed.keys()
        if not changed and not gone:
            return
        async with self._db.transaction() as session:
            if gone:
                await session.execute(delete(Placement).where(Placement.input_id.in_(gone)))
            # An input may have been deleted since it was read.
            there = set(await session.scalars(select(Input.id).where(Input.id.in_(changed))))
            for input_id in changed.keys() & there:
                await session.merge(Placement(input_id=input_id, node=changed[input_id]))
        self._stored = {
            one: node for one, node in placed.items() if one not in changed.keys() - there
        }
