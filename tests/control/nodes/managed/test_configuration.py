"""What a managed MediaMTX is told, and why some of it is off."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from streamingpro.control.nodes.managed.configuration import configuration
from streamingpro.control.nodes.managed.freeports import free_ports, settle
from streamingpro.control.nodes.managed.listeners import (
    LISTENERS,
    NO_CERTIFICATE,
    RTP_STEPS,
    Facts,
    port_words,
    reasons,
    wanted,
)
from streamingpro.control.settings import ControlSettings, MediaMtxSettings

SETTINGS = ControlSettings(data_dir=Path("/data"), public_host="stream.example.org")
HOOK = "http://engine:secret@127.0.0.1:8000/api/hooks/auth"
PAIR = (Path("/tls/cert.pem"), Path("/tls/key.pem"))
NOW = (1, 20, 1)


def told(settings: ControlSettings, facts: Facts) -> dict[str, Any]:
    return configuration(settings, facts, wanted(settings, facts), HOOK)


def test_the_ports_are_those_of_the_settings() -> None:
    conf = told(SETTINGS, Facts(NOW, PAIR))
    assert conf["apiAddress"] == "127.0.0.1:9996"
    assert conf["metricsAddress"] == "127.0.0.1:9998"
    addresses = {name: value for name, value in conf.items() if str(value).startswith(":")}
    assert addresses == {
        "rtmpAddress": ":1935",
        "rtmpsAddress": ":1936",
        "srtAddress": ":8890",
        "hlsAddress": ":8888",
        "rtspAddress": ":8554",
        "rtspsAddress": ":8322",
        "rtpAddress": ":8000",
        "rtcpAddress": ":8001",
        "srtpAddress": ":8004",
        "srtcpAddress": ":8005",
        "webrtcAddress": ":8889",
        "webrtcLocalUDPAddress": ":8189",
        "moqHTTP2Address": ":8892",
        "moqHTTP3Address": ":8892",
        "moqQUICAddress": ":8893",
    }


def test_every_question_goes_to_our_hook_also_those_about_the_api() -> None:
    conf = told(SETTINGS, Facts(NOW))
    assert (conf["authMethod"], conf["authHTTPAddress"]) == ("http", HOOK)
    assert conf["authHTTPExclude"] == []
    assert conf["paths"] == {}


@pytest.mark.parametrize(
    ("rtsp", "rtsps", "encryption"),
    [(8554, 8322, "optional"), (8554, None, "no"), (None, 8322, "strict")],
)
def test_encryption_of_rtsp_by_its_ports(
    rtsp: int | None, rtsps: int | None, encryption: str
) -> None:
    settings = replace(SETTINGS, mediamtx=MediaMtxSettings(rtsp_port=rtsp, rtsps_port=rtsps))
    assert told(settings, Facts(NOW, PAIR))["rtspEncryption"] == encryption


def test_the_certificate_is_given_wherever_something_is_encrypted() -> None:
    conf = told(SETTINGS, Facts(NOW, PAIR))
    for server in ("rtmp", "rtsp", "webrtc", "moq"):
        assert conf[f"{server}ServerCert"] == "/tls/cert.pem"
        assert conf[f"{server}ServerKey"] == "/tls/key.pem"
    assert conf["webrtcEncryption"] is True
    without = told(SETTINGS, Facts(NOW))
    assert not any(name.endswith(("ServerCert", "ServerKey")) for name in without)
    assert (without["rtmpEncryption"], without["rtspEncryption"]) == ("no", "no")
    assert without["webrtcEncryption"] is False


def test_what_is_off_is_off() -> None:
    none = MediaMtxSettings(
        metrics_port=None, rtsp_port=None, rtsps_port=None, webrtc_port=None, moq_port=None
    )
    settings = replace(SETTINGS, srt_port=None, hls_port=None, mediamtx=none)
    conf = told(settings, Facts(NOW, PAIR))
    for name in ("metrics", "rtsp", "webrtc", "moq", "srt", "hls"):
        assert conf[name] is False, name
    assert "rtpAddress" not in conf


def test_rtsp_over_tcp_alone() -> None:
    settings = replace(SETTINGS, mediamtx=MediaMtxSettings(rtsp_udp_port=None))
    conf = told(settings, Facts(NOW, PAIR))
    assert conf["rtspTransports"] == ["tcp"]
    assert "rtpAddress" not in conf
    assert "srtpAddress" not in conf


@pytest.mark.parametrize(
    ("host", "address"), [("", ":1935"), ("10.0.0.1", "10.0.0.1:1935"), ("::1", "[::1]:1935")]
)
def test_the_address_to_listen_on(host: str, address: str) -> None:
    conf = told(replace(SETTINGS, rtmp_host=host), Facts(NOW))
    assert conf["rtmpAddress"] == address
    assert conf["apiAddress"].startswith("127.0.0.1:")


@pytest.mark.parametrize(
    ("host", "hosts"),
    [
        ("stream.example.org", ["stream.example.org"]),
        (None, []),
        ("[2001:db8::1]", ["2001:db8::1"]),
    ],
)
def test_browsers_are_told_of_the_public_host(host: str | None, hosts: list[str]) -> None:
    conf = told(replace(SETTINGS, public_host=host), Facts(NOW))
    assert conf["webrtcAdditionalHosts"] == hosts


@pytest.mark.parametrize(
    ("version", "has", "has_not"),
    [
        ((1, 9, 0), {"encryption", "protocols"}, {"rtspTransports", "srtpAddress", "moq"}),
        ((1, 11, 0), {"rtspEncryption", "rtspTransports"}, {"encryption", "srtpAddress", "moq"}),
        ((1, 13, 0), {"srtpAddress", "srtcpAddress"}, {"moq"}),
        ((1, 19, 1), {"moq"}, {"moqHTTP2Address", "moqQUICAddress"}),
        ((1, 20, 0), {"moq", "moqHTTP2Address", "moqQUICAddress"}, set()),
    ],
)
def test_an_older_one_is_told_only_what_it_knows(
    version: tuple[int, int, int], has: set[str], has_not: set[str]
) -> None:
    names = told(SETTINGS, Facts(version, PAIR)).keys()
    assert has <= names
    assert not has_not & names


def test_an_older_one_has_the_certificate_of_rtsp_by_its_former_name() -> None:
    conf = told(SETTINGS, Facts((1, 10, 0), PAIR))
    assert (conf["serverCert"], conf["serverKey"]) == ("/tls/cert.pem", "/tls/key.pem")


def test_the_reasons_for_what_is_off() -> None:
    settings = replace(
        SETTINGS, hls_port=None, mediamtx=MediaMtxSettings(rtsps_port=None, webrtc_port=None)
    )
    assert reasons(settings, Facts((1, 19, 0))) == {
        "rtmps": NO_CERTIFICATE,
        "hls": "HLS is switched off in the settings.",
        "rtsps": "RTSPS is switched off in the settings.",
        "webrtc": "WEBRTC is switched off in the settings.",
        "moq": "Media over QUIC needs MediaMTX v1.20.0 or newer.",
    }


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("listen tcp :8554: bind: address already in use", "8554 (RTSP)"),
        ("listen udp :8004: bind: address already in use", "8004 (RTSP over UDP)"),
        ("listen udp4 0.0.0.0:8189: bind: address already in use", "STREAMINGPRO_WEBRTC_UDP_PORT"),
        ("listen udp :8892: bind: address already in use", "STREAMINGPRO_MOQ_PORT"),
        ("listen tcp 127.0.0.1:9996: bind: address already in use", "MEDIAMTX_API_PORT"),
        ("listen tcp :1935: bind: permission denied", "may not use port 1935 (RTMP)"),
        ("listen tcp :4711: bind: address already in use", "4711 (TCP)"),
    ],
)
def test_words_for_a_port_that_can_not_be_had(said: str, words: str) -> None:
    ports = wanted(SETTINGS, Facts(NOW, PAIR))
    assert words in (port_words(said, ports) or "")


def test_other_words_are_none_of_a_port() -> None:
    assert port_words("open /tls/cert.pem: no such file", {}) is None


class TestPorts:
    def test_where_any_will_do_the_known_one_comes_first(self) -> None:
        ports = dict.fromkeys((one.name for one in LISTENERS), None) | {"rtmp": 0, "srt": 0}
        settled = settle(LISTENERS, ports | {"hls": 8888}, {"rtmp": 40001, "hls": 40003})
        assert (settled["rtmp"], settled["hls"], settled["rtsp"]) == (40001, 8888, None)
        assert settled["srt"]

    def test_no_two_are_alike_and_rtp_begins_even(self) -> None:
        ports = free_ports(LISTENERS)
        first = ports["rtp"]
        assert first is not None
        assert first % 2 == 0
        others = [port for name, port in ports.items() if name != "rtp"]
        taken = [*others, *(first + step for step in RTP_STEPS)]
        assert len(set(taken)) == len(taken)


def test_the_real_one_understands_it(tmp_path: Path) -> None:
    """It refuses to start on a field that it does not know, and says which."""
    program = shutil.which("mediamtx")
    if program is None:
        pytest.skip("MediaMTX is missing: put mediamtx on PATH")
    ports = dict(free_ports(LISTENERS))
    settings = replace(SETTINGS, rtmp_host="127.0.0.1", tls_cert=tmp_path / "none")
    conf = configuration(settings, Facts(NOW, (tmp_path / "c", tmp_path / "k")), ports, HOOK)
    file = tmp_path / "conf.json"
    file.write_text(json.dumps(conf))
    done = subprocess.run([program, file], capture_output=True, text=True, cwd=tmp_path, timeout=30)
    assert "configuration loaded" in done.stdout
    assert "unknown field" not in done.stdout
    assert f"open {tmp_path / 'c'}: no such file" in done.stdout
