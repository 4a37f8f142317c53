"""Pulling from RTMP servers: our own with every kind of manners, nginx-rtmp, MediaMTX."""

from pathlib import Path

import pytest

from streamingpro.engine.sources import rtmp as rtmp_module
from streamingpro.engine.sources.pull import SourceOptions
from streamingpro.engine.units import WireForm
from streamingpro.protocols.rtmp.amf0 import encode
from streamingpro.protocols.rtmp.chunks import Message
from tests.engine.client import gop
from tests.engine.forward.certificates import self_signed
from tests.engine.harness import until
from tests.engine.media import DATA, VIDEO, interframe, keyframe, kinds
from tests.engine.sources.room import at_once, failure, pulling
from tests.engine.sources.station import Ways, station
from tests.peers.compare import assert_same
from tests.peers.ffmpeg import Publisher, clip, packets
from tests.peers.hostile import refused_port
from tests.peers.mediamtx import mediamtx
from tests.peers.nginx import nginx

KEY = "s3cret-key-of-the-stream"


def letters(items: list[tuple[int, int, bytes]]) -> str:
    return kinds([Message(*item[:2], 1, item[2]) for item in items])


async def test_the_stream_arrives_as_it_is() -> None:
    async with (
        station(Ways.PLAY, *gop(5000)) as server,
        pulling(server.url(f"show?key={KEY}")) as (room, source),
    ):
        await until(lambda: source.state == "running")
        server.send((VIDEO, 5040, interframe()), (VIDEO, 5080, keyframe()), (VIDEO, 5120, b""))
        await until(lambda: len(room.keeper.frames(VIDEO)) == 4)
        assert server.names == [f"show?key={KEY}"]
        assert room.keeper.lane is WireForm.RTMP
        assert letters(room.keeper.items) == "MHHKPK"
        assert [at for at, _ in room.keeper.frames(VIDEO)][1:] == [5000, 5040, 5080]
        assert source.remote_address == f"127.0.0.1:{server.port}"
        assert source.bytes_received > 200
        await source.stop()
        await until(lambda: server.farewells == 1)
        await until(lambda: not server.present)


async def test_what_servers_say_to_their_players_alone_is_not_passed_on() -> None:
    asides = [encode("|RtmpSampleAccess", True, True), encode("onStatus", {"code": "x"})]
    cue = encode("onCuePoint", {"name": "ad"})
    items = [*((DATA, 0, aside) for aside in asides), *gop(), (DATA, 0, cue)]
    async with station(Ways.PLAY, *items) as server, pulling(server.url()) as (room, _):
        await until(lambda: room.keepers and len(room.keeper.frames(DATA)) == 2)
        assert room.keeper.frames(DATA)[1][1] == cue


@pytest.mark.parametrize(
    ("ways", "kind", "words"),
    [
        (Ways.NOT_FOUND, "not_found", "no such stream: “No such stream”"),
        (Ways.DENIED, "auth", "does not allow it"),
        (Ways.NOT_ALLOWED, "auth", "does not allow it: “Not allowed: check the path and the key”"),
        (Ways.CLOSE_ON_NAME, "not_found", "when it was asked for the stream"),
        (Ways.CLOSE_AFTER_HANDSHAKE, "network", "before the stream began"),
        (Ways.GARBAGE, "protocol", "does not speak RTMP"),
        (Ways.SILENT, "timeout", "did not answer"),
        (Ways.PLAY, "not_found", "nothing is being published now"),
        (Ways.PLAY_AND_STOP, "ended", "ended the stream"),
        (Ways.PLAY_AND_CLOSE, "not_found", "when it was asked for the stream"),
    ],
)
async def test_every_kind_of_bad_server_has_its_name(
    ways: Ways, kind: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rtmp_module, "FIRST_MEDIA_S", 0.05)
    if ways is Ways.SILENT:
        monkeypatch.setattr(rtmp_module, "ANSWER_TIMEOUT_S", 0.05)
    async with station(ways) as server, pulling(server.url(f"x?key={KEY}")) as (room, source):
        seen, message = await failure(source)
        assert (seen, words in message) == (kind, True), message
        assert KEY not in message
        assert room.streams == []
        await until(lambda: not server.present)


@pytest.mark.parametrize("ways", [Ways.PLAY_AND_STOP, Ways.PLAY_AND_CLOSE])
async def test_a_stream_that_ends_is_left_and_asked_for_again(ways: Ways) -> None:
    async with station(ways, *gop()) as server, pulling(server.url()) as (room, source):
        assert (await failure(source))[0] == "ended"
        assert (len(room.streams), room.left) == (1, 1)
        server.ways = Ways.PLAY
        await until(lambda: source.state == "running")
        assert len(room.streams) == 2


async def test_a_port_that_refuses_and_a_name_that_is_none() -> None:
    with refused_port() as port:
        async with pulling(f"rtmp://127.0.0.1:{port}/live/{KEY}") as (_, source):
            assert (await failure(source))[0] == "refused"
    async with pulling(f"rtmp://no-such-host.invalid/live/{KEY}") as (_, source):
        assert (await failure(source))[0] == "dns"


async def test_internal_servers_are_not_connected_to() -> None:
    async with station() as server, pulling(server.url(), options=SourceOptions()) as (_, source):
        kind, message = await failure(source)
        assert kind == "forbidden"
        assert "STREAMINGPRO_PULL_NETWORKS" in message
        assert server.present == 0


async def test_rtmps_by_the_fingerprint_of_its_certificate(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    async with station(Ways.PLAY, *gop(), tls=certificate.server) as server:
        url = server.url(scheme="rtmps")
        async with pulling(url) as (_, source):
            assert (await failure(source))[0] == "tls"
        async with pulling(url, fingerprint=certificate.fingerprint) as (room, source):
            await until(lambda: room.keepers and len(room.keeper.frames(VIDEO)) == 2)
            assert source.protocol == "rtmps"


@pytest.mark.e2e
async def test_nginx_a_whole_broadcast(tmp_path: Path) -> None:
    source_file = clip(6, bitrate="1M", size="640x360")
    async with (
        nginx(tmp_path / "nginx") as server,
        pulling(f"{server.url('sink')}/show") as (room, source),
    ):
        await until(lambda: source.remote_address)
        url = f"{server.url('sink')}/show"
        await Publisher.publish(source_file, url, tmp_path / "encoder.log").done(within=30)
        assert (await failure(source))[0] == "ended"
        got = packets(room.keeper.save(tmp_path / "got.flv"))
    assert_same(packets(source_file), got, "nginx")


@pytest.mark.e2e
async def test_mediamtx_until_it_is_gone(tmp_path: Path) -> None:
    source_file = clip(4, bitrate="1M", size="640x360")
    async with mediamtx(tmp_path / "mediamtx") as server:
        encoder = Publisher.publish(
            source_file, server.url("show"), tmp_path / "encoder.log", loop=True
        )
        async with pulling(server.url("show"), retry=at_once()) as (room, source):
            await until(lambda: room.keepers and len(room.keeper.frames(VIDEO)) > 60)
            assert [str(track.codec) for track in room.streams[-1].tracks] == [
                "H264",
                "MPEG-4 Audio",
            ]
            await encoder.stop()
            await until(lambda: source.state == "error")
            assert source.last_error is not None
            assert source.last_error.kind in ("ended", "not_found")
