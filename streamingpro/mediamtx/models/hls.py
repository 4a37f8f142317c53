"""Streams that are made HLS of, and who watches them."""

from datetime import datetime

from pydantic import AliasChoices, Field

from streamingpro.mediamtx.base import ApiModel


class HlsMuxer(ApiModel):
    """A path's stream as HLS."""

    path: str = ""
    created: datetime | None = None
    last_request: datetime | None = None
    outbound_bytes: int = Field(
        default=0, validation_alias=AliasChoices("outboundBytes", "bytesSent")
    )
    outbound_frames_discarded: int = 0


class HlsSession(ApiModel):
    """A viewer of HLS (from v1.18). `query` may hold a key."""

    id: str = ""
    created: datetime | None = None
    remote_addr: str = ""
    path: str = ""
    query: str = Field(default="", repr=False)
    user: str = ""
    user_agent: str = ""
    is_cdn: bool = False
    outbound_bytes: int = 0
