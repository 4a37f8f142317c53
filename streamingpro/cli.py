"""The command line: `serve`, `engine`, `demo`, `doctor`, `mediamtx`, `version`.

Each command imports what it needs when it runs, so that `engine` starts without loading the
control plane, and `serve` without loading the engine.
"""

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from streamingpro.config import Settings

EXIT_USAGE = 2

app = typer.Typer(
    name="streamingpro",
    help="One live stream in, as many destinations out as you want, on a server of your own.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

mediamtx = typer.Typer(
    help="MediaMTX as the media server: fetch the program, see which one is used.",
    no_args_is_help=True,
)
app.add_typer(mediamtx, name="mediamtx")

ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", help="Settings file (else ./streamingpro.toml, if there is one)."),
]
DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Folder for database, keys and logs (~/.streamingpro)."),
]
DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        "--database-url", help="postgresql://user@host/name (else SQLite in the data folder)."
    ),
]
HttpHost = Annotated[str | None, typer.Option("--http-host", help="Address the API listens on.")]
HttpPort = Annotated[int | None, typer.Option("--http-port", help="Port of the API (8000).")]
RtmpHost = Annotated[
    str | None, typer.Option("--rtmp-host", help="Address to listen on for encoders.")
]
RtmpPort = Annotated[
    int | None, typer.Option("--rtmp-port", help="Port encoders publish to (1935).")
]
RtmpsPort = Annotated[
    str | None,
    typer.Option("--rtmps-port", help="Port for encoders with encryption (1936), or off."),
]
TlsCert = Annotated[
    Path | None, typer.Option("--tls-cert", help="PEM file with the certificate for RTMPS.")
]
TlsKey = Annotated[
    Path | None, typer.Option("--tls-key", help="PEM file with its key, unless it holds both.")
]
SrtPort = Annotated[str | None, typer.Option("--srt-port", help="UDP port for SRT (8890), or off.")]
HlsPort = Annotated[
    str | None, typer.Option("--hls-port", help="Port for players of HLS (8888), or off.")
]
ApiHost = Annotated[
    str | None, typer.Option("--engine-api-host", "--api-host", help="Address of the engine's API.")
]
ApiPort = Annotated[
    int | None,
    typer.Option("--engine-api-port", "--api-port", help="Port of the engine's own API (9997)."),
]
MediaServer = Annotated[
    str | None,
    typer.Option("--media-server", help="embedded (our own engine) or mediamtx."),
]
PublicHost = Annotated[
    str | None, typer.Option("--public-host", help="Host name shown in publish addresses.")
]
LogLevel = Annotated[str | None, typer.Option("--log-level", help="debug, info, warn or error.")]
LogFormat = Annotated[str | None, typer.Option("--log-format", help="console or json.")]


