"""Random ids and secrets, and ids that follow from what a thing is."""

import secrets
import uuid

_NAMESPACE = uuid.UUID("6f0d6c53-59a4-4f0f-9a3e-2f1c9e1f7a51")


def new_id() -> str:
    """A random UUID (version 4) in text form."""
    return str(uuid.uuid4())


def new_secret(nbytes: int = 24) -> str:
    """A random URL-safe secret of `nbytes` bytes of entropy (24 bytes make 32 characters)."""
    return secrets.token_urlsafe(nbytes)


def deterministic_uuid(*parts: str) -> str:
    """The UUID (version 5) that always follows from the same parts, in the same order."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(parts)))
