"""The engine's process: one per data folder, found by its record, gone without a trace."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from streamingpro.engine import run
from streamingpro.kit.datadir import EngineRecord
from tests.engine.api.running import running_engine
from tests.engine.client import crowd
from tests.engine.harness import until
from tests.engine.platform import platform
from tests.peers.tls import certificate
from tests.peers.tools import eventually

PROGRAM = """
import json, sys
from pathlib import Path
from streamingpro.engine.run import main
from streamingpro.engine.settings import EngineSettings
given = json.loads(sys.argv[1])
folder = Path(given.pop("data_dir"))
given |= {name: Path(given[name]) for name in ("tls_cert", "tls_key") if name in given}
sys.exit(main(EngineSettings(folder, rtmp_host="127.0.0.1", log_format="json", **given)))
"""
FREE = {f"{name}_port": 0 for name in ("api", "rtmp", "rtmps", "srt", "hls")}


class Process:
    """An engine of its own; its log goes to a file."""

    def __init__(self, folder: Path, log: Path, **given: object) -> None:
        self.folder = folder
        self._log = log
        arguments = json.dumps({"data_dir": str(folder), **FREE, **given})
        with log.open("wb") as file:
            self.child = subprocess.Popen([sys.executable, "-c", PROGRAM, arguments], stderr=file)

    async def record(self) -> EngineRecord:
        """Where it can be reached, once it is ready."""
        await until(lambda: EngineRecord.load(self.folder) or self.child.poll() is not None)
        found = EngineRecord.load(self.folder)
        assert found is not None, self.log
        return found

    async def code(self) -> int:
        await until(lambda: self.child.poll() is not None)
        return int(self.child.returncode)

    @property
    def log(self) -> str:
        return self._log.read_text()


Start = Callable[..., Process]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    running: list[Process] = []

    def begin(folder: str = "data", **given: object) -> Process:
        log = tmp_path / f"engine-{len(running)}.log"
        running.append(Process(tmp_path / folder, log, **given))
        return running[-1]

    yield begin
    for process in running:
        process.child.kill()
        process.child.wait()


def client(process: Process, record: EngineRecord) -> httpx.AsyncClient:
    token = (process.folder / "engine.token").read_text()
    return httpx.AsyncClient(
        base_url=record.api_address, headers={"Authorization": f"Bearer {token}"}, trust_env=False
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_can_be_found_while_it_runs_and_not_after(start: Start, number: int) -> None:
    process = start()
    record = await process.record()
    assert record.pid == process.child.pid
    assert stat.S_IMODE((process.folder / "engine.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((process.folder / "engine.token").stat().st_mode) == 0o600
    async with client(process, record) as http:
        info = (await http.get("/v3/info")).json()
        assert (info["pid"], info["rtmpPort"]) == (record.pid, record.rtmp_port)
        assert (await http.get("/v3/info", headers={"Authorization": "no"})).status_code == 401
    os.kill(record.pid, number)
    assert await process.code() == 0
    assert not (process.folder / "engine.json").exists()
    assert "engine has stopped" in process.log
    assert (process.folder / "engine.token").read_text() not in process.log


async def test_a_second_engine_on_one_data_folder_gives_way(start: Start) -> None:
    first = start()
    record = await first.record()
    second = start()
    assert await second.code() == 1
    assert "another engine serves this data folder" in second.log
    assert "Traceback" not in second.log
    assert EngineRecord.load(first.folder) == record, "the first one's record stays"
    async with client(first, record) as http:
        assert (await http.get("/v3/info")).status_code == 200


@pytest.mark.parametrize("which", ["rtmp_port", "api_port"])
async def test_a_port_that_is_taken_ends_it_with_a_clear_word(start: Start, which: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        process = start(**{which: holder.getsockname()[1]})
        assert await process.code() == 1
    assert "the engine can't start" in process.log
    assert "in use" in process.log.lower()
    assert "Traceback" not in process.log
    assert not (process.folder / "engine.json").exists()


@pytest.mark.parametrize("which", ["srt", "hls", "rtmps"])
async def test_a_service_whose_port_is_taken_is_off_and_comes_on_later(
    start: Start, which: str, tmp_path: Path
) -> None:
    made = certificate(tmp_path / "tls")
    kind = socket.SOCK_DGRAM if which == "srt" else socket.SOCK_STREAM
    with socket.socket(socket.AF_INET, kind) as holder:
        holder.bind(("127.0.0.1", 0))
        if which != "srt":
            holder.listen()
        port = holder.getsockname()[1]
        process = start(**{f"{which}_port": port}, tls_cert=str(made.file), tls_key=str(made.key))
        record = await process.record()
        reason = f"port {port} is in use by another program; end it or choose another port"
        assert record.services.pop(which) == {"port": 0, "reason": reason}
        assert all(service["port"] for service in record.services.values())
        assert f"{which} is off" in process.log
    async with client(process, record) as http:

        async def on() -> bool:
            found = (await http.get("/v3/info")).json()["services"][which]
            return bool(found == {"port": port, "reason": ""})

        await eventually(on, f"{which} comes on by itself", within=20)
        conf = (await http.get("/v3/config/global/get")).json()
        assert conf[f"{which}Address"] == f"127.0.0.1:{port}"
    again = EngineRecord.load(process.folder)
    assert again is not None
    assert again.services[which]["port"] == port


async def test_without_certificate_there_is_no_rtmps(start: Start) -> None:
    process = start(srt_port=None)
    record = await process.record()
    assert record.services["rtmps"] == {
        "port": 0,
        "reason": "no certificate is given; set tls_cert and tls_key",
    }
    assert record.services["srt"] == {"port": 0, "reason": "switched off by the setting srt_port"}
    assert "srt is off" not in process.log


async def test_without_libsrt_everything_but_srt_works(
    start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STREAMINGPRO_LIBSRT", str(tmp_path / "no-library.so"))
    process = start()
    record = await process.record()
    srt = record.services.pop("srt")
    assert srt["port"] == 0
    assert "STREAMINGPRO_LIBSRT names no library" in srt["reason"]
    assert srt["reason"] in process.log
    assert record.services["hls"]["port"]
    async with client(process, record) as http:
        assert (await http.get("/v3/info")).json()["services"]["srt"] == srt
        assert (await http.get("/v3/config/global/get")).json()["srt"] is False
        assert (await http.get("/v3/srtconns/list")).json()["items"] == []


async def test_a_killed_engine_leaves_a_folder_that_the_next_one_can_use(start: Start) -> None:
    first = start()
    before = await first.record()
    first.child.kill()
    await first.code()
    second = start()
    await until(lambda: EngineRecord.load(second.folder) != before)
    after = await second.record()
    assert after.pid == second.child.pid
    async with client(second, after) as http:
        assert (await http.get("/v3/paths/list")).json()["itemCount"] == 0


async def test_its_end_is_told_to_destinations_and_encoders(start: Start) -> None:
    process = start()
    record = await process.record()
    async with platform() as server:
        async with client(process, record) as http:
            user = {
                "user": "any",
                "permissions": [{"action": "publish"}, {"action": "read"}],
            }
            conf = {"authMethod": "internal", "authInternalUsers": [user]}
            assert (await http.patch("/v3/config/global/patch", json=conf)).is_success
            forward = {"forward": [{"dest": server.url("s3cret-key")}]}
            answer = await http.post("/v3/config/paths/add/show", json=forward)
            assert answer.is_success, answer.text
        async with crowd(record.rtmp_port) as clients:
            encoder = await clients.publisher("show?key=publish-s3cret")
            encoder.send_gop()
            await until(lambda: len(server.media.get("s3cret-key", [])) == 4)
            process.child.terminate()
            assert await process.code() == 0
            await until(lambda: encoder.ended)
        assert server.farewells["s3cret-key"] == 1
    assert "s3cret" not in process.log
    assert "Traceback" not in process.log


async def test_a_fault_in_one_part_does_not_stop_the_clock_of_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "TICK_S", 0.001)
    ticks: list[float] = []

    def broken(now: float) -> None:
        raise RuntimeError("a fault")

    async with running_engine(tmp_path, "a-token") as (engine, _):
        monkeypatch.setattr(engine.paths, "tick", broken)
        monkeypatch.setattr(engine.hls, "tick", ticks.append)
        await until(lambda: len(ticks) > 3)
