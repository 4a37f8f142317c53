"""The RTSP job: FFmpeg's client, held to the addresses that the engine has checked."""

import os
import socket
import ssl
import stat
from hashlib import sha256
from threading import Event
from urllib.parse import SplitResult, urlsplit, urlunsplit

import av
import av.error
from av.container import InputContainer

from streamingpro.engine.children import inside, notices
from streamingpro.engine.children.emit import Emitter
from streamingpro.engine.children.failure import Failure, of_lookup, of_server, of_tls
from streamingpro.engine.children.jobs import RtspJob
from streamingpro.engine.children.notices import Notice
from streamingpro.engine.children.opened import Opened, tell

_PORTS = {"rtsp": 554, "rtsps": 322}
_HIGHEST_FD = 1024


def read_rtsp(job: RtspJob, ended: Event) -> None:
    """Read the server until it ends or `ended` is set. Raises Failure."""
    parts = urlsplit(job.url)
    port = parts.port or _PORTS[parts.scheme]
    addresses = job.addresses or _look_up(parts.hostname or "", port)
    if parts.scheme == "rtsps":
        check_certificate(job, parts.hostname or "", addresses[0], port)
    try:
        container = av.open(
            _at_address(parts, addresses[0], port),
            format="rtsp",
            options=_options(job),
            timeout=(job.timeout_s, job.timeout_s),
        )
    except (av.error.FFmpegError, OSError) as error:
        raise of_server(error) from None
    _check_peers(addresses)
    _forward(container, job, ended)


def _forward(container: InputContainer, job: RtspJob, ended: Event) -> None:
    opened = Opened(container)
    tell(opened.left_out)
    inside.notify(Notice(notices.OPENED))
    emitter, zero = Emitter(), None
    try:
        for sample in opened.samples():
            if ended.is_set():
                break
            if zero is None:
                zero = -sample.dts
            emitter.emit(sample, zero)
    except av.error.ExitError:
        words = f"The server has sent nothing for {job.timeout_s:.0f} seconds."
        raise Failure("timeout", words) from None
    except (av.error.FFmpegError, OSError) as error:
        raise of_server(error) from None
    finally:
        opened.close()


def check_certificate(job: RtspJob, host: str, address: str, port: int) -> None:
    """The server's certificate is an authority's for this name, or the one given. FFmpeg can
    check neither when it connects by address. Raises Failure."""
    context = ssl.create_default_context()
    if job.fingerprint:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    try:
        with (
            socket.create_connection((address, port), job.timeout_s) as plain,
            context.wrap_socket(plain, server_hostname=host) as secure,
        ):
            found = sha256(secure.getpeercert(binary_form=True) or b"").hexdigest()
    except ssl.SSLError as error:
        raise of_tls(error) from None
    except OSError as error:
        raise of_server(error) from None
    if job.fingerprint and found != job.fingerprint.lower().replace(":", ""):
        words = "The server's certificate is another one than the fingerprint says."
        raise Failure("tls", words)


def _options(job: RtspJob) -> dict[str, str]:
    options = {
        "timeout": str(int(job.timeout_s * 1_000_000)),
        "allowed_media_types": "video+audio",
        "user_agent": "StreamingPro",
        "fpsprobesize": "0",
        "analyzeduration": "3000000",
        "buffer_size": "2097152",  # UDP: a keyframe comes as a burst of packets
        "max_delay": "500000",
    }
    if job.transport == "automatic":
        options["rtsp_flags"] = "prefer_tcp"
    else:
        options["rtsp_transport"] = job.transport
    return options


def _look_up(host: str, port: int) -> tuple[str, ...]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise of_lookup(error) from None
    return tuple(str(entry[4][0]) for entry in found)


def _at_address(parts: SplitResult, address: str, port: int) -> str:
    """The same with the address in the name's place, so that no second look-up differs."""
    host = f"[{address}]" if ":" in address else address
    userinfo = parts.netloc.rpartition("@")[0]
    netloc = f"{userinfo}@{host}:{port}" if userinfo else f"{host}:{port}"
    return urlunsplit(parts._replace(netloc=netloc))


def _check_peers(allowed: tuple[str, ...]) -> None:
    """FFmpeg follows a server that leads to another one; whatever it is connected to now must be
    among the addresses that the engine has checked. Raises Failure."""
    for fd in range(3, _HIGHEST_FD):
        try:
            if not stat.S_ISSOCK(os.fstat(fd).st_mode):
                continue
            with socket.socket(fileno=os.dup(fd)) as connection:
                peer = connection.getpeername()
        except OSError:
            continue
        if isinstance(peer, tuple) and not _is_among(str(peer[0]), allowed):
            words = "The server leads to another one. Enter that one's address instead."
            raise Failure("forbidden", words)


def _is_among(address: str, allowed: tuple[str, ...]) -> bool:
    plain = address.partition("%")[0].removeprefix("::ffff:")
    return plain in {entry.partition("%")[0].removeprefix("::ffff:") for entry in allowed}
