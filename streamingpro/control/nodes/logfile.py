"""A media server's log file in the data folder: kept small, read for a last word."""

import json
import os
import re
import shutil
from pathlib import Path

from streamingpro.kit.redact import redact_text

MAX_BYTES = 5 << 20
KEEP = 3

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_HEAD = re.compile(r"^\d{4}-\S+Z?\s+\[\w+\s*\]\s*|^\d{4}/\d\d/\d\d \S+ [A-Z]{3} |^ERR: ")
_SOURCE = re.compile(r"\s(source|logger)=\S+")
_REASON = re.compile(r"\sreason=(['\"]?)(.*)\1")
_GAPS = re.compile(r"\s{2,}")
_TAIL_BYTES = 4096
_MAX_REASON = 300


class ServerLog:
    """`data_dir/logs/NAME`, with up to `KEEP` older ones (`NAME.1` the youngest).

    `telling` finds the lines that say why a server ended; without, the last line does.
    """

    def __init__(self, data_dir: Path, name: str, telling: re.Pattern[str] | None = None) -> None:
        self.path = data_dir / "logs" / name
        self._telling = telling
        self._start = 0

    def prepare(self) -> Path:
        """Make the folder, rotate a log that grew past `MAX_BYTES`, remember where it ends."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._size() > MAX_BYTES:
            self._make_room()
            self.path.replace(self._older(1))
        self._start = self._size()
        return self.path

    def trim(self) -> None:
        """Rotate a log that a running server writes: it goes on at the beginning of the emptied
        file, because it was opened for appending. Lines of that very moment may be lost."""
        if self._size() <= MAX_BYTES:
            return
        self._make_room()
        youngest = self._older(1)
        shutil.copyfile(self.path, youngest)
        youngest.chmod(0o600)
        os.truncate(self.path, 0)
        self._start = 0

    def last_words(self) -> str:
        """The last telling line that was written since `prepare`, plain, without secrets, or ""."""
        try:
            with self.path.open("rb") as file:
                size = file.seek(0, 2)
                file.seek(max(self._start, size - _TAIL_BYTES))
                text = file.read().decode(errors="replace")
        except OSError:
            return ""
        lines = [_ANSI.sub("", line).strip() for line in text.splitlines()]
        shown = [line for line in lines if line]
        if self._telling is not None:
            shown = [line for line in shown if self._telling.search(line)] or shown
        return redact_text(_plain(shown[-1]))[:_MAX_REASON] if shown else ""

    def _size(self) -> int:
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    def _make_room(self) -> None:
        for number in range(KEEP - 1, 0, -1):
            older = self._older(number)
            if older.exists():
                older.replace(self._older(number + 1))

    def _older(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}")


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
