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
DEFAULT_SRT_LATENCY_MS = 200
PUBLISH = "publish"
PULL = "pull"


class Input(Base):
    """One stream that may come in. `path` is public, `publish_key` is the secret to publish there.

    `source_type` is `publish` or `pull`; with `pull`, `source_url` is where the stream is taken
    from and may hold a password. `source_fingerprint`: SHA-256 of that server's certificate, when
    no authority has signed it. `read_key`: what players must know; None: the path is enough.
    `srt_passphrase` holds for SRT publishers and readers; None: not encrypted. `srt_key_length` is
    0 (any), 16, 24 or 32 bytes.
    `node`: the media server that it must use; None: any.
    `grace_s`: seconds for which destinations are held open while the encoder is away.
    `outputs` must be loaded by the query that needs it (`selectinload(Input.outputs)`).
    """

    __tablename__ = "inputs"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(200))
    path: Mapped[str] = mapped_column(String(100), unique=True)
    enabled: Mapped[bool] = mapped_column(Boolean, default=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    source_type: Mapped[str] = mapped_column(String(16), default=PUBLISH)
    source_url: Mapped[str | None] = mapped_column(
        "source_url_enc", EncryptedStr("inputs.source_url"), default=None
    )
    source_fingerprint: Mapped[str | None] = mapped_column(String(64), default=None)
    source_on_demand: Mapped[bool] = mapped_column(Boolean, default=False)
    rtsp_transport: Mapped[str] = mapped_column(String(16), default="automatic")
    publish_key: Mapped[str] = mapped_column(
        "publish_key_enc", EncryptedStr("inputs.publish_key"), default=new_secret
    )
    read_key: Mapped[str | None] = mapped_column(
        "read_key_enc", EncryptedStr("inputs.read_key"), default=None
    )
    srt_passphrase: Mapped[str | None] = mapped_column(
        "srt_passphrase_enc", EncryptedStr("inputs.srt_passphrase"), default=None
    )
    srt_latency_ms: Mapped[int] = mapped_column(Integer, default=DEFAULT_SRT_LATENCY_MS)
    srt_key_length: Mapped[int] = mapped_column(Integer, default=0)
    grace_s: Mapped[int] = mapped_column(Integer, default=DEFAULT_GRACE_S)
    node: Mapped[str | None] = mapped_column(String(64), default=None)
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
