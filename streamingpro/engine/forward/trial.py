"""A destination tried without a stream: does it take us?

    verdict = await Trials().run(conf)

Nothing is sent but greeting and farewell. RTMP goes as far as NetStream.Publish.Start, SRT as far
as the handshake; then the connection is held for a moment, because many servers judge the key only
after their answer, and close.
"""

import asyncio
from dataclasses import dataclass
from typing import Protocol

from streamingpro.engine.conf import ForwardConf
from streamingpro.engine.forward.errors import ErrorKind, ForwardError
from streamingpro.engine.forward.publishing import Publishing
from streamingpro.engine.forward.srt import forward_error, open_wire
from streamingpro.engine.rtmpcall import GOODBYE_S
from streamingpro.engine.srt import SrtError, SrtWire
from streamingpro.engine.srt.errors import from_reject_reason
from streamingpro.kit.logging import get_logger
from streamingpro.kit.tasks import let_go
from streamingpro.protocols.rtmp.url import Target, parse_target
from streamingpro.protocols.srt_url import Mode, SrtTarget, parse_srt_url

_log = get_logger("forward")

HOLD_S = 2.0
"""How long the connection must last after the server's yes."""
LIMIT_S = 15.0
"""Of a whole trial, the farewell included."""
AT_ONCE = 4


class NotTried(Exception):
    """The text says why; it holds no address."""


class TooManyTrials(NotTried):
    """More than `AT_ONCE`."""


class NobodyToCall(NotTried):
    """The destination would have to call us."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`kind` is None when the destination took us; `message` says what was proven, or why not, in
    a plain sentence without secrets. `took_s` is up to the verdict, without the farewell."""

    kind: ErrorKind | None
    message: str
    remote_address: str
    took_s: float


class Trials:
    """Runs trials, at most `AT_ONCE` at the same time."""

    def __init__(self) -> None:
        self._running = 0

    async def run(self, conf: ForwardConf) -> Verdict:
        """Try a checked destination. Takes `LIMIT_S` at most; cancelled, it says goodbye to the
        server. Raises NotTried, TargetError, SrtUrlError."""
        if self._running >= AT_ONCE:
            raise TooManyTrials(f"too many tests at once: at most {AT_ONCE}")
        trial = _make_trial(conf)
        self._running += 1
        try:
            verdict = await _judge(trial)
        finally:
            self._running -= 1
        _log.info(
            "destination tried",
            destination=conf.label or verdict.remote_address,
            kind="ok" if verdict.kind is None else verdict.kind.value,
            reason=verdict.message,
        )
        return verdict


class _Trial(Protocol):
    """One attempt. `leave` is called whatever came of it."""

    @property
    def remote_address(self) -> str: ...

    async def attempt(self) -> str:
        """What is proven, in words. Raises ForwardError."""

    async def leave(self) -> None: ...


def _make_trial(conf: ForwardConf) -> _Trial:
    if not conf.dest.lower().startswith("srt:"):
        return _RtmpTrial(parse_target(conf.dest), conf.dest_fingerprint)
    target = parse_srt_url(conf.dest)
    if target.mode is Mode.LISTENER:
        raise NobodyToCall(
            "a destination in listener mode can't be tested: it is the other side that calls"
        )
    return _SrtTrial(target)


async def _judge(trial: _Trial) -> Verdict:
    loop = asyncio.get_running_loop()
    began = loop.time()
    kind: ErrorKind | None = None
    try:
        try:
            async with asyncio.timeout(LIMIT_S - GOODBYE_S):
                message = await trial.attempt()
        except TimeoutError:
            kind = ErrorKind.TIMEOUT
            message = f"The server gave no clear answer within {LIMIT_S:.0f} seconds."
        except ForwardError as error:
            kind, message = error.kind, error.message
        except Exception:
            _log.exception("a trial broke")
            kind, message = ErrorKind.INTERNAL, "An error in the server itself."
        return Verdict(kind, message, trial.remote_address, loop.time() - began)
    finally:
        await trial.leave()


async def _outlasts(ended: "asyncio.Future[None]") -> None:
    """Raises what ends the connection within `HOLD_S`."""
    await asyncio.wait([ended], timeout=HOLD_S)
    if ended.done():
        ended.result()


class _RtmpTrial:
    def __init__(self, target: Target, fingerprint: str) -> None:
        self._publishing = Publishing(target, fingerprint, start_counts=False)

    @property
    def remote_address(self) -> str:
        return self._publishing.remote_address

    async def attempt(self) -> str:
        await self._publishing.start()
        await _outlasts(self._publishing.ended)
        return "The server accepted the stream key."

    async def leave(self) -> None:
        await self._publishing.leave()


class _SrtTrial:
    def __init__(self, target: SrtTarget) -> None:
        self._target = target
        self._wire: SrtWire | None = None
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def remote_address(self) -> str:
        return "" if self._wire is None else self._wire.peer_address or self._target.address

    async def attempt(self) -> str:
        self._wire = await open_wire(self._target, self._lost)
        self._wire.resume()
        await _outlasts(self._ended)
        return "The server accepted the connection."

    def _lost(self, _error: SrtError | None) -> None:
        if not self._ended.done():
            turned_away = from_reject_reason(0, self._target.address)
            self._ended.set_exception(forward_error(turned_away))

    async def leave(self) -> None:
        let_go(self._ended)
        if self._wire is not None:
            self._wire.close()
