"""What the demo shows: one row for the input and one for each output, as a table or as lines."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

NOTHING = "–"

_STYLES = {"live": "bold green", "error": "bold red", "off": "dim", "waiting": "dim"}
_COLUMNS = ("Mb/s", "Arrives", "fps", "Frames", "Drops", "RTT")
WIDTH = 80


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. Bitrates in bps, times in ms, unknown figures None.

    `frames`: sent by the encoder (input), sent on to the destination (output).
    `arrives_bps`: what the destination itself counts.
    """

    kind: str
    name: str
    state: str
    since_s: float | None = None
    bitrate_bps: float | None = None
    arrives_bps: float | None = None
    fps: float | None = None
    frames: int | None = None
    dropped: int | None = None
    rtt_ms: float | None = None
    queue_ms: float | None = None
    error: str = ""

    def cells(self) -> tuple[str, ...]:
        """The figures in the order of the columns."""
        return (
            _number(self.bitrate_bps, "{:.2f}", per=1e6),
            _number(self.arrives_bps, "{:.2f}", per=1e6),
            _number(self.fps, "{:.1f}"),
            _number(self.frames, "{:,}"),
            _number(self.dropped, "{:,}"),
            _number(self.rtt_ms, "{:.1f} ms"),
        )

    def words(self) -> Iterator[str]:
        """The figures that are known, each with its name."""
        for name, figure in (
            ("bitrate", _number(self.bitrate_bps, "{:.2f} Mb/s", per=1e6)),
            ("arrives", _number(self.arrives_bps, "{:.2f} Mb/s", per=1e6)),
            ("fps", _number(self.fps, "{:.1f}")),
            ("frames", _number(self.frames, "{}")),
            ("dropped", _number(self.dropped, "{}")),
            ("rtt", _number(self.rtt_ms, "{:.1f} ms")),
            ("queue", _number(self.queue_ms, "{:.0f} ms")),
        ):
            if figure != NOTHING:
                yield f"{name} {figure}"


def rows_of(
    picture: Any, *, encoded: int, arrives: dict[str, int], now: datetime | None = None
) -> list[Row]:
    """Rows from the answer of `GET /api/status`; `arrives`: output name -> bps at its platform."""
    moment = now or datetime.now(UTC)
    rows = []
    for item in picture["inputs"]:
        status = item["status"]
        rows.append(
            Row("input", **_common(item, moment), frames=encoded, bitrate_bps=status["bitrate_bps"])
        )
    for item in picture["outputs"]:
        status = item["status"]
        rows.append(
            Row(
                "output",
                **_common(item, moment),
                bitrate_bps=status["bitrate_bps"],
                arrives_bps=arrives.get(item["name"]),
                frames=status["frames_sent"],
                dropped=status["dropped_frames"],
                rtt_ms=status["rtt_ms"],
                queue_ms=status["queue_ms"],
            )
        )
    return rows


def all_live(rows: list[Row]) -> bool:
    """Whether the input and every output is live."""
    return len(rows) > 1 and all(row.state == "live" for row in rows)


def table_of(rows: list[Row]) -> RenderableType:
    """The table, and below it what is wrong, if anything is."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("Name", min_width=12, no_wrap=True)
    table.add_column("State", min_width=12, no_wrap=True)
    for heading in ("Since", *_COLUMNS):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        lamp = Text(f"● {row.state}", style=_STYLES.get(row.state, "yellow"))
        name = row.name if row.kind == "input" else f"→ {row.name}"
        table.add_row(name, lamp, _duration(row.since_s), *row.cells())
    errors = [Text(f"{row.name}: {row.error}", style="red") for row in rows if row.error]
    return Group(table, *errors)


def lines_of(rows: list[Row], elapsed_s: float) -> Iterator[str]:
    """The same, one line per row, for logs and terminals that can't draw."""
    for row in rows:
        error = f"  ({row.error})" if row.error else ""
        said = "  ".join((f"{row.state:<10}", *row.words()))
        yield f"{elapsed_s:6.1f} s  {row.kind:<6}  {row.name:<12}  {said}{error}"


def save_svg(content: RenderableType, path: Path) -> None:
    """A picture of `content`, as a terminal would show it, without fonts from elsewhere."""
    console = Console(record=True, width=WIDTH + 2, file=io.StringIO(), force_terminal=True)
    console.print(content)
    drawn = console.export_svg(title="streamingpro demo")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL), encoding="utf-8")


def _common(item: Any, now: datetime) -> dict[str, Any]:
    status = item["status"]
    since = status["since"]
    return {
        "name": item["name"],
        "state": status["state"],
        "since_s": (now - datetime.fromisoformat(since)).total_seconds() if since else None,
        "fps": status["fps"],
        "error": status["error"]["message"] if status["error"] else "",
    }


def _number(value: float | None, shape: str, *, per: float = 1) -> str:
    if value is None:
        return NOTHING
    return shape.format(value / per if per != 1 else value)


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return NOTHING
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
