"""One destination: its state, its figures, and attempt after attempt while there is input."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from streamingpro.engine.conf import ForwardConf
from streamingpro.engine.forward.errors import SERVER_SAID_NO, ErrorKind, ForwardError
from streamingpro.engine.forward.proof import STALL_S
from streamingpro.engine.forward.push import NO_FIGURES, Figures, Push
from streamingpro.engine.forward.pushes import make_push
from streamingpro.engine.forward.states import TRANSITIONS, Event, State
from streamingpro.engine.hub import Stream
from streamingpro.engine.rates import Rate
from streamingpro.engine.retry import Retry
from streamingpro.kit.clock import utcnow
from streamingpro.kit.logging import get_logger
from streamingpro.kit.tasks import spawn

_log = get_logger("forward")

STEADY_AFTER_STALL_S = STALL_S + 2.0
"""A server that stalled before is believed again when it outlasts the time of a stall."""


@dataclass(frozen=True, slots=True)
class LastError:
    """Why the last failed attempt failed."""

    kind: ErrorKind
    message: str
    at: datetime


@dataclass(slots=True)
class Totals:
    """Of all ended connections; the present one is added when asked."""

    bytes_sent: int = 0
    bytes_acked: int = 0
    frames_sent: int = 0
    frames_dropped: int = 0
    retransmits: int = 0

    def add(self, figures: Figures) -> "Totals":
        return Totals(
            self.bytes_sent + figures.bytes_sent,
            self.bytes_acked + figures.bytes_acked,
            self.frames_sent + figures.frames_sent,
            self.frames_dropped + figures.frames_dropped,
            self.retransmits + figures.retransmits,
        )


class Destination:
    """The path tells it when there is input; it does the rest until `close`.

    `after` is the farewell of an earlier destination that is the same place: two sessions with one
    key must not meet at the server.
    """

    def __init__(
        self,
        conf: ForwardConf,
        *,
        dest_id: str,
        path_name: str,
        position: int,
        after: asyncio.Task[None] | None = None,
        retry: Retry | None = None,
    ) -> None:
        self.conf = conf
        self.id = dest_id
        self.position = position
        self.created = utcnow()
        self.state = State.WAITING
        self.since = self.created
        self.last_error: LastError | None = None
        self.next_retry: datetime | None = None
        self.connected_since: datetime | None = None
        self.reconnects = 0
        self.rate = Rate()
        self.frame_rate = Rate()
        self._path_name = path_name
        self._leaving = [after] if after is not None else []
        self._retry = retry or Retry(said_no=SERVER_SAID_NO)
        self._loop = asyncio.get_running_loop()
        self._not_before = 0.0
        self._retry_at: datetime | None = None
        self._wanted = False
        self._was_lost = False
        self._has_stalled = False
        self._paused = False
        self._resumed = asyncio.Event()
        self._push: Push | None = None
        self._stream: Stream | None = None
        self._totals = Totals()
        self._task: asyncio.Task[None] | None = None

    # what the path tells

    def start(self, stream: Stream) -> None:
        """There is input: connect, and stay connected."""
        self._wanted = True
        self._was_lost = False
        self._paused = False
        self._resumed.set()
        if self._task is not None:
            self._leaving.append(self._task)
        self._leaving = [task for task in self._leaving if not task.done()]
        self._task = spawn(
            self._serve(stream, list(self._leaving)), name=f"destination {self.name}"
        )

    def pause(self) -> None:
        """The encoder is away; the connection is held."""
        self._paused = True
        self._resumed.clear()
        self.next_retry = None
        self._reset_rates()
        self._fire(Event.INPUT_LOST)

    def resume(self) -> None:
        """The encoder is back: live again as soon as bytes are acknowledged."""
        self._paused = False
        self._resumed.set()
        if self._push is not None:
            self._push.doubt()
        else:
            self._hold_off()

    def stop(self) -> None:
        """The input ended: take leave of the server."""
        if self._task is not None and self._wanted:  # once: a second one cuts the farewell short
            self._task.cancel()
        self._wanted = False
        self._paused = False
        self.connected_since = None
        self.next_retry = None
        self._reset_rates()
        self._fire(Event.INPUT_LOST)

    async def close(self) -> None:
        """Not wanted any more. Returns when the server has been told."""
        self.stop()
        leaving = [*self._leaving, self._task] if self._task is not None else self._leaving
        if leaving:
            await asyncio.wait(leaving)

    def tick(self, now: float) -> None:
        """Once a second: renew the rates, look after the connection."""
        push = self._push
        if push is None:
            return
        push.tick(now)
        if self._stream is not None and not self._paused:
            try:
                _check_carriage(self._stream, push)
            except ForwardError as error:
                push.give_up(error)
        self.rate.sample(self._totals.bytes_acked + push.bytes_acked, now)
        self.frame_rate.sample(self._totals.frames_sent + push.frames_sent, now)

    # what it tells

    def now(self) -> float:
        """The loop's time, in which `figures` is asked."""
        return self._loop.time()

    @property
    def name(self) -> str:
        """What stands for the destination in logs: never its URL."""
        return self.conf.label or self.id

    @property
    def held(self) -> bool:
        """The connection is open while the encoder is away."""
        return self._paused and self._push is not None and self._push.accepted

    def figures(self, now: float) -> Figures:
        return NO_FIGURES if self._push is None else self._push.figures(now)

    def totals(self, figures: Figures) -> Totals:
        """Of all connections, the present one as `figures` shows it."""
        return self._totals.add(figures)

    # attempts

    async def _serve(self, stream: Stream, before: list[asyncio.Task[None]]) -> None:
        if before:
            await asyncio.wait(before)
        while True:
            await self._wait_for_turn()
            self._fire(Event.ATTEMPT)
            try:
                await self._attempt(stream)
            except ForwardError as error:
                self._failed(error)
            except Exception:
                _log.exception("destination broke", destination=self.name, path=self._path_name)
                self._failed(ForwardError(ErrorKind.INTERNAL, "An error in the server itself."))

    async def _wait_for_turn(self) -> None:
        while True:
            await self._resumed.wait()
            delay = self._hold_off()
            if delay <= 0:
                break
            await asyncio.sleep(delay)
        self.next_retry = None

    def _hold_off(self) -> float:
        """Seconds until the next attempt is due; while there are any, the error is still shown."""
        delay = self._not_before - self._loop.time()
        if delay > 0:
            self.next_retry = self._retry_at
            self._fire(Event.HELD_OFF)
        return delay

    async def _attempt(self, stream: Stream) -> None:
        steady_s = STEADY_AFTER_STALL_S if self._has_stalled else 0.0
        push = make_push(
            self.conf.dest_for(self._path_name),
            self.conf.dest_fingerprint,
            stream,
            self._proven,
            steady_s,
        )
        _check_carriage(stream, push)
        self._push, self._stream = push, stream
        try:
            await push.run()
        finally:
            self._totals = self.totals(push.figures(self._loop.time()))
            self._push = None

    def _proven(self) -> None:
        if self._paused or not self._wanted:
            return
        if self.connected_since is None:
            self.connected_since = utcnow()
            self.reconnects += self._was_lost
            self._was_lost = self._has_stalled = False
            _log.info("destination is live", destination=self.name, path=self._path_name)
        self.tick(self._loop.time())
        self._fire(Event.PROVEN)

    def _failed(self, error: ForwardError) -> None:
        now = utcnow()
        self.last_error = LastError(error.kind, error.message, now)
        self._has_stalled |= error.kind is ErrorKind.STALLED
        if self.connected_since is not None:
            self._retry.succeeded_for((now - self.connected_since).total_seconds())
            self._was_lost = True
        self.connected_since = None
        delay = self._retry.delay_s(error.kind)
        self._not_before = self._loop.time() + delay
        self._retry_at = now + timedelta(seconds=delay)
        self._reset_rates()
        self._fire(Event.FAILED)
        if not self._paused:
            self._hold_off()
        _log.warning(
            "destination failed",
            destination=self.name,
            path=self._path_name,
            kind=error.kind.value,
            reason=error.message,
            retry_in_s=round(delay, 1),
        )

    def _fire(self, event: Event) -> None:
        after = TRANSITIONS[self.state, event]
        if after is not self.state:
            self.state = after
            self.since = utcnow()

    def _reset_rates(self) -> None:
        self.rate.reset()
        self.frame_rate.reset()


def _check_carriage(stream: Stream, push: Push) -> None:
    """Raises ForwardError when the stream can't be had in the destination's protocol: there is no
    place in it for the codecs, or the conversion fails."""
    problem = stream.carriage_problem(push.form)
    if problem is not None:
        raise ForwardError(ErrorKind.CODEC, problem)
    broken = stream.conversion_problem(push.form)
    if broken:
        raise ForwardError(ErrorKind.INTERNAL, broken)
