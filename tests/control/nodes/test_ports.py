"""Where the listeners are, and what an engine is told of them at its start."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from streamingpro.control.nodes.launch import (
    BEHIND_MEDIAMTX,
    EMBEDDED,
    KnownPorts,
    engine_settings,
    port_taken,
)
from streamingpro.control.nodes.ports import ports_of
from streamingpro.control.settings import ControlSettings
from streamingpro.control.status.schemas import (
    MediaServerState,
    MediaServerStatus,
    ServiceStatus,
)
from streamingpro.engine.settings import EngineSettings
from streamingpro.kit.datadir import EngineRecord

SETTINGS = ControlSettings(data_dir=Path("/data"))


def status(**services: ServiceStatus) -> MediaServerStatus:
    return MediaServerStatus(state=MediaServerState.RUNNING, services=services)


def test_the_media_server_says_what_is_on_and_why_not() -> None:
    found = ports_of(
        status(
            rtmp=ServiceStatus(port=40001),
            rtmps=ServiceStatus(reason="The certificate has expired."),
            srt=ServiceStatus(port=40002),
        ),
        SETTINGS,
    )
    assert found.on == {"rtmp": 40001, "srt": 40002, "hls": 8888}
    assert found.off == {"rtmps": "The certificate has expired."}


@pytest.mark.parametrize(
    ("change", "on", "off"),
    [
        ({}, {"rtmp", "srt", "hls"}, {"rtmps": "certificate"}),
        (
            {"tls_cert": Path("/c.pem"), "tls_key": Path("/k.pem")},
            {"rtmp", "rtmps", "srt", "hls"},
            {},
        ),
        (
            {"srt_port": None, "hls_port": None, "rtmps_port": None},
            {"rtmp"},
            {"rtmps": "switched off", "srt": "switched off", "hls": "switched off"},
        ),
        (
            {"rtmp_port": 0, "srt_port": 0},
            {"rtmp", "hls"},
            {"srt": "not told", "rtmps": "certificate"},
        ),
    ],
)
def test_before_it_has_started_the_settings_say(
    change: dict[str, Any], on: set[str], off: dict[str, str]
) -> None:
    found = ports_of(status(), replace(SETTINGS, **change))
    assert set(found.on) == on
    assert found.off.keys() == off.keys()
    for name, words in off.items():
        assert words in found.off[name]


def test_the_engine_understands_what_it_is_told() -> None:
    settings = replace(
        SETTINGS,
        rtmp_port=0,
        rtmps_port=None,
        srt_port=0,
        tls_cert=Path("/c.pem"),
        pull_networks="10.0.0.0/8,fd00::/8",
        media_folders=(Path("/a"), Path("/b")),
    )
    told = engine_settings(settings, KnownPorts(rtmp=40001, srt=40002, hls=40003))
    engine = EngineSettings.from_environment(
        {f"STREAMINGPRO_{name}": value for name, value in told.items()}
    )
    assert (engine.rtmp_port, engine.rtmps_port, engine.srt_port) == (40001, None, 40002)
    assert (engine.hls_port, engine.tls_cert, engine.tls_key) == (8888, Path("/c.pem"), None)
    assert [str(network) for network in engine.pull_networks] == ["10.0.0.0/8", "fd00::/8"]
    assert engine.media_folders == (Path("/a"), Path("/b"))


def test_ports_of_an_engine_that_ran() -> None:
    record = EngineRecord(
        pid=1,
        api_address="http://127.0.0.1:40000",
        rtmp_port=40001,
        started="",
        version="",
        services={"srt": {"port": 40002}, "hls": {"port": "x"}, "rtmps": {}},
    )
    assert KnownPorts.of(record) == KnownPorts(api=40000, rtmp=40001, srt=40002)
    assert KnownPorts.of(None) == KnownPorts()


def test_words_for_a_taken_port_name_what_can_be_changed() -> None:
    words = port_taken(engine_settings(replace(SETTINGS, engine_api_port=0), KnownPorts()))
    assert "1935 (RTMP)" in words
    assert "ENGINE_API_PORT" not in words


def test_behind_mediamtx_the_engine_listens_on_this_machine_alone() -> None:
    settings = replace(SETTINGS, rtmp_host="0.0.0.0", tls_cert=Path("/c.pem"))
    told = BEHIND_MEDIAMTX.tell(settings, KnownPorts(rtmp=40001, srt=40002, hls=40003))
    engine = EngineSettings.from_environment(
        {f"STREAMINGPRO_{name}": value for name, value in told.items()}
    )
    assert engine.rtmp_host == "127.0.0.1"
    assert (engine.rtmp_port, engine.hls_port) == (40001, 40003)
    assert (engine.rtmps_port, engine.srt_port, engine.tls_cert) == (None, None, None)
    assert engine.api_port == SETTINGS.engine_api_port


def test_behind_mediamtx_no_port_of_its_is_asked_for() -> None:
    told = BEHIND_MEDIAMTX.tell(SETTINGS, KnownPorts(rtmp=1935, hls=8888))
    assert (told["RTMP_PORT"], told["HLS_PORT"]) == ("0", "0")


@pytest.mark.parametrize(
    ("rtmp_port", "services", "embedded", "behind"),
    [
        (1935, {"srt": {"port": 8890}}, True, False),
        (1935, {}, True, False),
        (40001, {}, False, True),
        (40001, {"srt": {"port": 8890}}, False, False),
    ],
)
def test_an_engine_of_the_other_role_is_not_adopted(
    rtmp_port: int, services: dict[str, dict[str, Any]], embedded: bool, behind: bool
) -> None:
    record = EngineRecord(1, "http://127.0.0.1:9997", rtmp_port, "", "", services)
    assert EMBEDDED.fits(SETTINGS, record) is embedded
    assert BEHIND_MEDIAMTX.fits(SETTINGS, record) is behind
    assert EMBEDDED.fits(replace(SETTINGS, rtmp_port=0), record)
