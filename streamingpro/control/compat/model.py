"""What the earlier system knew of inputs and outputs and ours do not: its only state of its own.

A row is there when somebody set what differs from the default (`defaults.py`); it goes with its
input. Nothing here changes what the media server does.
"""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from streamingpro.control.db import Base, UtcDateTime
from streamingpro.kit.clock import utcnow


class CompatEntrada(Base):
    """The protocol that an input was made for. It takes every protocol, whatever stands here."""

    __tablename__ = "compat_entradas"

    input_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("inputs.id", ondelete="CASCADE"), primary_key=True
    )
    protocolo: Mapped[str] = mapped_column(String(8))


class CompatSalida(Base):
    """One of the three default outputs of an input, by protocol (SRT, RTMP, HLS).

    `position` is its place among all outputs of the input, from 0. `segment_duration` (seconds) and
    `playlist_length` (segments) are of HLS, kept for who asks for them.
    """

    __tablename__ = "compat_salidas"

    input_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("inputs.id", ondelete="CASCADE"), primary_key=True
    )
    protocolo: Mapped[str] = mapped_column(String(8), primary_key=True)
    nombre: Mapped[str] = mapped_column(String(200))
    habilitada: Mapped[bool] = mapped_column(Boolean, default=True)
    position: Mapped[int] = mapped_column(Integer)
    segment_duration: Mapped[int | None] = mapped_column(Integer, default=None)
    playlist_length: Mapped[int | None] = mapped_column(Integer, default=None)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
