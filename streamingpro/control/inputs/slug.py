"""Pure: path names of inputs. One segment of a URL, so that they can be typed and read aloud."""

import re
import unicodedata
from collections.abc import Callable

MAX_LENGTH = 100
PATTERN = r"^[A-Za-z0-9_-]+$"
RESERVED = frozenset({"all", "all_others"})
"""Names that mean something else in a media server's configuration."""
_SHORT = 60


def slug_of(name: str) -> str:
    """`Sunday Service (HD)` → `sunday-service-hd`; `input` when nothing usable is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9_]+", "-", plain)[:_SHORT].strip("-")
    return slug if slug and slug not in RESERVED else "input"


def free_slug(name: str, taken: Callable[[str], bool]) -> str:
    """The slug of `name`, with -2, -3 … when it is taken."""
    base = slug_of(name)
    slug, number = base, 2
    while taken(slug):
        slug, number = f"{base}-{number}", number + 1
    return slug
