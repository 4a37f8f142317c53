"""The objects of MediaMTX's Control API v3 that we use (facts: its OpenAPI file, v1.9 to v1.20.1).

server       the server itself
conf         the configuration: global, of paths
paths        paths at work, their tracks
forward      destinations at work
connections  connections to the RTMP, RTMPS and SRT servers
srt          the statistics of SRT
hls          muxers and viewers of HLS
sessions     connections and sessions of RTSP, sessions of WebRTC and MoQ
recordings   what has been recorded

Attributes are the JSON names in snake_case. Every attribute has a default, because the API promises
no field; fields that we don't know are kept (`model_extra`). What older servers call by another
name is read too, so that an attribute means the same whatever the version. What only the embedded
engine sends is grouped at the end of each class and keeps its default on MediaMTX.

Units: bytes, bits per second (`bitrate`), milliseconds (`rtt`, `queue_ms`), times as datetimes.
"""

from streamingpro.mediamtx.base import ApiModel, Page
from streamingpro.mediamtx.models.conf import (
    AlwaysAvailableTrack,
    AuthInternalUser,
    AuthPermission,
    ForwardDestConf,
    GlobalConf,
    PathConf,
)
from streamingpro.mediamtx.models.connections import Conn, ConnState, RtmpConn, SrtConn
from streamingpro.mediamtx.models.forward import (
    DestStatus,
    ForwardDest,
    ForwardState,
    ForwardTest,
)
from streamingpro.mediamtx.models.hls import HlsMuxer, HlsSession
from streamingpro.mediamtx.models.paths import (
    CodecProps,
    Path,
    PathTrack,
    ReaderRef,
    Refusal,
    SourceRef,
    SourceState,
)
from streamingpro.mediamtx.models.recordings import Recording, RecordingSegment
from streamingpro.mediamtx.models.server import Info, Service
from streamingpro.mediamtx.models.sessions import MoqSession, RtspConn, RtspSession, WebRtcSession
from streamingpro.mediamtx.models.srt import SrtFigures, SrtStatistics

__all__ = [
    "AlwaysAvailableTrack",
    "ApiModel",
    "AuthInternalUser",
    "AuthPermission",
    "CodecProps",
    "Conn",
    "ConnState",
    "DestStatus",
    "ForwardDest",
    "ForwardDestConf",
    "ForwardState",
    "ForwardTest",
    "GlobalConf",
    "HlsMuxer",
    "HlsSession",
    "Info",
    "MoqSession",
    "Page",
    "Path",
    "PathConf",
    "PathTrack",
    "ReaderRef",
    "Recording",
    "RecordingSegment",
    "Refusal",
    "RtmpConn",
    "RtspConn",
    "RtspSession",
    "Service",
    "SourceRef",
    "SourceState",
    "SrtConn",
    "SrtFigures",
    "SrtStatistics",
    "WebRtcSession",
]
