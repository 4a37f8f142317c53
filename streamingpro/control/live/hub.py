"""The hub of live events: one sequence for all clients, a bounded queue for each.

A message is made once and shared. A client that doesn't keep up doesn't get a longer and longer
queue: what it has missed is thrown away and it gets a fresh snapshot when it reads again.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from streamingpro.control.eventlog.model import Event
from streamingpro.control.eventlog.service import EventLog
from streamingpro.control.live import messages
from streamingpro.control.live.nodes import NodeNews
from streamingpro.control.status.delta import Delta, InputChange, OutputChange
from streamingpro.control.status.monitor import Monitor, no_nodes
from streamingpro.control.status.schemas import (
    InputStatus,
    MediaServerStatus,
    NodeStatus,
    OutputStatus,
)

QUEUE_SIZE = 32
FIGURES_EVERY_S = 0.9
"""Figures come with every second poll of the monitor, states with every one."""


class Subscriber:
    """One client. `next()` gives its next message; the first is always a snapshot."""

    def __init__(self, snapshot: Callable[[], str]) -> None:
        self._snapshot = snapshot
        self._waiting: deque[str] = deque()
        self._behind = True
        self._ready = asyncio.Event()
        self._ready.set()

    async def next(self) -> str:
        """Wait for the next message."""
        while True:
            await self._ready.wait()
            if self._behind:
                self._behind = False
                self._waiting.clear()
                self._ready.clear()
                return self._snapshot()
            if self._waiting:
                return self._waiting.popleft()
            self._ready.clear()

    def put(self, message: str) -> None:
        """Hand over a message; a client that is `QUEUE_SIZE` behind starts anew."""
        if self._behind:
            return
        if len(self._waiting) >= QUEUE_SIZE:
            self._behind = True
            self._waiting.clear()
        else:
            self._waiting.append(message)
        self._ready.set()


class LiveHub:
    """Turns changes of the picture and recorded events into messages for every client.

    `now` gives seconds of a monotonic clock.
    """

    def __init__(
        self,
        monitor: Monitor,
        eventlog: EventLog,
        server_status: Callable[[], MediaServerStatus],
        *,
        node_statuses: Callable[[], list[NodeStatus]] = no_nodes,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._monitor = monitor
        self._eventlog = eventlog
        self._server_status = server_status
        self._node_statuses = node_statuses
        self._node_news = NodeNews()
        self._now = now
        self._subscribers: set[Subscriber] = set()
        self._seq = 0
        self._inputs: dict[str, InputChange] = {}
        self._outputs: dict[str, OutputChange] = {}
        self._figures_at = float("-inf")
        self._server: MediaServerStatus | None = None
        self._unsubscribe: list[Callable[[], None]] = []

    async def start(self) -> None:
        self._unsubscribe = [
            self._monitor.subscribe(self.on_delta),
            self._eventlog.subscribe(self.on_event),
        ]

    async def stop(self) -> None:
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe = []

    def join(self) -> Subscriber:
        """A new client."""
        subscriber = Subscriber(self._make_snapshot)
        self._subscribers.add(subscriber)
        return subscriber

    def leave(self, subscriber: Subscriber) -> None:
        self._subscribers.discard(subscriber)

    @property
    def clients(self) -> int:
        return len(self._subscribers)

    def on_event(self, event: Event) -> None:
        """Pass on an event of the log."""
        if self._subscribers:
            self._seq += 1
            self._send(messages.event(self._seq, event))

    def on_delta(self, delta: Delta) -> None:
        """Pass on what has changed in the picture: states at once, mere figures once a second."""
        server, nodes = self._server_status(), self._node_statuses()
        if not self._subscribers:
            self._inputs.clear()
            self._outputs.clear()
            self._server = server
            self._node_news.forget(nodes)
            return
        self._collect(delta)
        all_due = self._now() - self._figures_at >= FIGURES_EVERY_S
        if all_due:
            self._figures_at = self._now()
        inputs = [c for c in self._inputs.values() if all_due or _matters_input(c)]
        outputs = [c for c in self._outputs.values() if all_due or _matters_output(c)]
        told = self._node_news.take(nodes, figures_due=all_due)
        gone = delta.removed_inputs or delta.removed_outputs
        if not (inputs or outputs or gone or told is not None or server != self._server):
            return
        for input_change in inputs:
            del self._inputs[input_change.entry.id]
        for output_change in outputs:
            del self._outputs[output_change.entry.id]
        self._seq += 1
        message = messages.changes(
            self._seq,
            inputs,
            outputs,
            removed_inputs=delta.removed_inputs,
            removed_outputs=delta.removed_outputs,
            media_server=server if server != self._server else None,
            nodes=told,
        )
        self._server = server
        self._send(message)

    def _collect(self, delta: Delta) -> None:
        """Join the changes with those that still wait, so that the clients' last word is kept."""
        for input_id, change in delta.inputs.items():
            waiting = self._inputs.get(input_id)
            if waiting is not None:
                edited = waiting.edited or change.edited
                change = replace(change, before=waiting.before, edited=edited)
            self._inputs[input_id] = change
        for output_id, output_change in delta.outputs.items():
            former = self._outputs.get(output_id)
            if former is not None:
                edited = former.edited or output_change.edited
                output_change = replace(output_change, before=former.before, edited=edited)
            self._outputs[output_id] = output_change
        for input_id in delta.removed_inputs:
            self._inputs.pop(input_id, None)
        for output_id in delta.removed_outputs:
            self._outputs.pop(output_id, None)

    def _make_snapshot(self) -> str:
        return messages.snapshot(self._seq, self._monitor.picture())

    def _send(self, message: str) -> None:
        for subscriber in self._subscribers:
            subscriber.put(message)


def _matters_input(change: InputChange) -> bool:
    before = change.before
    return change.edited or before is None or _input_core(before) != _input_core(change.after)


def _matters_output(change: OutputChange) -> bool:
    before = change.before
    return change.edited or before is None or _output_core(before) != _output_core(change.after)


def _input_core(status: InputStatus) -> tuple[object, ...]:
    """What isn't a mere figure."""
    return (
        status.state,
        status.error,
        status.node,
        status.protocol,
        status.remote_address,
        status.tracks,
        status.problem,
        status.last_refusal,
        status.outputs_by_state,
    )


def _output_core(status: OutputStatus) -> tuple[object, ...]:
    return status.state, status.error, status.held, [warning.code for warning in status.warnings]
