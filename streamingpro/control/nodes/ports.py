"""Pure: where the listeners of the media server are, as it says or as the settings will have it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from streamingpro.control.settings import ControlSettings
from streamingpro.control.status.schemas import MediaServerStatus

USUAL_RTMP_PORT = 1935
_NAMES = ("rtmp", "rtmps", "srt", "hls")


@dataclass(frozen=True, slots=True)
class Ports:
    """Port by protocol (rtmp, rtmps, srt, hls; of a MediaMTX also rtsp, rtsps, webrtc, moq) of what
    is on, and why the others are `off`. `encrypted`: which of those over HTTP are HTTPS."""

    on: dict[str, int]
    off: dict[str, str] = field(default_factory=dict)
    encrypted: frozenset[str] = frozenset()


PortsNow = Callable[[], Ports]


def ports_of(status: MediaServerStatus, settings: ControlSettings) -> Ports:
    """What the media server says of its listeners; before it has started, what the settings say."""
    on: dict[str, int] = {}
    off: dict[str, str] = {}
    for name in dict.fromkeys((*_NAMES, *status.services)):
        told = status.services.get(name)
        port, reason = (
            _by_settings(name, status, settings) if told is None else (told.port, told.reason or "")
        )
        if port:
            on[name] = port
        else:
            off[name] = reason or f"The media server has no {name.upper()} listener."
    return Ports(on, off)


def _by_settings(
    name: str, status: MediaServerStatus, settings: ControlSettings
) -> tuple[int | None, str]:
    if name == "rtmp":  # encoders must be told something, also with a port that is yet to be found
        return status.rtmp_port or settings.rtmp_port or USUAL_RTMP_PORT, ""
    ports = {"rtmps": settings.rtmps_port, "srt": settings.srt_port, "hls": settings.hls_port}
    port = ports[name]
    if port is None:
        return None, f"{name.upper()} is switched off in the settings."
    if name == "rtmps" and not (settings.tls_cert and settings.tls_key):
        return None, (
            "RTMPS needs a certificate: name its files in STREAMINGPRO_TLS_CERT and"
            " STREAMINGPRO_TLS_KEY."
        )
    return port, "The media server has not told its port yet."
