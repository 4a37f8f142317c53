"""Pure: what an engine is told at its start, and how its ports are remembered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from streamingpro.control.settings import ControlSettings
from streamingpro.kit.datadir import EngineRecord

_USES = {"RTMP_PORT": "RTMP", "ENGINE_API_PORT": "the engine's API"}


@dataclass(frozen=True, slots=True)
class KnownPorts:
    """The ports of an engine that ran; 0 where nothing is known."""

    api: int = 0
    rtmp: int = 0
    rtmps: int = 0
    srt: int = 0
    hls: int = 0

    @classmethod
    def of(cls, record: EngineRecord | None) -> "KnownPorts":
        if record is None:
            return cls()
        api_port = record.api_address.rpartition(":")[2].rstrip("/")
        return cls(
            int(api_port) if api_port.isdigit() else 0,
            record.rtmp_port,
            *(_port(record, name) for name in ("rtmps", "srt", "hls")),
        )


def engine_settings(settings: ControlSettings, known: KnownPorts) -> dict[str, str]:
    """STREAMINGPRO_* without the prefix. Where any port is allowed, an engine that is restarted
    gets the `known` ones: it must be found where it was."""
    return {
        "DATA_DIR": str(settings.data_dir.absolute()),
        "RTMP_HOST": settings.rtmp_host,
        "ENGINE_API_HOST": settings.engine_api_host,
        "RTMP_PORT": str(settings.rtmp_port or known.rtmp),
        "ENGINE_API_PORT": str(settings.engine_api_port or known.api),
        "RTMPS_PORT": _wanted(settings.rtmps_port, known.rtmps),
        "SRT_PORT": _wanted(settings.srt_port, known.srt),
        "HLS_PORT": _wanted(settings.hls_port, known.hls),
        "TLS_CERT": str(settings.tls_cert or ""),
        "TLS_KEY": str(settings.tls_key or ""),
        "PULL_NETWORKS": settings.pull_networks,
        "MEDIA_FOLDERS": ":".join(str(folder) for folder in settings.media_folders),
        "LOG_LEVEL": settings.log_level,
        "LOG_FORMAT": settings.log_format,
    }


def settings_behind_mediamtx(settings: ControlSettings, known: KnownPorts) -> dict[str, str]:
    """The same for an engine that only redistributes what MediaMTX takes in: it listens on this
    machine alone, on any free ports, since MediaMTX has the usual ones."""
    public = (settings.rtmp_port, settings.rtmps_port, settings.hls_port)
    rtmp, hls = (0 if port in public else port for port in (known.rtmp, known.hls))
    return engine_settings(settings, known) | {
        "RTMP_HOST": "127.0.0.1",
        "RTMP_PORT": str(rtmp),
        "RTMPS_PORT": "off",
        "SRT_PORT": "off",
        "HLS_PORT": str(hls),
        "TLS_CERT": "",
        "TLS_KEY": "",
    }


@dataclass(frozen=True, slots=True)
class EngineRole:
    """What the engine is for: what it is told, and whether one that runs already does for it."""

    tell: Callable[[ControlSettings, KnownPorts], Mapping[str, str]]
    fits: Callable[[ControlSettings, EngineRecord], bool]


def _is_where_encoders_look(settings: ControlSettings, record: EngineRecord) -> bool:
    return settings.rtmp_port in (0, record.rtmp_port)


def _leaves_the_ports_to_mediamtx(settings: ControlSettings, record: EngineRecord) -> bool:
    return record.rtmp_port != settings.rtmp_port and not _port(record, "srt")


EMBEDDED = EngineRole(engine_settings, _is_where_encoders_look)
"""The engine is the media server."""

BEHIND_MEDIAMTX = EngineRole(settings_behind_mediamtx, _leaves_the_ports_to_mediamtx)
"""MediaMTX is, and the engine redistributes."""


def port_taken(told: Mapping[str, str]) -> str:
    """Why an engine that was `told` these settings could not start when a port is in use."""
    fixed = [name for name in _USES if int(told[name])] or list(_USES)
    ports = " or ".join(f"{told[name]} ({_USES[name]})" for name in fixed)
    names = " and ".join(f"STREAMINGPRO_{name}" for name in fixed)
    return (
        f"The media engine could not start: another program already uses port {ports}. Stop"
        f" that program, or choose another port with {names}."
    )


def _wanted(port: int | None, known: int) -> str:
    return "off" if port is None else str(port or known)


def _port(record: EngineRecord, service: str) -> int:
    port = record.services.get(service, {}).get("port", 0)
    return port if isinstance(port, int) and 0 <= port <= 65535 else 0
