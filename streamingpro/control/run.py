"""`streamingpro serve`: the HTTP server around the app, from start to clean stop."""

import asyncio
import errno
import fcntl
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
import uvloop
from sqlalchemy.exc import DBAPIError

from streamingpro.control.app import create_app
from streamingpro.control.db import DatabaseError
from streamingpro.control.patience import PatientProtocol
from streamingpro.control.secretbox import SecretKeyError
from streamingpro.control.services import Services
from streamingpro.control.settings import ControlSettings
from streamingpro.kit.datadir import write_json_atomic
from streamingpro.kit.logging import configure
from streamingpro.kit.processes import raise_file_limit

SERVE_RECORD = "serve.json"
_LOCK = "serve.lock"
_GRACE_S = 5
_BACKLOG = 1024
_FIRST_RUN = "There is no administrator yet: open {address} in a browser to create one."


class StartError(Exception):
    """It can't start; the text says why and what to do, for the terminal."""


def serve(settings: ControlSettings) -> int:
    """Run until SIGINT or SIGTERM. Returns the exit code: 0, or 1 when it could not start.

    While it runs `data_dir/serve.json` holds `{"pid": …, "http_port": …}`.
    """
    configure(settings.log_level, settings.log_format)
    raise_file_limit()  # idle connections soon use up the usual 1024, and nobody may sign in
    os.umask(0o077)  # also in a folder that others may enter, what we write is for us alone
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _only_one(settings.data_dir), _listening(settings) as listener:
            uvloop.run(_serve(settings, listener))
    except (StartError, SecretKeyError, DatabaseError) as error:
        _say(f"streamingpro: {error}")
        return 1
    except DBAPIError as error:  # its parameters are hidden, the database's own words are not
        _say(f"streamingpro: the database failed: {error.orig}. Is there room on the disk?")
        return 1
    except OSError as error:
        _say(f"streamingpro: can't use the data folder {settings.data_dir}: {error.strerror}")
        return 1
    return 0


class _Server(uvicorn.Server):
    """Leaves the signals to us: uvicorn would raise them again before all else has stopped."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _serve(settings: ControlSettings, listener: socket.socket) -> None:
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        lifespan="off",  # entered below, so that a failed start keeps its own words
        log_config=None,
        access_log=False,
        server_header=False,
        http=PatientProtocol,
        timeout_graceful_shutdown=_GRACE_S,
    )
    server = _Server(config)
    _stop_on_signals(server)
    services: Services = app.state.services
    port = listener.getsockname()[1]
    services.runtime.set_http_port(port)
    record = settings.data_dir / SERVE_RECORD
    async with app.router.lifespan_context(app):
        write_json_atomic(record, {"pid": os.getpid(), "http_port": port})
        try:
            address = f"http://{_shown_host(settings)}:{port}"
            _say(f"StreamingPro Restreamer: {address}")
            if await services.users.needs_setup():
                _say(_FIRST_RUN.format(address=address))
            await server.serve(sockets=[listener])
        finally:
            record.unlink(missing_ok=True)


def _stop_on_signals(server: uvicorn.Server) -> None:
    def stop() -> None:
        server.force_exit = server.should_exit  # the second time: without waiting for clients
        server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)


@contextmanager
def _only_one(data_dir: Path) -> Iterator[None]:
    """Hold the data folder's lock: two control planes would undo each other's work."""
    with (data_dir / _LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StartError(
                f"another `streamingpro serve` already uses the data folder {data_dir}. Stop it"
                " first, or give this one a folder of its own with --data-dir."
            ) from None
        yield


@contextmanager
def _listening(settings: ControlSettings) -> Iterator[socket.socket]:
    host, port = settings.http_host or "0.0.0.0", settings.http_port
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, proto)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)  # who comes before all has started waits, and is not refused
    except OSError as error:
        raise StartError(_port_words(host, port, error)) from None
    with listener:
        yield listener


def _port_words(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} is already in use by another program. Stop that program, or choose"
            " another port with --http-port or STREAMINGPRO_HTTP_PORT."
        )
    if error.errno == errno.EACCES:
        return f"port {port} needs special rights. Choose one above 1023 with --http-port."
    return f"can't listen on {host}:{port}: {error.strerror or error}"


def _shown_host(settings: ControlSettings) -> str:
    host = settings.public_host or settings.http_host
    if host in ("", "0.0.0.0", "::"):
        return "localhost"
    return f"[{host}]" if ":" in host else host


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
