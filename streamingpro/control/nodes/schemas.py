"""What REST takes and gives for media servers."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from streamingpro.control.hosts import BadAddress, checked_host
from streamingpro.control.nodes.address import checked_base_url
from streamingpro.control.schemas import Name, RequestModel, ResponseModel, optional
from streamingpro.control.status.schemas import NodeStatus

Role = Literal["ingest", "replica"]
Redistribution = Literal["engine", "native"]
UnmanagedAccess = Literal["refuse", "allow"]
MAX_STREAMS = 100_000
MAX_BITRATE_BPS = 1_000_000_000_000


def _host(value: str) -> str:
    try:
        return checked_host(value.strip("[]")).strip("[]")
    except BadAddress as error:
        raise PydanticCustomError("host", "{words}", {"words": str(error)}) from None


def _base_url(value: str) -> str:
    try:
        return checked_base_url(value)
    except BadAddress as error:
        raise PydanticCustomError("base_url", "{words}", {"words": str(error)}) from None


Host = Annotated[str, StringConstraints(min_length=1, max_length=255), AfterValidator(_host)]
BaseUrl = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(_base_url)]
User = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Secret = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class NodeCreate(RequestModel):
    """A MediaMTX (`api_user` and `api_password`) or another StreamingPro engine (`api_password` is
    its token, without a user).

    `public_host`: the name by which encoders and players reach it, `media_host`: by which we do
    (both: the host of `api_url` unless given); `control_url`: the address of this server as that
    one reaches it, when what is found by itself is not right. `role` `replica`: it only gives
    streams to viewers, which it takes from the others. `redistribution` `native`: it sends streams
    to destinations by itself (MediaMTX 1.20 and later), with less that can be told of them.
    `unmanaged_access`: may everybody publish to and read paths that are not ours? Null limits are
    none."""

    name: Name
    api_url: BaseUrl
    api_user: User | None = None
    api_password: Secret | None = None
    public_host: Host | None = None
    media_host: Host | None = None
    control_url: BaseUrl | None = None
    enabled: bool = True
    draining: bool = False
    role: Role = "ingest"
    redistribution: Redistribution = "engine"
    unmanaged_access: UnmanagedAccess = "refuse"
    max_streams: int | None = Field(default=None, ge=1, le=MAX_STREAMS)
    max_bitrate_bps: int | None = Field(default=None, ge=1, le=MAX_BITRATE_BPS)


class NodePatch(RequestModel):
    """Only the fields that are given change."""

    name: Name = optional()
    api_url: BaseUrl = optional()
    api_user: User | None = None
    api_password: Secret | None = None
    public_host: Host | None = None
    media_host: Host | None = None
    control_url: BaseUrl | None = None
    enabled: bool = optional()
    draining: bool = optional()
    role: Role = optional()
    redistribution: Redistribution = optional()
    unmanaged_access: UnmanagedAccess = optional()
    max_streams: int | None = Field(default=None, ge=1, le=MAX_STREAMS)
    max_bitrate_bps: int | None = Field(default=None, ge=1, le=MAX_BITRATE_BPS)


class NodeOut(ResponseModel):
    """A media server. The built-in ones (`builtin`) have no address and can't be changed. The
    password is never shown, only whether there is one."""

    id: str
    name: str
    builtin: bool
    api_url: str | None
    api_user: str | None
    has_password: bool
    public_host: str | None
    media_host: str | None
    control_url: str | None
    enabled: bool
    draining: bool
    role: Role
    redistribution: Redistribution
    unmanaged_access: UnmanagedAccess
    max_streams: int | None
    max_bitrate_bps: int | None
    created_at: datetime | None
    updated_at: datetime | None
    status: NodeStatus


class UnmanagedPath(ResponseModel):
    """A path of a media server that is not ours. `source`: publisher, or the scheme of the address
    it is pulled from; `adoptable`: it can become an input, else `reason` says why not."""

    name: str
    live: bool
    source: str
    encrypted: bool
    destinations: int
    adoptable: bool
    reason: str | None


class DriftOut(ResponseModel):
    """Settings of an input's path that somebody changed on the media server and that were put back.
    `fields`: what would change in the input by taking them over; secrets are not shown."""

    input_id: str
    path: str
    fields: list[str]