def _plain_errors(command: Callable[..., int]) -> Callable[..., NoReturn]:
    """Run `command`, turn a ConfigError into one plain message, exit with the command's code."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> NoReturn:
        from streamingpro.config import ConfigError

        try:
            code = command(*args, **kwargs)
        except ConfigError as error:
            typer.echo(f"streamingpro: {error}", err=True)
            code = EXIT_USAGE
        except KeyboardInterrupt:
            code = 130
        sys.exit(code)

    return run


@app.command()
@_plain_errors
def serve(
    config: ConfigFile = None,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    http_host: HttpHost = None,
    http_port: HttpPort = None,
    rtmp_host: RtmpHost = None,
    rtmp_port: RtmpPort = None,
    rtmps_port: RtmpsPort = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    srt_port: SrtPort = None,
    hls_port: HlsPort = None,
    engine_api_port: ApiPort = None,
    media_server: MediaServer = None,
    public_host: PublicHost = None,
    log_level: LogLevel = None,
    log_format: LogFormat = None,
) -> int:
    """Run the whole thing: API, database, and the media engine beside it."""
    settings = _settings(
        config,
        data_dir=data_dir,
        database_url=database_url,
        http_host=http_host,
        http_port=http_port,
        rtmp_host=rtmp_host,
        rtmp_port=rtmp_port,
        rtmps_port=rtmps_port,
        tls_cert=tls_cert,
        tls_key=tls_key,
        srt_port=srt_port,
        hls_port=hls_port,
        engine_api_port=engine_api_port,
        media_server=media_server,
        public_host=public_host,
        log_level=log_level,
        log_format=log_format,
    )
    from streamingpro.control.run import serve as run

    return run(settings.control())


@app.command()
@_plain_errors
def engine(
    config: ConfigFile = None,
    data_dir: DataDir = None,
    rtmp_host: RtmpHost = None,
    rtmp_port: RtmpPort = None,
    rtmps_port: RtmpsPort = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    srt_port: SrtPort = None,
    hls_port: HlsPort = None,
    engine_api_host: ApiHost = None,
    engine_api_port: ApiPort = None,
    log_level: LogLevel = None,
    log_format: LogFormat = None,
) -> int:
    """Run the media engine alone (`serve` does this for you)."""
    settings = _settings(
        config,
        data_dir=data_dir,
        rtmp_host=rtmp_host,
        rtmp_port=rtmp_port,
        rtmps_port=rtmps_port,
        tls_cert=tls_cert,
        tls_key=tls_key,
        srt_port=srt_port,
        hls_port=hls_port,
        engine_api_host=engine_api_host,
        engine_api_port=engine_api_port,
        log_level=log_level,
        log_format=log_format,
    )
    from streamingpro.engine.run import main as run

    return run(settings.engine())


@app.command()
@_plain_errors
def demo(
    seconds: Annotated[
        float | None, typer.Option("--seconds", min=1, help="End by itself after this long.")
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Print lines instead of a live table.")
    ] = False,
    svg: Annotated[
        Path | None, typer.Option("--svg", help="Write a picture of the last table here.")
    ] = None,
) -> int:
    """Show the main job: a test picture in, two destinations out, live in this terminal."""
    from streamingpro.demo import run_demo

    return run_demo(seconds=seconds, plain=plain, svg=svg)


@app.command()
@_plain_errors
def doctor(
    config: ConfigFile = None,
    data_dir: DataDir = None,
    json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> int:
    """Check this machine and say how to mend what is wrong. Exit code 1 when something fails."""
    from streamingpro.doctor import run_doctor

    return run_doctor(_settings(config, data_dir=data_dir), as_json=json)


@mediamtx.command("install")
@_plain_errors
def mediamtx_install(
    config: ConfigFile = None,
    data_dir: DataDir = None,
    origin: Annotated[
        str | None,
        typer.Option("--from", help="A mirror's folder, or the archive's address or file."),
    ] = None,
    sha256: Annotated[
        str | None, typer.Option("--sha256", help="The archive's SHA-256, when you know it.")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Also when it is installed already.")
    ] = False,
) -> int:
    """Fetch the official MediaMTX, check its SHA-256, and put it into the data folder."""
    from streamingpro.mediamtxinstall.command import run_install

    settings = _settings(config, data_dir=data_dir)
    return run_install(settings, origin=origin, sha256=sha256, again=again)


@mediamtx.command("where")
@_plain_errors
def mediamtx_where(config: ConfigFile = None, data_dir: DataDir = None) -> int:
    """Say which MediaMTX is used, and its version."""
    from streamingpro.mediamtxinstall.command import run_where

    return run_where(_settings(config, data_dir=data_dir))


@app.command()
def version() -> None:
    """Print the version."""
    from streamingpro import __version__

    typer.echo(f"streamingpro {__version__}")


def _settings(config: Path | None, **flags: Any) -> "Settings":
    """The settings; `--config` is handed on to child processes through the environment."""
    from streamingpro.config import CONFIG_VARIABLE, load

    if config is not None:
        os.environ[CONFIG_VARIABLE] = str(config.expanduser().absolute())
    return load(**flags)
