"""The table of inputs."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Boolean, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from streamingpro.control.db import Base, EncryptedStr, UtcDateTime
from streamingpro.kit.clock import utcnow
from streamingpro.kit.ids import new_id, new_secret

if TYPE_CHECKING:
    from streamingpro.control.outputs.model import Output

DEFAULT_GRACE_S = 30


class Input(Base):
    """One stream that may come in. `path` is public, `publish_key` is the secret to publish there.

    `grace_s`: seconds for which destinations are held open while the encoder is away.
    `outputs` must be loaded by the query that needs it (`selectinload(Input.outputs)`).
    """

    __tablename__ = "inputs"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(200))
    path: Mapped[str] = mapped_column(String(100), unique=True)
    enabled: Mapped[bool] = mapped_column(Boolean, default=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    source_type: Mapped[str] = mapped_column(String(16), default="publish")
    publish_key: Mapped[str] = mapped_column(
        "publish_key_enc", EncryptedStr("inputs.publish_key"), default=new_secret
    )
    grace_s: Mapped[int] = mapped_column(Integer, default=DEFAULT_GRACE_S)
    override_publisher: Mapped[bool] = mapped_column(Boolean, default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)

    outputs: Mapped[list["Output"]] = relationship(
        back_populates="input",
        lazy="raise",
        order_by="(Output.position, Output.created_at, Output.id)",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )
