"""Destinations at work, and trials of destinations."""

from streamingpro.mediamtx import answers
from streamingpro.mediamtx.calls.base import Calls
from streamingpro.mediamtx.models import ForwardDest, ForwardTest
from streamingpro.mediamtx.transport import Request

TEST_TIMEOUT_S = 20.0  # the embedded engine gives up after 15


class ForwardCalls(Calls):
    """`/v3/paths/forward` (MediaMTX from v1.20) and `/v3/forward/test` (embedded engine)."""

    async def forward_list(self, path: str) -> list[ForwardDest]:
        """Every destination of a path, by position."""
        return await self._list(ForwardDest, "/v3/paths/forward/list", {"path": path})

    async def forward_get(self, path: str, dest_id: str) -> ForwardDest:
        params = {"path": path, "id": dest_id}
        return await self._get(ForwardDest, "/v3/paths/forward/get", params)

    async def forward_test(self, dest: str, dest_fingerprint: str = "") -> ForwardTest:
        """Try a destination without a stream (embedded engine). Takes up to 15 seconds, and ends
        with us; NotFound on MediaMTX."""
        conf = {"dest": dest, "destFingerprint": dest_fingerprint}
        url, server = "/v3/forward/test", self._transport.server
        request = Request("POST", url, conf=conf, repeatable=False, timeout_s=TEST_TIMEOUT_S)
        return await self._transport.call(
            request, lambda body: answers.read(ForwardTest, body, server)
        )
