"""RTMPS destinations are who they say they are, or get nothing."""

from pathlib import Path

import pytest

from tests.e2e.conftest import NewKey, Publish
from tests.peers.stack import Stack
from tests.peers.tls import tls_platform
from tests.peers.tools import eventually

pytestmark = pytest.mark.e2e


async def test_a_self_signed_server_is_taken_by_its_fingerprint_only(
    app: Stack, publish: Publish, clip_small: Path, new_key: NewKey, tmp_path: Path
) -> None:
    rest, entry = app.rest, await app.rest.add_input("Studio")
    async with tls_platform(tmp_path / "tls") as (server, certificate):
        pinned, unknown, other = (new_key(name) for name in ("pinned", "unknown", "other"))
        right = certificate.fingerprint
        wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
        good = await rest.add_output(entry["id"], "Pinned", server.url(), pinned, fingerprint=right)
        bad = [
            await rest.add_output(entry["id"], "Unknown", server.url(), unknown),
            await rest.add_output(entry["id"], "Other", server.url(), other, fingerprint=wrong),
        ]
        publish(clip_small, app.publish_url(entry), loop=True)
        await rest.output_is(good["id"], "live")
        for output in bad:
            found = await rest.output_is(output["id"], "error")
            assert found["status"]["error"]["kind"] == "tls"
            assert found["status"]["error"]["message"]

        async def flows() -> bool:
            return any(visit.received > 200_000 for visit in server.visits)

        await eventually(flows, "media arrives over TLS", within=10, report=app.log_tail)
        assert {visit.key for visit in server.visits} == {pinned}, (
            "an unproven server was given the stream"
        )
