"""What REST takes and gives for inputs."""

import re
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from streamingpro.control.inputs.model import DEFAULT_GRACE_S
from streamingpro.control.inputs.slug import MAX_LENGTH, PATTERN, RESERVED
from streamingpro.control.schemas import Name, RequestModel, ResponseModel, optional
from streamingpro.control.status.schemas import InputStatus

MAX_GRACE_S = 600


def _path(value: str) -> str:
    if not re.fullmatch(PATTERN, value):
        raise PydanticCustomError(
            "path",
            "A path may only have letters from a to z, digits, “-” and “_”: no spaces, slashes or"
            " accents, such as sunday-service.",
        )
    if value in RESERVED:
        raise PydanticCustomError("path", "This path has a special meaning. Choose another one.")
    return value


def _only_publish(value: object) -> object:
    if value == "pull":
        raise PydanticCustomError(
            "source",
            "Pulling a stream from an address is not available in this version: an input waits for"
            " an encoder to publish. Use the type “publish”, or leave `source` out.",
        )
    return value


PathName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_LENGTH),
    AfterValidator(_path),
    Field(json_schema_extra={"pattern": PATTERN}),
]


class Source(RequestModel):
    """Where the stream comes from: `publish` (an encoder sends it here)."""

    type: Annotated[Literal["publish"], BeforeValidator(_only_publish)] = "publish"
    url: None = None


class InputCreate(RequestModel):
    """`path` is made from the name when it is left out. `grace_s`: seconds for which destinations
    are held open while the encoder is away. `override_publisher`: a second encoder takes over."""

    name: Name
    path: PathName | None = None
    enabled: bool = True
    source: Source = Source()
    grace_s: int = Field(default=DEFAULT_GRACE_S, ge=0, le=MAX_GRACE_S)
    override_publisher: bool = True


class InputPatch(RequestModel):
    """Only the fields that are given change."""

    name: Name = optional()
    path: PathName = optional()
    enabled: bool = optional()
    source: Source = optional()
    grace_s: int = optional(ge=0, le=MAX_GRACE_S)
    override_publisher: bool = optional()


class PublishUrls(ResponseModel):
    """What to enter in the encoder: one address, or server and stream key apart. Those with the
    key are null for viewers."""

    rtmp: str | None
    rtmp_server: str
    rtmp_stream_key: str | None


class PlayUrls(ResponseModel):
    rtmp: str


class InputUrls(ResponseModel):
    publish: PublishUrls
    play: PlayUrls


class SourceOut(ResponseModel):
    type: str
    url: str | None = None


class InputOut(ResponseModel):
    """`publish_key` is null for viewers."""

    id: str
    name: str
    path: str
    enabled: bool
    position: int
    source: SourceOut
    publish_key: str | None
    grace_s: int
    override_publisher: bool
    created_at: datetime
    updated_at: datetime
    status: InputStatus
    urls: InputUrls


class ConnectionOut(ResponseModel):
    """Somebody connected to an input. `state`: publish, read or idle. Bytes as the server sees."""

    id: str
    protocol: str
    state: str
    remote_address: str
    user_agent: str
    connected_at: datetime | None
    inbound_bytes: int
    outbound_bytes: int
