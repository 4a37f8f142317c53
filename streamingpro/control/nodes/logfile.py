"""The engine's log file in the data folder: kept small at each start, read for a last word."""

import json
import re
from pathlib import Path

from streamingpro.kit.redact import redact_text

LOG_NAME = "engine.log"
MAX_BYTES = 5 << 20
KEEP = 3

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_HEAD = re.compile(r"^\d{4}-\S+Z?\s+\[\w+\s*\]\s*")
_SOURCE = re.compile(r"\s(source|logger)=\S+")
_REASON = re.compile(r"\sreason=(['\"]?)(.*)\1")
_GAPS = re.compile(r"\s{2,}")
_TAIL_BYTES = 4096
_MAX_REASON = 300


class EngineLog:
    """`data_dir/logs/engine.log`, with up to `KEEP` older ones (`engine.log.1` the youngest)."""

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / "logs" / LOG_NAME
        self._start = 0

    def prepare(self) -> Path:
        """Make the folder, rotate a log that grew past `MAX_BYTES`, remember where it ends."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.path.exists() and self.path.stat().st_size > MAX_BYTES:
            for number in range(KEEP - 1, 0, -1):
                older = self._older(number)
                if older.exists():
                    older.replace(self._older(number + 1))
            self.path.replace(self._older(1))
        self._start = self.path.stat().st_size if self.path.exists() else 0
        return self.path

    def last_words(self) -> str:
        """The last line that was written since `prepare`, plain and without secrets, or ""."""
        try:
            with self.path.open("rb") as file:
                size = file.seek(0, 2)
                file.seek(max(self._start, size - _TAIL_BYTES))
                text = file.read().decode(errors="replace")
        except OSError:
            return ""
        lines = [_ANSI.sub("", line).strip() for line in text.splitlines()]
        shown = [line for line in lines if line]
        return redact_text(_plain(shown[-1]))[:_MAX_REASON] if shown else ""

    def _older(self, number: int) -> Path:
        return self.path.with_name(f"{LOG_NAME}.{number}")


def _plain(line: str) -> str:
    """A log line without time, level and source: what it says."""
    if line.startswith("{"):
        try:
            fields = json.loads(line)
        except ValueError:
            return line
        return ": ".join(str(fields[key]) for key in ("event", "reason") if fields.get(key))
    said = _SOURCE.sub("", _HEAD.sub("", line))
    return _GAPS.sub(" ", _REASON.sub(r": \2", said)).replace(" : ", ": ").strip()
