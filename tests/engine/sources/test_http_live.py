"""MPEG-TS and FLV over HTTP, and what is neither."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from streamingpro.engine.sources import http as http_module
from streamingpro.engine.sources import pace
from streamingpro.engine.units import WireForm
from tests.engine.harness import until
from tests.engine.sources.hls import media
from tests.engine.sources.origin import Answer, Origin, origin
from tests.engine.sources.room import failure, pulling
from tests.peers.compare import assert_same
from tests.peers.ffmpeg import ffmpeg, packets
from tests.peers.tools import Child, free_port


@pytest.fixture
async def server() -> AsyncIterator[Origin]:
    async with origin() as made:
        yield made


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is slowed down."""
    monkeypatch.setattr(pace.Throttle, "AHEAD_S", 1000.0)


def stream() -> bytes:
    """Six seconds of MPEG-TS."""
    return b"".join(file.read_bytes() for file in sorted(media.ts().glob("*.ts")))


async def pieces(data: bytes, size: int) -> AsyncIterator[bytes]:
    for place in range(0, len(data), size):
        yield data[place : place + size]
        await asyncio.sleep(0)


@pytest.mark.usefixtures("hurry")
@pytest.mark.parametrize("size", [1000, 188 * 50])
async def test_ts_passes_untouched(size: int, server: Origin, tmp_path: Path) -> None:
    sent = stream()
    server.on("/live", lambda _: Answer(pieces=pieces(sent, size)))
    async with pulling(server.url("/live")) as (room, source):
        kind, message = await failure(source)
        assert (kind, message) == ("ended", "The server ended the stream.")
        assert room.keeper.lane is WireForm.MPEGTS
        assert sent.endswith(bytes(room.keeper.data))
        assert room.streams[0].malformed == 0
        (tmp_path / "sent.ts").write_bytes(sent)
        got = packets(room.keeper.save(tmp_path / "got.ts"))
    assert_same(packets(tmp_path / "sent.ts"), got, "http-ts")


@pytest.mark.usefixtures("hurry")
async def test_a_stream_that_is_joined_in_the_middle_of_a_packet(server: Origin) -> None:
    sent = stream()[1001:]
    server.on("/live", lambda _: Answer(pieces=pieces(sent, 5000)))
    async with pulling(server.url("/live")) as (room, source):
        await until(lambda: room.left)
        assert room.streams[0].frames == 120, "from the next keyframe on"
        assert (source.last_error and source.last_error.kind) == "ended"


async def test_the_kind_shows_while_it_runs(server: Origin) -> None:
    gate = asyncio.Event()

    async def held() -> AsyncIterator[bytes]:
        yield stream()[: 188 * 400]
        await gate.wait()

    server.on("/live", lambda _: Answer(pieces=held()))
    async with pulling(server.url("/live")) as (_, source):
        assert (source.kind, source.protocol) == ("hlsSource", "hls"), "a guess"
        await until(lambda: source.state == "running")
        assert (source.kind, source.protocol) == ("mpegtsSource", "http-ts")
        assert source.remote_address == f"127.0.0.1:{server.port}"
        await until(lambda: source.bytes_received == 188 * 400)
        gate.set()


@pytest.mark.usefixtures("hurry")
async def test_flv(server: Origin, tmp_path: Path) -> None:
    sent = media.movie().read_bytes()
    server.on("/live.flv", lambda _: Answer(pieces=pieces(sent, 3000)))
    async with pulling(server.url("/live.flv")) as (room, source):
        assert (await failure(source))[0] == "ended"
        assert (source.kind, room.keeper.lane) == ("flvSource", WireForm.RTMP)
        got = packets(room.keeper.save(tmp_path / "got.flv"))
    assert_same(packets(media.movie()), got, "http-flv")


async def test_a_file_at_full_speed_is_slowed_down(
    server: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How much comes at once is bounded; the rest stays with the server."""
    monkeypatch.setattr(pace.Throttle, "AHEAD_S", 1.0)
    sent = stream()
    server.on("/movie.ts", lambda _: Answer(pieces=pieces(sent, 20_000)))
    async with pulling(server.url("/movie.ts")) as (room, source):
        await until(lambda: room.streams and room.streams[0].frames >= 30)
        await asyncio.sleep(0.3)
        assert room.streams[0].frames < 90
        assert source.state == "running"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<!DOCTYPE html><html>" + b"x" * 900, "It is a web page"),
        (b"<?xml version='1.0'?><MPD xmlns='urn:mpeg:dash:schema:mpd:2011'>", "DASH manifest"),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 900, "It is an MP4 file"),
        (b"", "sends nothing"),
        (b"?" * 5000, "Check the address"),
    ],
)
async def test_what_is_no_stream_is_named(body: bytes, words: str, server: Origin) -> None:
    server.on("/x", body)
    async with pulling(server.url("/x")) as (room, source):
        kind, message = await failure(source)
        assert (kind, words in message) == ("protocol", True), message
        assert room.streams == []


async def test_damaged_flv(server: Origin) -> None:
    server.on("/x", media.movie().read_bytes()[:20_000] + b"\xff" * 50_000)
    async with pulling(server.url("/x")) as (_, source):
        kind, message = await failure(source)
        assert (kind, "damaged" in message) == ("protocol", True)


@pytest.mark.usefixtures("hurry")
async def test_silence_ends_it(server: Origin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "TIMEOUT_S", 0.2)

    async def stuck() -> AsyncIterator[bytes]:
        yield stream()[: 188 * 2000]
        await asyncio.Event().wait()

    server.on("/live", lambda _: Answer(pieces=stuck()))
    async with pulling(server.url("/live")) as (room, source):
        kind, message = await failure(source)
        assert (kind, "sent nothing" in message) == ("timeout", True)
        assert room.left == 1


@pytest.mark.e2e
async def test_ffmpeg_as_the_server(tmp_path: Path) -> None:
    port = free_port()
    command = [
        *(ffmpeg(), "-hide_banner", "-nostdin", "-loglevel", "error", "-re"),
        *("-i", str(media.movie()), "-c", "copy", "-f", "mpegts"),
        *("-listen", "1", f"http://127.0.0.1:{port}/live.ts"),
    ]
    child = Child.start(command, tmp_path / "ffmpeg.log")
    try:
        async with pulling(f"http://127.0.0.1:{port}/live.ts") as (room, source):
            await until(lambda: source.state == "running" or source.last_error)
            await until(lambda: room.left or source.state == "error")
            if not room.keepers:  # it was not listening yet
                await until(lambda: room.left)
            got = packets(room.keepers[0].save(tmp_path / "got.ts"))
    finally:
        await child.stop()
    assert_same(packets(remuxed(tmp_path / "sent.ts")), got, "ffmpeg")


def remuxed(file: Path) -> Path:
    """The movie as ffmpeg puts it into a transport stream."""
    command = [ffmpeg(), "-nostdin", "-loglevel", "error", "-i", str(media.movie()), "-c", "copy"]
    subprocess.run([*command, str(file)], check=True)
    return file
