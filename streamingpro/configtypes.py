"""Kinds of settings: how they are read from the environment (one text) and from the file."""

from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import NoDecode

MEDIAMTX_PROTOCOL_PORTS = (
    *("rtsp_port", "rtsp_udp_port", "rtsps_port", "webrtc_port", "webrtc_udp_port"),
    *("moq_port", "moq_quic_port"),
)
_TCP_PORTS = ("http_port", "rtmp_port", "rtmps_port", "hls_port", "engine_api_port")
_MEDIAMTX_TCP_PORTS = (
    *("mediamtx_api_port", "mediamtx_metrics_port"),
    *("rtsp_port", "rtsps_port", "webrtc_port", "moq_port"),
)
_MEDIAMTX_UDP_PORTS = ("srt_port", "webrtc_udp_port", "moq_port", "moq_quic_port")


def _none_when_off(value: Any) -> Any:
    return None if isinstance(value, str) and value.strip().lower() == "off" else value


def _listed(value: Any) -> Any:
    return [part for part in value.split(":") if part] if isinstance(value, str) else value


def _folders(value: tuple[Path, ...]) -> tuple[Path, ...]:
    folders = tuple(folder.expanduser().absolute() for folder in value)
    if any(":" in str(folder) for folder in folders):
        raise ValueError("a folder's name must not have a colon in it")
    return folders


def _networks(value: Any) -> Any:
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        return value
    parts = [part.strip().lower() for part in parts if part.strip()]
    if parts == ["any"]:
        return "any"
    try:
        return ",".join(str(ip_network(part, strict=False)) for part in parts)
    except ValueError:
        raise ValueError(
            "give networks such as 10.0.0.0/8,192.168.1.5 with commas between, or any"
        ) from None


def _even(value: int | None) -> int | None:
    if value is not None and (value % 2 or value > 65530):
        raise ValueError("this must be an even number, 65530 or less: the odd one after it is used")
    return value


def _http_address(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("this must begin with https:// or http://")
    return value


def doubled_port(managed: bool, values: Mapping[str, Any]) -> str | None:
    """Why these settings can't be used together: two of them have the same port; else None.
    MediaMTX's ports count when it is `managed` by us."""
    tcp = _pairs(_TCP_PORTS + _MEDIAMTX_TCP_PORTS if managed else _TCP_PORTS, values)
    udp: list[tuple[str, int | None]] = []  # alone, SRT may have any
    if managed:
        first = values["rtsp_udp_port"]
        udp = _pairs(_MEDIAMTX_UDP_PORTS, values)
        udp += [("rtsp_udp_port", first + step) for step in (0, 1, 4, 5)] if first else []
    return _doubled(tcp) or _doubled(udp)


def _pairs(names: tuple[str, ...], values: Mapping[str, Any]) -> list[tuple[str, int | None]]:
    return [(name, values[name]) for name in names]


def _doubled(ports: list[tuple[str, int | None]]) -> str | None:
    users: dict[int, str] = {}
    for name, port in ports:
        if port and users.setdefault(port, name) != name:
            return f"{users[port]} and {name} must differ, both are {port}"
    return None


Port = Annotated[int, Field(ge=0, le=65535)]
"""0 means any free one."""

PortOrOff = Annotated[Port | None, BeforeValidator(_none_when_off)]
"""None, written `off`, means none at all."""

EvenPortOrOff = Annotated[PortOrOff, AfterValidator(_even)]
"""The lower one of a pair of ports."""

HttpAddress = Annotated[str, AfterValidator(_http_address)]

Folders = Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_listed), AfterValidator(_folders)]
"""`/a:/b` in the environment, a list in the file; absolute."""

NetworkList = Annotated[str, BeforeValidator(_networks)]
"""`10.0.0.0/8,fd00::/8` or `any`; a list in the file is fine, too."""
