"""Who may publish to a path, and who may read from it."""

import base64
import binascii
import hmac
import time
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import parse_qs

from sqlalchemy import select

from streamingpro.control.db import Database
from streamingpro.control.hooks.reach import Reach
from streamingpro.control.hooks.schemas import AuthQuestion
from streamingpro.control.inputs.model import PULL, Input
from streamingpro.control.status.recorder import EventRecorder, Limiter
from streamingpro.kit.datadir import HOOK_TOKEN, ensure_token
from streamingpro.kit.logging import get_logger
from streamingpro.kit.redact import redact_path

_log = get_logger("control.hooks")

HOOK_USER = "engine"
_READS = ("read", "playback")
_OF_MEDIA = ("publish", *_READS)
_OWN = ("api", "metrics", "pprof")
_CHALLENGED = ("rtsp", "rtsps", "webrtc", "moq", "hls")
"""Their clients come without credentials first, as in HTTP, and are then asked for them."""
_QUERY_FIELDS = 100
_TELL_AGAIN_AFTER_S = 600.0


class KnownInput(NamedTuple):
    """The input of a path, as far as permission goes."""

    id: str
    name: str
    enabled: bool
    publish_key: str
    source_type: str
    read_key: str | None
    node: str | None
    override_publisher: bool


class Gate(Protocol):
    """What the media servers together have to say, beside the keys."""

    def api_credentials(self, node: str) -> tuple[str, str] | None:
        """User and password of a node's own API."""

    def unmanaged_allowed(self, node: str, path: str) -> bool:
        """Whether a path that is not ours is open to everybody on this node."""

    def publisher_refusal(self, node: str, path: str, item: KnownInput) -> str | None:
        """Why this node must not take this publisher, in words that follow "because"."""

    def reader_refusal(self, node: str) -> str | None:
        """Why this node must not take one more viewer."""


