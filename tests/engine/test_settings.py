"""What the control plane hands to the engine through the environment."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from streamingpro.engine.settings import EngineSettings


def of(**values: str) -> EngineSettings:
    environment = {f"STREAMINGPRO_{name}": text for name, text in values.items()}
    return EngineSettings.from_environment({"STREAMINGPRO_DATA_DIR": "/data", **environment})


def test_defaults() -> None:
    assert of() == EngineSettings(Path("/data"))
    assert of(TLS_CERT="", SRT_PORT="", PULL_NETWORKS="", MEDIA_FOLDERS="") == of()


def test_everything() -> None:
    given = of(
        ENGINE_API_HOST="::1",
        ENGINE_API_PORT="1",
        RTMP_HOST="127.0.0.1",
        RTMP_PORT="2",
        RTMPS_PORT="3",
        TLS_CERT="/tls/cert.pem",
        TLS_KEY="/tls/key.pem",
        SRT_PORT="4",
        HLS_PORT="5",
        PULL_NETWORKS="10.1.2.3/8, fd00::/8",
        MEDIA_FOLDERS="/a:/b c",
        LOG_LEVEL="debug",
        LOG_FORMAT="json",
    )
    assert given == EngineSettings(
        data_dir=Path("/data"),
        api_host="::1",
        api_port=1,
        rtmp_host="127.0.0.1",
        rtmp_port=2,
        rtmps_port=3,
        tls_cert=Path("/tls/cert.pem"),
        tls_key=Path("/tls/key.pem"),
        srt_port=4,
        hls_port=5,
        pull_networks=(ip_network("10.0.0.0/8"), ip_network("fd00::/8")),
        media_folders=(Path("/a"), Path("/b c")),
        log_level="debug",
        log_format="json",
    )


def test_ports_that_are_off_and_networks_without_end() -> None:
    given = of(RTMPS_PORT="off", SRT_PORT="OFF", HLS_PORT="off", PULL_NETWORKS="any")
    assert (given.rtmps_port, given.srt_port, given.hls_port) == (None, None, None)
    assert given.pull_networks == "any"


def test_an_empty_host_is_every_interface() -> None:
    assert of(ENGINE_API_HOST="", RTMP_HOST="").api_host == ""


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"SRT_PORT": "x"}, "invalid literal for int"),
        ({"RTMP_PORT": "off"}, "invalid literal for int"),
        ({"PULL_NETWORKS": "any,10.0.0.0/8"}, "does not appear to be an IPv4 or IPv6 network"),
    ],
)
def test_nonsense_is_refused(values: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        of(**values)


def test_the_data_folder_must_be_given() -> None:
    with pytest.raises(KeyError, match="DATA_DIR"):
        EngineSettings.from_environment({})
