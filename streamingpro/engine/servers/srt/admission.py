"""Who may come in over SRT.

libsrt asks on its own thread and receives nothing for anybody until it has the answer. So whatever
can be refused without asking is refused at once, and the control plane gets `PATIENCE_S` to answer;
when it needs longer, the caller is let in but waits, unread, for the answer (`Call.verdict`).
Readers, who may be many, wait there together for a tenth of the time at most (`Waits`).

Codes are those of SRT's access control guide: 1000 and the HTTP status that fits.
"""

import asyncio
import time
from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass, field
from ipaddress import IPv6Address

from streamingpro.engine.addresses import ip_of
from streamingpro.engine.auth import AccessDenied, AccessRequest, Authenticator
from streamingpro.engine.conf import ConfStore, PathConf
from streamingpro.engine.patherrors import PathError, TooManyReaders
from streamingpro.engine.paths import PathManager
from streamingpro.engine.refusals import log_refusal, note_refusal
from streamingpro.engine.srt import Admission, CallRequest
from streamingpro.engine.units import WireForm
from streamingpro.kit.ids import new_id
from streamingpro.kit.logging import get_logger
from streamingpro.kit.tasks import spawn
from streamingpro.protocols.srt_streamid import StreamId, StreamIdError, parse

_log = get_logger("srt")

PATIENCE_S = 0.25
SHORT_PATIENCE_S = 0.05
_IMPATIENT_FOR_S = 10.0
MAX_UNDECIDED = 64
"""Callers that want the same, to publish or to read."""

WAITS_BURST_S = 0.5
WAITS_PER_S = 0.1

BURST_PER_IP = 60
CALLS_PER_S = 10.0
_MAX_IPS = 4096

BAD_REQUEST = 1400
UNAUTHORIZED = 1401
OVERLOADED = 1402
FORBIDDEN = 1403
NOT_FOUND = 1404
CONFLICT = 1409
WRONG_MEDIA = 1415
INTERNAL = 1500


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not. `reason` is a plain sentence, for the log."""

    code: int
    reason: str


@dataclass(slots=True, eq=False)
class Call:
    """One caller's wish on its way through. `conf` is known after the first look."""

    id: str
    wish: StreamId
    remote_address: str
    conf: PathConf | None = None
    verdict: "Future[Refusal | None]" = field(default_factory=Future)

    @property
    def passphrase(self) -> str:
        """The one that the caller must use, "" for none."""
        if self.conf is None:
            return ""
        if self.wish.action == "publish":
            return self.conf.srt_publish_passphrase
        return self.conf.srt_read_passphrase

    @property
    def request(self) -> AccessRequest:
        wish, ip = self.wish, ip_of(self.remote_address)
        return AccessRequest(
            action=wish.action,
            path=wish.path,
            protocol="srt",
            ip=ip,
            conn_id=self.id,
            user_agent="",
            query=wish.query,
            user=wish.user,
            password=wish.password,
        )

    @property
    def granted(self) -> bool:
        """It is known by now that it may."""
        return self.verdict.done() and self.verdict.result() is None

    def key_problem(self, key_length: int) -> str:
        """Why a connection with a key of this length (bytes) may not go on, or ""."""
        wanted = self.conf.srt_key_length if self.conf is not None else 0
        if self.wish.action != "publish" or wanted in (0, key_length) or not self.passphrase:
            return ""
        return f"it encrypts with AES-{key_length * 8} instead of AES-{wanted * 8}"


