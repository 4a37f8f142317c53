"""Writes events into the log in the background; a flapping thing can't flood it."""

import asyncio
import time
from collections import deque
from dataclasses import dataclass
from datetime import datetime

from streamingpro.control.eventlog.service import EventLog
from streamingpro.kit.clock import utcnow
from streamingpro.kit.logging import get_logger
from streamingpro.kit.tasks import cancel, spawn

_log = get_logger("control.events")

MAX_WAITING = 1000
BURST = 10
PER_S = 60.0
LAST_WORDS_S = 2.0


@dataclass(frozen=True, slots=True)
class Draft:
    """An event that is to be written. No secrets."""

    kind: str
    message: str
    input_id: str | None
    output_id: str | None
    at: datetime


class Limiter:
    """At most `burst` events per subject within `per_s` seconds."""

    def __init__(self, burst: int = BURST, per_s: float = PER_S) -> None:
        self._burst = burst
        self._per_s = per_s
        self._times: dict[str, deque[float]] = {}

    def allows(self, subject: str, now: float) -> bool:
        """Whether an event about `subject` may be written at `now` (seconds); counts it if so."""
        times = self._times.setdefault(subject, deque(maxlen=self._burst))
        if len(times) == self._burst and now - times[0] < self._per_s:
            return False
        times.append(now)
        if len(self._times) > MAX_WAITING:
            self._forget(now)
        return True

    def _forget(self, now: float) -> None:
        recent = now - self._per_s
        self._times = {key: times for key, times in self._times.items() if times[-1] > recent}


class EventRecorder:
    """`offer` never waits and never fails; `start` and `stop` belong to the runtime."""

    def __init__(self, eventlog: EventLog) -> None:
        self._eventlog = eventlog
        self._waiting: asyncio.Queue[Draft] = asyncio.Queue(MAX_WAITING)
        self._limiter = Limiter()
        self._task: asyncio.Task[None] | None = None

    def offer(
        self,
        kind: str,
        message: str,
        *,
        input_id: str | None = None,
        output_id: str | None = None,
    ) -> None:
        """Have an event written. One too many about the same thing, or while the database is far
        behind, is left out."""
        subject = f"{kind} {output_id or input_id}"
        if not self._limiter.allows(subject, time.monotonic()):
            _log.debug("event left out", kind=kind, subject=subject)
            return
        try:
            self._waiting.put_nowait(Draft(kind, message, input_id, output_id, utcnow()))
        except asyncio.QueueFull:
            _log.warning("event left out, too many are waiting", kind=kind)

    async def start(self) -> None:
        self._task = spawn(self._write(), name="event recorder")

    async def stop(self) -> None:
        """Write what is waiting, then end."""
        if self._task is not None and not self._task.done():
            try:
                async with asyncio.timeout(LAST_WORDS_S):
                    await self._waiting.join()
            except TimeoutError:
                _log.warning("events were not written", count=self._waiting.qsize())
        await cancel(self._task)
        self._task = None

    async def drained(self) -> None:
        """Wait until everything that was offered is written."""
        await self._waiting.join()

    async def _write(self) -> None:
        while True:
            draft = await self._waiting.get()
            try:
                await self._eventlog.record(
                    draft.kind,
                    draft.message,
                    input_id=draft.input_id,
                    output_id=draft.output_id,
                    at=draft.at,
                )
            except Exception:
                _log.exception("event not written", kind=draft.kind)
            finally:
                self._waiting.task_done()
