"""Pure: the host part of addresses that people enter, and what else they have in common."""

import ipaddress
import re

BLANKS = re.compile(r"[\s\x00-\x1f\x7f\u200b\u2028\u2029\ufeff]")
"""What no address may have inside."""
EDGES = " \t\r\n\v\f\xa0\u200b\u2028\u2029\ufeff"
QUOTES = "\"'<>“”„‘’«»"
"""What is copied along at the ends of an address."""
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")


class BadAddress(ValueError):
    """What is wrong with an address, as a plain sentence that does not repeat it."""


def checked_host(host: str) -> str:
    """The host as it stands in a URL: lower case, ASCII, IPv6 in brackets. Raises BadAddress."""
    if not host:
        raise BadAddress("The address names no server.")
    if ":" in host:
        try:
            return f"[{ipaddress.IPv6Address(host.partition('%')[0]).compressed}]"
        except ValueError:
            raise BadAddress("The server's IPv6 address is not right.") from None
    try:
        ascii_host = host.rstrip(".").encode("idna").decode().lower()
    except UnicodeError:
        ascii_host = ""
    labels = ascii_host.split(".")
    if labels[-1].isdigit():
        try:
            return str(ipaddress.IPv4Address(ascii_host))
        except ValueError:
            raise BadAddress("The server's IP address is not right.") from None
    if not all(_LABEL.fullmatch(label) for label in labels) or len(ascii_host) > 253:
        raise BadAddress("The server name in the address is not right. Please check its spelling.")
    return ascii_host


def plain_fingerprint(text: str) -> str:
    """The SHA-256 of a certificate as 64 hex digits in lower case, from any usual writing; "" for
    none. Raises BadAddress."""
    plain = text.strip().replace(":", "").replace(" ", "").lower()
    if text.strip() and not _FINGERPRINT.fullmatch(plain):
        raise BadAddress(
            "A certificate fingerprint is a SHA-256 in 64 hexadecimal digits, with or without"
            " colons."
        )
    return plain
