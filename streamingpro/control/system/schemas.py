"""What REST tells of the installation."""

from datetime import datetime
from typing import Literal

from streamingpro.control.schemas import ResponseModel
from streamingpro.control.status.schemas import MediaServerStatus


class Component(ResponseModel):
    """A library. `note`: why it has no version, or what is worth knowing of it."""

    name: str
    version: str | None
    note: str | None = None


class System(ResponseModel):
    """`started_at`: since when this control plane runs. No path, address or setting is told."""

    version: str
    python: str
    os: str
    database: Literal["sqlite", "postgresql"]
    started_at: datetime
    media_server: MediaServerStatus
    components: list[Component]
