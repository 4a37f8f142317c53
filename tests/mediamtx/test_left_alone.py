"""A server that fails again and again is left alone: the breaker around calls."""

import asyncio
from collections.abc import Callable

import httpx
import pytest

from streamingpro.mediamtx.breaker import Breaker
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.errors import (
    CircuitOpen,
    MediaServerError,
    ServerError,
    Unreachable,
)
from tests.mediamtx.bad_servers import silent, talking


class Scene:
    """A client whose server answers as the test says, with a breaker and a clock of the test's."""

    def __init__(self) -> None:
        self.asked = 0
        self.now = 0.0
        self.answer: Callable[[], httpx.Response] = lambda: httpx.Response(200, json={})
        self.client = MediaClient(
            "http://m",
            breaker=Breaker(failures=3, cooldown_s=1.0),
            transport=httpx.MockTransport(self._serve),
        )
        self.client._transport._clock = lambda: self.now

    def _serve(self, _: httpx.Request) -> httpx.Response:
        self.asked += 1
        return self.answer()

    async def error(self) -> MediaServerError | None:
        """What comes of asking."""
        try:
            await self.client.info()
        except MediaServerError as error:
            return error
        return None


def fails(error: Exception) -> Callable[[], httpx.Response]:
    def answer() -> httpx.Response:
        raise error

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        fails(httpx.ReadTimeout("slow")),
        fails(httpx.ConnectTimeout("slow")),
        lambda: httpx.Response(500, json={"error": "out of order"}),
        lambda: httpx.Response(200, text="<html>"),
        lambda: httpx.Response(302),
    ],
)
async def test_a_server_that_fails_again_and_again_is_left_alone(
    answer: Callable[[], httpx.Response],
) -> None:
    scene = Scene()
    scene.answer = answer
    errors = [await scene.error() for _ in range(3)]
    last = errors[-1]
    assert last is not None
    assert not isinstance(last, CircuitOpen)
    asked = scene.asked
    told = await scene.error()
    assert isinstance(told, CircuitOpen)
    assert told.message == last.message, "the words do not change with who noticed"
    assert scene.asked == asked
    scene.answer = lambda: httpx.Response(200, json={})
    scene.now += 1.0
    assert await scene.error() is None
    assert await scene.error() is None


@pytest.mark.parametrize(
    "answer",
    [
        fails(httpx.ConnectError("refused")),
        lambda: httpx.Response(401),
        lambda: httpx.Response(404, json={"error": "path not found"}),
        lambda: httpx.Response(400, json={"error": "invalid name"}),
    ],
)
async def test_who_answers_or_is_not_there_is_asked_every_time(
    answer: Callable[[], httpx.Response],
) -> None:
    scene = Scene()
    scene.answer = answer
    for number in range(1, 9):
        assert not isinstance(await scene.error(), CircuitOpen)
        assert scene.asked == number


async def test_changes_that_fail_do_not_shut_out_the_others() -> None:
    """A path that makes the server stumble is no reason to ask it for nothing else."""
    scene = Scene()
    scene.answer = lambda: httpx.Response(500)
    for _ in range(5):
        with pytest.raises(ServerError):
            await scene.client.config_path_add("a", {})
    assert isinstance(await scene.error(), ServerError)
    assert scene.asked == 6


async def test_nobody_waits_for_the_one_that_tries() -> None:
    """While one call waits for a silent server, all others are told at once."""
    async with talking(silent, timeout_s=0.2) as client:
        breaker = client._transport._breaker = Breaker(failures=1, cooldown_s=0.0)
        with pytest.raises(Unreachable):
            await client.info()
        first = asyncio.ensure_future(client.info())
        await asyncio.sleep(0)  # it has begun
        with pytest.raises(CircuitOpen):
            await client.info()
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        assert breaker.admit(0.0) is None
        assert breaker.admit(1e9) is not None, "one that was given up leaves room for the next"
