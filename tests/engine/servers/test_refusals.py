"""What the API tells of publishers that were turned away without asking the control plane."""

import pytest

from streamingpro.engine.auth import AccessDenied, AccessRequest
from streamingpro.mediamtx.models import Path
from tests.engine.servers.conftest import Server


async def test_a_second_publisher_where_the_first_one_stays(server: Server) -> None:
    server.configure(overridePublisher=False)
    await server.crowd.publisher("show")
    assert Path.model_validate(server.item).last_refusal is None
    second = await server.crowd.client("show", publish=True)
    await second.refusal()
    refused = Path.model_validate(server.item).last_refusal
    assert refused is not None
    assert (refused.protocol, refused.reason) == (
        "rtmp",
        "Somebody is already publishing to this path.",
    )
    assert refused.remote_addr.startswith("127.0.0.1:")
    assert refused.time is not None


async def test_readers_and_who_was_refused_by_the_control_plane_are_not_told(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    await (await server.crowd.client("show", publish=False)).refusal()

    async def deny(_request: AccessRequest) -> None:
        raise AccessDenied("no")

    monkeypatch.setattr(server.auth, "check", deny)
    await (await server.crowd.client("show", publish=True)).refusal()
    assert Path.model_validate(server.item).last_refusal is None
