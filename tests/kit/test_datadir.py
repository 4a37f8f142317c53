"""Files shared by processes: secrets are whole and private, records are old or new, never half."""

import json
import threading
from pathlib import Path

import pytest

from streamingpro.kit.datadir import ENGINE_RECORD, EngineRecord, ensure_token, write_json_atomic


def test_a_token_is_private_and_stays(tmp_path: Path) -> None:
    token = ensure_token(tmp_path / "new", "engine.token")
    assert len(token) >= 32
    assert (tmp_path / "new" / "engine.token").stat().st_mode & 0o777 == 0o600
    assert ensure_token(tmp_path / "new", "engine.token") == token
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["engine.token"]


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe", b"ab\x00cd"])
def test_a_damaged_token_is_refused_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "hook.token").write_bytes(content)
    with pytest.raises(OSError, match=r"hook\.token is empty or damaged.*delete the file"):
        ensure_token(tmp_path, "hook.token")


def test_two_that_come_at_once_agree_on_one_token(tmp_path: Path) -> None:
    found: list[str] = []
    start = threading.Barrier(2)

    def come(name: str) -> None:
        start.wait()
        found.append(ensure_token(tmp_path, name))

    for number in range(20):
        name = f"{number}.token"
        threads = [threading.Thread(target=come, args=(name,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found[-1] == found[-2] == (tmp_path / name).read_text()


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    services = {"srt": {"port": 8890, "reason": ""}}
    when = "2026-01-01T00:00:00Z"
    record = EngineRecord(1, "http://127.0.0.1:9997", 1935, when, "0.1.0", services)
    record.save(tmp_path)
    assert EngineRecord.load(tmp_path) == record
    EngineRecord.remove(tmp_path)
    EngineRecord.remove(tmp_path)
    assert EngineRecord.load(tmp_path) is None


def _record(**values: object) -> str:
    whole = {"pid": 1, "api_address": "http://a", "rtmp_port": 1, "started": "x", "version": "x"}
    return json.dumps(whole | values)


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", '{"pid": 1}', '{"pid": 1, "unknown": 2}'),
        *(_record(pid="1"), _record(pid=0), _record(pid=1 << 40), _record(pid=True)),
        *(_record(api_address=5), _record(rtmp_port=70_000), _record(rtmp_port="1")),
        *(_record(services=[]), _record(services={"srt": 8890})),
    ],
)
def test_what_is_no_record_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / ENGINE_RECORD).write_text(text)
    assert EngineRecord.load(tmp_path) is None


def test_a_json_file_is_private(tmp_path: Path) -> None:
    write_json_atomic(tmp_path / "a.json", {"a": 1})
    assert (tmp_path / "a.json").stat().st_mode & 0o777 == 0o600
