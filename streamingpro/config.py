"""Settings: where they come from, and what each program is given of them.

One setting has one name everywhere: flag `--http-port`, environment `STREAMINGPRO_HTTP_PORT`,
key `http_port` in `streamingpro.toml`. Flags win over the environment, the environment over the
file, the file over the defaults. The file is the one named by `STREAMINGPRO_CONFIG` (or
`--config`), else `streamingpro.toml` in the working folder, else the one in the data folder.
A key that nobody knows is refused: a typing error must not become a default in silence.
"""

import difflib
import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from streamingpro.configtypes import (
    MEDIAMTX_PROTOCOL_PORTS,
    EvenPortOrOff,
    Folders,
    HttpAddress,
    NetworkList,
    Port,
    PortOrOff,
    doubled_port,
)

if TYPE_CHECKING:
    from streamingpro.control.settings import ControlSettings
    from streamingpro.engine.settings import EngineSettings

ENV_PREFIX = "STREAMINGPRO_"
CONFIG_VARIABLE = "STREAMINGPRO_CONFIG"
LIBRARY_VARIABLE = "STREAMINGPRO_LIBSRT"  # read where the library is loaded, not here
FILE_NAME = "streamingpro.toml"
DEFAULT_DATA_DIR = Path("~/.streamingpro")
ADMIN_PASSWORD_MIN = 8  # as POST /api/setup asks

_WORDS = {
    "bool_parsing": "this must be true or false",
    "int_parsing": "this must be a whole number",
    "int_type": "this must be a whole number",
    "int_from_float": "this must be a whole number",
    "less_than_equal": "this must be {le} or less",
    "greater_than_equal": "this must be {ge} or more",
    "literal_error": "this must be one of: {expected}",
    "string_type": "this must be text (in streamingpro.toml: in quotes)",
}
_HOST = re.compile(r"[A-Za-z0-9.:_-]+|\[[0-9A-Fa-f:.]+\]")


class ConfigError(Exception):
    """A setting that can't be used. The text says which, where it was given and how to mend it.

    It never holds the value: that may be a password.
    """


class Settings(BaseSettings):
    """Every setting of every program. Ports: 0 means any free one, "off" (None) none at all."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, env_ignore_empty=True, extra="forbid")

    data_dir: Path = DEFAULT_DATA_DIR
    database_url: SecretStr | None = None
    http_host: str = "0.0.0.0"
    http_port: Port = 8000
    rtmp_host: str = ""
    rtmp_port: Port = 1935
    rtmps_port: PortOrOff = 1936
    tls_cert: Path | None = None
    tls_key: Path | None = None
    srt_port: PortOrOff = 8890
    hls_port: PortOrOff = 8888
    pull_networks: NetworkList = ""
    media_folders: Folders = ()
    engine_api_host: str = "127.0.0.1"
    engine_api_port: Port = 9997
    media_server: Literal["embedded", "mediamtx"] = "embedded"
    mediamtx_bin: Path | None = None
    mediamtx_url: HttpAddress | None = None
    mediamtx_api_port: Port = 9996
    mediamtx_metrics_port: PortOrOff = 9998
    rtsp_port: PortOrOff = 8554
    rtsp_udp_port: EvenPortOrOff = 8000
    rtsps_port: PortOrOff = 8322
    webrtc_port: PortOrOff = 8889
    webrtc_udp_port: Port = 8189
    moq_port: PortOrOff = 8892
    moq_quic_port: Port = 8893
    public_host: str | None = None
    compat_routes: bool = False
    admin_email: str | None = None
    admin_password: SecretStr | None = None
    secret_key: SecretStr | None = None
    log_level: Literal["debug", "info", "warn", "error"] = "info"
    log_format: Literal["console", "json"] = "console"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags, environment, file: the first that names a setting decides it."""
        flags = init_settings()
        values = _read_file(find_file(flags.get("data_dir")))
        return init_settings, env_settings, InitSettingsSource(settings_cls, init_kwargs=values)

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("tls_cert", "tls_key", "mediamtx_bin")
    @classmethod
    def _absolute_file(cls, value: Path | None) -> Path | None:
        return None if value is None else value.expanduser().absolute()

    @field_validator("media_server", "log_level", "log_format", mode="before")
    @classmethod
    def _any_case(cls, value: Any) -> Any:
        text = value.lower() if isinstance(value, str) else value
        return "warn" if text == "warning" else text

    @field_validator("public_host")
    @classmethod
    def _bare_host(cls, value: str | None) -> str | None:
        if value is not None and not _HOST.fullmatch(value):
            raise ValueError("give only a host name or address, such as stream.example.org")
        return value

    @field_validator("admin_email")
    @classmethod
    def _an_address(cls, value: str | None) -> str | None:
        name, _, domain = (value or "").strip().rpartition("@")
        if value is not None and not (name and domain):
            raise ValueError("this is not an e-mail address; nobody could sign in with it")
        return value

    @field_validator("admin_password")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < ADMIN_PASSWORD_MIN:
            raise ValueError(f"a password has at least {ADMIN_PASSWORD_MIN} characters")
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.admin_email is None) != (self.admin_password is None):
            raise ValueError("admin_email and admin_password belong together: set both or neither")
        if self.tls_key is not None and self.tls_cert is None:
            raise ValueError("tls_key is of no use without tls_cert")
        words = doubled_port(self.media_server == "mediamtx", vars(self))
        if words is not None:
            raise ValueError(words)
        return self

    def control(self) -> "ControlSettings":
        """What `serve` is told. Imports the control plane."""
        from streamingpro.control.settings import ControlSettings, MediaMtxSettings

        given: dict[str, Any] = {
            "data_dir": self.data_dir,
            "http_host": self.http_host,
            "http_port": self.http_port,
            "rtmp_host": self.rtmp_host,
            "engine_api_host": self.engine_api_host,
            "rtmp_port": self.rtmp_port,
            "engine_api_port": self.engine_api_port,
            **self._media(),
            "media_server": self.media_server,
            "mediamtx": MediaMtxSettings(
                program=self.mediamtx_bin,
                api_port=self.mediamtx_api_port,
                metrics_port=self.mediamtx_metrics_port,
                **{name: getattr(self, name) for name in MEDIAMTX_PROTOCOL_PORTS},
            ),
            "public_host": self.public_host,
            "compat_routes": self.compat_routes,
            "admin_email": self.admin_email,
            "admin_password": self.admin_password,
            "secret_key": _reveal(self.secret_key),
            "log_level": self.log_level,
            "log_format": self.log_format,
        }
        if self.database_url is not None:
            given["database_url"] = self.database_url.get_secret_value()
        return ControlSettings(**given)

    def engine(self) -> "EngineSettings":
        """What `engine` is told. Imports the engine's settings only."""
        from streamingpro.engine.settings import EngineSettings, parse_networks

        return EngineSettings(
            data_dir=self.data_dir,
            api_host=self.engine_api_host,
            api_port=self.engine_api_port,
            rtmp_host=self.rtmp_host,
            rtmp_port=self.rtmp_port,
            **(self._media() | {"pull_networks": parse_networks(self.pull_networks)}),
            log_level=self.log_level,
            log_format=self.log_format,
        )

    def _media(self) -> dict[str, Any]:
        """What both programs are told of the media server's services."""
        names = ("rtmps_port", "tls_cert", "tls_key", "srt_port", "hls_port")
        return {name: getattr(self, name) for name in (*names, "pull_networks", "media_folders")}


