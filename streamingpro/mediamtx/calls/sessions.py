"""Who is connected to the servers of RTSP, WebRTC and MoQ. Lists are oldest first."""

from streamingpro.mediamtx.calls.base import Calls, named
from streamingpro.mediamtx.models import MoqSession, RtspConn, RtspSession, WebRtcSession


class SessionCalls(Calls):
    """`rtspconns`, `rtspsessions`, the same of RTSPS, `webrtcsessions`, `moqsessions` (v1.19).

    A connection of RTSP can't be kicked, its session can.
    """

    async def rtsp_conns_list(self) -> list[RtspConn]:
        return await self._list(RtspConn, "/v3/rtspconns/list")

    async def rtsp_conn_get(self, conn_id: str) -> RtspConn:
        return await self._get(RtspConn, named("/v3/rtspconns/get/", conn_id))

    async def rtsp_sessions_list(self) -> list[RtspSession]:
        return await self._list(RtspSession, "/v3/rtspsessions/list")

    async def rtsp_session_get(self, session_id: str) -> RtspSession:
        return await self._get(RtspSession, named("/v3/rtspsessions/get/", session_id))

    async def rtsp_session_kick(self, session_id: str) -> None:
        await self._change("POST", named("/v3/rtspsessions/kick/", session_id))

    async def rtsps_conns_list(self) -> list[RtspConn]:
        return await self._list(RtspConn, "/v3/rtspsconns/list")

    async def rtsps_conn_get(self, conn_id: str) -> RtspConn:
        return await self._get(RtspConn, named("/v3/rtspsconns/get/", conn_id))

    async def rtsps_sessions_list(self) -> list[RtspSession]:
        return await self._list(RtspSession, "/v3/rtspssessions/list")

    async def rtsps_session_get(self, session_id: str) -> RtspSession:
        return await self._get(RtspSession, named("/v3/rtspssessions/get/", session_id))

    async def rtsps_session_kick(self, session_id: str) -> None:
        await self._change("POST", named("/v3/rtspssessions/kick/", session_id))

    async def webrtc_sessions_list(self) -> list[WebRtcSession]:
        return await self._list(WebRtcSession, "/v3/webrtcsessions/list")

    async def webrtc_session_get(self, session_id: str) -> WebRtcSession:
        return await self._get(WebRtcSession, named("/v3/webrtcsessions/get/", session_id))

    async def webrtc_session_kick(self, session_id: str) -> None:
        await self._change("POST", named("/v3/webrtcsessions/kick/", session_id))

    async def moq_sessions_list(self) -> list[MoqSession]:
        return await self._list(MoqSession, "/v3/moqsessions/list")

    async def moq_session_get(self, session_id: str) -> MoqSession:
        return await self._get(MoqSession, named("/v3/moqsessions/get/", session_id))

    async def moq_session_kick(self, session_id: str) -> None:
        await self._change("POST", named("/v3/moqsessions/kick/", session_id))
