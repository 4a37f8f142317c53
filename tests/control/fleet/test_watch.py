"""A media server that goes silent counts as dead at the promised time, however it is silent."""

import asyncio

import pytest

from streamingpro.control.fleet.view import NodeView
from streamingpro.control.fleet.watch import (
    ANSWER_WITHIN_S,
    DEAD_AFTER_S,
    PATIENT_WITHIN_S,
    NodeWatch,
)
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.status.schemas import MediaServerState
from tests.mediamtx.bad_servers import silent, talking
from tests.peers.tools import eventually

SLACK_S = 0.4


def test_whoever_is_believed_to_live_is_not_waited_for_long() -> None:
    """Timers may go off a moment early: the next look must come to its end soon, too."""
    times = [0.0]
    media = MediaProvider()
    watch = NodeWatch(
        "m", media, on_view=lambda: None, on_restart=lambda: None, now=lambda: times[-1]
    )
    watch.view = NodeView(MediaServerState.RUNNING)
    for at, most in ((0.0, ANSWER_WITHIN_S), (DEAD_AFTER_S - 0.01, 0.2), (DEAD_AFTER_S, 0.2)):
        times.append(at)
        assert watch.patience() <= most
    watch.view = NodeView(MediaServerState.UNREACHABLE)
    assert watch.patience() == PATIENT_WITHIN_S


@pytest.mark.parametrize("refuses", [True, False])
async def test_when_silence_is_death(refuses: bool) -> None:
    loop = asyncio.get_running_loop()
    async with talking(silent) as client:
        media = MediaProvider.at("http://127.0.0.1:9", None) if refuses else MediaProvider(client)
        watch = NodeWatch("m", media, on_view=lambda: None, on_restart=lambda: None)
        await watch.start()
        began = loop.time()

        async def dead() -> bool:
            return watch.view.state is MediaServerState.UNREACHABLE

        await eventually(dead, "it is dead", within=DEAD_AFTER_S + SLACK_S)
        assert loop.time() - began >= DEAD_AFTER_S
        assert watch.view.reason
        await watch.stop()
        await media.clear()
