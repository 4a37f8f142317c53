"""Who is connected to an input now, asked of the media server."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from streamingpro.control.errors import NotFound, Unavailable
from streamingpro.control.inputs.schemas import ConnectionOut
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.status.readings import read_srt
from streamingpro.mediamtx import errors
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.models import HlsSession, RtmpConn, SrtConn

Item = TypeVar("Item")
Kick = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Found:
    shown: ConnectionOut
    kick: Kick


async def connections_of(media: MediaProvider, path: str) -> list[ConnectionOut]:
    """All connections to `path`, of every protocol. Raises Unavailable, MediaServerError."""
    return [one.shown for one in await _find(_client(media), path)]


async def kick(media: MediaProvider, path: str, connection_id: str) -> None:
    """End a connection of `path`. Raises NotFound, Unavailable, MediaServerError."""
    missing = NotFound("There is no such connection to this input.")
    found = {one.shown.id: one.kick for one in await _find(_client(media), path)}
    if connection_id not in found:
        raise missing
    try:
        await found[connection_id](connection_id)
    except errors.NotFound:  # it left by itself meanwhile
        raise missing from None


async def _find(client: MediaClient, path: str) -> list[_Found]:
    rtmp, rtmps, srt, hls = await asyncio.gather(
        client.rtmp_conns_list(),
        _listed(client.rtmps_conns_list),
        _listed(client.srt_conns_list),
        _listed(client.hls_sessions_list),
    )
    return [
        *(_Found(_rtmp(one, "rtmp"), client.rtmp_conn_kick) for one in rtmp if one.path == path),
        *(_Found(_rtmp(one, "rtmps"), client.rtmps_conn_kick) for one in rtmps if one.path == path),
        *(_Found(_srt(one), client.srt_conn_kick) for one in srt if one.path == path),
        *(_Found(_hls(one), client.hls_session_kick) for one in hls if one.path == path),
    ]


async def _listed(ask: Callable[[], Awaitable[list[Item]]]) -> list[Item]:
    """What is listed; nothing by a server that has no such listener."""
    with suppress(errors.NotFound):
        return await ask()
    return []


def _rtmp(conn: RtmpConn, protocol: str) -> ConnectionOut:
    return ConnectionOut(
        id=conn.id,
        protocol=protocol,
        state=conn.state,
        remote_address=conn.remote_addr,
        user_agent=conn.user_agent,
        connected_at=conn.created,
        inbound_bytes=conn.inbound_bytes,
        outbound_bytes=conn.outbound_bytes,
    )


def _srt(conn: SrtConn) -> ConnectionOut:
    return ConnectionOut(
        id=conn.id,
        protocol="srt",
        state=conn.state,
        remote_address=conn.remote_addr,
        user_agent="",
        connected_at=conn.created,
        inbound_bytes=conn.bytes_received,
        outbound_bytes=conn.bytes_sent,
        srt=read_srt(conn.srt),
    )


def _hls(session: HlsSession) -> ConnectionOut:
    return ConnectionOut(
        id=session.id,
        protocol="hls",
        state="read",
        remote_address=session.remote_addr,
        user_agent=session.user_agent,
        connected_at=session.created,
        inbound_bytes=0,
        outbound_bytes=session.outbound_bytes,
    )


def _client(media: MediaProvider) -> MediaClient:
    client = media.client()
    if client is None:
        raise Unavailable("The media server is not running.")
    return client
