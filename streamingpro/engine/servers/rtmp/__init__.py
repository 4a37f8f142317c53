"""RTMP and RTMPS: publishers come in, players go out.

server.py    RtmpServer: the listener, and every connection by id; with a certificate it is RTMPS
conn.py      RtmpConn: one client, from the first byte to the farewell
"""

from streamingpro.engine.servers.rtmp.conn import TLS_HANDSHAKE_S, RtmpConn
from streamingpro.engine.servers.rtmp.server import RtmpServer

__all__ = ["TLS_HANDSHAKE_S", "RtmpConn", "RtmpServer"]
