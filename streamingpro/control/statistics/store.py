"""The figures of all inputs and outputs over the last hour, filled from the monitor."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from streamingpro.control.errors import Invalid
from streamingpro.control.statistics.figures import (
    INPUT_FIGURES,
    OUTPUT_FIGURES,
    SUMMED,
    Figures,
    input_figures,
    output_figures,
)
from streamingpro.control.statistics.ring import Columns, Ring
from streamingpro.control.status.delta import Delta
from streamingpro.control.status.monitor import Monitor

FINE, COARSE = (1, 300), (10, 360)
"""Step in seconds and number of steps: five minutes by the second, an hour by ten seconds."""
DEFAULT_SPAN_S = 300.0


@dataclass(slots=True)
class _Track:
    """The rings of one input or output, the finest first. Made when there is something to keep."""

    width: int
    summed: frozenset[int] = frozenset()
    rings: tuple[Ring, ...] = ()

    def put(self, now: float, figures: Figures) -> None:
        if not self.rings:
            self.rings = tuple(
                Ring(step, count, self.width, self.summed) for step, count in (FINE, COARSE)
            )
        for ring in self.rings:
            ring.put(now, figures)


@dataclass(frozen=True, slots=True)
class Window:
    """What was asked for, and what of it there is: seconds since the epoch."""

    start: float
    end: float
    step_s: int
    columns: Columns


class Statistics:
    """Keeps what the monitor sees. `now` gives seconds since the epoch."""

    def __init__(self, monitor: Monitor, *, now: Callable[[], float] = time.time) -> None:
        self._monitor = monitor
        self._now = now
        self._inputs: dict[str, _Track] = {}
        self._outputs: dict[str, _Track] = {}
        self._dropped: dict[str, int] = {}
        self._second: int | None = None
        self._unsubscribe: Callable[[], None] | None = None

    async def start(self) -> None:
        self._unsubscribe = self._monitor.subscribe(self.on_delta)

    async def stop(self) -> None:
        if self._unsubscribe is not None:
            self._unsubscribe()

    def on_delta(self, delta: Delta) -> None:
        """Take a sample of everything at the first look in each second of the clock, so that none
        is left out when looks come late; forget what was deleted."""
        for input_id in delta.removed_inputs:
            self._inputs.pop(input_id, None)
        for output_id in delta.removed_outputs:
            self._outputs.pop(output_id, None)
            self._dropped.pop(output_id, None)
        now = self._now()
        if int(now) == self._second:
            return
        self._second = int(now)
        for entry, status, outputs in self._monitor.statuses():
            _keep(self._inputs, entry.id, now, input_figures(status))
            for output, output_status in outputs:
                dropped = output_status.dropped_frames
                before = self._dropped.get(output.id, dropped)
                self._dropped[output.id] = dropped
                _keep(self._outputs, output.id, now, output_figures(output_status, before), SUMMED)

    def of_input(
        self, input_id: str, start: float | None, end: float | None, step_s: int | None
    ) -> Window:
        """The figures of an input (`INPUT_FIGURES`), see `_window`. Raises Invalid."""
        track = self._inputs.get(input_id) or _Track(len(INPUT_FIGURES))
        return self._window(track, start, end, step_s)

    def of_output(
        self, output_id: str, start: float | None, end: float | None, step_s: int | None
    ) -> Window:
        """The figures of an output (`OUTPUT_FIGURES`), see `_window`. Raises Invalid."""
        track = self._outputs.get(output_id) or _Track(len(OUTPUT_FIGURES), SUMMED)
        return self._window(track, start, end, step_s)

    def _window(
        self, track: _Track, start: float | None, end: float | None, step_s: int | None
    ) -> Window:
        """From `start` to `end`, by default the last five minutes, at the finest steps that reach
        back so far, or at wider ones of about `step_s`. What is older than an hour is left out."""
        now = self._now()
        until = now if end is None else min(end, now)
        since = until - DEFAULT_SPAN_S if start is None else start
        if since > until:
            raise Invalid.field("from", "“from” must be before “to”, and not in the future.")
        since = max(since, now - COARSE[0] * COARSE[1])
        until = max(since, until)
        own = FINE[0] if now - since <= FINE[0] * FINE[1] + 1 else COARSE[0]
        step = own * max(1, round((step_s or own) / own))
        rings = track.rings or (Ring(*FINE, track.width), Ring(*COARSE, track.width))
        ring = next(one for one in rings if one.step_s == own)
        return Window(since, until, step, ring.read(since, until, step))


def _keep(
    tracks: dict[str, _Track],
    id_: str,
    now: float,
    figures: Figures | None,
    summed: frozenset[int] = frozenset(),
) -> None:
    if figures is None:
        return
    track = tracks.get(id_)
    if track is None:
        track = tracks[id_] = _Track(len(figures), summed)
    track.put(now, figures)
