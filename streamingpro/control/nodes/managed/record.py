"""Who runs in a data folder: the record that is written when a managed MediaMTX is started."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from streamingpro.kit import processes
from streamingpro.kit.datadir import write_json_atomic

RECORD = "mediamtx.json"


@dataclass(frozen=True, slots=True)
class MediaMtxRecord:
    """A MediaMTX that was started. `began` tells its process from a later one of the same pid.

    `hook` is the SHA-256 of the authentication address that it was given. `ports` by listener,
    None where it is off; `off` says why.
    """

    pid: int
    began: str
    version: str
    hook: str
    ports: dict[str, int | None]
    off: dict[str, str] = field(default_factory=dict)

    @property
    def api_address(self) -> str:
        return f"http://127.0.0.1:{self.ports.get('api')}"

    def save(self, data_dir: Path) -> None:
        write_json_atomic(data_dir / RECORD, asdict(self))

    @classmethod
    def load(cls, data_dir: Path) -> "MediaMtxRecord | None":
        """The record, or None when there is none or it can't be read as one."""
        try:
            record = cls(**json.loads((data_dir / RECORD).read_text()))
        except (OSError, ValueError, TypeError):
            return None
        return record if record._makes_sense() else None

    def is_alive(self) -> bool:
        """Whether that very process runs."""
        return processes.began(self.pid) == self.began

    def _makes_sense(self) -> bool:
        texts = (self.began, self.version, self.hook)
        return (
            type(self.pid) is int
            and 0 < self.pid < 1 << 31
            and all(isinstance(text, str) and text for text in texts)
            and isinstance(self.ports, dict)
            and all(port is None or _is_port(port) for port in self.ports.values())
            and _is_port(self.ports.get("api"))
            and isinstance(self.off, dict)
            and all(isinstance(reason, str) for reason in self.off.values())
        )


def _is_port(value: object) -> bool:
    return type(value) is int and 0 < value <= 65535
