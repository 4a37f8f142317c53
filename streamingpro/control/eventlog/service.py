"""Records events, reads them, and tells who listens (the live hub)."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, func, select

from streamingpro.control.db import Database
from streamingpro.control.eventlog.model import Event
from streamingpro.kit.clock import utcnow
from streamingpro.kit.logging import get_logger
from streamingpro.kit.redact import redact_text

KEEP_EVENTS = 10_000
_PRUNE_EVERY = 500

Listener = Callable[[Event], None]
_log = get_logger("eventlog")


class EventLog:
    """The events of one installation; the newest 10,000 are kept."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._listeners: list[Listener] = []
        self._since_prune = 0

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every event from now on; returns the function that ends it."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    async def record(
        self,
        kind: str,
        message: str,
        *,
        input_id: str | None = None,
        output_id: str | None = None,
        at: datetime | None = None,
    ) -> Event:
        """Store an event and tell the listeners. URLs in `message` lose their secrets."""
        event = Event(
            at=at or utcnow(),
            kind=kind,
            message=redact_text(message),
            input_id=input_id,
            output_id=output_id,
        )
        async with self._db.transaction() as session:
            session.add(event)
        for listener in tuple(self._listeners):
            try:
                listener(event)
            except Exception:
                _log.exception("a listener failed on an event", kind=kind)
        await self._prune_sometimes()
        return event

    async def recent(
        self, limit: int = 100, *, before: int | None = None, input_id: str | None = None
    ) -> list[Event]:
        """The newest events first; `before` is the id of the last event already seen."""
        query = select(Event).order_by(Event.id.desc()).limit(limit)
        if before is not None:
            query = query.where(Event.id < before)
        if input_id is not None:
            query = query.where(Event.input_id == input_id)
        async with self._db.session() as session:
            return list(await session.scalars(query))

    async def prune(self, keep: int = KEEP_EVENTS) -> None:
        """Forget all but the newest `keep` events."""
        async with self._db.transaction() as session:
            newest = await session.scalar(select(func.max(Event.id)))
            if newest is not None:
                await session.execute(delete(Event).where(Event.id <= newest - keep))

    async def _prune_sometimes(self) -> None:
        self._since_prune += 1
        if self._since_prune >= _PRUNE_EVERY:
            self._since_prune = 0
            await self.prune()
