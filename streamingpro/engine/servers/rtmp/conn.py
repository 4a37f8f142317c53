"""One client of RTMP or RTMPS."""

import asyncio
import socket
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from streamingpro.engine import tcpinfo
from streamingpro.engine.auth import AccessDenied, AccessRequest, Action
from streamingpro.engine.hub import Stream
from streamingpro.engine.outlet import Outlet
from streamingpro.engine.path import Path
from streamingpro.engine.patherrors import PathError
from streamingpro.engine.refusals import log_refusal, note_refusal
from streamingpro.engine.servers.tls import ServerTls
from streamingpro.engine.units import Form, WireForm
from streamingpro.engine.wire import Wire
from streamingpro.kit.clock import utcnow
from streamingpro.kit.ids import new_id
from streamingpro.kit.logging import get_logger
from streamingpro.kit.tasks import spawn
from streamingpro.protocols.rtmp import events, status
from streamingpro.protocols.rtmp.errors import RtmpError
from streamingpro.protocols.rtmp.server import ServerConnection
from streamingpro.protocols.rtmp.url import path_and_query

if TYPE_CHECKING:
    from streamingpro.engine.servers.rtmp.server import RtmpServer

_log = get_logger("rtmp")

ADMISSION_S = 30.0  # from the connection to a granted publish or play; a slow drip is no reason
TLS_HANDSHAKE_S = 10.0
GOODBYE_S = 1.0
State = Literal["idle", "publish", "read"]


