"""The checks of where a path's stream comes from. No text made here repeats a URL or a secret."""

import re
from urllib.parse import urlsplit

from streamingpro.engine.conf.errors import ConfError
from streamingpro.engine.conf.model import PathConf
from streamingpro.protocols.srt_url import SrtUrlError, parse_srt_url

SCHEMES = ("rtmp", "rtmps", "srt", "http", "https", "rtsp", "rtsps", "file")
KEY_LENGTHS = (0, 16, 24, 32)
INTERNAL_SCHEMES = ("rtmp", "rtmps", "srt", "rtsp", "rtsps")
MAX_WAIT_S = 600.0

_FINGERPRINT = re.compile(r"[0-9a-fA-F]{64}")


def check_source(conf: PathConf) -> None:
    """Raise ConfError when nothing could come from there."""
    if conf.pulls:
        fault = url_fault(conf.source)
        if fault:
            raise ConfError(f"invalid source: {fault}")
        if conf.catches_all:
            raise ConfError(f"'{conf.name}' can't have a source: give each path its own")
        if conf.source_internal and urlsplit(conf.source).scheme not in INTERNAL_SCHEMES:
            schemes = ", ".join(f"{scheme}://" for scheme in INTERNAL_SCHEMES)
            raise ConfError(f"'sourceInternal' can only be used with {schemes}")
    elif conf.source_on_demand:
        raise ConfError("'sourceOnDemand' is useless when source is 'publisher'")
    if conf.source_fingerprint and not _FINGERPRINT.fullmatch(conf.source_fingerprint):
        raise ConfError("'sourceFingerprint' must be 64 hexadecimal digits (a SHA-256)")
    for name, seconds in (
        ("sourceOnDemandStartTimeout", conf.source_on_demand_start_timeout_s),
        ("sourceOnDemandCloseAfter", conf.source_on_demand_close_after_s),
    ):
        if not 0 < seconds <= MAX_WAIT_S:
            raise ConfError(f"'{name}' must be more than zero and at most 10m")


def url_fault(source: str) -> str:
    """What hinders pulling from a URL, "" when nothing does."""
    try:
        url = urlsplit(source)
        host, port = url.hostname, url.port
    except ValueError:
        return "this is not a valid URL"
    if url.scheme not in SCHEMES:
        return (
            f"unsupported scheme '{url.scheme[:20]}'; give 'publisher' or a URL that starts with "
            + ", ".join(f"{scheme}://" for scheme in SCHEMES)
        )
    if url.scheme == "file":
        fault = "a file is named by its whole path, such as file:///media/show.mp4"
        return "" if url.netloc in ("", "localhost") and len(url.path) > 1 else fault
    if url.scheme == "srt":
        return _srt_fault(source)
    return "the URL names no server" if not host or port == 0 else ""


def _srt_fault(source: str) -> str:
    try:
        parse_srt_url(source)
    except SrtUrlError as error:
        return str(error)
    return ""


def check_srt(conf: PathConf) -> None:
    """Raise ConfError for SRT settings that libsrt would refuse, or that can't be acted on."""
    if conf.srt_publish_passphrase and not conf.takes_publishers:
        raise ConfError("'srtPublishPassphrase' can only be used when source is 'publisher'")
    for name, passphrase in (
        ("srtPublishPassphrase", conf.srt_publish_passphrase),
        ("srtReadPassphrase", conf.srt_read_passphrase),
    ):
        if passphrase and not 10 <= len(passphrase.encode()) <= 79:
            raise ConfError(f"invalid '{name}': must be between 10 and 79 characters")
    if not 0.08 <= conf.srt_latency_s <= 8:
        raise ConfError("'srtLatency' must be between 80ms and 8s")
    if conf.srt_key_length not in KEY_LENGTHS:
        raise ConfError("'srtKeyLength' must be 0 (any), 16, 24 or 32 bytes")