def load(**flags: Any) -> Settings:
    """The settings, with `flags` (those that are not None) before all else.

    Raises ConfigError for an unreadable file, an unknown key or a value that can't be used.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        raise ConfigError(_explain(error, given)) from None


def find_file(data_dir: Any = None) -> Path | None:
    """The settings file that applies, or None. Raises ConfigError when the named one is missing."""
    named = os.environ.get(CONFIG_VARIABLE)
    if named:
        path = Path(named).expanduser().absolute()
        if not path.is_file():
            raise ConfigError(f"{CONFIG_VARIABLE} names {path}, but there is no such file.")
        return path
    folder = data_dir or os.environ.get(f"{ENV_PREFIX}DATA_DIR") or DEFAULT_DATA_DIR
    places = (Path(FILE_NAME).absolute(), Path(folder).expanduser().absolute() / FILE_NAME)
    return next((path for path in places if path.is_file()), None)


def unknown_environment() -> list[str]:
    """`STREAMINGPRO_*` variables that name no setting; likely typing errors."""
    known = {f"{ENV_PREFIX}{name}".upper() for name in Settings.model_fields}
    known |= {CONFIG_VARIABLE, LIBRARY_VARIABLE}
    return sorted(
        name
        for name in os.environ
        if name.upper().startswith(ENV_PREFIX) and name.upper() not in known
    )


def suggestion(name: str) -> str:
    """` (did you mean …?)` for a mistyped setting, or nothing."""
    close = difflib.get_close_matches(name.lower(), Settings.model_fields, n=1, cutoff=0.7)
    return f" (did you mean {close[0]}?)" if close else ""


def _read_file(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} can't be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from None
    unknown = [name for name in values if name not in Settings.model_fields]
    if unknown:
        names = ", ".join(f"{name}{suggestion(name)}" for name in unknown)
        known = ", ".join(sorted(Settings.model_fields))
        raise ConfigError(f"{path}: unknown setting: {names}. The settings are: {known}.")
    return values


def _explain(error: ValidationError, flags: dict[str, Any]) -> str:
    lines = []
    for item in error.errors(include_input=False, include_url=False):
        words = _WORDS.get(item["type"], "").format_map(item.get("ctx") or {})
        message = words or item["msg"].removeprefix("Value error, ")
        name = str(item["loc"][0]) if item["loc"] else ""
        lines.append(f"{_source(name, flags)}: {message}" if name else message)
    return "\n".join(lines)


def _source(name: str, flags: dict[str, Any]) -> str:
    variable = f"{ENV_PREFIX}{name.upper()}"
    if name in flags:
        return f"--{name.replace('_', '-')}"
    if any(key.upper() == variable for key in os.environ):
        return variable
    return f"{name} in {find_file(flags.get('data_dir'))}"


def _reveal(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()