class Doorman:
    """Answers libsrt. Made and, but for `admit`, used in the event loop."""

    def __init__(self, store: ConfStore, paths: PathManager, auth: Authenticator) -> None:
        self._store = store
        self._paths = paths
        self._auth = auth
        self._loop = asyncio.get_running_loop()
        self._callers = Callers()
        self._waits = Waits()
        self._undecided: set[Call] = set()
        self._slow_until = 0.0

    def admit(self, request: CallRequest) -> Admission:
        """On libsrt's thread."""
        now = time.monotonic()
        if not self._callers.may_ask(ip_of(request.peer_address), now):
            return Admission(reject_code=OVERLOADED)
        try:
            call = Call(new_id(), parse(request.streamid), request.peer_address)
        except StreamIdError as error:
            log_refusal(_log, "", "", request.peer_address, str(error), known=True)
            return Admission(reject_code=BAD_REQUEST)
        refusal = self._look(call) or self._crowd(call)
        if refusal is not None:
            self._loop.call_soon_threadsafe(self._turned_away, call, refusal)
            return Admission(reject_code=refusal.code)
        self._undecided.add(call)
        self._loop.call_soon_threadsafe(self._consider, call)
        refusal = self._wait(call, now)
        if refusal is not None:
            return Admission(reject_code=refusal.code)
        assert call.conf is not None
        return Admission(
            passphrase=call.passphrase,
            latency_ms=round(call.conf.srt_latency_s * 1000),
            context=call,
        )

    def _wait(self, call: Call, now: float) -> Refusal | None:
        """The verdict if it comes soon; None also when the caller has to wait for it inside."""
        patience = SHORT_PATIENCE_S if now < self._slow_until else PATIENCE_S
        reads = call.wish.action == "read"
        least = min(patience, self._waits.left_s(now)) if reads else patience
        try:
            return call.verdict.result(least)
        except TimeoutError:
            if least == patience:
                self._slow_until = time.monotonic() + _IMPATIENT_FOR_S
            return None
        finally:
            if reads:
                self._waits.spend(time.monotonic() - now)

    def failed(self, request: CallRequest, admission: Admission) -> None:
        """It was let in but its handshake came to nothing."""
        call: Call = admission.context
        wrong = "the passphrase is wrong or missing"
        none = "it uses a passphrase, but the path has none; or it gave up"
        reason = wrong if call.passphrase else none
        self._tell(call, Refusal(UNAUTHORIZED, reason))
        self._note(call, reason)

    def _consider(self, call: Call) -> None:
        spawn(self._ask(call), name=f"admission of {call.id}")

    def _turned_away(self, call: Call, refusal: Refusal) -> None:
        self._tell(call, refusal)
        self._note(call, refusal.reason)

    def _crowd(self, call: Call) -> Refusal | None:
        """Readers without end must not keep publishers out."""
        undecided = list(self._undecided)  # at once: the loop changes it meanwhile
        alike = sum(one.wish.action == call.wish.action for one in undecided)
        if alike < MAX_UNDECIDED:
            return None
        return Refusal(OVERLOADED, "too many callers wait for the control plane's answer")

    def _look(self, call: Call) -> Refusal | None:
        """What can be said without asking anybody. On libsrt's thread, which must not wait for a
        busy loop: it only reads."""
        wish = call.wish
        conf = self._store.find(wish.path)
        if conf is None:
            return Refusal(NOT_FOUND, "This server has no such path.")
        refusal = self._look_publish(call, conf) if wish.action == "publish" else None
        if wish.action == "read":
            refusal = self._look_read(wish.path, conf)
        if refusal is None:
            call.conf = conf
        return refusal

    def _look_publish(self, call: Call, conf: PathConf) -> Refusal | None:
        if self._auth.rules_out(call.request, conf.publish_key_version):
            return Refusal(UNAUTHORIZED, "the key is wrong or missing")
        if not conf.takes_publishers:
            return Refusal(CONFLICT, "this path pulls its stream from elsewhere")
        path = self._paths.get(call.wish.path)
        if path is not None and path.publisher is not None and not conf.override_publisher:
            return Refusal(CONFLICT, "somebody is already publishing to this path")
        return None

    def _look_read(self, name: str, conf: PathConf) -> Refusal | None:
        path = self._paths.get(name)
        stream = path.stream if path is not None else None
        if stream is not None:
            problem = stream.carriage_problem(WireForm.MPEGTS)
            if problem:
                return Refusal(WRONG_MEDIA, problem)
        elif conf.pulls and conf.source_on_demand:
            return None  # it is started once the caller is in
        try:
            self._paths.readable(name)
        except TooManyReaders as error:
            return Refusal(OVERLOADED, str(error))
        except PathError as error:
            return Refusal(NOT_FOUND, str(error))
        return None

    async def _ask(self, call: Call) -> None:
        refusal: Refusal | None = Refusal(INTERNAL, "an error in the server itself")
        try:
            await self._auth.check(call.request)
            refusal = None
        except AccessDenied as error:
            code = UNAUTHORIZED if call.request.possible_keys() else FORBIDDEN
            refusal = Refusal(code, str(error))
        finally:
            self._undecided.discard(call)
            if refusal is not None:
                self._tell(call, refusal)
            if not call.verdict.done():  # whoever waited inside was cancelled: the engine ends
                call.verdict.set_result(refusal)

    def _note(self, call: Call, reason: str) -> None:
        """For the control plane, which was not asked."""
        if call.wish.action == "publish":
            note_refusal(self._paths, call.wish.path, "srt", call.remote_address, reason)

    def _tell(self, call: Call, refusal: Refusal) -> None:
        wish, remote = call.wish, call.remote_address
        known = self._store.find(wish.path) is not None
        log_refusal(_log, wish.action, wish.path, remote, refusal.reason, known=known)


class Waits:
    """How long libsrt's thread may stand still for readers: `WAITS_BURST_S` at once, `WAITS_PER_S`
    of each second in the long run."""

    def __init__(self) -> None:
        self._left_s = WAITS_BURST_S
        self._at = 0.0

    def left_s(self, now: float) -> float:
        """For the next one, never below 0."""
        self._left_s = min(WAITS_BURST_S, self._left_s + (now - self._at) * WAITS_PER_S)
        self._at = now
        return max(0.0, self._left_s)

    def spend(self, waited_s: float) -> None:
        """So long it has waited."""
        self._left_s -= waited_s


class Callers:
    """How often each IP may ask: `BURST_PER_IP` at once, `CALLS_PER_S` in the long run. Whoever
    has one IPv6 address has 2^64 of them: they count as one."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def may_ask(self, ip: str, now: float) -> bool:
        """Counts as asked when it may."""
        ip = _network_of(ip)
        left, at = self._seen.pop(ip, (float(BURST_PER_IP), now))
        left = min(BURST_PER_IP, left + (now - at) * CALLS_PER_S)
        allowed = left >= 1
        self._seen[ip] = (left - 1 if allowed else left, now)
        if len(self._seen) > _MAX_IPS:
            self._seen.popitem(last=False)
        return allowed


def _network_of(ip: str) -> str:
    return ip if ":" not in ip else IPv6Address(ip.partition("%")[0]).exploded[:19]
