"""Who is connected to an input now, asked of every media server."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from streamingpro.control.errors import NotFound, Unavailable
from streamingpro.control.fleet.figures import whole_life
from streamingpro.control.fleet.peers import KINDS, AnyConn, Kind, listed
from streamingpro.control.inputs.schemas import ConnectionOut
from streamingpro.control.status.readings import read_srt
from streamingpro.mediamtx import errors
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.models import HlsSession, SrtConn


@dataclass(frozen=True, slots=True)
class Desk:
    """A media server that can be asked. `relay_key`: who reads with it is one of ours."""

    node: str
    client: MediaClient
    relay_key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class _Found:
    shown: ConnectionOut
    kind: Kind
    client: MediaClient


async def connections_of(desks: Iterable[Desk], path: str) -> list[ConnectionOut]:
    """All connections to `path`, of every protocol at every server. A server that does not answer
    is left out unless it is the only one. Raises Unavailable, MediaServerError."""
    return [one.shown for one in await _find(list(desks), path)]


async def kick(desks: Iterable[Desk], path: str, connection_id: str) -> None:
    """End a connection of `path`. Raises NotFound, Unavailable, MediaServerError."""
    missing = NotFound("There is no such connection to this input.")
    found = {one.shown.id: one for one in await _find(list(desks), path)}
    one = found.get(connection_id)
    if one is None:
        raise missing
    try:
        await one.kind.kick(one.client, connection_id)
    except errors.NotFound:  # it left by itself meanwhile
        raise missing from None


async def _find(desks: list[Desk], path: str) -> list[_Found]:
    if not desks:
        raise Unavailable("The media server is not running.")
    found = await asyncio.gather(*(_at(desk, path) for desk in desks), return_exceptions=True)
    failed = [one for one in found if isinstance(one, BaseException)]
    if len(failed) == len(desks) or any(not isinstance(e, errors.MediaServerError) for e in failed):
        raise failed[0]
    return [one for some in found if not isinstance(some, BaseException) for one in some]


async def _at(desk: Desk, path: str) -> list[_Found]:
    lists = await asyncio.gather(*(listed(desk.client, kind) for kind in KINDS))
    return [
        _Found(_shown(conn, kind.protocol, desk.node), kind, desk.client)
        for kind, conns in zip(KINDS, lists, strict=True)
        for conn in conns
        if conn.path == path and not _is_ours(conn, desk)
    ]


def _is_ours(conn: AnyConn, desk: Desk) -> bool:
    """Whether it is a server of ours that fetches the stream."""
    return bool(desk.relay_key) and desk.relay_key in conn.query


def _shown(conn: AnyConn, protocol: str, node: str) -> ConnectionOut:
    line = conn if isinstance(conn, SrtConn) else None
    return ConnectionOut(
        id=conn.id,
        protocol=protocol,
        state="read" if isinstance(conn, HlsSession) else conn.state,
        remote_address=conn.remote_addr,
        user_agent=getattr(conn, "user_agent", ""),
        connected_at=conn.created,
        inbound_bytes=line.bytes_received if line else getattr(conn, "inbound_bytes", 0),
        outbound_bytes=line.bytes_sent if line else getattr(conn, "outbound_bytes", 0),
        srt=read_srt(whole_life(line)) if line else None,
        node=node,
    )
