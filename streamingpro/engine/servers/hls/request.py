"""The head of an HTTP/1.1 request (RFC 9112), as far as a server of files needs it. Pure.

Bodies are refused: nothing here takes any.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote_to_bytes

MAX_HEAD = 8 * 1024
"""Bytes of a request up to and with the empty line behind its headers."""

MAX_PATH = 1024
_LINE = re.compile(rb"([A-Z]{1,16}) ([\x21-\x7e]+) HTTP/1\.([01])")
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")
_NOT_AT_ALL = re.compile(r"q=0(\.0*)?\s*$")
_SESSION = "session="


class BadRequest(Exception):
    """What came is no request that can be answered; the text says so to the client."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Address:
    """`PATH/[session=SECRET/]FILE`; `session` is "" without one."""

    path: str
    session: str = field(repr=False)
    file: str


@dataclass(frozen=True, slots=True)
class Request:
    """`names` are the decoded segments of the URL's path; header names are in lower case."""

    method: str
    names: tuple[str, ...] = field(repr=False)
    query: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    keep_alive: bool = True

    @property
    def address(self) -> Address | None:
        """What is asked for; None where the URL names no file of a path."""
        *path, file = self.names
        session = ""
        if path and path[-1].startswith(_SESSION):
            session = path.pop().removeprefix(_SESSION)
        if not path or not file or any(_SESSION in name for name in path):
            return None
        return Address("/".join(path), session, file)

    def parameter(self, name: str) -> str:
        """The first value of a parameter of the query, or ""."""
        pairs = parse_qsl(self.query, keep_blank_values=True, max_num_fields=64)
        return next((value for key, value in pairs if key == name), "")

    @property
    def takes_gzip(self) -> bool:
        """Whether the client can unpack gzip."""
        accepted = self.headers.get("accept-encoding", "")
        words = (word.partition(";") for word in accepted.lower().split(","))
        return any(
            name.strip() == "gzip" and not _NOT_AT_ALL.search(rest) for name, _, rest in words
        )

    @property
    def bearer(self) -> str:
        """The bearer token, or ""."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""

    @property
    def basic(self) -> tuple[str, str]:
        """User and password of Basic authentication, empty without (RFC 7617)."""
        scheme, _, encoded = self.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return "", ""
        try:
            user, _, password = base64.b64decode(encoded.strip()).decode().partition(":")
        except (binascii.Error, ValueError):
            return "", ""
        return user, password


def parse_head(head: bytes) -> Request:
    """Parse a head, without the empty line at its end. Raises BadRequest."""
    line, *rest = head.split(b"\r\n")
    match = _LINE.fullmatch(line)
    if match is None:
        raise BadRequest(400, "this is no HTTP/1.1 request")
    method, target, minor = match[1].decode(), match[2], match[3]
    headers = _headers(rest)
    if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
        raise BadRequest(413, "requests with a body are not taken here")
    path, _, query = _origin_form(target).partition(b"?")
    connection = headers.get("connection", "").lower()
    keep = "close" not in connection if minor == b"1" else "keep-alive" in connection
    return Request(method, _names(path), query.decode("ascii"), headers, keep)


def _headers(lines: list[bytes]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(b":")
        if not colon or not _NAME.fullmatch(name):
            raise BadRequest(400, "a header of the request is malformed")
        key, text = name.decode("ascii").lower(), value.strip(b" \t").decode("latin-1")
        if key in headers and key in ("content-length", "host", "authorization"):
            raise BadRequest(400, f"the header {key} comes twice")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


def _origin_form(target: bytes) -> bytes:
    """The target from its path on, also where a proxy sends the whole URL (RFC 9112 §3.2.2)."""
    if target[:7].lower() == b"http://":
        return b"/" + target[7:].partition(b"/")[2]
    if not target.startswith(b"/") and target != b"*":
        raise BadRequest(400, "the address in the request is malformed")
    return target


def _names(path: bytes) -> tuple[str, ...]:
    """The segments of a path, each decoded once. Nothing may lead out of a folder."""
    if len(path) > MAX_PATH:
        raise BadRequest(414, "the address in the request is too long")
    try:
        names = tuple(unquote_to_bytes(name).decode() for name in path.split(b"/")[1:])
    except UnicodeDecodeError:
        raise BadRequest(400, "the address in the request is not UTF-8") from None
    for name in names:
        if name in (".", "..") or "/" in name or _CONTROL.search(name):
            raise BadRequest(400, "the address in the request is malformed")
    return names or ("",)
