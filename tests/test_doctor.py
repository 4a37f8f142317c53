"""doctor: every finding that can be provoked without breaking the machine."""

import asyncio
import errno
import json
import os
import socket
from collections.abc import Iterable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from streamingpro.cli import app
from streamingpro.config import Settings, load
from streamingpro.control.db import Database
from streamingpro.control.nodes.managed.record import MediaMtxRecord
from streamingpro.control.secretbox import SecretBox
from streamingpro.doctor import examine_all, machine, media, mediamtx, network, storage
from streamingpro.doctor.report import Finding, Level, examine, failed
from streamingpro.engine.srt import lib
from streamingpro.kit.clock import rfc3339, utcnow
from streamingpro.kit.datadir import EngineRecord
from tests.peers.tls import certificate


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Free ports, a private data folder that does not exist yet, no file, no environment."""
    for name in [name for name in os.environ if name.startswith("STREAMINGPRO_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    ports = ("http_port", "rtmp_port", "rtmps_port", "srt_port", "hls_port", "engine_api_port")
    return load(data_dir=tmp_path / "data", **dict.fromkeys(ports, 0))


def only(findings: Iterable[Finding]) -> Finding:
    [finding] = findings
    return finding


def make_data_dir(settings: Settings) -> Path:
    settings.data_dir.mkdir(mode=0o700)
    return settings.data_dir


def upgrade(settings: Settings, key: str = "the first key of all") -> None:
    """Make the database of `settings`, sealed with `key`, as `serve` does at its start."""

    async def run() -> None:
        database = Database(settings.control().effective_database_url, SecretBox(key))
        await database.upgrade()
        await database.close()

    asyncio.run(run())


def managed(settings: Settings, **given: object) -> Settings:
    """The same with MediaMTX as the media server, on free ports unless others are `given`."""
    names = (
        *("mediamtx_api_port", "mediamtx_metrics_port", "rtsp_port", "rtsp_udp_port"),
        *("rtsps_port", "webrtc_port", "webrtc_udp_port", "moq_port", "moq_quic_port"),
    )
    return Settings(
        **(settings.model_dump() | dict.fromkeys(names, 0) | {"media_server": "mediamtx"} | given)
    )


def with_key(settings: Settings, key: str) -> Settings:
    return load(data_dir=settings.data_dir, secret_key=key)


def test_a_fresh_machine_has_nothing_that_fails(settings: Settings) -> None:
    findings = examine_all(settings)
    assert [f for f in findings if f.level is Level.FAIL] == []
    assert not settings.data_dir.exists(), "doctor changes nothing"


def test_a_check_that_breaks_is_a_finding(settings: Settings) -> None:
    def broken(_settings: Settings) -> list[Finding]:
        raise RuntimeError("rtmp://host/app/secretkey")

    finding = only(examine([("clock", broken)], settings))
    assert finding.level is Level.FAIL
    assert finding.name == "clock"
    assert "secretkey" not in finding.message


class TestCommand:
    def test_json(self, settings: Settings) -> None:
        arguments = ["doctor", "--json", "--data-dir", str(settings.data_dir)]
        done = CliRunner().invoke(app, arguments)
        report = json.loads(done.output)
        names = {check["name"] for check in report["checks"]}
        assert {"database", "clock", "disk space", "data folder", "secret key"} <= names
        assert done.exit_code == (0 if report["ok"] else 1)

    def test_a_failure_is_exit_code_1_and_says_how_to_mend(
        self, settings: Settings, tmp_path: Path
    ) -> None:
        (tmp_path / "data").write_text("a file where the folder should be")
        done = CliRunner().invoke(app, ["doctor", "--data-dir", str(settings.data_dir)])
        assert done.exit_code == 1
        assert "is a file, not a folder" in done.output
        assert "-> Give it to this user" in done.output


class TestPorts:
    def test_taken_by_another_program(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            finding = network.port_finding("RTMP port", "rtmp_port", "127.0.0.1", port)
        assert finding.level is Level.FAIL
        assert f"(pid {os.getpid()})" in finding.message or finding.message == "taken"
        assert "STREAMINGPRO_RTMP_PORT" in finding.mend

    def test_held_by_our_own_engine(self, settings: Settings) -> None:
        folder = make_data_dir(settings)
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            record = EngineRecord(os.getpid(), "http://127.0.0.1:1", port, rfc3339(utcnow()), "0")
            record.save(folder)
            found = network.ports(load(data_dir=folder, rtmp_host="127.0.0.1", rtmp_port=port))
            finding = next(f for f in found if f.name.startswith("RTMP"))
        assert finding.level is Level.OK
        assert finding.message == f"held by our own running program (pid {os.getpid()})"

    def test_held_by_our_own_serve(self, settings: Settings) -> None:
        folder = make_data_dir(settings)
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            (folder / "serve.json").write_text(json.dumps({"pid": os.getpid(), "http_port": port}))
            found = network.ports(load(data_dir=folder, http_host="127.0.0.1", http_port=port))
            finding = next(f for f in found if f.name.startswith("HTTP"))
        assert finding.level is Level.OK

    @pytest.mark.parametrize("service", ["rtmps", "srt", "hls"])
    def test_a_service_whose_port_is_taken_will_be_off(
        self, settings: Settings, service: str
    ) -> None:
        kind = socket.SOCK_DGRAM if service == "srt" else socket.SOCK_STREAM
        with socket.socket(socket.AF_INET, kind) as other:
            other.bind(("127.0.0.1", 0))
            if service != "srt":
                other.listen()
            port = other.getsockname()[1]
            given = {"rtmp_host": "127.0.0.1", f"{service}_port": port, "tls_cert": "/x.pem"}
            free = {"http_port": 0, "rtmp_port": 0, "engine_api_port": 0}
            found = network.ports(load(data_dir=settings.data_dir, **(free | given)))
            finding = next(f for f in found if f.name == f"{service.upper()} port {port}")
        assert finding.level is Level.WARN
        assert f"(pid {os.getpid()})" in finding.message or finding.message.startswith("taken;")
        assert finding.message.endswith(f"{service.upper()} will be off")
        assert f"STREAMINGPRO_{service.upper()}_PORT" in finding.mend

    def test_a_service_of_our_own_engine(self, settings: Settings) -> None:
        folder = make_data_dir(settings)
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            services = {"hls": {"port": port, "reason": ""}}
            EngineRecord(os.getpid(), "http://a:1", 1, rfc3339(utcnow()), "0", services).save(
                folder
            )
            ports = {"rtmp_host": "127.0.0.1", "hls_port": port}
            found = network.ports(load(data_dir=folder, **ports))
            finding = next(f for f in found if f.name.startswith("HLS"))
        assert finding.level is Level.OK

    def test_what_is_off_needs_no_port(self, settings: Settings) -> None:
        off = dict.fromkeys(("rtmps_port", "srt_port", "hls_port"), "off")
        names = {f.name for f in network.ports(load(data_dir=settings.data_dir, **off))}
        assert not any(name.startswith(("RTMPS", "SRT", "HLS")) for name in names)

    def test_with_mediamtx_its_ports_are_looked_at(self, settings: Settings) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            findings = list(network.ports(managed(settings, rtsp_port=port)))
            [rtsp] = [one for one in findings if one.name == f"RTSP port {port}"]
            assert (rtsp.level, "STREAMINGPRO_RTSP_PORT" in rtsp.mend) == (Level.FAIL, True)
            make_data_dir(settings)
            ports = {"api": 9996, "rtsp": port}
            MediaMtxRecord(os.getpid(), "now", "v1.20.1", "x", ports).save(settings.data_dir)
            findings = list(network.ports(managed(settings, rtsp_port=port)))
            [rtsp] = [one for one in findings if one.name == f"RTSP port {port}"]
            assert "held by our own" in rtsp.message
        assert sum(one.name.startswith("RTMP port") for one in findings) == 1

    def test_a_free_port(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
        assert network.port_finding("x", "rtmp_port", "", port).message == "free"

    @pytest.mark.parametrize(
        ("code", "said", "mend"),
        [
            (errno.EACCES, "this user may not use it", "CAP_NET_BIND_SERVICE"),
            (errno.EADDRNOTAVAIL, "can't be bound on", "STREAMINGPRO_HTTP_HOST"),
        ],
    )
    def test_not_allowed_or_no_such_address(
        self, code: int, said: str, mend: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(network, "bind_error", lambda _host, _port, *, udp: code)
        finding = network.port_finding("HTTP port", "http_port", "0.0.0.0", 80)
        assert finding.level is Level.FAIL
        assert said in finding.message
        assert mend in finding.mend

    def test_an_address_of_another_machine(self) -> None:
        assert network.bind_error("192.0.2.1", 0) == errno.EADDRNOTAVAIL
        assert network.bind_error("no such host.invalid", 0) == errno.EADDRNOTAVAIL


class TestMedia:
    def test_srt_is_there(self, settings: Settings) -> None:
        finding = only(media.srt(settings))
        assert finding.level is Level.OK
        assert "libsrt" in finding.message

    def test_srt_without_its_library(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def missing() -> None:
            raise lib.SrtUnavailable(f"SRT is off: the library is gone. {lib.HOW_TO_INSTALL}.")

        monkeypatch.setattr(lib, "load", missing)
        finding = only(media.srt(settings))
        assert (finding.level, finding.message) == (Level.WARN, "SRT is off: the library is gone")
        assert "apt install libsrt" in finding.mend
        monkeypatch.setattr(lib, "load", lib.find)
        monkeypatch.setenv(lib.ENVIRONMENT, "/nowhere/libsrt.so")
        finding = only(media.srt(settings))
        assert "STREAMINGPRO_LIBSRT names no library" in finding.message
        assert finding.mend == "Correct it, or leave it out to use the system's."
        off = load(data_dir=settings.data_dir, srt_port="off")
        assert only(media.srt(off)).level is Level.OK

    def test_a_certificate(self, settings: Settings, tmp_path: Path) -> None:
        assert only(media.certificate(settings)).message == "none given: RTMPS is off"
        made = certificate(tmp_path / "tls", days=90)
        given = load(data_dir=settings.data_dir, tls_cert=made.file, tls_key=made.key)
        finding = only(media.certificate(given))
        assert finding.level is Level.OK
        assert finding.message.startswith(f"{made.file}, valid until 20")

    @pytest.mark.parametrize(
        ("days", "level", "words"),
        [(10, Level.WARN, "it expires soon"), (-1, Level.FAIL, "it has expired")],
    )
    def test_a_certificate_that_expires(
        self, settings: Settings, tmp_path: Path, days: int, level: Level, words: str
    ) -> None:
        made = certificate(tmp_path / "tls", days=days)
        given = load(data_dir=settings.data_dir, tls_cert=made.file, tls_key=made.key)
        finding = only(media.certificate(given))
        assert finding.level is level
        assert words in finding.message

    def test_a_certificate_that_can_not_be_used(self, settings: Settings, tmp_path: Path) -> None:
        made = certificate(tmp_path / "tls")
        other = certificate(tmp_path / "other")
        given = load(data_dir=settings.data_dir, tls_cert=made.file, tls_key=other.key)
        finding = only(media.certificate(given))
        assert (finding.level, finding.message) == (
            Level.FAIL,
            "the key does not belong to the certificate",
        )
        assert "STREAMINGPRO_TLS_CERT" in finding.mend

    def test_media_folders(self, settings: Settings, tmp_path: Path) -> None:
        assert list(media.media_folders(settings)) == []
        folders = [str(tmp_path), str(tmp_path / "none")]
        given = load(data_dir=settings.data_dir, media_folders=folders)
        assert [f.level for f in media.media_folders(given)] == [Level.OK, Level.WARN]


class TestDataFolder:
    def test_open_to_others(self, settings: Settings) -> None:
        folder = make_data_dir(settings)
        (folder / "engine.token").write_text("x")
        (folder / "engine.token").chmod(0o644)
        finding = only(storage.data_folder(settings))
        assert finding.level is Level.WARN
        assert finding.mend == f"chmod 600 {folder / 'engine.token'}"

    def test_private(self, settings: Settings) -> None:
        make_data_dir(settings)
        assert only(storage.data_folder(settings)).level is Level.OK

    def test_not_writable(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        make_data_dir(settings)
        monkeypatch.setattr(os, "access", lambda _path, _mode: False)
        finding = only(storage.data_folder(settings))
        assert finding.level is Level.FAIL
        assert "STREAMINGPRO_DATA_DIR" in finding.mend

    @pytest.mark.parametrize(
        ("free", "level"), [(100 << 20, Level.FAIL), (500 << 20, Level.WARN), (5 << 30, Level.OK)]
    )
    def test_disk_space(
        self, settings: Settings, free: int, level: Level, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        usage = type("Usage", (), {"free": free})
        monkeypatch.setattr(storage.shutil, "disk_usage", lambda _path: usage)
        assert only(storage.disk_space(settings)).level is level


class TestSecretKey:
    def test_too_short(self, settings: Settings) -> None:
        finding = only(storage.secret_key(with_key(settings, "short")))
        assert finding.level is Level.FAIL
        assert "short" not in finding.message.removeprefix("shorter")

    def test_lost(self, settings: Settings) -> None:
        (make_data_dir(settings) / "streamingpro.db").touch()
        finding = only(storage.secret_key(settings))
        assert finding.level is Level.FAIL
        assert "is gone" in finding.message

    def test_present(self, settings: Settings) -> None:
        (make_data_dir(settings) / "secret.key").write_text("k" * 32)
        assert only(storage.secret_key(settings)).level is Level.OK

    def test_damaged(self, settings: Settings) -> None:
        (make_data_dir(settings) / "secret.key").write_text("\n")
        assert only(storage.secret_key(settings)).level is Level.FAIL


class TestDatabase:
    KEY = "the first key of all"

    def test_up_to_date(self, settings: Settings) -> None:
        upgrade(settings, self.KEY)
        finding = only(storage.database(with_key(settings, self.KEY)))
        assert finding.level is Level.OK
        assert "up to date" in finding.message

    def test_of_another_key(self, settings: Settings) -> None:
        upgrade(settings, self.KEY)
        finding = only(storage.database(with_key(settings, "quite another key")))
        assert finding.level is Level.FAIL
        assert "another secret key" in finding.message

    def test_of_a_newer_version(self, settings: Settings) -> None:
        upgrade(settings, self.KEY)
        _execute(settings, "UPDATE alembic_version SET version_num = 'ffffffffffff'")
        finding = only(storage.database(with_key(settings, self.KEY)))
        assert finding.level is Level.FAIL
        assert "newer version" in finding.message

    def test_empty(self, settings: Settings) -> None:
        (make_data_dir(settings) / "streamingpro.db").touch()
        assert "empty" in only(storage.database(settings)).message

    def test_damaged(self, settings: Settings) -> None:
        (make_data_dir(settings) / "streamingpro.db").write_bytes(b"this is no database " * 100)
        finding = only(storage.database(settings))
        assert finding.level is Level.FAIL
        assert "restore a backup" in finding.mend

    def test_of_an_unknown_kind(self, settings: Settings) -> None:
        finding = only(storage.database(load(database_url="mysql://u:pw@h/x")))
        assert finding.level is Level.FAIL
        assert "DATABASE_URL" in finding.mend

    def test_unreachable_and_without_the_password(self, settings: Settings) -> None:
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
        url = f"postgresql://me:geheim@127.0.0.1:{port}/x"
        finding = only(storage.database(load(database_url=url)))
        assert finding.level is Level.FAIL
        assert "geheim" not in finding.message + finding.mend


def _execute(settings: Settings, statement: str) -> None:
    import sqlite3

    with sqlite3.connect(settings.data_dir / "streamingpro.db") as connection:
        connection.execute(statement)
    connection.close()


class TestMachine:
    @pytest.mark.parametrize(
        ("soft", "level"), [(64, Level.FAIL), (1024, Level.WARN), (65536, Level.OK), (-1, Level.OK)]
    )
    def test_file_descriptors(
        self, settings: Settings, soft: int, level: Level, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(machine.resource, "getrlimit", lambda _what: (soft, 1 << 20))
        assert only(machine.file_descriptors(settings)).level is level

    def test_no_ffmpeg(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(machine, "find_ffmpeg", lambda: None)
        finding = only(machine.ffmpeg(settings))
        assert finding.level is Level.WARN
        assert "apt install ffmpeg" in finding.mend

    def test_an_ffmpeg_without_encoders(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(machine, "find_ffmpeg", lambda: "/bin/true")
        assert "libx264 and aac" in only(machine.ffmpeg(settings)).message

    @pytest.mark.parametrize(
        ("synchronised", "level"), [(True, Level.OK), (None, Level.OK), (False, Level.WARN)]
    )
    def test_clock(
        self,
        settings: Settings,
        synchronised: bool | None,
        level: Level,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(machine, "_synchronised", lambda: synchronised)
        monkeypatch.setattr(machine, "_drift_ms", lambda: 0.0)
        assert only(machine.clock(settings)).level is level

    def test_a_jumping_clock(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(machine, "_drift_ms", lambda: -3_600_000.0)
        assert "jumped by -3600000 ms" in only(machine.clock(settings)).message

    def test_kernel_settings_that_hurt(
        self, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        values = {
            "tcp_window_scaling": "0",
            "tcp_sack": "0",
            "tcp_wmem": "4096 16384 65536",
            "ip_local_port_range": "32768 33000",
        }
        (tmp_path / "ipv4").mkdir()
        for name, value in values.items():
            (tmp_path / "ipv4" / name).write_text(value + "\n")
        monkeypatch.setattr(machine, "SYSCTL", tmp_path)
        findings = list(machine.kernel_tcp(settings))
        assert [f.level for f in findings] == [Level.WARN] * 4
        assert not failed(findings)

    def test_a_library_that_does_not_load(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(name: str) -> None:
            raise ImportError("wrong ELF class")

        monkeypatch.setattr(machine.importlib, "import_module", refuse)
        findings = list(machine.libraries(settings))
        assert {f.level for f in findings} == {Level.FAIL}
        assert findings[0].mend == "Reinstall: pip install --force-reinstall uvloop"


class TestMediaMtx:
    def program(self, settings: Settings, version: str) -> Settings:
        path = make_data_dir(settings) / "mediamtx"
        path.write_text(f"#!/bin/sh\necho {version}\n")
        path.chmod(0o700)
        return managed(settings, mediamtx_bin=path)

    def test_found_with_its_version(self, settings: Settings) -> None:
        finding = only(mediamtx.program(self.program(settings, "v1.20.1")))
        assert finding.level is Level.OK
        assert "v1.20.1" in finding.message
        assert "STREAMINGPRO_MEDIAMTX_BIN" in finding.message

    @pytest.mark.parametrize(
        ("version", "level"),
        [("v1.9.0", Level.WARN), ("v1.19.3", Level.WARN), ("v1.8.5", Level.FAIL)],
    )
    def test_an_older_one(self, settings: Settings, version: str, level: Level) -> None:
        finding = only(mediamtx.program(self.program(settings, version)))
        assert finding.level is level
        assert "streamingpro mediamtx install" in finding.mend

    def test_none(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(settings.data_dir))
        finding = only(mediamtx.program(managed(settings)))
        assert finding.level is Level.FAIL
        assert "streamingpro mediamtx install" in finding.mend
        assert only(mediamtx.program(settings)).level is Level.OK, "the engine needs none"


def test_a_mistyped_variable_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STREAMINGPRO_RTMPPORT", "1")
    findings = list(storage.settings(settings))
    assert findings[1].message == "STREAMINGPRO_RTMPPORT is no setting (did you mean rtmp_port?)"
