"""The table of outputs."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from streamingpro.control.db import Base, EncryptedStr, UtcDateTime
from streamingpro.control.inputs.model import Input
from streamingpro.kit.clock import utcnow
from streamingpro.kit.ids import new_id


class Output(Base):
    """One destination of one input. `url` never holds the stream key; `stream_key` is decrypted.

    `platform` is the id of a preset or None. `fingerprint`: SHA-256 of the server's certificate
    in hex, for RTMPS servers whose certificate no authority has signed; None otherwise. Of an SRT
    destination `stream_key` is the stream id (may be empty), and `srt_mode` is caller, listener or
    rendezvous; the `srt_` columns are None for others.
    """

    __tablename__ = "outputs"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    input_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("inputs.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(200))
    platform: Mapped[str | None] = mapped_column(String(64), default=None)
    url: Mapped[str] = mapped_column(String(1000))
    stream_key: Mapped[str] = mapped_column("stream_key_enc", EncryptedStr("outputs.stream_key"))
    fingerprint: Mapped[str | None] = mapped_column(String(64), default=None)
    srt_mode: Mapped[str | None] = mapped_column(String(16), default=None)
    srt_passphrase: Mapped[str | None] = mapped_column(
        "srt_passphrase_enc", EncryptedStr("outputs.srt_passphrase"), default=None
    )
    srt_latency_ms: Mapped[int | None] = mapped_column(Integer, default=None)
    srt_key_length: Mapped[int | None] = mapped_column(Integer, default=None)
    srt_payload_size: Mapped[int | None] = mapped_column(Integer, default=None)
    enabled: Mapped[bool] = mapped_column(Boolean, default=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)

    input: Mapped[Input] = relationship(back_populates="outputs", lazy="raise")
