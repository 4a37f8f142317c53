"""A server's log file: rotation, and its last words."""

import re
from pathlib import Path

import pytest

from streamingpro.control.nodes import logfile
from streamingpro.control.nodes.logfile import ServerLog


def test_last_words_are_those_of_this_start_plain_and_without_secrets(tmp_path: Path) -> None:
    log = ServerLog(tmp_path, "engine.log")
    log.prepare().write_text("words of a former start\n")
    log.prepare()
    assert log.last_words() == ""
    with log.path.open("a") as file:
        file.write("first\n\x1b[31mno way to rtmp://host/app/hidden\x1b[0m\n\n")
    assert log.last_words() == "no way to rtmp://host/app/***"


def test_a_large_log_is_rotated_and_only_a_few_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logfile, "MAX_BYTES", 10)
    log = ServerLog(tmp_path, "engine.log")
    for number in range(6):
        log.prepare().write_text(f"log number {number}\n")
    kept = sorted(path.name for path in log.path.parent.iterdir())
    assert kept == ["engine.log", "engine.log.1", "engine.log.2", "engine.log.3"]
    assert log.path.with_name("engine.log.1").read_text() == "log number 4\n"


def test_no_log_no_words(tmp_path: Path) -> None:
    assert ServerLog(tmp_path, "engine.log").last_words() == ""


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("out of memory", "out of memory"),
        (
            "2026-01-01T00:00:00.5Z [error    ] the engine can't start   reason='[Errno 98] Address"
            " already in use' source=engine",
            "the engine can't start: [Errno 98] Address already in use",
        ),
        (
            '{"event": "the engine can\'t start", "reason": "no room", "level": "error"}',
            "the engine can't start: no room",
        ),
        ("{not JSON", "{not JSON"),
        ("2026/11/28 10:04:48 ERR no route to host", "no route to host"),
        ('ERR: json: unknown field "foo"', 'json: unknown field "foo"'),
    ],
)
def test_the_words_are_without_time_level_and_source(tmp_path: Path, line: str, words: str) -> None:
    log = ServerLog(tmp_path, "engine.log")
    log.prepare().write_text(line + "\n")
    assert log.last_words() == words


def test_where_telling_lines_are_known_the_last_of_them_is_the_word(tmp_path: Path) -> None:
    log = ServerLog(tmp_path, "mediamtx.log", re.compile(r" ERR "))
    log.prepare().write_text(
        "2026/11/28 10:04:48 ERR listen tcp :1935: bind: address already in use\n"
        "2026/11/28 10:04:48 INF [RTSP] closing\n"
    )
    assert log.last_words() == "listen tcp :1935: bind: address already in use"


def test_a_log_that_is_being_written_is_rotated_under_the_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logfile, "MAX_BYTES", 10)
    log = ServerLog(tmp_path, "engine.log")
    with log.prepare().open("a") as file:
        file.write("short\n")
        file.flush()
        log.trim()
        assert log.path.read_text() == "short\n"
        file.write("long enough\n")
        file.flush()
        log.trim()
        file.write("goes on\n")
    assert log.path.read_text() == "goes on\n"
    assert log.last_words() == "goes on"
    older = log.path.with_name("engine.log.1")
    assert older.read_text() == "short\nlong enough\n"
    assert older.stat().st_mode & 0o777 == 0o600
