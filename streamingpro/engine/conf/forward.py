"""The checks of one forwarding destination. No text made here repeats the URL: it holds a key."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from streamingpro.engine.conf.errors import ConfError
from streamingpro.engine.conf.model import ForwardConf
from streamingpro.engine.conf.values import as_list, as_object, as_text, refuse_unknown
from streamingpro.protocols.rtmp.errors import TargetError
from streamingpro.protocols.rtmp.url import DEFAULT_PORTS, parse_target
from streamingpro.protocols.srt_url import SrtUrlError, parse_srt_url

FIELDS = frozenset({"dest", "destFingerprint", "whipBearerToken", "label"})
MAX_DESTINATIONS = 1000
MAX_LABEL = 200

_FINGERPRINT = re.compile(r"[0-9a-fA-F]{64}")


def parse_forward(value: object) -> tuple[ForwardConf, ...]:
    """Destinations of a `forward` list, types checked only. Raises ConfError."""
    entries = as_list(value, "forward")
    if len(entries) > MAX_DESTINATIONS:
        raise ConfError(f"'forward' has more than {MAX_DESTINATIONS} entries")
    return tuple(_parse_entry(entry, f"forward[{i}]") for i, entry in enumerate(entries))


def parse_destination(raw: dict[str, Any]) -> ForwardConf:
    """A destination that stands alone, checked. Raises ConfError."""
    entry = _parse_entry(raw, "")
    fault = _fault(entry)
    if fault:
        raise ConfError(f"invalid destination: {fault}")
    return entry


def _parse_entry(value: object, where: str) -> ForwardConf:
    raw: dict[str, Any] = {} if value is None else as_object(value)
    refuse_unknown(raw, FIELDS, where)
    prefix = f"{where}." if where else ""
    if as_text(raw.get("whipBearerToken"), f"{prefix}whipBearerToken"):
        raise ConfError(
            "'whipBearerToken' is not supported by the embedded engine: it doesn't forward to WHIP"
        )
    return ForwardConf(
        dest=as_text(raw.get("dest"), f"{prefix}dest"),
        dest_fingerprint=as_text(raw.get("destFingerprint"), f"{prefix}destFingerprint"),
        label=as_text(raw.get("label"), f"{prefix}label", most=MAX_LABEL),
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
    """What hinders forwarding to a URL. What it is made of, the protocol decides at use too."""
    try:
        url = urlsplit(dest)
    except ValueError:
        return "destination is not a valid URL"
    if not url.scheme or not url.netloc:
        return "destination is not a valid URL"
    if url.scheme == "srt":
        return _fault_of(dest, parse_srt_url)
    if url.scheme not in DEFAULT_PORTS:
        return f"unsupported scheme '{url.scheme}': the engine forwards to rtmp, rtmps and srt"
    if "@" in url.netloc:
        return "the embedded engine doesn't support a user name and password in an RTMP URL"
    return _fault_of(dest, parse_target)


def _fault_of(dest: str, parse: Callable[[str], object]) -> str:
    try:
        parse(dest)
    except (TargetError, SrtUrlError) as error:
        return str(error)
    return ""
