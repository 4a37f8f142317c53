"""Pure: a destination as people enter it → server URL and stream key, or what is wrong with it.

People paste what a platform shows them, in one field or in two:

    rtmp://host/app            and  KEY          the usual pair
    rtmp://host/app/KEY                          all in one; `rtmp://host/app/KEY?a=b` as well
    rtmps://host/app?backup=1  and  KEY          a query that belongs to the server
    rtmps://host/app?backup=1/KEY                the same all in one
    rtmp://host/PATH?key=SECRET                  a StreamingPro (or, with `pass`, a MediaMTX) input
    rtmp://host          and  PATH?key=SECRET    the same as OBS has it

SRT addresses are another matter: `control/srt_address.py`.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit, urlunsplit

from streamingpro.control.errors import FieldError, Invalid
from streamingpro.control.hosts import (
    BLANKS,
    EDGES,
    QUOTES,
    BadAddress,
    checked_host,
    plain_fingerprint,
)

MAX_LENGTH = 1000
_TEMPLATE = re.compile(r"/[{<\[][\w -]*key[\w -]*[}>\]]?/?$", re.IGNORECASE)
_HIDDEN = re.compile(r"[*•●∙·]+")
_SECRET_IN_QUERY = re.compile(r"(?:^|&)(?:key|pass)=([^&/]+)")
_EXAMPLE = "It looks like rtmp://server.example.com/live."


@dataclass(frozen=True, slots=True)
class Address:
    """`url` has no key; `stream_key` is the secret (it may have a query of its own)."""

    url: str
    stream_key: str = field(repr=False)


class MissingKey(Invalid):
    """Neither field holds a stream key; `url` is the server's, checked."""

    def __init__(self, url: str) -> None:
        words = (
            "The stream key is missing. Copy it from the platform's page for live streams, or put"
            " it at the end of the address after a slash."
        )
        super().__init__([FieldError("stream_key", words)])
        self.url = url


def parse_address(
    url: str, stream_key: str | None, *, servers: frozenset[str] = frozenset(), depth: int = 0
) -> Address:
    """Check and take apart what was entered.

    `servers`: known server URLs, in which no part is a key. `depth`: how many path segments the
    former server URL had, when only the URL is changed and the former key may still be right: a
    URL that is no deeper holds no key (the Address then has an empty one). Raises Invalid for
    the field `url` or `stream_key`.
    """
    parts = _checked_parts(url)
    server = urlunsplit(parts._replace(path=parts.path.rstrip("/")))
    known = server in servers
    segments = [one for one in parts.path.split("/") if one]
    key = None if stream_key is None else checked_key(stream_key)
    named = None if known else _secret_beside_path(parts, segments, key)
    if named is not None:
        return named
    if key:
        stripped = _without(server, key)
        if stripped is not None:
            server = stripped
        _require_app(server)
        return Address(server, key)
    keyless = known or (depth > 0 and len(segments) <= depth and "/" not in parts.query)
    if not keyless:
        inside = _split_key(parts, segments)
        if inside is not None:
            return Address(inside[0], checked_key(inside[1]))
    if depth > 0:
        _require_app(server)
        return Address(server, "")
    raise MissingKey(server)


def path_depth(url: str) -> int:
    """How many path segments a stored server URL has."""
    return len([one for one in urlsplit(url).path.split("/") if one])


def checked_key(key: str) -> str:
    """The key without blanks around it. Raises Invalid."""
    key = key.strip(EDGES)
    if _HIDDEN.fullmatch(key):
        raise Invalid.field(
            "stream_key",
            "These are the dots that hide a stream key, not the key itself. Use the platform's"
            " button that copies it, or have it shown first.",
        )
    if BLANKS.search(key):
        raise Invalid.field(
            "stream_key",
            "The stream key has a space or a line break in it. Please copy it again, without the"
            " text around it.",
        )
    if "://" in key:
        raise Invalid.field(
            "stream_key", "This is an address, not a stream key. Put it into the address field."
        )
    if len(key) > MAX_LENGTH:
        raise Invalid.field("stream_key", f"The stream key is longer than {MAX_LENGTH} characters.")
    return key


def checked_fingerprint(value: str | None, url: str) -> str | None:
    """SHA-256 of a certificate as 64 hex digits, from any usual writing. Raises Invalid."""
    try:
        plain = plain_fingerprint(value or "")
    except BadAddress as error:
        raise Invalid.field("fingerprint", str(error)) from None
    if not plain:
        return None
    if not url.startswith("rtmps://"):
        raise Invalid.field(
            "fingerprint", "A certificate fingerprint only makes sense with rtmps:// addresses."
        )
    return plain


