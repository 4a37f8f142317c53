"""What only MediaMTX has: RTSP, WebRTC, MoQ, recordings. Our client against the real one."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.errors import BadRequest, NotFound
from streamingpro.mediamtx.models import Recording
from tests.peers.ffmpeg import clip, ffmpeg
from tests.peers.mediamtx import mediamtx
from tests.peers.tools import Child, eventually, free_port, tail

UNKNOWN_ID = "6f0d6c53-59a4-4f0f-9a3e-2f1c9e1f7a51"


@dataclass
class Full:
    """A MediaMTX with all that this machine lets it have; it records the path "live"."""

    media: MediaClient
    rtsp_url: str
    folder: Path

    def publish(self) -> Child:
        """ffmpeg publishes to "live" over RTSP."""
        source = ("-re", "-stream_loop", "-1", "-i", str(clip()), "-c", "copy")
        target = ("-rtsp_transport", "tcp", "-f", "rtsp", self.rtsp_url)
        return Child.start([ffmpeg(), "-nostdin", *source, *target], self.log)

    @property
    def log(self) -> Path:
        return self.folder / "ffmpeg.log"


@pytest.fixture
async def full(tmp_path: Path) -> AsyncIterator[Full]:
    record = {
        "record": True,
        "recordPath": f"{tmp_path}/recordings/%path/%Y-%m-%d_%H-%M-%S-%f",
        "recordPartDuration": "200ms",
    }
    settings = {
        "webrtc": True,
        "webrtcAddress": f"127.0.0.1:{free_port()}",
        "webrtcLocalUDPAddress": "",
        "webrtcLocalTCPAddress": f"127.0.0.1:{free_port()}",
    }
    async with (
        mediamtx(tmp_path, paths={"live": record}, rtsp=True, settings=settings) as server,
        MediaClient(str(server.api.base_url)) as media,
    ):
        yield Full(media, server.rtsp_url("live"), tmp_path)


async def test_a_session_of_rtsp_and_its_connection(full: Full) -> None:
    publisher = full.publish()
    try:

        async def receives() -> bool:
            sessions = await full.media.rtsp_sessions_list()
            return bool(sessions) and sessions[0].inbound_rtp_packets > 100

        await eventually(receives, "it receives", within=15, report=lambda: tail(full.log))
        [session] = await full.media.rtsp_sessions_list()
        [conn] = await full.media.rtsp_conns_list()
        path = await full.media.path_get("live")
        assert path.source is not None
        assert (path.source.type, path.source.id) == ("rtspSession", session.id)
        assert (session.state, session.path, session.transport) == ("publish", "live", "TCP")
        assert session.inbound_bytes > 10_000
        assert (conn.session, session.conns) == (session.id, [conn.id])
        assert (await full.media.rtsp_conn_get(conn.id)).created == conn.created
        assert (await full.media.rtsp_session_get(session.id)).created == session.created
        await full.media.rtsp_session_kick(session.id)
        await publisher.wait(within=10)
        with pytest.raises(NotFound, match="session not found"):
            await full.media.rtsp_session_kick(session.id)
    finally:
        await publisher.stop()


async def test_sessions_of_webrtc(full: Full) -> None:
    assert await full.media.webrtc_sessions_list() == []
    with pytest.raises(NotFound, match="session not found"):
        await full.media.webrtc_session_get(UNKNOWN_ID)
    with pytest.raises(NotFound, match="session not found"):
        await full.media.webrtc_session_kick(UNKNOWN_ID)


async def test_a_recording_and_one_segment_less(full: Full) -> None:
    assert (await full.media.recording_get("live")).segments == []
    publisher = full.publish()
    try:

        async def recorded() -> list[Recording]:
            return await full.media.recordings_list()

        [recording] = await eventually(
            recorded, "it is recorded", within=20, report=lambda: tail(full.log)
        )
    finally:
        await publisher.stop()
    assert recording.name == "live"
    [segment] = recording.segments
    assert (await full.media.recording_get("live")).segments == [segment]

    async def offline() -> bool:
        return not (await full.media.path_get("live")).online

    await eventually(offline, "the path is offline", within=10)
    await full.media.recording_segment_delete("live", segment.start)
    assert (await full.media.recording_get("live")).segments == []
    with pytest.raises(BadRequest):
        await full.media.recording_segment_delete("live", segment.start)


async def test_settings_for_addresses(full: Full) -> None:
    conf = await full.media.global_get()
    assert (conf.rtsp, conf.rtsp_transports, conf.rtsp_encryption) == (True, ["tcp"], "no")
    assert (conf.webrtc, conf.hls, conf.srt, conf.moq) == (True, False, False, False)
    assert f"rtsp://{conf.rtsp_address}/live" == full.rtsp_url
    assert conf.webrtc_address.startswith("127.0.0.1:")
    path = await full.media.config_path_get("live")
    assert (path.record, path.record_format, path.record_part_duration) == (True, "fmp4", "200ms")
    assert (path.always_available, path.always_available_tracks) == (False, [])


async def test_what_it_can_do(full: Full) -> None:
    features = await full.media.features()
    assert features.version is not None
    assert features.version >= (1, 9)
    assert features.always_available
    assert {"webrtcsessions", "rtspsessions", "recordings"} <= features.lists
