"""The SRT server: publishers come in, players go out, both with MPEG-TS.

admission.py   who may come in, decided while the caller shakes hands, so that it learns why not
conn.py        SrtConn: one caller that was let in
server.py      SrtServer: the listener, and every connection by id
"""

from streamingpro.engine.servers.srt.conn import SrtConn
from streamingpro.engine.servers.srt.server import SrtServer

__all__ = ["SrtConn", "SrtServer"]
