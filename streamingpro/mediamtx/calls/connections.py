"""Who is connected to the servers of RTMP, SRT and HLS. Lists are oldest first."""

from streamingpro.mediamtx.calls.base import Calls, named
from streamingpro.mediamtx.models import HlsMuxer, HlsSession, RtmpConn, SrtConn


class ConnectionCalls(Calls):
    """`rtmpconns`, `rtmpsconns`, `srtconns`, `hlsmuxers` and `hlssessions` (from v1.18)."""

    async def rtmp_conns_list(self) -> list[RtmpConn]:
        return await self._list(RtmpConn, "/v3/rtmpconns/list")

    async def rtmp_conn_get(self, conn_id: str) -> RtmpConn:
        return await self._get(RtmpConn, named("/v3/rtmpconns/get/", conn_id))

    async def rtmp_conn_kick(self, conn_id: str) -> None:
        await self._change("POST", named("/v3/rtmpconns/kick/", conn_id))

    async def rtmps_conns_list(self) -> list[RtmpConn]:
        return await self._list(RtmpConn, "/v3/rtmpsconns/list")

    async def rtmps_conn_get(self, conn_id: str) -> RtmpConn:
        return await self._get(RtmpConn, named("/v3/rtmpsconns/get/", conn_id))

    async def rtmps_conn_kick(self, conn_id: str) -> None:
        await self._change("POST", named("/v3/rtmpsconns/kick/", conn_id))

    async def srt_conns_list(self) -> list[SrtConn]:
        return await self._list(SrtConn, "/v3/srtconns/list")

    async def srt_conn_get(self, conn_id: str) -> SrtConn:
        return await self._get(SrtConn, named("/v3/srtconns/get/", conn_id))

    async def srt_conn_kick(self, conn_id: str) -> None:
        await self._change("POST", named("/v3/srtconns/kick/", conn_id))

    async def hls_muxers_list(self) -> list[HlsMuxer]:
        """Every stream that is being made HLS of, by path name."""
        return await self._list(HlsMuxer, "/v3/hlsmuxers/list")

    async def hls_muxer_get(self, path: str) -> HlsMuxer:
        return await self._get(HlsMuxer, named("/v3/hlsmuxers/get/", path))

    async def hls_sessions_list(self) -> list[HlsSession]:
        return await self._list(HlsSession, "/v3/hlssessions/list")

    async def hls_session_get(self, session_id: str) -> HlsSession:
        return await self._get(HlsSession, named("/v3/hlssessions/get/", session_id))

    async def hls_session_kick(self, session_id: str) -> None:
        await self._change("POST", named("/v3/hlssessions/kick/", session_id))
