"""The table of paths that we created on a media server."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from streamingpro.control.db import Base


class ManagedPath(Base):
    """A path of our making on media server `node`: ours to change and delete.

    Written before the path is added and removed after it was deleted, so that a crash in between
    never leaves a path of ours that we take for somebody else's. `key_version`: of the publish key
    that its publisher was let in with, on servers that don't look after that themselves.
    """

    __tablename__ = "managed_paths"

    node: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    key_version: Mapped[str | None] = mapped_column(String(100), default=None)
