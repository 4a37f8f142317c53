"""HLS for players: playlists and segments over HTTP, made while somebody asks for them.

server.py      HlsServer: the listener, who may read what, muxers and sessions by name
muxer.py       HlsMuxer: takes a stream's lane, keeps its newest segments, wakes who waits for more
session.py     HlsSession: one viewer, from the master playlist on
"""

from streamingpro.engine.servers.hls.muxer import HlsMuxer
from streamingpro.engine.servers.hls.server import HlsServer
from streamingpro.engine.servers.hls.session import HlsSession

__all__ = ["HlsMuxer", "HlsServer", "HlsSession"]
