"""What a child tells besides media, as JSON records of kind NOTICE."""

import json
from dataclasses import dataclass, field
from typing import Any

from streamingpro.engine.children.records import RecordError

UNSUPPORTED = "unsupported"
"""A track is left out; `codec` names its codec."""
OPENED = "opened"
"""The source answers; media follows. `data["seconds"]`: how long that took."""
FILE = "file"
"""The next file of a list plays; `data["file"]` is its name."""
SKIPPED = "skipped"
"""A file of a list can't be played and is passed over; `data["file"]` is its name."""
ERROR = "error"
"""The child gives up; `kind` says why."""
ENDED = "ended"
"""The source is over, as it should be: end of file, end of the bytes given."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice. `message` is a plain sentence for the user, without secrets.

    `kind`, of errors: dns refused network timeout tls not_found auth codec protocol forbidden.
    """

    event: str
    message: str = ""
    kind: str = ""
    codec: str = ""
    data: dict[str, Any] = field(default_factory=dict)

    def serialise(self) -> bytes:
        """The payload of a NOTICE record."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps({name: value for name, value in values.items() if value}).encode()

    @classmethod
    def parse(cls, payload: bytes) -> "Notice":
        """The inverse. Raises RecordError: the child is out of order."""
        try:
            notice = cls(**json.loads(payload))
        except (ValueError, TypeError):
            raise RecordError("a notice that does not parse") from None
        texts = (notice.event, notice.message, notice.kind, notice.codec)
        if not all(isinstance(text, str) for text in texts) or not isinstance(notice.data, dict):
            raise RecordError("a notice of the wrong shape")
        return notice
