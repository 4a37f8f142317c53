"""Pure: what a managed MediaMTX is started with.

It has the paths that there should be at that moment, so that a server with a thousand inputs is
whole when it answers: MediaMTX takes 50 ms for each one that is added to many others later. From
then on the reconciler looks after them, as it does on every media server.

Every question of who may publish, read, or call the API goes to our hook, also that of our own
calls: MediaMTX knows one way of authentication at a time, and passwords inside it would not cover
publishers.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from streamingpro.control.nodes.managed.listeners import Facts, Ports
from streamingpro.control.settings import ControlSettings
from streamingpro.mediamtx.program import Version

LOOPBACK = "127.0.0.1"

_RTSP_RENAMED: Version = (1, 11, 0)
_RTSP_UDP_ENCRYPTED: Version = (1, 13, 0)
_MOQ: Version = (1, 19, 0)  # older ones refuse to start on its settings
_RTSP_FORMER = {
    "rtspEncryption": "encryption",
    "rtspTransports": "protocols",
    "rtspServerCert": "serverCert",
    "rtspServerKey": "serverKey",
}


def configuration(
    settings: ControlSettings,
    facts: Facts,
    ports: Ports,
    hook: str,
    paths: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
) -> dict[str, Any]:
    """The whole configuration, in MediaMTX's own names. `ports` has none that is 0; `hook` is the
    address, with its credentials, of the authentication hook: the result is secret, also because of
    the `paths`."""
    return {
        "logLevel": settings.log_level,
        "logDestinations": ["stdout"],
        "authMethod": "http",
        "authHTTPAddress": hook,
        "authHTTPExclude": [],
        "api": True,
        "apiAddress": f"{LOOPBACK}:{ports['api']}",
        "metrics": ports["metrics"] is not None,
        "metricsAddress": f"{LOOPBACK}:{ports['metrics'] or 0}",
        "pprof": False,
        "playback": False,
        **_rtsp(settings, facts, ports),
        **_rtmp(settings, facts, ports),
        "hls": ports["hls"] is not None,
        "hlsAddress": _address(settings, ports["hls"]),
        **_webrtc(settings, facts, ports),
        "srt": ports["srt"] is not None,
        "srtAddress": _address(settings, ports["srt"]),
        **_moq(settings, facts, ports),
        "paths": {name: dict(conf) for name, conf in paths.items()},
    }


def _rtmp(settings: ControlSettings, facts: Facts, ports: Ports) -> dict[str, Any]:
    conf = {
        "rtmp": True,
        "rtmpAddress": _address(settings, ports["rtmp"]),
        "rtmpEncryption": "no",
    }
    if ports["rtmps"] is not None:
        conf["rtmpEncryption"] = "optional"
        conf["rtmpsAddress"] = _address(settings, ports["rtmps"])
        conf |= _certificate(facts, "rtmpServerCert", "rtmpServerKey")
    return conf


def _rtsp(settings: ControlSettings, facts: Facts, ports: Ports) -> dict[str, Any]:
    plain, encrypted, rtp = ports["rtsp"], ports["rtsps"], ports["rtp"]
    if plain is None and encrypted is None:
        return {"rtsp": False}
    conf: dict[str, Any] = {
        "rtsp": True,
        "rtspEncryption": _encryption(plain, encrypted),
        "rtspTransports": ["tcp"] if rtp is None else ["udp", "tcp"],
    }
    if plain is not None:
        conf["rtspAddress"] = _address(settings, plain)
    if rtp is not None:
        conf["rtpAddress"] = _address(settings, rtp)
        conf["rtcpAddress"] = _address(settings, rtp + 1)
    if encrypted is not None:
        conf["rtspsAddress"] = _address(settings, encrypted)
        conf |= _certificate(facts, "rtspServerCert", "rtspServerKey")
        if rtp is not None and facts.version >= _RTSP_UDP_ENCRYPTED:
            conf["srtpAddress"] = _address(settings, rtp + 4)
            conf["srtcpAddress"] = _address(settings, rtp + 5)
    if facts.version < _RTSP_RENAMED:
        return {_RTSP_FORMER.get(name, name): value for name, value in conf.items()}
    return conf


def _encryption(plain: int | None, encrypted: int | None) -> str:
    if encrypted is None:
        return "no"
    return "strict" if plain is None else "optional"


def _webrtc(settings: ControlSettings, facts: Facts, ports: Ports) -> dict[str, Any]:
    if ports["webrtc"] is None:
        return {"webrtc": False}
    host = settings.public_host
    return {
        "webrtc": True,
        "webrtcAddress": _address(settings, ports["webrtc"]),
        "webrtcLocalUDPAddress": _address(settings, ports["webrtc_udp"]),
        "webrtcAdditionalHosts": [host.strip("[]")] if host else [],
        # A browser gives its camera to pages of https:// alone.
        "webrtcEncryption": facts.certificate is not None,
        **_certificate(facts, "webrtcServerCert", "webrtcServerKey"),
    }


def _moq(settings: ControlSettings, facts: Facts, ports: Ports) -> dict[str, Any]:
    if facts.version < _MOQ:
        return {}
    if ports["moq"] is None:
        return {"moq": False}
    return {
        "moq": True,
        "moqHTTP2Address": _address(settings, ports["moq"]),
        "moqHTTP3Address": _address(settings, ports["moq"]),
        "moqQUICAddress": _address(settings, ports["moq_quic"]),
        **_certificate(facts, "moqServerCert", "moqServerKey"),
    }


def _certificate(facts: Facts, cert: str, key: str) -> dict[str, str]:
    if facts.certificate is None:
        return {}
    return {cert: str(facts.certificate[0]), key: str(facts.certificate[1])}


def _address(settings: ControlSettings, port: int | None) -> str:
    host = settings.rtmp_host
    return f"[{host}]:{port or 0}" if ":" in host else f"{host}:{port or 0}"