def _checked_parts(url: str) -> SplitResult:
    url = _TEMPLATE.sub("", url.strip(EDGES + QUOTES))
    if not url:
        raise _wrong(f"The address is missing. {_EXAMPLE}")
    if BLANKS.search(url):
        raise _wrong(_words_about_blanks(url))
    if len(url) > MAX_LENGTH:
        raise _wrong(f"The address is longer than {MAX_LENGTH} characters.")
    _check_scheme(url)
    if "#" in url:
        raise _wrong("The address has a “#” in it. Put the stream key into its own field.")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _wrong(
            "The server name or the port in the address is not right. A port is a number from 1 to"
            " 65535."
        ) from None
    if port == 0 or parts.netloc.endswith(":"):
        raise _wrong("The port in the address is not right: it is a number from 1 to 65535.")
    if "@" in parts.netloc:
        raise _wrong(
            "A user name and password inside the address are not supported. Use a stream key."
        )
    shown = _checked_host(host)
    netloc = shown if port is None else f"{shown}:{port}"
    path = re.sub("/{2,}", "/", parts.path)
    return parts._replace(scheme=parts.scheme.lower(), netloc=netloc, path=path)


def _words_about_blanks(url: str) -> str:
    if re.search(r"\s(?:rtmps?|srt)://", url, re.IGNORECASE):
        return (
            "There is more here than an address. Enter only the part that begins with rtmp://,"
            " rtmps:// or srt://, up to the next space."
        )
    return "The address has a space or a line break in it. Please copy it again."


def _check_scheme(url: str) -> None:
    scheme, separator, _ = url.partition("://")
    scheme = scheme.lower() if separator else ""
    if scheme in ("rtmp", "rtmps"):
        return
    if scheme in ("http", "https"):
        raise _wrong(
            "This is the address of a web page. Use the platform's server address for encoders: it"
            " begins with rtmp://, rtmps:// or srt://."
        )
    raise _wrong(f"The address must begin with rtmp://, rtmps:// or srt://. {_EXAMPLE}")


def _checked_host(host: str) -> str:
    try:
        return checked_host(host)
    except BadAddress as error:
        raise _wrong(f"{error} {_EXAMPLE}" if not host else str(error)) from None


def _split_key(parts: SplitResult, segments: list[str]) -> tuple[str, str] | None:
    """Server URL and key of an all-in-one address, or None when there is no key in it."""
    if len(segments) >= 2:
        # What stands after the key belongs to it: `app/KEY?token=…`.
        key = segments[-1] + (f"?{parts.query}" if parts.query else "")
        path = "/" + "/".join(segments[:-1])
        return urlunsplit(parts._replace(path=path, query="")), key
    query, slash, key = parts.query.rpartition("/")
    if len(segments) == 1 and slash and key:
        return urlunsplit(parts._replace(path=f"/{segments[0]}", query=query)), key
    return None


def _secret_beside_path(parts: SplitResult, segments: list[str], key: str | None) -> Address | None:
    """The publish address of an input of StreamingPro or MediaMTX, whose secret is in the query:
    whole, or taken apart into server and key as for OBS. None when it is no such address."""
    query = parts.query
    secret = _SECRET_IN_QUERY.search(query) if "/" not in query else None
    if not query and key:
        name, _, query = key.partition("?")
        secret = _SECRET_IN_QUERY.search(query)
        named = [one for one in name.split("/") if one]
        if segments and named and segments != named:
            return None
        segments = segments or named
    elif secret and key and key not in (secret[1], f"?{query}"):
        return None
    if secret is None or not segments:
        return None
    path, last = segments[:-1], segments[-1]
    if not path:  # the path is the application; only the query is left for the key
        path, last = [last], ""
    return Address(
        urlunsplit(parts._replace(path="/" + "/".join(path), query="")), f"{last}?{query}"
    )


def _without(server: str, key: str) -> str | None:
    """`server` without `key` at its end, when it stands there too."""
    return server.removesuffix(f"/{key}") if server.endswith(f"/{key}") else None


def _require_app(server: str) -> None:
    if not urlsplit(server).path.strip("/"):
        raise _wrong(
            "The address has no application name after the server, such as /live in"
            " rtmp://server.example.com/live."
        )


def _wrong(message: str) -> Invalid:
    return Invalid.field("url", message)
