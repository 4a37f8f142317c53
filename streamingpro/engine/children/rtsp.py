"""The RTSP job: FFmpeg's client, held to the addresses that the engine has checked."""

import errno
import socket
import time
from collections.abc import Callable
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
_GOODBYE_S = 0.5


class _NotOffered(Failure):
    """The server does not send by this transport."""


def read_rtsp(job: RtspJob, ended: Event) -> None:
    """Read the server until it ends or `ended` is set. Raises Failure."""
    parts = urlsplit(job.url)
    port = parts.port or _PORTS[parts.scheme]
    addresses = job.addresses or _look_up(parts.hostname or "", port)
    to = partial(connect, addresses, port, job.timeout_s)
    transports = {"automatic": ("tcp", "udp")}.get(job.transport, (job.transport,))
    if parts.scheme == "rtsps":
        to = partial(
            connect_tls, addresses, port, job.timeout_s, parts.hostname or "", job.fingerprint
        )
        transports = ("tcp",)
    try:
        container, relay = _open_by(job, parts, to, transports[0])
    except _NotOffered:
        if len(transports) == 1:
            raise
        container, relay = _open_by(job, parts, to, transports[1])
    try:
        _forward(container, job, ended)
    finally:
        relay.finish(_GOODBYE_S)


def _open_by(
    job: RtspJob, parts: SplitResult, to: Callable[[], socket.socket], transport: str
) -> tuple[InputContainer, Relay]:
    try:
        relay = Relay(to)
    except OSError as error:
        raise of_connection(error) from None
    try:
        return _open(job, _at(parts, relay.port), transport), relay
    except Failure:
        if relay.redirected:
            words = "The server leads to another one. Enter that one's address instead."
            raise Failure("forbidden", words) from None
        raise
    finally:
        relay.close()


def _open(job: RtspJob, url: str, transport: str) -> InputContainer:
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
        timeouts = (job.timeout_s, job.timeout_s)
        return open_container(url, format="rtsp", options=options, timeout=timeouts)
    except Exception as error:  # PyAV raises whatever its objects do not like
        if getattr(error, "errno", None) == errno.EPROTONOSUPPORT:
            words = f"The server does not send by {transport.upper()}. Try the other transport."
            raise _NotOffered("protocol", words) from None
        silent = time.monotonic() - begun >= job.timeout_s
        if silent and isinstance(error, av.error.InvalidDataError):  # FFmpeg's word for silence
            raise of_server(TimeoutError()) from None
        raise of_server(error) from None


def _forward(container: InputContainer, job: RtspJob, ended: Event) -> None:
    try:
        opened = Opened(container)
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
        container.close()  # tells the server


def _look_up(host: str, port: int) -> tuple[str, ...]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise of_connection(error) from None
    return tuple(str(entry[4][0]) for entry in found)


def _at(parts: SplitResult, relay_port: int) -> str:
    """The same address, by way of the relay."""
    userinfo = parts.netloc.rpartition("@")[0]
    place = f"127.0.0.1:{relay_port}"
    netloc = f"{userinfo}@{place}" if userinfo else place
    return urlunsplit(parts._replace(scheme="rtsp", netloc=netloc))
