"""Connections and sessions of RTSP, sessions of WebRTC and MoQ.

An RTSP session is what publishes or reads a path; a connection carries the commands of one.
"""

from datetime import datetime

from pydantic import AliasChoices, Field

from streamingpro.mediamtx.base import ApiModel, Listed
from streamingpro.mediamtx.models.connections import Conn


def _before(name: str, old: str) -> AliasChoices:
    """A counter and what it was called before v1.17."""
    return AliasChoices(name, old)


class RtspConn(ApiModel):
    """A connection to the RTSP or RTSPS server; `session` is the id of its session, if any.
    `tunnel`: "none", or how it is tunnelled through HTTP or WebSocket."""

    id: str = ""
    created: datetime | None = None
    remote_addr: str = ""
    session: str | None = None
    tunnel: str = ""
    inbound_bytes: int = Field(default=0, validation_alias=_before("inboundBytes", "bytesReceived"))
    outbound_bytes: int = Field(default=0, validation_alias=_before("outboundBytes", "bytesSent"))


class RtspSession(Conn):
    """A session of RTSP or RTSPS. `transport`: "UDP", "TCP", …; jitter in the clock of RTP."""

    user_agent: str = ""
    transport: str | None = None
    profile: str | None = None
    conns: Listed[str] = Field(default=[])
    inbound_bytes: int = Field(default=0, validation_alias=_before("inboundBytes", "bytesReceived"))
    inbound_rtp_packets: int = Field(
        default=0, validation_alias=_before("inboundRTPPackets", "rtpPacketsReceived")
    )
    inbound_rtp_packets_lost: int = Field(
        default=0, validation_alias=_before("inboundRTPPacketsLost", "rtpPacketsLost")
    )
    inbound_rtp_packets_in_error: int = Field(
        default=0, validation_alias=_before("inboundRTPPacketsInError", "rtpPacketsInError")
    )
    inbound_rtp_packets_jitter: float = Field(
        default=0.0, validation_alias=_before("inboundRTPPacketsJitter", "rtpPacketsJitter")
    )
    inbound_rtcp_packets: int = Field(
        default=0, validation_alias=_before("inboundRTCPPackets", "rtcpPacketsReceived")
    )
    inbound_rtcp_packets_in_error: int = Field(
        default=0, validation_alias=_before("inboundRTCPPacketsInError", "rtcpPacketsInError")
    )
    outbound_bytes: int = Field(default=0, validation_alias=_before("outboundBytes", "bytesSent"))
    outbound_rtp_packets: int = Field(
        default=0, validation_alias=_before("outboundRTPPackets", "rtpPacketsSent")
    )
    outbound_rtp_packets_reported_lost: int = 0
    outbound_rtp_packets_discarded: int = 0
    outbound_rtcp_packets: int = Field(
        default=0, validation_alias=_before("outboundRTCPPackets", "rtcpPacketsSent")
    )


class WebRtcSession(Conn):
    """A session of WebRTC: WHIP (`state` "publish") or WHEP ("read")."""

    user_agent: str = ""
    peer_connection_established: bool = False
    local_candidate: str = ""
    remote_candidate: str = ""
    inbound_bytes: int = Field(default=0, validation_alias=_before("inboundBytes", "bytesReceived"))
    inbound_rtp_packets: int = Field(
        default=0, validation_alias=_before("inboundRTPPackets", "rtpPacketsReceived")
    )
    inbound_rtp_packets_lost: int = Field(
        default=0, validation_alias=_before("inboundRTPPacketsLost", "rtpPacketsLost")
    )
    inbound_rtp_packets_jitter: float = Field(
        default=0.0, validation_alias=_before("inboundRTPPacketsJitter", "rtpPacketsJitter")
    )
    inbound_rtcp_packets: int = Field(
        default=0, validation_alias=_before("inboundRTCPPackets", "rtcpPacketsReceived")
    )
    outbound_bytes: int = Field(default=0, validation_alias=_before("outboundBytes", "bytesSent"))
    outbound_rtp_packets: int = Field(
        default=0, validation_alias=_before("outboundRTPPackets", "rtpPacketsSent")
    )
    outbound_rtcp_packets: int = Field(
        default=0, validation_alias=_before("outboundRTCPPackets", "rtcpPacketsSent")
    )


class MoqSession(Conn):
    """A session of Media over QUIC (from v1.19). `version` is the draft's ("moqt-19")."""

    user_agent: str = ""
    version: str = ""
    transport: str = ""
    inbound_bytes: int = 0
    outbound_bytes: int = 0
