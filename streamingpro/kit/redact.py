"""URLs and texts without their secrets: what may be logged, shown in errors and sent in events."""

import re
from urllib.parse import urlsplit

_URL = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s'\"<>]+", re.IGNORECASE)
_PAIR = re.compile(
    r"(?i)\b(key|token|pass|password|passphrase|secret|jwt|streamid|authorization)=([^&\s'\"]+)"
)
_GENERATED = re.compile(r"[A-Za-z0-9_-]{32,}")
MASK = "***"


def redact_url(url: str) -> str:
    """`scheme://host:port/app/***`: no userinfo, stream key, query values or fragment.

    The first path segment (the RTMP app) is kept; whatever follows may hold a key and is masked.
    Text that is no URL comes back fully masked: better too little than too much.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return MASK
    if not parts.scheme or not host:
        return MASK
    place = f"{host}:{port}" if port else host
    segments = [segment for segment in parts.path.split("/") if segment]
    shown = f"{parts.scheme}://{place}"
    if segments:
        shown += "/" + segments[0] if len(segments) > 1 or parts.fragment else f"/{MASK}"
    if len(segments) > 1 or parts.query or parts.fragment:
        shown += f"/{MASK}"
    return shown


def redact_path(path: str) -> str:
    """A path that nobody knows, without what looks like a generated key in it.

    A stream key that was entered without the path before it (`KEY` for `PATH?key=KEY`) comes to us
    as a path.
    """
    return _GENERATED.sub(MASK, path)


def redact_text(text: str, *secrets: str) -> str:
    """`text` with every URL redacted, every `key=value` pair masked, and the given secrets gone."""
    for secret in sorted((s for s in secrets if len(s) >= 3), key=len, reverse=True):
        text = text.replace(secret, MASK)
    text = _URL.sub(lambda match: redact_url(match.group(0)), text)
    return _PAIR.sub(lambda match: f"{match.group(1)}={MASK}", text)
