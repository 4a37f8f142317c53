"""Pure: where an input may be pulled from, as people enter it.

The media server is the real guard: it looks at every address that it connects to, after DNS and
redirects. Here what can't ever be right is refused at once, with a sentence that says why.
"""

import ipaddress
import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from streamingpro.control.errors import Invalid
from streamingpro.control.hosts import (
    BLANKS,
    EDGES,
    QUOTES,
    BadAddress,
    checked_host,
    plain_fingerprint,
)
from streamingpro.control.srt_address import check_options, is_srt, parse_srt, srt_url

MAX_LENGTH = 2000
_FIELD = "source.url"
_SCHEMES = ("rtmp", "rtmps", "srt", "rtsp", "rtsps", "http", "https", "file")
_WITH_TLS = ("rtmps", "rtsps", "https")
_WITH_USER = ("rtsp", "rtsps", "http", "https")

Networks = tuple[IPv4Network | IPv6Network, ...] | Literal["any"]


@dataclass(frozen=True, slots=True)
class PullRules:
    """What an administrator allows: `networks` beside the public internet, `folders` of files."""

    networks: Networks = ()
    folders: tuple[Path, ...] = ()

    @classmethod
    def of(cls, networks: str, folders: Sequence[Path]) -> "PullRules":
        """From the settings' text: CIDR blocks with commas between, or "any". Raises ValueError."""
        if networks.strip().lower() == "any":
            return cls("any", tuple(folders))
        blocks = [one.strip() for one in networks.split(",") if one.strip()]
        return cls(tuple(ipaddress.ip_network(one, strict=False) for one in blocks), tuple(folders))

    def allows(self, address: str) -> bool:
        """Whether an input may be pulled from this IP address."""
        if self.networks == "any":
            return True
        found = _literal(address.partition("%")[0])
        return bool(found) and all(_allowed(one, self.networks) for one in found)


def checked_source(url: str, rules: PullRules) -> str:
    """The address as the media server is told it. Raises Invalid for `source.url`."""
    try:
        return _checked(url.strip(EDGES + QUOTES), rules)
    except BadAddress as error:
        raise Invalid.field(_FIELD, str(error)) from None


def checked_source_fingerprint(value: str | None, url: str | None) -> str | None:
    """SHA-256 of the server's certificate as 64 hex digits. Raises Invalid."""
    try:
        plain = plain_fingerprint(value or "")
    except BadAddress as error:
        raise Invalid.field("source.fingerprint", str(error)) from None
    if not plain:
        return None
    if url is None or url.partition("://")[0] not in _WITH_TLS:
        raise Invalid.field(
            "source.fingerprint",
            "A certificate fingerprint only makes sense with rtmps://, rtsps:// and https://"
            " addresses.",
        )
    return plain


def _checked(url: str, rules: PullRules) -> str:
    if not url:
        raise BadAddress("The address to pull from is missing.")
    if len(url) > MAX_LENGTH:
        raise BadAddress(f"The address is longer than {MAX_LENGTH} characters.")
    scheme, separator, _ = url.partition("://")
    if not separator or scheme.lower() not in _SCHEMES:
        names = ", ".join(f"{one}://" for one in _SCHEMES)
        raise BadAddress(f"The address must begin with one of: {names}.")
    if is_srt(url):
        return _checked_srt(url, rules)
    if scheme.lower() == "file":
        return _checked_file(url, rules)
    if BLANKS.search(url):
        raise BadAddress("The address has a space or a line break in it. Please copy it again.")
    return _checked_server(url, rules)


def _checked_server(url: str, rules: PullRules) -> str:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise BadAddress(
            "The server name or the port in the address is not right. A port is a number from 1 to"
            " 65535."
        ) from None
    if port == 0 or parts.netloc.endswith(":"):
        raise BadAddress("The port in the address is not right: it is a number from 1 to 65535.")
    user, at, _ = parts.netloc.rpartition("@")
    if at and parts.scheme not in _WITH_USER:
        raise BadAddress(
            "A user name and password inside an RTMP address are not supported. Put them into the"
            " query, as the server expects it."
        )
    shown = checked_host(host)
    _check_allowed(shown, rules)
    if parts.scheme in ("rtmp", "rtmps") and not parts.path.strip("/"):
        raise BadAddress("The address names no stream after the server, such as /live/show.")
    netloc = f"{user}{at}{shown}" if port is None else f"{user}{at}{shown}:{port}"
    return urlunsplit(parts._replace(scheme=parts.scheme.lower(), netloc=netloc))


def _checked_srt(url: str, rules: PullRules) -> str:
    address = parse_srt(url)
    check_options(address.options)
    if address.options.mode != "listener":  # a listener's host is our own, not somebody's
        _check_allowed(address.host, rules)
    return srt_url(address.server, address.options)


def _checked_file(url: str, rules: PullRules) -> str:
    parts = urlsplit(url.replace("#", "%23").replace("?", "%3F"))
    path = unquote(parts.path)
    if parts.netloc not in ("", "localhost") or len(path) < 2 or not path.isprintable():
        raise BadAddress("A file is named by its whole path, such as file:///media/show.mp4.")
    if not rules.folders:
        raise BadAddress(
            "Files can't be played here: an administrator must first name the folders for them, in"
            " the setting STREAMINGPRO_MEDIA_FOLDERS."
        )
    plain = Path(posixpath.normpath(path))
    if not any(plain.is_relative_to(folder) for folder in rules.folders):
        raise BadAddress(
            "This file is not in one of the folders that an administrator has allowed"
            " (STREAMINGPRO_MEDIA_FOLDERS)."
        )
    return _file_url(parts)


def _file_url(parts: SplitResult) -> str:
    return urlunsplit(("file", "", parts.path, "", ""))


def _check_allowed(host: str, rules: PullRules) -> None:
    """Refuse addresses of this machine and of private networks. Raises BadAddress."""
    if rules.networks == "any":
        return
    refused = [one for one in _literal(host) if not _allowed(one, rules.networks)]
    if refused:
        raise BadAddress(
            "This is an address of this server or of a private network, from which nothing is"
            " pulled unless an administrator allows it in the setting STREAMINGPRO_PULL_NETWORKS,"
            " such as 192.168.1.0/24."
        )


def _literal(host: str) -> list[IPv4Address | IPv6Address]:
    """The address that `host` is without asking anybody; none for a name."""
    name = host.strip("[]")
    if name == "localhost" or name.endswith(".localhost"):
        return [ipaddress.IPv4Address("127.0.0.1")]
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return []
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    return [address]


def _allowed(
    address: IPv4Address | IPv6Address, networks: tuple[IPv4Network | IPv6Network, ...]
) -> bool:
    if address.is_global and not address.is_multicast:
        return True
    return any(address in network for network in networks)
