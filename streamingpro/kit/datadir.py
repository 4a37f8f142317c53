"""Files that the processes share in the data folder: tokens and the record of a running engine."""

import errno
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from streamingpro.kit.ids import new_id, new_secret

ENGINE_TOKEN = "engine.token"  # noqa: S105 - a file name
ENGINE_RECORD = "engine.json"
HOOK_TOKEN = "hook.token"  # noqa: S105 - a file name


def ensure_token(data_dir: Path, name: str) -> str:
    """The secret in `data_dir/name`, made (mode 0600) by whichever process comes first.

    It is written whole to a private file and then linked into place, so that no process can
    ever read half a token, not even after a loss of power. Raises OSError when the folder can't
    be written, or when the file holds no text.
    """
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = data_dir / name
    if not path.exists():
        draft = data_dir / f".{name}.{new_id()}"
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(new_secret(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return _text_of(path)


def _text_of(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError:
        text = ""
    if not text.isprintable() or not text:
        raise OSError(
            errno.EINVAL,
            f"the file {path.name} is empty or damaged. Put the former one back; when it is lost,"
            " delete the file: a new one is made at the next start",
        )
    return text


def write_json_atomic(path: Path, value: dict[str, Any]) -> None:
    """Write `value` as JSON (mode 0600) so that a reader sees the old file or the new, whole."""
    draft = path.with_name(f".{path.name}.{new_id()}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        json.dump(value, file)
    draft.replace(path)


@dataclass(frozen=True, slots=True)
class EngineRecord:
    """Where the engine that serves a data folder can be reached. `started` is RFC 3339.

    `services` is what `/v3/info` says of them: `{"srt": {"port": 8890, "reason": ""}, …}`.
    """

    pid: int
    api_address: str
    rtmp_port: int
    started: str
    version: str
    services: dict[str, dict[str, Any]] = field(default_factory=dict)

    def save(self, data_dir: Path) -> None:
        write_json_atomic(data_dir / ENGINE_RECORD, asdict(self))

    @classmethod
    def load(cls, data_dir: Path) -> "EngineRecord | None":
        """The record, or None when there is none or it can't be read as one."""
        try:
            record = cls(**json.loads((data_dir / ENGINE_RECORD).read_text()))
        except (OSError, ValueError, TypeError):
            return None
        return record if record._makes_sense() else None

    def _makes_sense(self) -> bool:
        numbers = type(self.pid) is int and type(self.rtmp_port) is int
        texts = (self.api_address, self.started, self.version)
        return (
            numbers
            and 0 < self.pid < 1 << 31
            and 0 <= self.rtmp_port <= 65535
            and all(isinstance(text, str) for text in texts)
            and isinstance(self.services, dict)
            and all(isinstance(service, dict) for service in self.services.values())
        )

    @staticmethod
    def remove(data_dir: Path) -> None:
        (data_dir / ENGINE_RECORD).unlink(missing_ok=True)
