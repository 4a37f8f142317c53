"""Several MediaMTX servers: one dies, one is cut off and returns; nothing is lost or runs twice."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from tests.e2e.conftest import NewKey, Publish
from tests.peers.balancer import balancer
from tests.peers.ffmpeg import Publisher
from tests.peers.nginx import Nginx
from tests.peers.node import Node, node
from tests.peers.rest import Json, Rest
from tests.peers.stack import Stack, stack
from tests.peers.tools import eventually

pytestmark = pytest.mark.e2e

INPUTS, OUTPUTS = 10, 3
LIVE_WITHIN_S = 5.0
"""After the streams have come to the next server: up to a whole GOP of it is for the keyframe."""
NOTICED_WITHIN_S = 3.0
SLACK_S = 0.5
"""For the test's own polling, over REST."""


@contextlib.asynccontextmanager
async def _nodes(folder: Path, count: int) -> AsyncIterator[list[Node]]:
    async with contextlib.AsyncExitStack() as running:
        yield [
            await running.enter_async_context(node(folder / f"media-{n}", f"Media {n}"))
            for n in range(1, count + 1)
        ]


async def _live_at(nodes: Sequence[Node], name: str) -> list[str]:
    """The names of the servers that have a stream of this path, of those that run."""
    running = [one for one in nodes if one.process.running]
    found = await asyncio.gather(*(one.paths() for one in running))
    has = [name in paths and paths[name]["available"] for paths in found]
    return [one.name for one, it in zip(running, has, strict=True) if it]


class Picture:
    """`GET /api/status`, by id."""

    def __init__(self, told: Json) -> None:
        self.nodes = {one["id"]: one for one in told["nodes"]}
        self.inputs = {one["id"]: one["status"] for one in told["inputs"]}
        self.outputs = {one["id"]: one["status"] for one in told["outputs"]}

    @classmethod
    async def of(cls, rest: Rest) -> "Picture":
        return cls(await rest.call("GET", "/api/status"))


async def test_thirty_destinations_go_on_when_the_media_server_dies(
    app: Stack, platform: Nginx, publish: Publish, clip_small: Path, new_key: NewKey, tmp_path: Path
) -> None:
    rest, loop = app.rest, asyncio.get_running_loop()
    async with _nodes(tmp_path, 3) as nodes, balancer([one.rtmp_port for one in nodes]) as front:
        ids = {(await one.join(rest))["id"]: one for one in nodes}
        shows = [await rest.add_input(f"Show {n}") for n in range(INPUTS)]
        keys: list[str] = []
        for show in shows:
            for place in range(OUTPUTS):
                keys.append(new_key("out"))
                await rest.add_output(show["id"], f"Out {place}", platform.url("sink"), keys[-1])
        for one in nodes:
            for show in shows:
                await one.knows(show["path"])

        def encode(show: Json) -> Publisher:
            url = f"rtmp://127.0.0.1:{front.port}/{show['path']}?key={show['publish_key']}"
            return publish(clip_small, url, loop=True)

        encoders = [encode(show) for show in shows]
        first = await _all_live(rest, within=40)
        (serving,) = {status["node"] for status in first.inputs.values()}
        assert ids[serving] is nodes[0], "the first one takes them all"

        acked = {one: status["bytes_acked"] for one, status in first.outputs.items()}
        killed = loop.time()
        await ids[serving].kill()
        async with asyncio.TaskGroup() as both:
            noticed = both.create_task(_noticed(rest, serving))
            await asyncio.gather(*(encoder.wait(10) for encoder in encoders))
            front.came.clear()
            for show in shows:
                encode(show)
            await eventually(_all_online(nodes[1], shows), "the next one takes them", within=20)
            back = loop.time()
            within = LIVE_WITHIN_S + SLACK_S
            again = await _all_live(rest, within=within, away_from=serving, acked=acked)
            live = loop.time()
        print(
            f"dead one noticed {await noticed - killed:.2f} s after the kill; encoders connected"
            f" again after {front.came[-1] - killed:.2f} s, their streams there after"
            f" {back - killed:.2f} s, all {len(keys)} destinations live after {live - killed:.2f} s"
        )
        assert await noticed - killed < NOTICED_WITHIN_S + SLACK_S
        assert {ids[one["node"]].name for one in again.inputs.values()} == {"Media 2"}
        for show in shows:
            assert await _live_at(nodes, show["path"]) == ["Media 2"]
        assert {one["reconnects"] for one in again.outputs.values()} == {0}, "they were kept"
        log = (platform.folder / "nginx.log").read_text()
        assert {log.count(f"publish: name='{key}'") for key in keys} == {1}


async def _noticed(rest: Rest, node_id: str) -> float:
    """When the API says that a server is gone."""
    await Node.is_(rest, node_id, "unreachable")
    return asyncio.get_running_loop().time()


def _all_online(at: Node, shows: Sequence[Json]) -> Callable[[], Awaitable[bool]]:
    """MediaMTX looks at a stream for two seconds before it takes it."""

    async def look() -> bool:
        return {name for name, path in (await at.paths()).items() if path["available"]} == {
            show["path"] for show in shows
        }

    return look


