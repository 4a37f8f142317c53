"""The destinations of one path, matched by what they are, not by their place in the list."""

import asyncio
from collections import Counter

from streamingpro.engine.conf import ForwardConf
from streamingpro.engine.forward.handler import Destination
from streamingpro.engine.hub import Stream
from streamingpro.kit.ids import deterministic_uuid
from streamingpro.kit.tasks import spawn

Farewells = dict[str, asyncio.Task[None]]
"""Destinations that are taking leave, by id: whoever is the same place waits for them."""


class ForwardManager:
    """Keeps a path's destinations equal to its configuration.

    A destination is the same when URL and fingerprint are the same: changing, adding, removing or
    reordering others leaves its connection alone, and so does a new label. `farewells` outlives
    the path: one that is removed and added again finds what it left.
    """

    def __init__(self, path_name: str, farewells: Farewells) -> None:
        self._path_name = path_name
        self._destinations: dict[str, Destination] = {}
        self._leaving = farewells
        self._stream: Stream | None = None
        self._paused = False

    @property
    def destinations(self) -> list[Destination]:
        """In the order of the configuration."""
        return list(self._destinations.values())

    def apply(self, wanted: tuple[ForwardConf, ...]) -> None:
        """Start what is new, close what is gone, leave the rest alone."""
        old = self._destinations
        new: dict[str, Destination] = {}
        started: list[Destination] = []
        seen: Counter[ForwardConf] = Counter()
        for position, conf in enumerate(wanted):
            what = ForwardConf(conf.dest, conf.dest_fingerprint)
            dest_id = deterministic_uuid(
                self._path_name, conf.dest, conf.dest_fingerprint, str(seen[what])
            )
            seen[what] += 1
            known = old.pop(dest_id, None)
            if known is None:
                known = Destination(
                    conf,
                    dest_id=dest_id,
                    path_name=self._path_name,
                    position=position,
                    after=self._leaving.get(dest_id),
                )
                started.append(known)
            known.conf = conf
            known.position = position
            new[dest_id] = known
        self._destinations = new
        for gone in old.values():
            self._dismiss(gone)
        if self._stream is not None:
            for destination in started:
                self._start(destination, self._stream)

    def start(self, stream: Stream) -> None:
        """The stream has its first keyframe."""
        self._stream = stream
        self._paused = False
        for destination in self._destinations.values():
            destination.start(stream)

    def pause(self) -> None:
        """The encoder is away, the stream is held."""
        self._paused = True
        for destination in self._destinations.values():
            destination.pause()

    def resume(self) -> None:
        """The encoder is back."""
        if not self._paused:
            return
        self._paused = False
        for destination in self._destinations.values():
            destination.resume()

    def stop(self) -> None:
        """The stream ended."""
        self._stream = None
        for destination in self._destinations.values():
            destination.stop()

    async def close(self) -> None:
        """Take leave of every server."""
        self.apply(())
        leaving = list(self._leaving.values())
        if leaving:
            await asyncio.wait(leaving)

    def tick(self, now: float) -> None:
        for destination in self._destinations.values():
            destination.tick(now)

    def _start(self, destination: Destination, stream: Stream) -> None:
        destination.start(stream)
        if self._paused:
            destination.pause()

    def _dismiss(self, destination: Destination) -> None:
        task = spawn(destination.close(), name=f"farewell of {destination.name}")
        self._leaving[destination.id] = task

        def forget(done: "asyncio.Task[None]") -> None:
            if self._leaving.get(destination.id) is done:
                del self._leaving[destination.id]

        task.add_done_callback(forget)
