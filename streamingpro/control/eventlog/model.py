"""The table of events."""

from datetime import datetime

from sqlalchemy import BigInteger, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from streamingpro.control.db import Base, UtcDateTime
from streamingpro.kit.clock import utcnow


class Event(Base):
    """Something that happened. `kind` is a dotted word such as `input.live`.

    Ids are plain text, not foreign keys: an event outlives the input it speaks of.
    """

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow, index=True)
    kind: Mapped[str] = mapped_column(String(64))
    input_id: Mapped[str | None] = mapped_column(String(36), default=None, index=True)
    output_id: Mapped[str | None] = mapped_column(String(36), default=None, index=True)
    message: Mapped[str] = mapped_column(Text)
