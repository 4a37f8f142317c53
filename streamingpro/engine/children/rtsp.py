"""The RTSP job: FFmpeg's client, held to the addresses that the engine has checked."""

import errno
import os
import socket
import stat
import time
from functools import partial
from threading import Event
from urllib.parse import SplitResult, urlsplit, urlunsplit

import av.error
from av.container import InputContainer

from streamingpro.engine.children import inside, notices
from streamingpro.engine.children.emit import Emitter
from streamingpro.engine.children.failure import Failure, of_connection, of_server
from streamingpro.engine.children.jobs import RtspJob
from streamingpro.engine.children.notices import Notice
from streamingpro.engine.children.opened import Opened, open_container, tell
from streamingpro.engine.children.relay import Relay, connect, connect_tls

_PORTS = {"rtsp": 554, "rtsps": 322}
_HIGHEST_FD = 1024
_LEADS_AWAY = "The server leads to another one. Enter that one's address instead."


class _NotOffered(Failure):
    """The server does not send by this transport."""


def read_rtsp(job: RtspJob, ended: Event) -> None:
    """Read the server until it ends or `ended` is set. Raises Failure."""
    parts = urlsplit(job.url)
    port = parts.port or _PORTS[parts.scheme]
    addresses = job.addresses or _look_up(parts.hostname or "", port)
    if job.transport == "udp" and parts.scheme == "rtsp":
        container = _open_udp(job, parts, addresses, port)
    else:
        try:
            container = _open_tcp(job, parts, addresses[0], port)
        except _NotOffered:
            if job.transport != "automatic" or parts.scheme != "rtsp":
                raise
            container = _open_udp(job, parts, addresses, port)
    _forward(container, job, ended)


def _open_tcp(job: RtspJob, parts: SplitResult, address: str, port: int) -> InputContainer:
    to = partial(connect, (address, port), job.timeout_s)
    if parts.scheme == "rtsps":
        name = parts.hostname or address
        to = partial(connect_tls, (address, port), job.timeout_s, name, job.fingerprint)
    try:
        relay = Relay(to)
    except OSError as error:
        raise of_connection(error) from None
    try:
        return _open(job, parts._replace(scheme="rtsp"), "127.0.0.1", relay.port, "tcp")
    except Failure:
        if relay.redirected:
            raise Failure("forbidden", _LEADS_AWAY) from None
        raise
    finally:
        relay.close()


def _open_udp(
    job: RtspJob, parts: SplitResult, addresses: tuple[str, ...], port: int
) -> InputContainer:
    container = _open(job, parts, addresses[0], port, "udp")
    if not _peers_are_among(addresses):
        container.close()
        raise Failure("forbidden", _LEADS_AWAY)
    return container


def _open(
    job: RtspJob, parts: SplitResult, address: str, port: int, transport: str
) -> InputContainer:
    options = {
        "rtsp_transport": transport,
        "timeout": str(int(job.timeout_s * 1_000_000)),
        "allowed_media_types": "video+audio",
        "user_agent": "StreamingPro",
        "fpsprobesize": "0",
        "analyzeduration": "3000000",
        "buffer_size": "2097152",  # UDP: a keyframe comes as a burst of packets
        "max_delay": "500000",
    }
    begun = time.monotonic()
    try:
        return open_container(
            _at_address(parts, address, port),
            format="rtsp",
            options=options,
            timeout=(job.timeout_s, job.timeout_s),
        )
    except Exception as error:  # PyAV raises whatever its objects do not like
        if getattr(error, "errno", None) == errno.EPROTONOSUPPORT:
            words = f"The server does not send by {transport.upper()}. Try the other transport."
            raise _NotOffered("protocol", words) from None
        silent = time.monotonic() - begun >= job.timeout_s
        if silent and isinstance(error, av.error.InvalidDataError):  # FFmpeg's word for silence
            raise of_server(TimeoutError()) from None
        raise of_server(error) from None


def _forward(container: InputContainer, job: RtspJob, ended: Event) -> None:
    opened = Opened(container)
    try:
        opened.need_video()
        tell(opened.left_out)
        inside.notify(Notice(notices.OPENED))
        emitter, zero = Emitter(), None
        for sample in opened.samples():
            if ended.is_set():
                break
            if zero is None:
                zero = -sample.dts
            emitter.emit(sample, zero)
    except av.error.ExitError:
        words = f"The server has sent nothing for {job.timeout_s:.0f} seconds."
        raise Failure("timeout", words) from None
    except Failure:
        raise
    except Exception as error:  # as above
        raise of_server(error) from None
    finally:
        opened.close()


def _look_up(host: str, port: int) -> tuple[str, ...]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise of_connection(error) from None
    return tuple(str(entry[4][0]) for entry in found)


def _at_address(parts: SplitResult, address: str, port: int) -> str:
    """The same with the address in the name's place, so that no second look-up differs."""
    host = f"[{address}]" if ":" in address else address
    userinfo = parts.netloc.rpartition("@")[0]
    netloc = f"{userinfo}@{host}:{port}" if userinfo else f"{host}:{port}"
    return urlunsplit(parts._replace(netloc=netloc))


def _peers_are_among(allowed: tuple[str, ...]) -> bool:
    """Whether FFmpeg, which follows a server that leads to another one, is still connected to an
    address that the engine has checked. With UDP there is no relay in between."""
    for fd in range(3, _HIGHEST_FD):
        try:
            if not stat.S_ISSOCK(os.fstat(fd).st_mode):
                continue
            with socket.socket(fileno=os.dup(fd)) as connection:
                peer = connection.getpeername()
        except OSError:
            continue
        if isinstance(peer, tuple) and _plain(str(peer[0])) not in map(_plain, allowed):
            return False
    return True


def _plain(address: str) -> str:
    return address.partition("%")[0].removeprefix("::ffff:")
