"""Who is connected: the objects of `rtmpconns`, `rtmpsconns`, `srtconns`, `hlsmuxers` and
`hlssessions`."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from streamingpro.mediamtx.base import ApiModel

ConnState = Literal["idle", "read", "publish"]


class SrtFigures(ApiModel):
    """How an SRT connection does, over the last two seconds or so (embedded engine)."""

    rtt_ms: float = 0.0
    loss_percent: float = 0.0
    retransmits: int = 0
    retransmits_per_s: float = 0.0
    bandwidth_mbps: float = 0.0
    rate_mbps: float = 0.0
    latency_ms: int = 0
    encryption: str = ""


class Conn(ApiModel):
    """A connection to the RTMP, RTMPS or SRT server. `query` may hold a publish key."""

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
    inbound_bytes: int = 0
    outbound_bytes: int = 0


class SrtConn(Conn):
    """A connection to the SRT server; of the statistics, those we look at. Rates in Mb/s."""

    ms_rtt: float = Field(default=0.0, alias="msRTT")
    packets_sent: int = 0
    packets_received: int = 0
    packets_send_loss: int = 0
    packets_received_loss: int = 0
    packets_retrans: int = 0
    packets_received_retrans: int = 0
    packets_received_drop: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0
    mbps_send_rate: float = 0.0
    mbps_receive_rate: float = 0.0
    mbps_link_capacity: float = 0.0
    # embedded engine
    srt: SrtFigures | None = None


class HlsMuxer(ApiModel):
    """A path's stream as HLS."""

    path: str = ""
    created: datetime | None = None
    last_request: datetime | None = None
    outbound_bytes: int = 0
    outbound_frames_discarded: int = 0


class HlsSession(ApiModel):
    """A viewer of HLS. `query` may hold a key."""

    id: str = ""
    created: datetime | None = None
    remote_addr: str = ""
    path: str = ""
    query: str = Field(default="", repr=False)
    user: str = ""
    user_agent: str = ""
    outbound_bytes: int = 0
