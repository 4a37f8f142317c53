"""What REST takes and gives for outputs."""

from datetime import datetime

from pydantic import ConfigDict

from streamingpro.control.schemas import Name, RequestModel, ResponseModel, optional
from streamingpro.control.status.schemas import OutputStatus


class OutputCreate(RequestModel):
    """`url` may hold the stream key at its end; with a `platform` it may be left out (the
    platform's first server). `fingerprint`: SHA-256 of the server's certificate, for RTMPS servers
    with a certificate of their own making. `name` follows from platform or host when left out."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)

    name: Name | None = None
    platform: str | None = None
    url: str | None = None
    stream_key: str | None = None
    fingerprint: str | None = None
    enabled: bool = True


class OutputPatch(RequestModel):
    """Only the fields that are given change. A new `platform` without `url` takes that platform's
    first server; a new `url` without `stream_key` keeps the key unless the url holds one."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)

    name: Name = optional()
    platform: str | None = None
    url: str = optional()
    stream_key: str = optional()
    fingerprint: str | None = None
    enabled: bool = optional()


class OutputOut(ResponseModel):
    """`stream_key` is null for viewers, who see `url` without its query."""

    id: str
    input_id: str
    name: str
    platform: str | None
    url: str
    stream_key: str | None
    fingerprint: str | None
    enabled: bool
    position: int
    created_at: datetime
    updated_at: datetime
    status: OutputStatus