class RtmpConn:
    """One client: idle until it may publish or read."""

    def __init__(
        self, server: "RtmpServer", sock: socket.socket, address: str, tls: ServerTls | None
    ) -> None:
        self.id = new_id()
        self.kind = "rtmpConn" if tls is None else "rtmpsConn"
        self.protocol = "rtmp" if tls is None else "rtmps"
        self.created: datetime = utcnow()
        self.remote_address = address
        self.state: State = "idle"
        self.user_agent = ""
        self.path_name = ""
        self.query = ""
        self._server = server
        self._loop = asyncio.get_running_loop()
        self._rtmp = ServerConnection()
        self._connect: events.ConnectRequested | None = None
        self._path: Path | None = None
        self._stream: Stream | None = None
        self._stream_id = 0
        self._outlet: Outlet | None = None
        self._deciding = False
        self._deferred: list[events.Event] = []
        self._heard_at = self._loop.time()
        self._began = self._moved_at = self._heard_at
        self._acked = 0
        self._tls = tls
        tcpinfo.tune(sock)
        self._wire = Wire(self._loop, sock, self._received, self._lost, tls)
        self._wire.resume()

    @property
    def bytes_received(self) -> int:
        return self._wire.bytes_received

    @property
    def bytes_sent(self) -> int:
        return self._wire.bytes_sent

    @property
    def frames_discarded(self) -> int:
        return self._outlet.frames_dropped if self._outlet is not None else 0

    @property
    def user(self) -> str:
        return self._request("read").parameter("user") if self.query else ""

    def dismiss(self, reason: str) -> None:
        """End it, with a word to the client; the path has let go of it or will do so now."""
        if self._stream_id:
            code = status.UNPUBLISH_SUCCESS if self.state == "publish" else status.PLAY_STOP
            self._rtmp.close(self._stream_id, code, f"Ended: {reason}.")
        self._end(reason)

    def tick(self, now: float) -> None:
        conf = self._server.store.global_
        if self._deciding:
            return  # it waits for us
        if self.state != "read" and now - self._heard_at > conf.read_timeout_s:
            self._end(f"nothing received for {conf.read_timeout_s:g} s")
        elif self._tls and not self._tls.established and now - self._began > TLS_HANDSHAKE_S:
            self._end(f"no TLS handshake within {TLS_HANDSHAKE_S:g} s")
        elif self.state == "idle" and now - self._began > ADMISSION_S:
            self._end(f"neither published nor played within {ADMISSION_S:g} s")
        elif self._outlet is not None and self._blocked_for(now) > conf.write_timeout_s:
            self._end(f"took nothing for {conf.write_timeout_s:g} s")

    def _blocked_for(self, now: float) -> float:
        if not self._wire.blocked or self._wire.bytes_sent != self._acked:
            self._acked = self._wire.bytes_sent
            self._moved_at = now
        return now - self._moved_at

    # bytes and events

    def _received(self, data: bytes) -> None:
        now = self._loop.time()
        self._heard_at = now
        try:
            happened = self._rtmp.receive_data(data, now)
        except RtmpError as error:
            self._flush()
            self._end(str(error))
            return
        self._dispatch(happened)
        self._flush()

    def _dispatch(self, happened: list[events.Event]) -> None:
        for place, event in enumerate(happened):
            if self._deciding:
                self._deferred.extend(happened[place:])
                return
            if self._wire.closed:
                return
            self._handle(event)

    def _handle(self, event: events.Event) -> None:
        match event:
            case events.MediaReceived(message=message):
                if self._stream is not None:
                    self._stream.push(message)
            case events.ConnectRequested():
                self._connect = event
                self.user_agent = event.flash_version
                self._rtmp.accept_connect()
            case events.PublishRequested(stream_id=stream_id, name=name):
                self._decide("publish", stream_id, name)
            case events.PlayRequested(stream_id=stream_id, name=name):
                self._decide("read", stream_id, name)
            case events.Unpublished() | events.PlayStopped():
                self._end("the client ended the stream")
            case _:
                pass

    def _flush(self) -> None:
        reply = self._rtmp.data_to_send()
        if reply:
            self._wire.write(reply)

    # may it?

    def _request(self, action: Action) -> AccessRequest:
        host = self.remote_address.rpartition(":")[0].strip("[]")
        return AccessRequest(
            action, self.path_name, self.protocol, host, self.id, self.user_agent, self.query
        )

    def _decide(self, action: Action, stream_id: int, name: str) -> None:
        """Ask whether it may; meanwhile what it sends waits in the kernel."""
        assert self._connect is not None
        if self.state != "idle":
            self._end("a second publish or play on one connection is not supported")
            return
        self.path_name, self.query = path_and_query(self._connect.app, self._connect.tc_url, name)
        self._stream_id = stream_id
        self._deciding = True
        self._wire.pause()
        spawn(self._admit(action, stream_id), name=f"admission of {self.id}")

    async def _admit(self, action: Action, stream_id: int) -> None:
        refusal = await self._refusal(action)
        if refusal is None and action == "read":
            refusal = await self._absence()
        if self._wire.closed or self.id not in self._server.connections:
            return  # it ended meanwhile, or was thrown out
        if refusal is None:
            refusal = self._begin(action, stream_id)
        if refusal is not None:
            self._refuse(action, stream_id, refusal)
            return
        self._heard_at = self._loop.time()
        self._deciding = False
        deferred, self._deferred = self._deferred, []
        self._dispatch(deferred)
        self._flush()
        self._wire.resume()

    async def _refusal(self, action: Action) -> str | None:
        """Why not, in a sentence for the client, or None."""
        try:
            await self._server.auth.check(self._request(action))
        except AccessDenied as error:
            self._log_refusal(action, str(error))
            return "Not allowed: check the path and the key."
        except Exception:
            _log.exception("could not decide", action=action, path=self.path_name)
            return "Not possible now: an error in the server itself."
        return None

    async def _absence(self) -> str | None:
        """Why there is nothing to play, or None. A source on demand is given time to come."""
        try:
            path = await self._server.paths.demand(self.path_name)
            problem = path.stream.unplayable(WireForm.RTMP) if path.stream is not None else None
        except PathError as error:
            problem = str(error)
        if problem is not None:
            self._log_refusal("read", problem)
        return problem

    def _begin(self, action: Action, stream_id: int) -> str | None:
        try:
            if action == "publish":
                self._begin_publish(stream_id)
            else:
                self._begin_read(stream_id)
        except PathError as error:
            self._log_refusal(action, str(error))
            if action == "publish":
                note_refusal(
                    self._server.paths,
                    self.path_name,
                    self.protocol,
                    self.remote_address,
                    str(error),
                )
            return str(error)
        return None

    def _begin_publish(self, stream_id: int) -> None:
        self._path, self._stream = self._server.paths.publish(self, self.path_name)
        self.state = "publish"
        self._rtmp.accept_publish(stream_id)
        self._log_begin("publishing")

    def _begin_read(self, stream_id: int) -> None:
        self._path = self._server.paths.readable(self.path_name)
        self._rtmp.accept_play(stream_id)
        self._flush()
        self.state = "read"
        self._outlet = Outlet(self._wire, Form(stream_id, publishing=False))
        self._path.read(self, self._outlet)
        self._log_begin("reading")

    def _refuse(self, action: Action, stream_id: int, reason: str) -> None:
        if action == "publish":
            self._rtmp.reject_publish(stream_id, status.PUBLISH_BAD_NAME, reason)
        else:
            self._rtmp.reject_play(stream_id, status.PLAY_STREAM_NOT_FOUND, reason)
        self._stream_id = 0
        self._end("refused")

    def _log_begin(self, doing: str) -> None:
        told = {"protocol": self.protocol, "conn": self.id, "remote": self.remote_address}
        _log.info(doing, path=self.path_name, **told)

    def _log_refusal(self, action: Action, reason: str) -> None:
        known = self._server.store.find(self.path_name) is not None
        log_refusal(_log, action, self.path_name, self.remote_address, reason, known=known)

    # the end

    def _lost(self, error: OSError | None) -> None:
        self._end("the client closed the connection" if error is None else str(error.strerror))

    def _end(self, reason: str) -> None:
        """Leave the path, send what is still to be said, close."""
        if self._server.connections.pop(self.id, None) is None:
            return
        if self._path is not None:
            if self._outlet is not None:
                self._path.unread(self, self._outlet)
            self._path.unpublish(self)
        if self.state != "idle":
            _log.info("connection ended", path=self.path_name, conn=self.id, reason=reason)
        self._stream = None
        self._flush()
        if not self._wire.closed:
            if self._tls is not None:
                self._tls.say_farewell()
                self._wire.flush_filter()
            spawn(self._wire.finish(GOODBYE_S), name=f"farewell of {self.id}")
