"""Requests that wait: who is answered when, and how many at one time."""

import asyncio

from streamingpro.engine.servers.hls.waiting import AT_ONCE, Waiting
from tests.engine.harness import turns, until


class Room:
    """Waiters whose conditions a test fulfils."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.waiting = Waiting(self.loop)
        self.there: set[int] = set()
        self.answered: list[int] = []

    def add(self, number: int, within_s: float = 1000.0) -> None:
        self.waiting.add(
            lambda: number in self.there, lambda: self.answered.append(number), within_s
        )


async def test_each_is_answered_once_when_its_time_has_come() -> None:
    room = Room()
    for number in range(3):
        room.add(number)
    room.there = {1}
    room.waiting.look()
    room.waiting.look()
    await turns()
    assert room.answered == [1]
    room.there = {0, 1, 2}
    room.waiting.look()
    await turns()
    assert room.answered == [1, 0, 2]
    assert room.waiting.count == 0


async def test_a_crowd_is_answered_in_several_turns_of_the_loop() -> None:
    room = Room()
    for number in range(2 * AT_ONCE + 1):
        room.add(number)
        room.there.add(number)
    room.waiting.look()
    seen = []
    for _ in range(3):
        await asyncio.sleep(0)
        seen.append(len(room.answered))
    assert seen == [AT_ONCE, 2 * AT_ONCE, 2 * AT_ONCE + 1]


async def test_time_runs_out_by_itself() -> None:
    room = Room()
    room.add(1)
    room.add(2, within_s=0.01)
    await until(lambda: room.answered)
    assert room.answered == [2]
    assert room.waiting.count == 1


async def test_time_runs_out_when_told_so() -> None:
    room = Room()
    room.add(1, within_s=10)
    room.add(2, within_s=20)
    room.waiting.look(room.loop.time() + 15)
    await turns()
    assert room.answered == [1]


async def test_everybody_goes_on_at_the_end() -> None:
    room = Room()
    room.add(1)
    room.add(2)
    room.waiting.release()
    await turns()
    assert room.answered == [1, 2]
