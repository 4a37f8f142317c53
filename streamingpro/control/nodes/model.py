"""The table of media servers that were added, and where pulled inputs run."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from streamingpro.control.db import Base, EncryptedStr, UtcDateTime
from streamingpro.kit.clock import utcnow
from streamingpro.kit.ids import new_id

INGEST = "ingest"
REPLICA = "replica"
ENGINE = "engine"
NATIVE = "native"
REFUSE = "refuse"
ALLOW = "allow"


class Node(Base):
    """A media server beside the built-in one, given by the address of its Control API.

    `api_user` and `api_password`: of a MediaMTX; without a user the password is the token of a
    StreamingPro engine. `public_host`: the name by which encoders and players reach it;
    `media_host`: the one by which we do; `control_url`: the address under which it reaches us.
    None of each: found by itself. `role`: `ingest` takes encoders and pulls, `replica` gives the
    streams of the others to viewers. `draining`: it takes nothing new. `redistribution`: `engine`
    or `native` (its own forwarding). `unmanaged_access`: what becomes of publishers and readers of
    paths that are not ours, `refuse` or `allow`. `max_streams`, `max_bitrate_bps`: None: no limit.
    """

    __tablename__ = "nodes"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    api_url: Mapped[str] = mapped_column(String(500))
    api_user: Mapped[str | None] = mapped_column(String(200), default=None)
    api_password: Mapped[str | None] = mapped_column(
        "api_password_enc", EncryptedStr("nodes.api_password"), default=None
    )
    public_host: Mapped[str | None] = mapped_column(String(255), default=None)
    media_host: Mapped[str | None] = mapped_column(String(255), default=None)
    control_url: Mapped[str | None] = mapped_column(String(500), default=None)
    enabled: Mapped[bool] = mapped_column(Boolean, default=True)
    draining: Mapped[bool] = mapped_column(Boolean, default=False)
    role: Mapped[str] = mapped_column(String(16), default=INGEST)
    redistribution: Mapped[str] = mapped_column(String(16), default=ENGINE)
    unmanaged_access: Mapped[str] = mapped_column(String(16), default=REFUSE)
    max_streams: Mapped[int | None] = mapped_column(Integer, default=None)
    max_bitrate_bps: Mapped[int | None] = mapped_column(BigInteger, default=None)
    position: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)


class Placement(Base):
    """Media server `node` runs the pulled input; no other one does."""

    __tablename__ = "placements"

    input_id: Mapped[str] = mapped_column(
        ForeignKey("inputs.id", ondelete="CASCADE"), primary_key=True
    )
    node: Mapped[str] = mapped_column(String(64))
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