class AuthHook:
    """Answers media servers. Each question reads one indexed row: a key that was rotated a moment
    ago counts at once. Every node has credentials of its own, so that it is known which one asks.
    """

    def __init__(
        self, db: Database, recorder: EventRecorder, data_dir: Path, gate: Gate | None = None
    ) -> None:
        self._db = db
        self._recorder = recorder
        self._secret = ensure_token(data_dir, HOOK_TOKEN)
        self._told = Limiter(burst=1, per_s=_TELL_AGAIN_AFTER_S)
        self.gate = gate
        self.reach = Reach()

    def address(self, base_url: str, node: str = HOOK_USER) -> str:
        """The URL of the hook for a media server's `authHTTPAddress`, with its credentials."""
        scheme, _, rest = base_url.partition("://")
        return f"{scheme}://{node}:{self._password(node)}@{rest.rstrip('/')}/api/hooks/auth"

    def relay_key(self, node: str) -> str:
        """With this key our own servers fetch streams from `node`, whatever key players need."""
        return self._derived("relay", node)

    def node_of(self, authorization: str | None) -> str | None:
        """The node whose credentials (of `address`) an `Authorization` header has, or None."""
        scheme, _, value = (authorization or "").partition(" ")
        if scheme.lower() != "basic":
            return None
        try:
            given = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, ValueError):
            return None
        node, _, password = given.partition(":")
        return node if _same(password.encode(), self._password(node).encode()) else None

    async def allows(self, question: AuthQuestion, node: str = HOOK_USER) -> bool:
        """Whether the media server may go on. Refusals are logged, without credentials."""
        if question.action in _OWN:
            return self._may_administer(question, node)
        if question.action in _READS and self._is_relay(question, node):
            return True
        known = await self._find(question.path)
        reason = _refusal(question, known) or self._gate_refusal(question, known, node)
        if known is None and self._is_open(question, node):
            reason = None
        if reason is None:
            return True
        if question.protocol in _CHALLENGED and not question.user and not _keys(question):
            return False
        _log.warning(
            "refused",
            node=node,
            action=question.action,
            path=redact_path(question.path) if known is None else question.path,
            reason=reason,
            ip=question.ip,
            protocol=question.protocol,
        )
        if known is not None and question.action == "publish":
            self._tell(question, known, reason)
        return False

    def _password(self, node: str) -> str:
        return self._secret if node == HOOK_USER else self._derived("hook", node)

    def _derived(self, purpose: str, node: str) -> str:
        return hmac.digest(self._secret.encode(), f"{purpose}:{node}".encode(), "sha256").hex()

    def _may_administer(self, question: AuthQuestion, node: str) -> bool:
        """A server with our hook asks us about its own API too: it is for us alone."""
        right = self.gate.api_credentials(node) if self.gate is not None else None
        if right is None:
            return False
        given = f"{question.user}:{question.password}"
        return _same(given.encode(), ":".join(right).encode())

    def _is_relay(self, question: AuthQuestion, node: str) -> bool:
        right = self.relay_key(node).encode()
        matches = [_same(key.encode(), right) for key in _keys(question)]
        return any(matches)

    def _is_open(self, question: AuthQuestion, node: str) -> bool:
        if self.gate is None or question.action not in _OF_MEDIA:
            return False
        return self.gate.unmanaged_allowed(node, question.path)

    def _gate_refusal(
        self, question: AuthQuestion, known: KnownInput | None, node: str
    ) -> str | None:
        if self.gate is None or known is None:
            return None
        if question.action == "publish":
            return self.gate.publisher_refusal(node, question.path, known)
        return self.gate.reader_refusal(node)

    def _tell(self, question: AuthQuestion, known: KnownInput, reason: str) -> None:
        """An event for the user; an encoder that tries again and again is told of once a while."""
        attempt = f"{known.id} {question.ip} {reason}"
        if self._told.allows(attempt, time.monotonic()):
            self._recorder.offer(
                "input.refused",
                f"Somebody at {question.ip or 'an unknown address'} tried to publish to input"
                f" “{known.name}” and was refused, because {reason}.",
                input_id=known.id,
            )

    async def _find(self, path: str) -> KnownInput | None:
        if not path.isprintable():  # PostgreSQL takes no NUL, and no path of ours has one
            return None
        query = select(
            Input.id,
            Input.name,
            Input.enabled,
            Input.publish_key,
            Input.source_type,
            Input.read_key,
            Input.node,
            Input.override_publisher,
        ).where(Input.path == path)
        async with self._db.session() as session:
            row = (await session.execute(query)).one_or_none()
        return None if row is None else KnownInput(*row)


def _refusal(question: AuthQuestion, known: KnownInput | None) -> str | None:
    """Why not, in words that follow "because"; None when it is allowed."""
    if question.action not in _OF_MEDIA:
        return "this action is not for media"
    if known is None:
        return "no input has this path"
    if not known.enabled:
        return "the input is switched off"
    if question.action in _READS:
        return _wrong_key(question, known.read_key, "the key for players")
    if known.source_type == PULL:
        return "the input pulls its stream from an address and takes no publisher"
    return _wrong_key(question, known.publish_key, "the stream key")


def _wrong_key(question: AuthQuestion, right: str | None, name: str) -> str | None:
    """Why the caller's key is not `right`; None when it is, or when no key is needed."""
    if right is None:
        return None
    keys = _keys(question)
    if not keys:
        return f"{name} is missing"
    # No early exit: the time must not tell which of the keys was right.
    matches = [_same(key.encode(), right.encode()) for key in keys]
    return None if any(matches) else f"{name} is wrong"


def _keys(question: AuthQuestion) -> list[str]:
    """All that may be the key: `?key=` in the query, the password (of SRT: the fourth part of the
    stream id, or `s=`), the token."""
    try:
        query = parse_qs(question.query.lstrip("?"), max_num_fields=_QUERY_FIELDS)
    except ValueError:
        query = {}
    return [key for key in (*query.get("key", [])[:1], question.password, question.token) if key]


def _same(first: bytes, second: bytes) -> bool:
    return hmac.compare_digest(first, second)
