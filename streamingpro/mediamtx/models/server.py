"""The server itself."""

from datetime import datetime

from pydantic import Field

from streamingpro.mediamtx.base import ApiModel


class Service(ApiModel):
    """A listener of the embedded engine: `port` 0 is off, `reason` says why."""

    port: int = 0
    reason: str = ""


class Info(ApiModel):
    """The server itself; MediaMTX tells it from v1.15.2 on."""

    version: str = ""
    started: datetime | None = None
    # embedded engine: "streamingpro"; `services` by protocol: rtmp rtmps srt hls
    engine: str = ""
    pid: int | None = None
    rtmp_port: int | None = None
    services: dict[str, Service] = Field(default={})
