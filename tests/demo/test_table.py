"""The rows of the demo: from the answer of GET /api/status to what is drawn."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

from streamingpro.demo.table import NOTHING, all_live, lines_of, rows_of, save_svg, table_of

NOW = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)


def picture(output_state: str = "live", error: dict[str, Any] | None = None) -> dict[str, Any]:
    since = (NOW - timedelta(seconds=75)).isoformat()
    return {
        "inputs": [
            {
                "name": "Test picture",
                "status": {
                    "state": "live",
                    "since": since,
                    "error": None,
                    "bitrate_bps": 2_640_000,
                    "fps": 30.0,
                },
            }
        ],
        "outputs": [
            {
                "name": "Platform A",
                "status": {
                    "state": output_state,
                    "since": since,
                    "error": error,
                    "bitrate_bps": 2_630_000,
                    "fps": None,
                    "frames_sent": 2250,
                    "dropped_frames": 0,
                    "rtt_ms": 0.04,
                    "queue_ms": None,
                },
            }
        ],
    }


def drawn(content: Any) -> str:
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(content)
    return console.export_text()


def test_rows_hold_the_figures() -> None:
    rows = rows_of(picture(), encoded=2251, arrives={"Platform A": 2_620_000}, now=NOW)
    assert [row.kind for row in rows] == ["input", "output"]
    assert rows[0].frames == 2251
    assert rows[1].since_s == 75
    assert rows[1].cells() == ("2.63", "2.62", NOTHING, "2,250", "0", "0.0 ms")


def test_the_table_shows_state_and_time() -> None:
    text = drawn(table_of(rows_of(picture(), encoded=1, arrives={}, now=NOW)))
    assert "● live" in text
    assert "1:15" in text
    assert "→ Platform A" in text


def test_the_table_fits_a_terminal_of_80_columns() -> None:
    rows = rows_of(picture("connecting"), encoded=999_999, arrives={"Platform A": 10**7}, now=NOW)
    assert max(len(line.rstrip()) for line in drawn(table_of(rows)).splitlines()) <= 80
    assert "…" not in drawn(table_of(rows))


def test_an_error_is_told_below_the_table() -> None:
    error = {"kind": "refused", "message": "nobody listens there"}
    rows = rows_of(picture("error", error), encoded=1, arrives={}, now=NOW)
    assert "Platform A: nobody listens there" in drawn(table_of(rows))
    assert "(nobody listens there)" in list(lines_of(rows, 1.0))[1]
    assert not all_live(rows)


def test_all_live_needs_input_and_outputs() -> None:
    rows = rows_of(picture(), encoded=1, arrives={}, now=NOW)
    assert all_live(rows)
    assert not all_live(rows[:1]), "an input alone is nobody's demo"
    assert not all_live([])


def test_lines_leave_out_what_is_not_known() -> None:
    line, _ = lines_of(rows_of(picture(), encoded=7, arrives={}, now=NOW), 12.34)
    assert line.startswith("  12.3 s  input   Test picture")
    assert "frames 7" in line
    assert "rtt" not in line


def test_the_picture_names_no_other_server(tmp_path: Path) -> None:
    path = tmp_path / "images" / "demo.svg"
    save_svg(table_of(rows_of(picture(), encoded=1, arrives={}, now=NOW)), path)
    svg = path.read_text()
    assert svg.startswith("<svg")
    assert "Platform&#160;A" in svg
    assert "url(" not in svg.replace("url(#", "")
