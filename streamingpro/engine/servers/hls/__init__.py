"""HLS for players: playlists and segments over HTTP, made while somebody asks for them.

server.py      HlsServer: the listener, who may read what, muxers and sessions by name
admission.py   the way to a session: credentials, the path, its muxer, the master playlist
muxer.py       HlsMuxer: takes a stream's lane, keeps its newest segments
files.py       the files of a muxer: playlists, segments, parts
session.py     HlsSession: one viewer, from the master playlist on
waiting.py     requests for what is not there yet
connection.py  one HTTP connection: requests in, answers out, one after the other
request.py     the head of a request, parsed; the address in it
response.py    answers: status, headers, bodies

A viewer asks for `PATH/index.m3u8` and shows its credentials there. The master playlist names the
media playlist in a folder of the viewer's own, `PATH/session=SECRET/`, where the relative addresses
of everything else end up too, so that one playlist serves all viewers.
"""

from streamingpro.engine.servers.hls.muxer import HlsMuxer
from streamingpro.engine.servers.hls.server import HlsServer
from streamingpro.engine.servers.hls.session import HlsSession

__all__ = ["HlsMuxer", "HlsServer", "HlsSession"]
