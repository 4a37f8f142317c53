"""What the engine process is told at its start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Literal

Networks = tuple[IPv4Network | IPv6Network, ...] | Literal["any"]


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """Ports 0 mean any free port, None a server that is off.

    `rtmp_host` is the host of RTMPS, SRT and HLS too; empty, it means every interface. RTMPS needs
    the certificate (chain) and its key, the PEM files `tls_cert` and `tls_key`; without them it is
    off. `pull_networks` are the networks that a pull may reach besides the public internet, and
    `media_folders` the folders whose files it may play.
    """

    data_dir: Path
    api_host: str = "127.0.0.1"
    api_port: int = 9997
    rtmp_host: str = ""
    rtmp_port: int = 1935
    rtmps_port: int | None = 1936
    tls_cert: Path | None = None
    tls_key: Path | None = None
    srt_port: int | None = 8890
    hls_port: int | None = 8888
    pull_networks: Networks = ()
    media_folders: tuple[Path, ...] = ()
    log_level: str = "info"
    log_format: str = "console"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "EngineSettings":
        """Of STREAMINGPRO_* as the control plane sets them, already checked.

        Raises KeyError without STREAMINGPRO_DATA_DIR, ValueError for a port that is neither a
        number nor "off", and for a network that is none.
        """
        values: dict[str, Any] = {}
        for name, (field, read) in _READERS.items():
            text = environment.get(f"STREAMINGPRO_{name}")
            if text or (text is not None and read is str):
                values[field] = read(text)
        return replace(cls(data_dir=Path(environment["STREAMINGPRO_DATA_DIR"])), **values)


def parse_port(text: str) -> int | None:
    """None for "off". Raises ValueError."""
    return None if text.strip().lower() == "off" else int(text)


def parse_networks(text: str) -> Networks:
    """`10.0.0.0/8,fd00::/8`, or `any` for every network. Raises ValueError."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if [part.lower() for part in parts] == ["any"]:
        return "any"
    return tuple(ip_network(part, strict=False) for part in parts)


def parse_folders(text: str) -> tuple[Path, ...]:
    """Folders between colons, as in PATH."""
    return tuple(Path(part) for part in text.split(":") if part)


_READERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "ENGINE_API_HOST": ("api_host", str),
    "ENGINE_API_PORT": ("api_port", int),
    "RTMP_HOST": ("rtmp_host", str),
    "RTMP_PORT": ("rtmp_port", int),
    "RTMPS_PORT": ("rtmps_port", parse_port),
    "TLS_CERT": ("tls_cert", Path),
    "TLS_KEY": ("tls_key", Path),
    "SRT_PORT": ("srt_port", parse_port),
    "HLS_PORT": ("hls_port", parse_port),
    "PULL_NETWORKS": ("pull_networks", parse_networks),
    "MEDIA_FOLDERS": ("media_folders", parse_folders),
    "LOG_LEVEL": ("log_level", str),
    "LOG_FORMAT": ("log_format", str),
}
