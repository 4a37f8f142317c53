"""Pulling from RTSP servers, as a source does it; the child itself has tests of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from streamingpro.engine.sources.pull import SourceOptions
from tests.engine.children.rtspserver import PASSWORD, Camera, camera
from tests.engine.harness import until
from tests.engine.media import AUDIO, VIDEO
from tests.engine.sources.room import failure, pulling
from tests.peers.hostile import refused_port

pytestmark = pytest.mark.e2e


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Camera]:
    """MediaMTX with a stream that needs a password."""
    async with camera(tmp_path / "camera") as made:
        yield made


async def test_a_camera(server: Camera) -> None:
    async with pulling(server.url()) as (room, source):
        await until(lambda: room.keepers and len(room.keeper.frames(VIDEO)) > 40)
        assert room.keeper.frames(AUDIO)
        assert (source.kind, source.protocol, source.state) == ("rtspSource", "rtsp", "running")
        assert source.remote_address == f"127.0.0.1:{server.port}"
        assert source.bytes_received > 1000


async def test_rtsps_by_the_fingerprint_of_its_certificate(server: Camera) -> None:
    url = server.secure_url()
    async with pulling(url, fingerprint=server.made.fingerprint) as (room, _):
        await until(lambda: room.keepers and room.keeper.frames(VIDEO))
    async with pulling(url) as (_, source):
        assert (await failure(source))[0] == "tls"


async def test_every_refusal_has_its_kind(server: Camera) -> None:
    wrong = "not-the-password"
    for url, kind in (
        (server.url("missing"), "not_found"),
        (server.url(password=wrong), "auth"),
        (server.url().replace("127.0.0.1", "no-such-host.invalid"), "dns"),
    ):
        async with pulling(url) as (room, source):
            seen, message = await failure(source)
            assert seen == kind, message
            assert PASSWORD not in message
            assert wrong not in message
            assert room.streams == []


async def test_a_port_that_refuses_and_one_that_is_not_allowed() -> None:
    with refused_port() as port:
        async with pulling(f"rtsp://127.0.0.1:{port}/x") as (_, source):
            assert (await failure(source))[0] == "refused"
        async with pulling(f"rtsp://127.0.0.1:{port}/x", options=SourceOptions()) as (_, source):
            assert (await failure(source))[0] == "forbidden"
