"""What has been recorded of a path."""

from datetime import datetime

from pydantic import Field

from streamingpro.mediamtx.base import ApiModel, Listed


class RecordingSegment(ApiModel):
    """A file of a recording. Its name is made of `start` in the server's own offset from UTC."""

    start: datetime


class Recording(ApiModel):
    """The recording of the path `name`, oldest segment first."""

    name: str = ""
    segments: Listed[RecordingSegment] = Field(default=[])