async def _all_live(
    rest: Rest, *, within: float, away_from: str = "", acked: dict[str, int] | None = None
) -> Picture:
    """Everything is live, not at the given server, and has sent more than `acked` bytes."""
    seen: list[Json] = []

    async def look() -> Picture | None:
        now = await Picture.of(rest)
        states = [one["state"] for one in (*now.inputs.values(), *now.outputs.values())]
        seen[:] = [{one: states.count(one) for one in states}]
        places = {one["node"] for one in now.inputs.values()}
        if set(states) != {"live"} or away_from in places:
            return None
        more = all(one["bytes_acked"] > (acked or {}).get(i, 0) for i, one in now.outputs.items())
        return now if more else None

    what = "everything is live"
    return await eventually(look, what, within=within, report=lambda: str(seen))


async def test_a_media_server_that_was_cut_off_returns_and_nothing_runs_twice(
    app: Stack, platform: Nginx, publish: Publish, clip_small: Path, new_key: NewKey, tmp_path: Path
) -> None:
    rest, loop = app.rest, asyncio.get_running_loop()
    async with _nodes(tmp_path, 2) as (first, second):
        lost, other = await first.join(rest), await second.join(rest)
        show, stays = await rest.add_input("Show"), await rest.add_input("Stays")
        output = await rest.add_output(show["id"], "Out", platform.url("sink"), new_key("out"))
        await first.knows(stays["path"])
        await second.knows(stays["path"])
        old = publish(clip_small, first.rtmp(show), loop=True)
        publish(clip_small, first.rtmp(stays), loop=True)
        await rest.input_is(stays["id"], "live")
        await rest.output_is(output["id"], "live")

        first.signal(signal.SIGSTOP)
        cut = loop.time()
        try:
            found = await Node.is_(rest, lost["id"], "unreachable", within=NOTICED_WITHIN_S + 1)
            print(f"noticed after {loop.time() - cut:.2f} s: {found['status']['reason']}")
            publish(clip_small, second.rtmp(show), loop=True)
            await _served_by(rest, show, other["id"])
            await rest.output_is(output["id"], "live")
        finally:
            first.signal(signal.SIGCONT)
        await Node.is_(rest, lost["id"], "running")
        await old.wait(10)  # sent away: its input runs elsewhere now
        assert await _live_at([first, second], show["path"]) == ["Media 2"]
        await _served_by(rest, stays, lost["id"])  # nobody else has come with this one
        await _served_by(rest, show, other["id"])
        status = (await rest.output(output["id"]))["status"]
        assert (status["state"], status["reconnects"]) == ("live", 0)


async def _served_by(rest: Rest, show: Json, node_id: str) -> None:
    seen: list[Json] = []

    async def look() -> bool:
        status = (await rest.input(show["id"]))["status"]
        seen[:] = [status]
        return (status["state"], status["node"]) == ("live", node_id)

    what = f"{show['name']} is live there"
    await eventually(look, what, within=10, report=lambda: str(seen))


async def test_pulled_inputs_run_on_exactly_one_server_and_move_when_it_dies(
    platform: Nginx, publish: Publish, clip_small: Path, tmp_path: Path
) -> None:
    settings = {"PULL_NETWORKS": "127.0.0.0/8"}
    async with stack(tmp_path / "data", **settings) as app, _nodes(tmp_path, 2) as nodes:
        rest = app.rest
        ids = {(await one.join(rest))["id"]: one for one in nodes}
        origin = platform.url("sink") + "/origin"
        publish(clip_small, origin, loop=True)
        pulls = [
            await rest.add_input(f"Pull {n}", source={"type": "pull", "url": origin})
            for n in range(4)
        ]
        for pull in pulls:
            await rest.input_is(pull["id"], "live")
        served = {pull["id"]: await _only(rest, nodes, pull) for pull in pulls}
        assert len(set(served.values())) >= 2, f"they are spread: {served}"
        dead = next(one for one in served.values() if one != "engine")
        await ids[dead].kill()
        for pull in pulls:
            if served[pull["id"]] == dead:
                await rest.input_is(pull["id"], "connecting", "reconnecting", "offline", "error")
        for pull in pulls:
            await rest.input_is(pull["id"], "live")
            assert (await rest.input(pull["id"]))["status"]["node"] != dead
        await ids[dead].start()
        await Node.is_(rest, dead, "running")
        await ids[dead].call("GET", "info")
        for pull in pulls:
            assert await _only(rest, nodes, pull) != dead, "who runs somewhere stays there"


async def _only(rest: Rest, nodes: Sequence[Node], pull: Json) -> str:
    """The server that pulls an input; fails when another one does too."""
    status = (await rest.input(pull["id"]))["status"]
    configured = await asyncio.gather(*(one.configured() for one in nodes if one.process.running))
    holders = [found[pull["path"]]["source"] for found in configured if pull["path"] in found]
    assert len(holders) == (0 if status["node"] == "engine" else 1), (status, holders)
    return str(status["node"])
