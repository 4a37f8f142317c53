"""What the engine process is told at its start."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """Ports 0 mean any free port; an empty `rtmp_host` means every interface."""

    data_dir: Path
    api_host: str = "127.0.0.1"
    api_port: int = 9997
    rtmp_host: str = ""
    rtmp_port: int = 1935
    log_level: str = "info"
    log_format: str = "console"
