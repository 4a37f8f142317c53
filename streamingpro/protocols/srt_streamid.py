"""SRT stream ids: what a caller wants, and its credentials, in one string.

Forms (SRT's access control guide, appendix of the draft §"SRT Access Control"; MediaMTX):

    publish:PATH[:QUERY]   publish:PATH:USER:PASS[:QUERY]      likewise with read:
    #!::m=publish,r=PATH,u=USER,s=PASS                         m=request (the default) reads
    PATH                                                       reads

A stream id may hold a key: nothing here puts any of it into an error.
"""

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import unquote

MAX_BYTES = 512
STANDARD_PREFIX = "#!::"
_ENCODED_PREFIX = "%23!::"
_FEEDBACK_SUFFIX = "#feedbackplay"  # some encoders append it

Action = Literal["publish", "read"]

_MODES: dict[str, Action] = {"publish": "publish", "request": "read"}
_USAGE = (
    "the stream id must be publish:PATH or read:PATH, "
    "with credentials publish:PATH:USER:KEY, or #!::m=publish,r=PATH,u=USER,s=KEY"
)


class StreamIdError(ValueError):
    """The text is no stream id that is understood; says what to do, holds none of the text."""


@dataclass(frozen=True, slots=True)
class StreamId:
    """A stream id, taken apart. Everything but action and path may be secret."""

    action: Action
    path: str
    user: str = ""
    password: str = field(default="", repr=False)
    query: str = field(default="", repr=False)


def parse(text: str) -> StreamId:
    """Take a stream id apart.

    :raises StreamIdError: in plain words, without the text.
    """
    if len(text.encode(errors="surrogatepass")) > MAX_BYTES:
        raise StreamIdError(f"the stream id is longer than {MAX_BYTES} bytes")
    if not text:
        raise StreamIdError(f"the caller sent no stream id; {_USAGE}")
    if text.lower().startswith(_ENCODED_PREFIX):  # some callers don't decode their own address
        text = unquote(text)
    if not text.isprintable():
        raise StreamIdError("the stream id contains control characters")
    if text.startswith(STANDARD_PREFIX):
        return _standard(text[len(STANDARD_PREFIX) :])
    return _short(text.removesuffix(_FEEDBACK_SUFFIX))


def _standard(text: str) -> StreamId:
    known = {"m": "request", "r": "", "u": "", "s": ""}
    for pair in text.split(","):
        key, equals, value = pair.partition("=")
        if not equals:
            raise StreamIdError("every part of the stream id after #!:: must be KEY=VALUE")
        if key in known:
            known[key] = value
    action = _MODES.get(known["m"])
    if action is None:
        raise StreamIdError("the mode of the stream id must be m=publish or m=request")
    return StreamId(action, _path(known["r"]), known["u"], known["s"])


def _short(text: str) -> StreamId:
    if ":" not in text:
        return StreamId("read", _path(text))
    action, path, *rest = text.split(":")
    if action not in ("publish", "read") or len(rest) > 3:
        raise StreamIdError(_USAGE)
    user, password = (rest[0], rest[1]) if len(rest) >= 2 else ("", "")
    query = rest[-1] if len(rest) in (1, 3) else ""
    return StreamId(
        "publish" if action == "publish" else "read", _path(path), user, password, query
    )


def _path(text: str) -> str:
    path = text.strip("/")
    if not path:
        raise StreamIdError(f"the stream id names no path; {_USAGE}")
    return path


def format_publish(path: str, user: str = "", password: str = "", query: str = "") -> str:
    """The stream id with which an encoder publishes to `path`.

    :raises StreamIdError: when a part can't be written (a colon, control characters, too long).
    """
    return _format("publish", path, user, password, query)


def format_read(path: str, user: str = "", password: str = "", query: str = "") -> str:
    """The stream id with which a player reads `path`.

    :raises StreamIdError: when a part can't be written (a colon, control characters, too long).
    """
    return _format("read", path, user, password, query)


def _format(action: Action, path: str, user: str, password: str, query: str) -> str:
    parts: list[str] = [action, path]
    if user or password:
        parts += [user, password]
    if query:
        parts.append(query)
    if any(":" in part for part in parts):
        raise StreamIdError("path, user, key and query of a stream id can't contain a colon")
    text = ":".join(parts)
    if parse(text) != StreamId(action, path, user, password, query):
        raise StreamIdError("the path can't begin or end with a slash")
    return text
