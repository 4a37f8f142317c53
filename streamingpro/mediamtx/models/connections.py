"""Who is connected to the RTMP, RTMPS and SRT servers."""

from datetime import datetime
from typing import Literal

from pydantic import AliasChoices, Field

from streamingpro.mediamtx.base import ApiModel
from streamingpro.mediamtx.models.srt import SrtFigures, SrtStatistics

ConnState = Literal["idle", "read", "publish"]


class Conn(ApiModel):
    """A connection or session. `query` may hold a publish key."""

    id: str = ""
    created: datetime | None = None
    remote_addr: str = ""
    state: ConnState = "idle"
    path: str = ""
    query: str = Field(default="", repr=False)
    user: str = ""
    outbound_frames_discarded: int = 0


class RtmpConn(Conn):
    """A connection to the RTMP or RTMPS server."""

    user_agent: str = ""
    inbound_bytes: int = Field(
        default=0, validation_alias=AliasChoices("inboundBytes", "bytesReceived")
    )
    outbound_bytes: int = Field(
        default=0, validation_alias=AliasChoices("outboundBytes", "bytesSent")
    )


class SrtConn(Conn, SrtStatistics):
    """A connection to the SRT server, with all of its statistics."""

    # embedded engine
    srt: SrtFigures | None = None
