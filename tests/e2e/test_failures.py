"""What a user sees of a destination that says no, or that says nothing at all."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.e2e.conftest import NewKey, Publish
from tests.peers.hostile import hostile, refused_port, stalls
from tests.peers.nginx import Nginx
from tests.peers.stack import Stack

pytestmark = pytest.mark.e2e

STALLED_WITHIN_S = 15.0
SLOWEST_LOOK_S = 2.0
"""Allowance for the picture in the control plane to follow and for a busy machine."""
REJECTED_RETRY_S = 30.0


async def test_errors_are_told_apart_and_rejections_are_retried_slowly(
    app: Stack, platform: Nginx, publish: Publish, clip_small: Path, new_key: NewKey
) -> None:
    rest, entry = app.rest, await app.rest.add_input("Studio")
    wrong, right = new_key("wrong"), new_key("right")
    platform.allowed.add(right)
    with refused_port() as closed:
        async with hostile(stalls) as dead:
            refused = await rest.add_output(
                entry["id"], "Refused", f"rtmp://127.0.0.1:{closed}/live", new_key("refused")
            )
            stalled = await rest.add_output(entry["id"], "Dead", dead.url(), new_key("dead"))
            denied = await rest.add_output(entry["id"], "Denied", platform.url("checked"), wrong)
            publish(clip_small, app.publish_url(entry), loop=True)
            await rest.input_is(entry["id"], "live")

            error = await _error(app, denied["id"], "rejected")
            assert error["message"], "no words for the user"
            assert wrong not in error["message"]
            wait = _seconds_between(error["at"], error["next_retry_at"])
            assert wait >= REJECTED_RETRY_S - 1, f"tries again after {wait:.1f} s"
            assert (await _error(app, refused["id"], "refused"))["message"]

            within = STALLED_WITHIN_S + SLOWEST_LOOK_S
            assert (await _error(app, stalled["id"], "stalled", within=within))["message"]
            assert platform.asked.count(wrong) == 1, "the rejecting server was asked again"
            assert (await rest.output(denied["id"]))["status"]["error"]["kind"] == "rejected"

        # A corrected key applies at once, whatever the retry time was.
        await rest.change_output(denied["id"], stream_key=right)
        status = (await rest.output_is(denied["id"], "live", within=10))["status"]
        assert status["bytes_acked"] > 0

        # A key that is in use already: nginx says so, and the user reads its words.
        taken = await rest.add_output(entry["id"], "Taken", platform.url("checked"), right)
        error = await _error(app, taken["id"], "rejected")
        assert "Already publishing" in error["message"]
        assert right not in error["message"]
        assert (await rest.output(denied["id"]))["status"]["state"] == "live"


async def _error(app: Stack, output_id: str, kind: str, *, within: float = 15) -> dict[str, str]:
    """The error of an output once it is of this kind."""
    found = await app.rest.output_when(
        output_id,
        lambda s: s["state"] == "error" and s["error"] is not None and s["error"]["kind"] == kind,
        f"error of kind {kind}",
        within=within,
    )
    error: dict[str, str] = found["status"]["error"]
    return error


def _seconds_between(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()
