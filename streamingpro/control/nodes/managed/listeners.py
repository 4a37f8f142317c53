"""Pure: what a managed MediaMTX listens on, by which setting, and why some of it is off."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from streamingpro.control.settings import ControlSettings
from streamingpro.mediamtx.program import COMPLETE, Version

Ports = Mapping[str, int | None]
"""Port by the name of the listener; None where it is off, 0 where any will do."""

NO_CERTIFICATE = (
    "Encryption needs a certificate: name its files in STREAMINGPRO_TLS_CERT and"
    " STREAMINGPRO_TLS_KEY."
)
RTP_STEPS = (0, 1, 4, 5)
"""RTP, RTCP, and the two with encryption, from the first port up."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the program and the machine before a start. `certificate`: the files of
    certificate and key when they can be used, else None; `fault` says then why not."""

    version: Version
    certificate: tuple[Path, Path] | None = None
    fault: str = NO_CERTIFICATE


@dataclass(frozen=True, slots=True)
class Listener:
    """One port, or a row of them (`steps` from the first). `setting`: without STREAMINGPRO_."""

    name: str
    use: str
    setting: str
    tcp: bool = True
    udp: bool = False
    steps: tuple[int, ...] = (0,)


LISTENERS = (
    Listener("api", "MediaMTX's API", "MEDIAMTX_API_PORT"),
    Listener("metrics", "MediaMTX's metrics", "MEDIAMTX_METRICS_PORT"),
    Listener("rtmp", "RTMP", "RTMP_PORT"),
    Listener("rtmps", "RTMPS", "RTMPS_PORT"),
    Listener("srt", "SRT", "SRT_PORT", tcp=False, udp=True),
    Listener("hls", "HLS", "HLS_PORT"),
    Listener("rtsp", "RTSP", "RTSP_PORT"),
    Listener("rtp", "RTSP over UDP", "RTSP_UDP_PORT", tcp=False, udp=True, steps=RTP_STEPS),
    Listener("rtsps", "RTSPS", "RTSPS_PORT"),
    Listener("webrtc", "WebRTC", "WEBRTC_PORT"),
    Listener("webrtc_udp", "WebRTC's media", "WEBRTC_UDP_PORT", tcp=False, udp=True),
    Listener("moq", "Media over QUIC", "MOQ_PORT", udp=True),
    Listener("moq_quic", "Media over QUIC", "MOQ_QUIC_PORT", tcp=False, udp=True),
)

SERVICES = ("rtmp", "rtmps", "srt", "hls", "rtsp", "rtsps", "webrtc", "moq")
"""Those that people publish to and play from."""

_LISTEN = re.compile(
    r"listen (tcp|udp)\d? \S*:(\d+): bind: (address already in use|permission denied)"
)


def wanted(settings: ControlSettings, facts: Facts) -> Ports:
    """What the settings ask for, without what can't be: encryption without a certificate, and what
    this version of MediaMTX does not have."""
    own = settings.mediamtx
    encrypted = facts.certificate is not None
    rtsps = own.rtsps_port if encrypted else None
    rtsp_on = own.rtsp_port is not None or rtsps is not None
    moq = own.moq_port if facts.version >= COMPLETE else None
    return {
        "api": own.api_port,
        "metrics": own.metrics_port,
        "rtmp": settings.rtmp_port,
        "rtmps": settings.rtmps_port if encrypted else None,
        "srt": settings.srt_port,
        "hls": settings.hls_port,
        "rtsp": own.rtsp_port,
        "rtp": own.rtsp_udp_port if rtsp_on else None,
        "rtsps": rtsps,
        "webrtc": own.webrtc_port,
        "webrtc_udp": None if own.webrtc_port is None else own.webrtc_udp_port,
        "moq": moq,
        "moq_quic": None if moq is None else own.moq_quic_port,
    }


def reasons(settings: ControlSettings, facts: Facts) -> dict[str, str]:
    """Why a service that is off is off, in a sentence."""
    ports = wanted(settings, facts)
    asked = {
        "rtmps": settings.rtmps_port,
        "rtsps": settings.mediamtx.rtsps_port,
        "moq": settings.mediamtx.moq_port,
    }
    found: dict[str, str] = {}
    for name in SERVICES:
        if ports[name] is not None:
            continue
        if asked.get(name) is None:
            found[name] = f"{name.upper()} is switched off in the settings."
        elif name == "moq":
            found[name] = "Media over QUIC needs MediaMTX v1.20.0 or newer."
        else:
            found[name] = facts.fault
    return found


def port_words(said: str, ports: Ports) -> str | None:
    """Why MediaMTX could not listen, from its own words and what it was told; else None."""
    found = _LISTEN.search(said)
    if found is None:
        return None
    protocol, number, why = found[1], int(found[2]), found[3]
    listener = next((one for one in LISTENERS if _has(one, protocol, number, ports)), None)
    use = listener.use if listener else protocol.upper()
    setting = f"STREAMINGPRO_{listener.setting}" if listener else "the settings"
    if why == "permission denied":
        return (
            f"MediaMTX could not start: this user may not use port {number} ({use}). Choose one"
            f" above 1023 with {setting}."
        )
    return (
        f"MediaMTX could not start: another program already uses port {number} ({use}). Stop that"
        f" program, or choose another port with {setting}."
    )


def _has(listener: Listener, protocol: str, number: int, ports: Ports) -> bool:
    first = ports.get(listener.name)
    speaks = listener.tcp if protocol == "tcp" else listener.udp
    return speaks and first is not None and number - first in listener.steps
