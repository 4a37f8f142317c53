"""Who is connected to an input now, asked of the media server."""

from streamingpro.control.errors import NotFound, Unavailable
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.mediamtx import errors
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.models import RtmpConn


async def connections_of(media: MediaProvider, path: str) -> list[RtmpConn]:
    """All connections to `path`. Raises Unavailable, MediaServerError."""
    return [one for one in await _client(media).rtmp_conns_list() if one.path == path]


async def kick(media: MediaProvider, path: str, connection_id: str) -> None:
    """End a connection of `path`. Raises NotFound, Unavailable, MediaServerError."""
    missing = NotFound("There is no such connection to this input.")
    if connection_id not in {one.id for one in await connections_of(media, path)}:
        raise missing
    try:
        await _client(media).rtmp_conn_kick(connection_id)
    except errors.NotFound:  # it left by itself meanwhile
        raise missing from None


def _client(media: MediaProvider) -> MediaClient:
    client = media.client()
    if client is None:
        raise Unavailable("The media server is not running.")
    return client
