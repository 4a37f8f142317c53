"""Who may publish and read: MediaMTX's internal users, or a question to the control plane.

When the control plane can't be reached, what it allowed before stays allowed and nothing else.
"""

import base64
import hashlib
import hmac
import ipaddress
import re
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs

import httpx

from streamingpro.engine.conf import ConfChange, ConfStore, InternalUser, Permission
from streamingpro.kit.logging import get_logger

_log = get_logger("auth")

HOOK_TIMEOUT_S = 5.0
MAX_GRANTS = 10_000
FINGERPRINT = "sha256:"
Action = Literal["publish", "read"]


class AccessDenied(Exception):
    """The text is for our own log; the peer only learns that it was refused."""


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """One question. `query` and what is read from it may hold secrets.

    `user` and `password` are given by protocols that send them apart from the query.
    """

    action: Action
    path: str
    protocol: str
    ip: str
    conn_id: str
    user_agent: str
    query: str = field(repr=False)
    user: str = ""
    password: str = field(default="", repr=False)

    def parameter(self, *names: str) -> str:
        """The first of the query's parameters with one of these names, or ""."""
        values = parse_qs(self.query, keep_blank_values=True)
        return next((values[name][0] for name in names if name in values), "")

    def possible_keys(self) -> list[str]:
        """All that may be meant as the key."""
        found = (self.password, self.parameter("key"), self.parameter("pass"))
        return [key for key in (*found, self.parameter("token", "jwt")) if key]

    def payload(self) -> dict[str, str]:
        """The body of MediaMTX's authentication request."""
        return {
            "ip": self.ip,
            "user": self.user or self.parameter("user"),
            "password": self.password or self.parameter("pass"),
            "token": self.parameter("token", "jwt"),
            "action": self.action,
            "path": self.path,
            "protocol": self.protocol,
            "id": self.conn_id,
            "query": self.query,
            "userAgent": self.user_agent,
        }

    def grant(self) -> tuple[str, str, bytes]:
        """What a grant is remembered by: the same action, path and credentials."""
        credentials = "\0".join((self.query, self.user, self.password))
        return self.action, self.path, hashlib.sha256(credentials.encode()).digest()


class Authenticator:
    """Answers by the present global configuration."""

    def __init__(self, store: ConfStore) -> None:
        self._store = store
        self._grants: OrderedDict[tuple[str, str, bytes], None] = OrderedDict()
        self._client: httpx.AsyncClient | None = None
        self._forgotten = 0
        store.on_change(self._configured)

    async def check(self, request: AccessRequest) -> None:
        """Return when allowed; raises AccessDenied."""
        conf = self._store.global_
        if conf.auth_method == "internal":
            if not _internal_allows(conf.auth_internal_users, request):
                raise AccessDenied("no configured user may do this")
        elif not _permits(conf.auth_http_exclude, request):
            if not conf.auth_http_address:
                raise AccessDenied("no control plane has introduced itself yet")
            while True:
                before = self._forgotten
                await self._ask(conf.auth_http_address, request)
                if before == self._forgotten:  # else the answer may be of before a new key
                    return

    def rules_out(self, request: AccessRequest, key_version: str) -> bool:
        """Whether none of the credentials can be the publish key of the path.

        Tells without asking, where `key_version` is the key's fingerprint: `sha256:` and the hash
        of `PATH:KEY` in hexadecimal.
        """
        conf = self._store.global_
        if conf.auth_method == "internal" or not key_version.startswith(FINGERPRINT):
            return False
        if _permits(conf.auth_http_exclude, request):
            return False
        wanted = key_version.removeprefix(FINGERPRINT).encode()
        hashes = (_fingerprint(request.path, key) for key in request.possible_keys())
        return not any(hmac.compare_digest(wanted, given) for given in hashes)

    def forget(self, path: str) -> None:
        """Drop the remembered grants of a path: its key changed or its publisher was thrown out."""
        self._forgotten += 1
        for grant in [grant for grant in self._grants if grant[1] == path]:
            del self._grants[grant]

    def _configured(self, change: ConfChange) -> None:
        for name, path in change.paths.items():
            versions = {
                conf.publish_key_version if conf else None for conf in (path.before, path.after)
            }
            if path.before is not None and len(versions) > 1:
                self.forget(name)

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    async def _ask(self, address: str, request: AccessRequest) -> None:
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=HOOK_TIMEOUT_S, trust_env=False)
        grant = request.grant()
        try:
            response = await self._client.post(address, json=request.payload())
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            self._fall_back(grant, request, type(error).__name__)
            return
        if response.is_success:
            self._grants[grant] = None
            self._grants.move_to_end(grant)
            if len(self._grants) > MAX_GRANTS:
                self._grants.popitem(last=False)
        elif response.status_code >= 500:
            self._fall_back(grant, request, f"status {response.status_code}")
        else:
            self._grants.pop(grant, None)
            raise AccessDenied("refused by the control plane")

    def _fall_back(
        self, grant: tuple[str, str, bytes], request: AccessRequest, reason: str
    ) -> None:
        if grant not in self._grants:
            raise AccessDenied(f"the control plane can't be asked ({reason})")
        _log.warning(
            "control plane can't be asked; allowing what it allowed before",
            path=request.path,
            action=request.action,
            reason=reason,
        )


def _fingerprint(path: str, key: str) -> bytes:
    return hashlib.sha256(f"{path}:{key}".encode(errors="replace")).hexdigest().encode()


def _internal_allows(users: Iterable[InternalUser], request: AccessRequest) -> bool:
    name = request.user or request.parameter("user")
    password = request.password or request.parameter("pass")
    return any(
        _from_here(user.ips, request.ip)
        and _permits(user.permissions, request)
        and (
            user.user == "any" or (_matches(user.user, name) and _matches(user.password, password))
        )
        for user in users
    )


def _permits(permissions: Iterable[Permission], request: AccessRequest) -> bool:
    return any(
        permission.action == request.action and _covers(permission.path, request.path)
        for permission in permissions
    )


def _covers(pattern: str, path: str) -> bool:
    if pattern.startswith("~"):
        return re.search(pattern[1:], path) is not None
    return pattern in ("", path)


def _from_here(networks: Iterable[str], ip: str) -> bool:
    allowed = [ipaddress.ip_network(network, strict=False) for network in networks]
    return not allowed or any(ipaddress.ip_address(ip) in network for network in allowed)


def _matches(wanted: str, given: str) -> bool:
    """Plain or `sha256:BASE64`, compared in constant time."""
    if wanted.startswith("sha256:"):
        given = base64.b64encode(hashlib.sha256(given.encode()).digest()).decode()
        wanted = wanted.removeprefix("sha256:")
    return hmac.compare_digest(wanted.encode(), given.encode())
