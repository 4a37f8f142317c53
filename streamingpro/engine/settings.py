"""What the engine process is told at its start."""

from collections.abc import Mapping
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

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "EngineSettings":
        """Of STREAMINGPRO_* as the control plane sets them, already checked.

        Raises KeyError without STREAMINGPRO_DATA_DIR, ValueError for a port that is no number.
        """

        plain = cls(data_dir=Path(environment["STREAMINGPRO_DATA_DIR"]))

        def given(name: str, default: object) -> str:
            return environment.get(f"STREAMINGPRO_{name}", str(default))

        return cls(
            data_dir=plain.data_dir,
            api_host=given("ENGINE_API_HOST", plain.api_host),
            api_port=int(given("ENGINE_API_PORT", plain.api_port)),
            rtmp_host=given("RTMP_HOST", plain.rtmp_host),
            rtmp_port=int(given("RTMP_PORT", plain.rtmp_port)),
            log_level=given("LOG_LEVEL", plain.log_level),
            log_format=given("LOG_FORMAT", plain.log_format),
        )
