"""The way to a session: credentials, the path, its muxer, the master playlist."""

import asyncio
import hmac
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from streamingpro.engine.auth import AccessDenied, AccessRequest
from streamingpro.engine.path import Path
from streamingpro.engine.patherrors import PathError, TooManyReaders
from streamingpro.engine.refusals import log_refusal
from streamingpro.engine.servers.hls import response
from streamingpro.engine.servers.hls.connection import HttpConnection
from streamingpro.engine.servers.hls.muxer import HlsMuxer
from streamingpro.engine.servers.hls.request import Address, Request
from streamingpro.engine.servers.hls.response import Response
from streamingpro.engine.servers.hls.session import HlsSession
from streamingpro.kit.logging import get_logger

if TYPE_CHECKING:
    from streamingpro.engine.servers.hls.server import HlsServer

_log = get_logger("hls")

AT_ONCE = 64
"""Viewers whose credentials are asked about at one time."""
MAX_WAITING = 2_000
"""Viewers on their way in; more are told to come back."""

FIRST_SEGMENT_S = 15.0


class Refused(Exception):
    """The answer is no."""

    def __init__(self, answer: Response) -> None:
        super().__init__(answer.status)
        self.answer = answer


class Admission:
    """Lets viewers in at `index.m3u8`."""

    def __init__(self, server: "HlsServer", token: str) -> None:
        self._server = server
        self._token = token.encode()
        self._questions = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    def is_trusted(self, request: Request) -> bool:
        """Whether it shows the engine's own token: the control plane asks for a signed-in user."""
        shown = request.bearer.encode()
        return bool(shown and self._token) and hmac.compare_digest(shown, self._token)

    async def admit(self, connection: HttpConnection, request: Request, address: Address) -> None:
        """Answer a request for the master playlist."""
        self._waiting += 1
        try:
            if self._waiting > MAX_WAITING:
                raise Refused(_later("Too many viewers come at once."))
            answer = await self._answer(connection, request, address.path)
        except Refused as refused:
            answer = refused.answer
        except Exception:
            _log.exception("could not let a viewer in", path=address.path)
            answer = response.failure(500, "Not possible now: an error in the server itself.")
        finally:
            self._waiting -= 1
        connection.respond(answer)

    async def _answer(self, connection: HttpConnection, request: Request, name: str) -> Response:
        session = None
        if not self.is_trusted(request):
            session = _session(connection, request, name)
            await self._check(connection, request, session)
        muxer = await self._muxer(name, limited=session is not None)
        if session is not None and not self._server.all_sessions.add(session):
            raise Refused(_later("This server has as many viewers as it can have."))
        await self._until_ready(muxer)
        if connection.ended or not muxer.playable:
            if session is not None:
                self._server.all_sessions.remove(session)
            raise Refused(_later(muxer.problem()))
        muxer.touch(asyncio.get_running_loop().time())
        folder = "" if session is None else f"session={session.secret}/"
        return response.playlist(muxer.master(folder), gzipped=False)

    async def _check(
        self, connection: HttpConnection, request: Request, session: HlsSession
    ) -> None:
        user, password = request.basic
        question = AccessRequest(
            "read",
            session.path_name,
            session.protocol,
            connection.ip,
            session.id,
            session.user_agent,
            session.query,
            user,
            password,
        )
        try:
            async with self._questions:
                await self._server.auth.check(question)
        except AccessDenied as error:
            self._log_refusal(session, str(error))
            given = request.headers.get("authorization") or request.query
            ask = {} if given else {"WWW_Authenticate": 'Basic realm="StreamingPro"'}
            words = "Not allowed: check the path and the key."
            raise Refused(response.failure(401, words, **ask)) from None

    async def _muxer(self, name: str, *, limited: bool) -> HlsMuxer:
        """The path's muxer, made if there is none."""
        server = self._server
        muxer = server.muxers.get(name)
        try:
            if muxer is None or muxer.ended:
                path = await server.paths.demand(name)
                muxer = server.muxer_of(path)
            if limited:
                self._check_readers(server.paths.get(name), name)
        except PathError as error:
            raise Refused(response.failure(404, str(error))) from None
        muxer.touch(asyncio.get_running_loop().time())
        return muxer

    def _check_readers(self, path: Path | None, name: str) -> None:
        """`maxReaders` counts viewers, not what makes their segments."""
        if path is None or not path.conf.max_readers:
            return
        others = sum(reader.kind != HlsMuxer.kind for reader in path.readers.values())
        viewers = sum(1 for _ in self._server.all_sessions.on(name))
        if others + viewers >= path.conf.max_readers:
            raise TooManyReaders("This path has as many readers as it may have.")

    async def _until_ready(self, muxer: HlsMuxer) -> None:
        if muxer.ready:
            return
        ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def resume() -> None:
            if not ready.done():
                ready.set_result(None)

        muxer.files.waiting.add(lambda: muxer.ready, resume, FIRST_SEGMENT_S)
        await ready

    def _log_refusal(self, session: HlsSession, reason: str) -> None:
        known = self._server.store.find(session.path_name) is not None
        log_refusal(_log, "read", session.path_name, session.remote_address, reason, known=known)


def _later(words: str) -> Response:
    return response.failure(503, words, Retry_After="1")


def _session(connection: HttpConnection, request: Request, name: str) -> HlsSession:
    """A session for whoever asks; a bearer token counts as one in the query."""
    query, user = request.query, request.basic[0]
    if request.bearer:
        query += ("&" if query else "") + urlencode({"token": request.bearer})
    if not user:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=64)
        user = next((value for key, value in pairs if key == "user"), "")
    return HlsSession(
        name,
        connection.remote_address,
        user,
        request.headers.get("user-agent", ""),
        query,
        asyncio.get_running_loop().time(),
    )
