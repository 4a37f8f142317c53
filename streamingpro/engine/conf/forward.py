"""The checks of one forwarding destination. No text made here repeats the URL: it holds a key."""

import re
from typing import Any
from urllib.parse import urlsplit

from streamingpro.engine.conf.errors import ConfError
from streamingpro.engine.conf.model import ForwardConf
from streamingpro.engine.conf.values import as_list, as_object, as_text, refuse_unknown

FIELDS = frozenset({"dest", "destFingerprint", "whipBearerToken", "label"})
SCHEMES = ("rtmp", "rtmps")
MAX_DESTINATIONS = 1000
MAX_LABEL = 200

_FINGERPRINT = re.compile(r"[0-9a-fA-F]{64}")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]{0,31}")


def parse_forward(value: object) -> tuple[ForwardConf, ...]:
    """Destinations of a `forward` list, types checked only. Raises ConfError."""
    entries = as_list(value, "forward")
    if len(entries) > MAX_DESTINATIONS:
        raise ConfError(f"'forward' has more than {MAX_DESTINATIONS} entries")
    return tuple(_parse_entry(entry, f"forward[{i}]") for i, entry in enumerate(entries))


def _parse_entry(value: object, where: str) -> ForwardConf:
    raw: dict[str, Any] = {} if value is None else as_object(value)
    refuse_unknown(raw, FIELDS, where)
    if as_text(raw.get("whipBearerToken"), f"{where}.whipBearerToken"):
        raise ConfError(
            "'whipBearerToken' is not supported by the embedded engine: it doesn't forward to WHIP"
        )
    return ForwardConf(
        dest=as_text(raw.get("dest"), f"{where}.dest"),
        dest_fingerprint=as_text(raw.get("destFingerprint"), f"{where}.destFingerprint"),
        label=as_text(raw.get("label"), f"{where}.label", most=MAX_LABEL),
    )


def check_forward(forward: tuple[ForwardConf, ...]) -> None:
    """Raise ConfError when a destination can't be forwarded to."""
    for position, entry in enumerate(forward):
        fault = _fault(entry)
        if fault:
            raise ConfError(f"invalid 'forward': entry {position}: {fault}")


def _fault(entry: ForwardConf) -> str:
    if not entry.dest:
        return "destination is empty"
    if entry.dest_fingerprint and not _FINGERPRINT.fullmatch(entry.dest_fingerprint):
        return "'destFingerprint' must be 64 hexadecimal digits (a SHA-256)"
    if not entry.label.isprintable():
        return "'label' contains control characters"
    return _url_fault(entry.dest_for("path"))


def _url_fault(dest: str) -> str:
    if not dest.isprintable() or " " in dest:
        return "destination contains spaces or control characters"
    try:
        url = urlsplit(dest)
        host, port = url.hostname, url.port
    except ValueError:
        return "destination is not a valid URL"
    if not _SCHEME.fullmatch(url.scheme) or not host:
        return "destination is not a valid URL"
    if url.scheme not in SCHEMES:
        return f"unsupported scheme '{url.scheme}': the embedded engine forwards to rtmp and rtmps"
    if port == 0:
        return "destination has port 0"
    if url.username is not None or url.password is not None:
        return "the embedded engine doesn't support a user name and password in an RTMP URL"
    if not url.path.strip("/"):
        return "destination has no application and stream key after the host"
    return ""
