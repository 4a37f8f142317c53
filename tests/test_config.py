"""Settings: precedence, refusals in plain words, and what each program is given."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from streamingpro import config
from streamingpro.config import ConfigError, load

PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder and home, and no settings in the environment."""
    for name in [*config.unknown_environment(), *_settings_names()]:
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "home"
    work = tmp_path / "work"
    home.mkdir()
    work.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(work)
    return work


def _settings_names() -> list[str]:
    names = [f"{config.ENV_PREFIX}{name.upper()}" for name in config.Settings.model_fields]
    return [*names, config.CONFIG_VARIABLE]


def test_without_any_setting_it_has_sane_defaults(tmp_path: Path) -> None:
    settings = load()
    assert settings.data_dir == tmp_path / "home" / ".streamingpro"
    assert (settings.http_port, settings.rtmp_port, settings.engine_api_port) == (8000, 1935, 9997)
    assert settings.engine_api_host == "127.0.0.1"


def test_flags_win_over_environment_over_file_over_defaults(
    own_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own_place / "streamingpro.toml").write_text(
        "http_port = 1001\nrtmp_port = 1002\nengine_api_port = 1003\n"
    )
    monkeypatch.setenv("STREAMINGPRO_RTMP_PORT", "2002")
    monkeypatch.setenv("STREAMINGPRO_ENGINE_API_PORT", "2003")
    settings = load(engine_api_port=3003, http_port=None)
    assert settings.http_port == 1001
    assert settings.rtmp_port == 2002
    assert settings.engine_api_port == 3003


def test_an_empty_variable_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STREAMINGPRO_HTTP_PORT", "")
    monkeypatch.setenv("STREAMINGPRO_PUBLIC_HOST", "")
    assert load().http_port == 8000
    assert load().public_host is None


class TestFile:
    def test_the_named_one_wins(self, own_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (own_place / "streamingpro.toml").write_text("http_port = 1")
        named = own_place / "other.toml"
        named.write_text("http_port = 2")
        monkeypatch.setenv("STREAMINGPRO_CONFIG", str(named))
        assert load().http_port == 2

    def test_the_working_folder_comes_before_the_data_folder(self, own_place: Path) -> None:
        data = own_place / "data"
        data.mkdir()
        (data / "streamingpro.toml").write_text("http_port = 3")
        assert load(data_dir=data).http_port == 3
        (own_place / "streamingpro.toml").write_text("http_port = 4")
        assert load(data_dir=data).http_port == 4

    def test_a_named_file_that_is_missing_is_an_error(
        self, own_place: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("STREAMINGPRO_CONFIG", str(own_place / "nowhere.toml"))
        with pytest.raises(ConfigError, match=r"nowhere\.toml, but there is no such file"):
            load()

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("http_prot = 1", r"unknown setting: http_prot \(did you mean http_port\?\)"),
            ("[server]\nport = 1", r"unknown setting: server\. The settings are: admin_email,"),
            ("http_port = ", "is not valid TOML"),
            ("http_port = 'x'", r"http_port in .*streamingpro\.toml: .*whole number"),
        ],
    )
    def test_mistakes_are_told(self, own_place: Path, text: str, said: str) -> None:
        (own_place / "streamingpro.toml").write_text(text)
        with pytest.raises(ConfigError, match=said):
            load()

    def test_a_file_that_is_no_text_is_told(self, own_place: Path) -> None:
        (own_place / "streamingpro.toml").write_bytes(b"\xff\xfe")
        with pytest.raises(ConfigError, match="can't be read"):
            load()


