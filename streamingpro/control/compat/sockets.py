"""The socket.io events of the earlier system: `estado-actualizado` and `device-stats-update`.

Both every five seconds while somebody listens; `estado-actualizado` also as soon as a state
changes. Whoever connects signs in as for the REST API, by the session cookie, a bearer token or the
`auth: {token}` of socket.io. No event holds a secret, whoever listens.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import socketio

from streamingpro.control.compat.media.readers import count_readers, device_stats
from streamingpro.control.compat.media.servers import Servers
from streamingpro.control.compat.shown import ShownFor
from streamingpro.control.compat.store import EntradaStore
from streamingpro.control.errors import DomainError
from streamingpro.control.status.delta import Delta, InputChange, OutputChange
from streamingpro.control.status.monitor import Monitor
from streamingpro.kit.clock import utcnow
from streamingpro.kit.logging import get_logger
from streamingpro.kit.tasks import cancel, spawn
from streamingpro.mediamtx.errors import MediaServerError

_log = get_logger("control.compat")

EVERY_S = 5.0
CHECK_SESSIONS_EVERY_S = 15.0
FAREWELL_WITHIN_S = 0.5
MAX_MESSAGE = 64 * 1024
"""Bytes. Clients have nothing to say but who they are."""
STATE, DEVICES = "estado-actualizado", "device-stats-update"
_SIGN_IN = "Please sign in."


@dataclass(frozen=True, slots=True)
class Caller:
    """Who connects, before it is known who that is. `host`: the name by which they reached us.
    `foreign`: a browser, for another site's page."""

    host: str
    token: str | None = field(repr=False)
    foreign: bool = False


CallerOf = Callable[[Any], Caller]
"""From an ASGI scope."""
KnowsToken = Callable[[str], Awaitable[bool]]


class EstadoEvents:
    """The socket.io server. `asgi` answers under /socket.io; `start` and `stop` it with the app."""

    def __init__(
        self,
        *,
        store: EntradaStore,
        servers: Servers,
        monitor: Monitor,
        shown_for: ShownFor,
        caller_of: CallerOf,
        knows_token: KnowsToken,
    ) -> None:
        self._store = store
        self._servers = servers
        self._monitor = monitor
        self._shown_for = shown_for
        self._caller_of = caller_of
        self._knows_token = knows_token
        self._clients: dict[str, Caller] = {}
        self._strangers: set[str] = set()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._unsubscribe: Callable[[], None] | None = None
        # The same-origin rule of the whole app holds here too, so this library makes none of its
        # own; nor does it allow other sites to read anything.
        self._sio = socketio.AsyncServer(
            async_mode="asgi", cors_allowed_origins=[], max_http_buffer_size=MAX_MESSAGE
        )
        self._sio.on("connect", self._connect)
        self._sio.on("disconnect", self._disconnect)
        self.asgi = socketio.ASGIApp(self._sio, socketio_path="/socket.io")

    async def start(self) -> None:
        self._unsubscribe = self._monitor.subscribe(self._on_delta)
        self._task = spawn(self._run(), name="events of the earlier interface")

    async def stop(self) -> None:
        if self._unsubscribe is not None:
            self._unsubscribe()
        await cancel(self._task)
        await asyncio.gather(
            *(_soon(self._sio.eio.disconnect(one)) for one in list(self._sio.eio.sockets))
        )
        await self._sio.shutdown()

    def connections(self) -> int:
        """How many there are, signed in or not yet."""
        return len(self._sio.eio.sockets)

    # Who listens

    async def _connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        caller = self._caller_of(environ["asgi.scope"])
        token = caller.token or _token_in(auth)
        if caller.foreign or token is None or not await self._knows_token(token):
            raise socketio.exceptions.ConnectionRefusedError(_SIGN_IN)
        self._clients[sid] = Caller(caller.host, token)
        await self._sio.enter_room(sid, caller.host)
        self._wake.set()

    async def _disconnect(self, sid: str, _reason: str = "") -> None:
        self._clients.pop(sid, None)

    async def send_away(self) -> None:
        """Those whose session has ended, and connections that have not signed in since the last
        time."""
        for sid, caller in list(self._clients.items()):
            if caller.token is None or not await self._knows_token(caller.token):
                await _soon(self._sio.disconnect(sid))
        signed_in = {self._sio.manager.eio_sid_from_sid(sid, "/") for sid in self._clients}
        strangers = set(self._sio.eio.sockets) - signed_in
        for connection in strangers & self._strangers:
            await _soon(self._sio.eio.disconnect(connection))
        self._strangers = strangers

    # What they are told

    def _on_delta(self, delta: Delta) -> None:
        changes: list[InputChange | OutputChange] = [*delta.inputs.values()]
        changes += delta.outputs.values()
        changed = any(
            one.before is None or one.edited or one.before.state != one.after.state
            for one in changes
        )
        if self._clients and (changed or delta.removed_inputs or delta.removed_outputs):
            self._wake.set()

    async def _run(self) -> None:
        due = looked = time.monotonic()
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, due - time.monotonic())):
                    await self._wake.wait()
            self._wake.clear()
            now = time.monotonic()
            try:
                if now - looked >= CHECK_SESSIONS_EVERY_S:
                    looked = now
                    await self.send_away()
                if self._clients:
                    await self._tell_state()
                    if now >= due:
                        await self._tell_devices()
            except Exception:
                _log.exception("events of the earlier interface were not sent")
            if now >= due:
                due = now + EVERY_S

    async def _tell_state(self) -> None:
        entradas = await self._store.all()
        for host in {caller.host for caller in self._clients.values()}:
            shown = self._shown_for(host)
            body = [shown.entrada(one).model_dump(mode="json", by_alias=True) for one in entradas]
            await self._sio.emit(STATE, {"entradas": body, "timestamp": _now()}, room=host)

    async def _tell_devices(self) -> None:
        try:
            counts = await count_readers(self._servers)
        except (DomainError, MediaServerError) as error:
            _log.debug("nobody says who plays", reason=str(error))
            return
        stats = device_stats(await self._store.all(), counts)
        body = {"stats": stats.model_dump(mode="json", by_alias=True), "timestamp": _now()}
        await self._sio.emit(DEVICES, body)


async def _soon(farewell: Awaitable[None]) -> None:
    """Say goodbye, but don't wait for a client that polls and does not come again."""
    with suppress(TimeoutError):
        async with asyncio.timeout(FAREWELL_WITHIN_S):
            await farewell


def _token_in(auth: Any) -> str | None:
    token = auth.get("token") if isinstance(auth, dict) else None
    return token.removeprefix("Bearer ").strip() or None if isinstance(token, str) else None


def _now() -> str:
    return utcnow().isoformat()
