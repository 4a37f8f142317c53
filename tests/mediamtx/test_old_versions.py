"""What MediaMTX v1.9.3 says (its own answers, shortened), read as what the newest means."""

from datetime import UTC, datetime

import httpx
import pytest

from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.errors import NotFound, ProtocolError
from streamingpro.mediamtx.models import (
    GlobalConf,
    HlsMuxer,
    Path,
    PathTrack,
    RtmpConn,
    RtspConn,
    RtspSession,
    WebRtcSession,
)

READY = b"""{"name":"live","confName":"all_others","ready":true,"bytesReceived":3052657,
"source":{"type":"rtmpConn","id":"28414f50-fc8f-41d6-a343-b80e197d8cb5"},"readers":[],
"bytesSent":7,"readyTime":"2026-11-28T10:21:44.039596339Z","tracks":["H264","MPEG-4 Audio"]}"""
IDLE = b"""{"name":"live","confName":"live","source":null,"ready":false,"readyTime":null,
"tracks":[],"bytesReceived":0,"bytesSent":0,"readers":[]}"""
COUNTERS = b'{"id":"28414f50-fc8f-41d6-a343-b80e197d8cb5","bytesReceived":5,"bytesSent":6}'
SETTINGS = {"authJWTClaimKey": "mediamtx_permissions", "protocols": ["tcp"], "encryption": "no"}


def test_a_path_that_is_ready() -> None:
    path = Path.model_validate_json(READY)
    at = datetime(2026, 11, 28, 10, 21, 44, 39596, tzinfo=UTC)
    assert (path.available, path.available_time) == (True, at)
    assert (path.online, path.online_time) == (True, at)
    assert path.tracks2 == [PathTrack(codec="H264"), PathTrack(codec="MPEG-4 Audio")]
    assert (path.inbound_bytes, path.outbound_bytes) == (3052657, 7)


def test_a_path_that_is_not() -> None:
    path = Path.model_validate_json(IDLE)
    assert (path.available, path.available_time, path.online, path.tracks2) == (
        *(False, None),
        *(False, []),
    )


def test_what_newer_servers_say_goes_before_the_old_names() -> None:
    """They still send the old ones; during `alwaysAvailable` these mean another thing."""
    path = Path.model_validate(
        {"ready": True, "available": True, "online": False, "tracks": ["H264"]}
        | {"readyTime": "2026-01-01T00:00:00Z", "onlineTime": None, "bytesReceived": 1}
        | {"inboundBytes": 2, "tracks2": [{"codec": "H265"}]}
    )
    assert (path.available, path.online, path.online_time) == (True, False, None)
    assert (path.inbound_bytes, path.tracks2) == (2, [PathTrack(codec="H265")])


@pytest.mark.parametrize("model", [RtmpConn, RtspConn, RtspSession, WebRtcSession])
def test_counters(model: type[RtmpConn | RtspConn | RtspSession | WebRtcSession]) -> None:
    conn = model.model_validate_json(COUNTERS)
    assert (conn.inbound_bytes, conn.outbound_bytes) == (5, 6)


def test_counters_of_rtp() -> None:
    """v1.11 to v1.16."""
    old = {"rtpPacketsReceived": 1, "rtpPacketsSent": 2, "rtpPacketsLost": 3, "rtpPacketsJitter": 4}
    session = RtspSession.model_validate(old | {"rtcpPacketsReceived": 5, "rtcpPacketsInError": 6})
    assert (session.inbound_rtp_packets, session.outbound_rtp_packets) == (1, 2)
    assert (session.inbound_rtp_packets_lost, session.inbound_rtp_packets_jitter) == (3, 4.0)
    assert (session.inbound_rtcp_packets, session.inbound_rtcp_packets_in_error) == (5, 6)


def test_muxers_and_settings() -> None:
    assert HlsMuxer.model_validate({"bytesSent": 5}).outbound_bytes == 5
    conf = GlobalConf.model_validate(SETTINGS)
    assert (conf.rtsp_transports, conf.rtsp_encryption) == (["tcp"], "no")


def server(settings: httpx.Response) -> MediaClient:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v3/config/global/get":
            return settings
        return httpx.Response(404, text="404 page not found")

    return MediaClient("http://m", transport=httpx.MockTransport(answer))


async def test_a_server_that_does_not_tell_its_version() -> None:
    features = await server(httpx.Response(200, json=SETTINGS)).features()
    assert (str(features.version), features.supported, features.info) == ("v1.9.0", True, False)
    assert (features.available, features.forward) == (False, False)


async def test_a_server_that_tells_it() -> None:
    answer = httpx.Response(200, json={"version": "v1.16.2", "started": "2026-01-01T00:00:00Z"})
    client = MediaClient("http://m", transport=httpx.MockTransport(lambda _: answer))
    features = await client.features()
    assert (features.version, features.available, features.forward) == ((1, 16, 2), True, False)


async def test_a_server_of_something_else() -> None:
    with pytest.raises(NotFound):
        await server(httpx.Response(404, text="404 page not found")).features()
    for body in ("<html>", "[]"):
        with pytest.raises(ProtocolError, match="http://m is not what its API promises"):
            await server(httpx.Response(200, text=body)).features()
