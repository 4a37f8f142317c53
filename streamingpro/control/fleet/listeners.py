"""Pure: where a media server listens, from its own configuration."""

from collections.abc import Mapping
from typing import Any

from streamingpro.control.fleet.view import Listener
from streamingpro.mediamtx.models import GlobalConf, Info

# protocol: its switch, its address, whether TLS is part of the protocol's own switch
_PLAIN = {
    "rtmp": ("rtmp", "rtmpAddress", "rtmpEncryption"),
    "rtsp": ("rtsp", "rtspAddress", "rtspEncryption"),
}
_ENCRYPTED = {
    "rtmps": ("rtmp", "rtmpsAddress", "rtmpEncryption"),
    "rtsps": ("rtsp", "rtspsAddress", "rtspEncryption"),
}
_HTTP = {
    "hls": ("hls", "hlsAddress", "hlsEncryption"),
    "webrtc": ("webrtc", "webrtcAddress", "webrtcEncryption"),
}
_OTHER = {"srt": ("srt", "srtAddress"), "moq": ("moq", "moqHTTP2Address")}
_TLS_TOO = ("optional", "strict", "yes")
_NO_PLAIN = ("strict", "yes")


def listeners_of(conf: GlobalConf, info: Info) -> dict[str, Listener]:
    """Protocol (rtmp rtmps rtsp rtsps srt hls webrtc moq) → where it is served; what is off is
    not there. Our engine says it in `info`, MediaMTX in its global configuration."""
    if info.services:
        found = {name: service.port for name, service in info.services.items() if service.port}
        return {name: Listener(port, name == "rtmps") for name, port in found.items()}
    told = conf.model_dump(by_alias=True)
    listeners: dict[str, Listener] = {}
    for name, (switch, address, encryption) in _PLAIN.items():
        if told.get(encryption) not in _NO_PLAIN:
            _add(listeners, name, told, switch, address, encrypted=False)
    for name, (switch, address, encryption) in _ENCRYPTED.items():
        if told.get(encryption) in _TLS_TOO:
            _add(listeners, name, told, switch, address, encrypted=True)
    for name, (switch, address, encryption) in _HTTP.items():
        _add(listeners, name, told, switch, address, encrypted=bool(told.get(encryption)))
    for name, (switch, address) in _OTHER.items():
        _add(listeners, name, told, switch, address, encrypted=name == "moq")
    return listeners


def _add(
    listeners: dict[str, Listener],
    name: str,
    told: Mapping[str, Any],
    switch: str,
    address: str,
    *,
    encrypted: bool,
) -> None:
    port = str(told.get(address) or "").rpartition(":")[2]
    if told.get(switch) is True and port.isdigit() and int(port):
        listeners[name] = Listener(int(port), encrypted)
