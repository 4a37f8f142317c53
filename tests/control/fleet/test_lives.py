"""When it is said that a media server has come or gone."""

from types import SimpleNamespace
from typing import Any, cast

from streamingpro.control.fleet.lives import Lives
from streamingpro.control.fleet.node import FleetNode
from streamingpro.control.status.recorder import EventRecorder
from streamingpro.control.status.schemas import MediaServerState
from tests.control.fleet.made import DEAD, RUNNING, view

STARTING = MediaServerState.STARTING


class World:
    """One server, and what is said of it."""

    def __init__(self, *, builtin: bool = False) -> None:
        self.said: list[str] = []
        self.changes = self.filled = 0
        reconciler = SimpleNamespace(trigger=self._trigger)
        facts = SimpleNamespace(name="Media 1", builtin=builtin)
        self.node: Any = SimpleNamespace(facts=facts, reconciler=reconciler, view=view())
        nodes = {"a": cast(FleetNode, self.node)}
        recorder = SimpleNamespace(offer=lambda kind, _words: self.said.append(kind))
        self.lives = Lives(nodes, cast(EventRecorder, recorder), self._changed)

    def is_(self, *states: MediaServerState) -> list[str]:
        self.said.clear()
        self.changes = self.filled = 0
        for state in states:
            self.node.view = view(state=state)
            self.lives.look()
        return self.said

    def _changed(self) -> None:
        self.changes += 1

    def _trigger(self) -> None:
        self.filled += 1


def test_going_and_coming_is_told_once() -> None:
    world = World()
    assert world.is_(RUNNING, RUNNING) == []
    assert (world.changes, world.filled) == (1, 1), "it is filled when it appears"
    assert world.is_(DEAD, DEAD, RUNNING) == ["node.lost", "node.ready"]
    assert (world.changes, world.filled) == (2, 1)


def test_at_our_own_start_nobody_comes_back_but_what_ran_at_a_dead_one_has_to_move() -> None:
    world = World()
    assert world.is_(STARTING, RUNNING) == []
    world = World()
    world.is_(STARTING)
    assert world.is_(STARTING, DEAD) == []
    assert world.changes == 1
    assert world.is_(RUNNING) == ["node.ready"]


def test_of_a_managed_server_its_supervisor_tells() -> None:
    world = World(builtin=True)
    assert world.is_(RUNNING, DEAD, RUNNING) == []
    assert world.changes == 3
