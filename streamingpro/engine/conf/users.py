"""Users and permissions of the internal authentication: JSON → typed, and their checks."""

import re
from ipaddress import ip_network
from typing import Any

from streamingpro.engine.conf.errors import ConfError
from streamingpro.engine.conf.model import REDACTED, AuthAction, InternalUser, Permission
from streamingpro.engine.conf.values import as_list, as_object, as_text, refuse_unknown

ACTIONS: tuple[AuthAction, ...] = ("publish", "read", "playback", "api", "metrics", "pprof")

_PLAIN = re.compile(r"[a-zA-Z0-9!$()*+.;<=>\[\]^_\-{}@#&]*")
_HASHED = re.compile(r"sha256:[a-zA-Z0-9+/=]+")


def check_user(user: InternalUser) -> None:
    """Raise ConfError for a user that could never come in, or always would."""
    if not user.user:
        raise ConfError("empty usernames are not supported")
    if user.user == "any" and user.password:
        raise ConfError("using a password with 'any' user is not supported")
    if user.password == REDACTED:
        raise ConfError(f"{REDACTED} stands for a password in answers and can't be set as one")


def parse_users(value: object) -> tuple[InternalUser, ...]:
    """The list `authInternalUsers`. Raises ConfError."""
    users = as_list(value, "authInternalUsers")
    return tuple(_user(user, f"authInternalUsers[{i}]") for i, user in enumerate(users))


def _user(value: object, where: str) -> InternalUser:
    raw: dict[str, Any] = {} if value is None else as_object(value)
    refuse_unknown(raw, frozenset({"user", "pass", "ips", "permissions"}), where)
    networks = as_list(raw.get("ips", []), f"{where}.ips")
    return InternalUser(
        user=_credential(raw.get("user"), f"{where}.user"),
        password=_credential(raw.get("pass"), f"{where}.pass"),
        ips=tuple(_network(as_text(network, f"{where}.ips")) for network in networks),
        permissions=parse_permissions(raw.get("permissions", []), f"{where}.permissions"),
    )


def _credential(value: object, where: str) -> str:
    text = as_text(value, where)
    if text.startswith("argon2:"):
        raise ConfError("argon2 credentials are not supported by the embedded engine, use sha256:")
    pattern = _HASHED if text.startswith("sha256:") else _PLAIN
    if not pattern.fullmatch(text):
        raise ConfError(f"'{where}': credential contains unsupported characters")
    return text


def _network(text: str) -> str:
    try:
        return str(ip_network(text, strict=False))
    except ValueError:
        raise ConfError(f"unable to parse IP/CIDR '{text}'") from None


def parse_permissions(value: object, where: str) -> tuple[Permission, ...]:
    """A list of permissions. Raises ConfError."""
    entries = as_list(value, where)
    return tuple(_permission(entry, f"{where}[{i}]") for i, entry in enumerate(entries))


def _permission(value: object, where: str) -> Permission:
    raw: dict[str, Any] = {} if value is None else as_object(value)
    refuse_unknown(raw, frozenset({"action", "path"}), where)
    action = as_text(raw.get("action"), f"{where}.action", most=64)
    for known in ACTIONS:
        if action == known:
            return Permission(known, _path_pattern(as_text(raw.get("path"), f"{where}.path")))
    raise ConfError(f"invalid auth action: '{action}'")


def _path_pattern(path: str) -> str:
    if path.startswith("~"):
        try:
            re.compile(path[1:])
        except re.error:
            raise ConfError(f"invalid regex: {path[1:]}") from None
    return path