class TestRefusals:
    @pytest.mark.parametrize(
        ("flags", "said"),
        [
            ({"http_port": 70000}, r"--http-port: this must be 65535 or less"),
            ({"log_level": "loud"}, r"--log-level: .*'debug', 'info', 'warn' or 'error'"),
            ({"public_host": "https://x.org/"}, r"--public-host: give only a host name"),
            ({"admin_email": "a@example.org"}, "set both or neither"),
            (
                {"admin_email": "admin", "admin_password": PASSWORD},
                "--admin-email: .*e-mail address",
            ),
            (
                {"admin_email": "a@b.c", "admin_password": "short"},
                "--admin-password: .*at least 8 characters",
            ),
            ({"http_port": 1935}, "must differ"),
        ],
    )
    def test_say_which_setting_and_why(self, flags: dict[str, object], said: str) -> None:
        with pytest.raises(ConfigError, match=said):
            load(**flags)

    def test_name_the_variable(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("STREAMINGPRO_RTMP_PORT", "many")
        with pytest.raises(
            ConfigError, match=r"^STREAMINGPRO_RTMP_PORT: this must be a whole number$"
        ):
            load()

    def test_never_repeat_a_value(self, own_place: Path) -> None:
        (own_place / "streamingpro.toml").write_text(f"admin_password = ['{PASSWORD}']")
        with pytest.raises(ConfigError) as caught:
            load()
        assert PASSWORD not in str(caught.value)
        assert caught.value.__cause__ is None


def test_ports_0_may_be_equal() -> None:
    settings = load(http_port=0, rtmp_port=0, engine_api_port=0)
    assert settings.engine().rtmp_port == 0


def test_services_may_be_off() -> None:
    settings = load(rtmps_port="off", srt_port="OFF", hls_port="8889")
    assert (settings.rtmps_port, settings.srt_port, settings.hls_port) == (None, None, 8889)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"http_port": 1935}, "http_port and rtmp_port must differ, both are 1935"),
        ({"hls_port": 9997}, "hls_port and engine_api_port must differ"),
        ({"rtmps_port": "on"}, "--rtmps-port: this must be a whole number"),
        ({"rtmp_port": "off"}, "--rtmp-port: this must be a whole number"),
        ({"srt_port": 65536}, "--srt-port: this must be 65535 or less"),
        ({"tls_key": "/a/key.pem"}, "tls_key is of no use without tls_cert"),
        ({"pull_networks": "10.0.0.0/8,lan"}, "--pull-networks: give networks such as"),
        ({"media_folders": ["/a:b"]}, "must not have a colon"),
        (
            {"media_server": "nginx"},
            "this must be one of: 'embedded' or 'mediamtx'",
        ),
        ({"mediamtx_url": "ftp://mirror"}, "--mediamtx-url: this must begin with https://"),
        ({"rtsp_udp_port": 8001}, "--rtsp-udp-port: this must be an even number"),
        (
            {"media_server": "mediamtx", "rtsp_port": 9996},
            "mediamtx_api_port and rtsp_port must differ, both are 9996",
        ),
        (
            {"media_server": "mediamtx", "srt_port": 8189},
            "srt_port and webrtc_udp_port must differ",
        ),
        (
            {"media_server": "mediamtx", "srt_port": 8005},
            "srt_port and rtsp_udp_port must differ, both are 8005",
        ),
    ],
)
def test_services_that_can_not_be(given: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        load(**given)


def test_the_ports_of_mediamtx_count_only_where_it_is_used() -> None:
    assert load(rtsp_port=1935, srt_port=8189).media_server == "embedded"
    assert load(media_server="MediaMTX", rtsp_udp_port="off", srt_port=8000).srt_port == 8000


def test_the_control_plane_is_told_of_mediamtx(tmp_path: Path) -> None:
    given = load(
        media_server="mediamtx",
        mediamtx_bin="~/mediamtx",
        mediamtx_api_port=0,
        mediamtx_metrics_port="off",
        rtsps_port="off",
        webrtc_udp_port=8190,
    ).control()
    assert given.media_server == "mediamtx"
    assert given.mediamtx.program == tmp_path / "home" / "mediamtx"
    assert (given.mediamtx.api_port, given.mediamtx.metrics_port) == (0, None)
    assert (given.mediamtx.rtsp_port, given.mediamtx.rtsps_port) == (8554, None)
    assert given.mediamtx.webrtc_udp_port == 8190


def test_srt_is_udp_and_may_have_the_number_of_another() -> None:
    assert load(srt_port=8888).srt_port == 8888


def test_lists_as_text_and_as_lists(own_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (own_place / "streamingpro.toml").write_text(
        'pull_networks = ["10.1.2.3/8", "fd00::1"]\nmedia_folders = ["~/media", "shows"]\n'
    )
    home = own_place.parent / "home"
    from_file = load()
    assert from_file.pull_networks == "10.0.0.0/8,fd00::1/128"
    assert from_file.media_folders == (home / "media", own_place / "shows")
    monkeypatch.setenv("STREAMINGPRO_PULL_NETWORKS", "ANY")
    monkeypatch.setenv("STREAMINGPRO_MEDIA_FOLDERS", "/a:/b")
    assert load().pull_networks == "any"
    assert load().media_folders == (Path("/a"), Path("/b"))


def test_the_engine_and_the_control_plane_are_told_of_the_services(own_place: Path) -> None:
    settings = load(
        rtmps_port=1,
        tls_cert="tls/cert.pem",
        srt_port="off",
        hls_port=3,
        pull_networks="10.0.0.0/8",
        media_folders=["/a"],
    )
    engine, control = settings.engine(), settings.control()
    assert engine.tls_cert == control.tls_cert == own_place / "tls" / "cert.pem"
    assert (engine.rtmps_port, engine.srt_port, engine.hls_port) == (1, None, 3)
    assert (control.rtmps_port, control.srt_port, control.hls_port) == (1, None, 3)
    assert engine.pull_networks == (ip_network("10.0.0.0/8"),)
    assert control.pull_networks == "10.0.0.0/8"
    assert engine.media_folders == control.media_folders == (Path("/a"),)


def test_level_and_format_in_any_case() -> None:
    settings = load(log_level="WARNING", log_format="JSON")
    assert (settings.log_level, settings.log_format) == ("warn", "json")


def test_the_engine_is_given_its_part(tmp_path: Path) -> None:
    given = load(data_dir=tmp_path, rtmp_host="10.0.0.1", rtmp_port=1, engine_api_port=2).engine()
    assert (given.data_dir, given.rtmp_host, given.rtmp_port) == (tmp_path, "10.0.0.1", 1)
    assert (given.api_host, given.api_port) == ("127.0.0.1", 2)


def test_the_control_plane_is_given_its_part(tmp_path: Path) -> None:
    url = "postgresql://u:p@db/x"
    settings = load(
        data_dir=tmp_path, database_url=url, admin_email="a@b.c", admin_password="pw-pw-pw"
    )
    given = settings.control()
    assert given.effective_database_url == url
    assert given.admin_password is not None
    assert given.admin_password.get_secret_value() == "pw-pw-pw"
    assert "pw" not in repr(settings)
    assert "u:p" not in repr(settings)


def test_the_earlier_routes_are_there_when_asked_for(
    own_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load().control().compat_routes is False
    (own_place / "streamingpro.toml").write_text("compat_routes = true\n")
    assert load().control().compat_routes is True
    monkeypatch.setenv("STREAMINGPRO_COMPAT_ROUTES", "0")
    assert load().control().compat_routes is False
    monkeypatch.setenv("STREAMINGPRO_COMPAT_ROUTES", "1")
    assert load().control().compat_routes is True
    monkeypatch.setenv("STREAMINGPRO_COMPAT_ROUTES", "maybe")
    with pytest.raises(ConfigError, match="COMPAT_ROUTES: this must be true or false"):
        load()


def test_a_relative_data_folder_is_made_absolute(own_place: Path) -> None:
    assert load(data_dir="x").data_dir == own_place / "x"


def test_variables_that_name_no_setting_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STREAMINGPRO_HTTPPORT", "1")
    monkeypatch.setenv("STREAMINGPRO_HTTP_PORT", "1")
    assert config.unknown_environment() == ["STREAMINGPRO_HTTPPORT"]
    assert "http_port" in config.suggestion("HTTPPORT")


def test_the_documentation_names_every_setting() -> None:
    page = (Path(__file__).parents[1] / "docs" / "configuration.md").read_text()
    missing = [name for name in config.Settings.model_fields if f"`{name}`" not in page]
    assert not missing
