"""RTSP servers: TCP, UDP, encrypted, and every way to be turned away."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
import structlog

from streamingpro.engine.children import notices
from streamingpro.engine.children.jobs import RtspJob
from streamingpro.engine.children.relay import Relay, connect
from tests.engine.children.harness import Source, is_gone
from tests.engine.children.media import small_clip
from tests.engine.children.rtspserver import PASSWORD, Camera, camera, scripted
from tests.peers.ffmpeg import packets
from tests.peers.tools import eventually, free_port

HERE = ("127.0.0.1",)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Camera]:
    async with camera(tmp_path_factory.mktemp("camera")) as found:
        yield found


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def read(job: RtspJob, pictures: int = 40) -> Source:
    """Read so many pictures, then leave."""
    source = Source(job, secrets=(PASSWORD,))
    source.child.start()
    await source.until(lambda: len(source.frames(9)) >= pictures or source.reasons)
    await source.stop()
    return source


def check_media(source: Source) -> None:
    """Pictures of the clip, without a hole once they have begun, and sound beside them."""
    assert [notice.event for notice in source.notices] == [notices.OPENED]
    pictures = source.frames(9)
    times = [ms for ms, _ in pictures]
    assert times == sorted(times)
    assert times[0] < 3000
    sound = source.frames(8)
    assert sound
    assert abs(sound[-1][0] - times[-1]) < 1000
    known = [(p.size, p.key) for p in packets(small_clip()) if p.kind == "video"]
    assert len(pictures) <= len(known)


async def last_word(job: RtspJob) -> notices.Notice:
    source = Source(job, secrets=(PASSWORD,))
    source.child.start()
    last = await source.last_word()
    assert last.event == notices.ERROR
    for secret in (PASSWORD, "bob", "127.0.0.1"):
        assert secret not in last.message
    return last


@pytest.mark.parametrize("transport", ["automatic", "tcp", "udp"])
async def test_media_comes_by_every_transport(server: Camera, transport: str) -> None:
    source = await read(RtspJob(server.url(), HERE, transport))  # type: ignore[arg-type]
    check_media(source)


async def test_leaving_is_told_to_the_server(server: Camera) -> None:
    """Cameras serve few clients, and wait a minute for one that vanishes."""
    before = server.left()
    for _ in range(3):
        await read(RtspJob(server.url(), HERE, "tcp"), pictures=5)

    async def told() -> bool:
        return server.left() == before + 3

    await eventually(told, "the server was told each time", within=5)


async def test_a_certificate_of_its_own_needs_its_fingerprint(server: Camera) -> None:
    refused = await last_word(RtspJob(server.secure_url(), HERE))
    assert refused.kind == "tls"
    assert "fingerprint" in refused.message
    other = await last_word(RtspJob(server.secure_url(), HERE, fingerprint="ab" * 32))
    assert other.kind == "tls"
    assert "another one" in other.message
    check_media(await read(RtspJob(server.secure_url(), HERE, fingerprint=server.made.fingerprint)))


async def test_a_wrong_password_is_an_error_of_kind_auth(server: Camera) -> None:
    last = await last_word(RtspJob(server.url(password="wrong"), HERE))
    assert last.kind == "auth"
    assert "user name and password" in last.message


async def test_a_stream_that_is_not_there(server: Camera) -> None:
    assert (await last_word(RtspJob(server.url("nothing"), HERE))).kind == "not_found"


@pytest.mark.parametrize("transport", ["tcp", "udp"])
async def test_nothing_listens(transport: str) -> None:
    job = RtspJob(f"rtsp://127.0.0.1:{free_port()}/a", HERE, transport)  # type: ignore[arg-type]
    assert (await last_word(job)).kind == "refused"


@pytest.mark.parametrize("transport", ["tcp", "udp"])
async def test_a_server_that_never_answers(transport: str) -> None:
    async with scripted("") as silent:
        url = f"rtsp://127.0.0.1:{silent.port}/a"
        last = await last_word(RtspJob(url, HERE, transport, timeout_s=0.5))  # type: ignore[arg-type]
    assert last.kind == "timeout"


async def test_a_name_without_an_address() -> None:
    assert (await last_word(RtspJob("rtsp://no-such-name.invalid/a"))).kind == "dns"


@pytest.mark.parametrize(
    ("status", "kind"),
    [("403 Forbidden", "auth"), ("500 Internal Server Error", "rejected")],
)
async def test_what_servers_say_in_plain_kinds(status: str, kind: str) -> None:
    async with scripted(f"RTSP/1.0 {status}") as server:
        last = await last_word(RtspJob(f"rtsp://127.0.0.1:{server.port}/a", HERE))
    assert last.kind == kind


@pytest.mark.parametrize("transport", ["tcp", "udp"])
@pytest.mark.parametrize("status", ["RTSP/1.0 302 Found", "RTSP/1.1  307 x", "RTSP/2 +0301 x"])
async def test_a_server_that_leads_to_another_one_is_not_followed(
    transport: str, status: str
) -> None:
    """Whoever may enter an address could otherwise reach what only this machine can."""
    async with scripted("RTSP/1.0 404 Not Found") as inner:
        leads = f"{status}\nLocation: rtsp://127.0.0.1:{inner.port}/secret"
        async with scripted(leads) as outer:
            url = f"rtsp://127.0.0.1:{outer.port}/a"
            last = await last_word(RtspJob(url, HERE, transport))  # type: ignore[arg-type]
        assert inner.requests == []
    assert last.kind == "forbidden"
    assert "leads to another one" in last.message


@pytest.mark.parametrize("source", ["", ";source=10.1.2.3", "; Source=internal.example"])
async def test_udp_packets_go_to_the_server_whatever_it_says(source: str) -> None:
    says = f"RTSP/1.0 200 OK\ntransport: RTP/AVP;unicast{source};server_port=6-7\nSession: 1"
    async with scripted(says) as server:
        relay = await asyncio.to_thread(Relay, partial(connect, HERE, server.port, 5.0))
        reader, writer = await asyncio.open_connection("127.0.0.1", relay.port)
        writer.write(b"SETUP rtsp://127.0.0.1/a/track1 RTSP/1.0\r\nCSeq: 3\r\n\r\n")
        answer = (await reader.readuntil(b"\r\n\r\n")).decode()
        writer.close()
        relay.close()
    assert "transport: RTP/AVP;unicast;server_port=6-7;source=127.0.0.1\r\n" in answer
    assert answer.endswith("Session: 1\r\n\r\n")


async def test_no_other_address_than_the_one_that_was_checked_is_used() -> None:
    async with scripted("RTSP/1.0 404 Not Found") as named:
        job = RtspJob(f"rtsp://127.0.0.1:{named.port}/a", ("127.0.0.2",))
        assert (await last_word(job)).kind == "refused"
        assert named.requests == []


async def test_the_next_address_is_tried_when_one_does_not_answer(server: Camera) -> None:
    check_media(await read(RtspJob(server.url(), ("127.0.0.2", "127.0.0.1"))))


async def test_a_server_that_dies_is_told(tmp_path: Path) -> None:
    async with camera(tmp_path) as server:
        source = Source(RtspJob(server.url(), HERE, "tcp", timeout_s=5.0))
        source.child.start()
        await source.until(lambda: len(source.frames(9)) > 5)
    last = await source.last_word()
    assert last.event in (notices.ENDED, notices.ERROR)
    assert last.kind in ("", "network", "timeout")


async def test_a_server_without_tcp_is_read_by_udp(tmp_path: Path) -> None:
    async with camera(tmp_path, tcp=False) as server:
        check_media(await read(RtspJob(server.url(), HERE)))


async def test_secrets_are_neither_in_arguments_nor_in_the_environment(server: Camera) -> None:
    with structlog.testing.capture_logs() as logs:
        source = Source(RtspJob(server.url(), HERE), secrets=(PASSWORD,))
        source.child.start()
        await source.until(lambda: source.frames(9))
        seen = b"".join(
            Path(f"/proc/{source.child.pid}/{name}").read_bytes() for name in ("cmdline", "environ")
        )
        os.kill(source.child.pid, signal.SIGKILL)
        await source.until(lambda: source.reasons)
    assert PASSWORD.encode() not in seen
    assert not any(PASSWORD in str(entry) for entry in logs)
    assert is_gone(source.child.pid)
