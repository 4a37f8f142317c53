"""A stream that comes in and goes out, its connections, and ending them."""

import functools
from pathlib import Path

import pytest

from streamingpro.mediamtx.errors import NotFound
from streamingpro.mediamtx.models import PathTrack, RtmpConn, SrtConn
from tests.contract.servers import Server, playing, publishing
from tests.peers.tools import eventually

CONNS = ["rtmp", "rtmps", "srt"]


@pytest.mark.parametrize("protocol", CONNS)
async def test_a_publisher(server: Server, tmp_path: Path, protocol: str) -> None:
    media = server.media
    before = await media.path_get("live")
    assert (before.available, before.source, before.tracks2) == (False, None, [])
    async with publishing(server, protocol, tmp_path):
        path = await media.path_get("live")
        assert [one.name for one in await media.paths_list()] == ["live"]
        assert (path.online, path.conf_name, path.readers) == (True, "live", [])
        assert path.available_time is not None
        _tracks_of_the_clip(path.tracks2)
        assert path.source is not None
        assert path.source.type == f"{protocol}Conn"
        [conn] = await _conns(server, protocol)
        assert (conn.id, conn.state, conn.path) == (path.source.id, "publish", "live")
        assert conn.remote_addr.startswith("127.0.0.1:")
        assert (await _get(server, protocol, conn.id)).created == conn.created
        more = functools.partial(_received_more, server, protocol, conn)
        await eventually(more, "it receives more", within=10)
        await _kick(server, protocol, conn.id)
        offline = functools.partial(_offline, server)
        await eventually(offline, "the path is offline", within=10)
        with pytest.raises(NotFound, match="connection not found"):
            await _kick(server, protocol, conn.id)


@pytest.mark.parametrize("protocol", ["rtmp", "srt", "hls"])
async def test_a_reader(server: Server, tmp_path: Path, protocol: str) -> None:
    kind = "hlsSession" if protocol == "hls" else f"{protocol}Conn"
    async with publishing(server, "rtmp", tmp_path), playing(server, protocol, tmp_path) as player:

        async def reads() -> list[str]:
            readers = (await server.media.path_get("live")).readers
            return [reader.id for reader in readers if reader.type == kind]

        [reader] = await eventually(reads, "it reads", within=20)
        if protocol == "hls":
            [one] = await server.media.hls_sessions_list()
            assert (one.id, one.path) == (reader, "live")
            await server.media.hls_session_kick(reader)
            return
        conn = await _get(server, protocol, reader)
        assert (conn.id, conn.state, conn.path) == (reader, "read", "live")
        assert {one.state for one in await _conns(server, protocol)} >= {"read"}
        await _kick(server, protocol, reader)
        await player.wait(within=10)
        assert not await reads()


async def test_statistics_of_srt(server: Server, tmp_path: Path) -> None:
    async with publishing(server, "srt", tmp_path):

        async def counted() -> SrtConn | None:
            [conn] = await server.media.srt_conns_list()
            return conn if conn.mbps_receive_rate > 0 and conn.packets_received > 100 else None

        conn = await eventually(counted, "packets have come", within=10)
        assert conn.bytes_received > conn.packets_received * 100
        assert conn.packets_received_unique <= conn.packets_received
        assert (conn.byte_mss, conn.ms_receive_tsb_pd_delay >= 120) == (1500, True)
        assert conn.packets_received_drop == conn.packets_received_undecrypt == 0


def _tracks_of_the_clip(tracks: list[PathTrack]) -> None:
    video, audio = tracks
    assert video.codec_props is not None
    assert audio.codec_props is not None
    assert (video.codec, audio.codec) == ("H264", "MPEG-4 Audio")
    assert (video.codec_props.width, video.codec_props.height) == (1920, 1080)
    assert (audio.codec_props.sample_rate, audio.codec_props.channel_count) == (48000, 2)


async def _conns(server: Server, protocol: str) -> list[RtmpConn] | list[SrtConn]:
    if protocol == "srt":
        return await server.media.srt_conns_list()
    if protocol == "rtmps":
        return await server.media.rtmps_conns_list()
    return await server.media.rtmp_conns_list()


async def _get(server: Server, protocol: str, conn_id: str) -> RtmpConn | SrtConn:
    if protocol == "srt":
        return await server.media.srt_conn_get(conn_id)
    if protocol == "rtmps":
        return await server.media.rtmps_conn_get(conn_id)
    return await server.media.rtmp_conn_get(conn_id)


async def _kick(server: Server, protocol: str, conn_id: str) -> None:
    if protocol == "srt":
        await server.media.srt_conn_kick(conn_id)
    elif protocol == "rtmps":
        await server.media.rtmps_conn_kick(conn_id)
    else:
        await server.media.rtmp_conn_kick(conn_id)


async def _received_more(server: Server, protocol: str, before: RtmpConn | SrtConn) -> bool:
    return _received(await _get(server, protocol, before.id)) > _received(before)


def _received(conn: RtmpConn | SrtConn) -> int:
    return conn.bytes_received if isinstance(conn, SrtConn) else conn.inbound_bytes


async def _offline(server: Server) -> bool:
    return not (await server.media.path_get("live")).online
