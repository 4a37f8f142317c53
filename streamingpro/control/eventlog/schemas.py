"""What REST gives for events."""

from datetime import datetime

from streamingpro.control.schemas import ResponseModel


class EventOut(ResponseModel):
    """`kind` is a dotted word such as `input.live`; `message` a plain sentence."""

    id: int
    at: datetime
    kind: str
    input_id: str | None
    output_id: str | None
    message: str
