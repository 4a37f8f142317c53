"""What has been recorded."""

from datetime import datetime

from streamingpro.mediamtx.calls.base import Calls, named
from streamingpro.mediamtx.models import Recording


class RecordingCalls(Calls):
    """`/v3/recordings`."""

    async def recordings_list(self) -> list[Recording]:
        """The recordings of every path that has any, through all pages."""
        return await self._list(Recording, "/v3/recordings/list")

    async def recording_get(self, path: str) -> Recording:
        """The recording of a path; without segments when there is none."""
        return await self._get(Recording, named("/v3/recordings/get/", path))

    async def recording_segment_delete(self, path: str, start: datetime) -> None:
        """Delete the file that begins at `start`, as the server told it: with its offset from UTC.
        BadRequest when there is none."""
        params = {"path": path, "start": start.isoformat(timespec="microseconds")}
        await self._change("DELETE", "/v3/recordings/deletesegment", params=params)
