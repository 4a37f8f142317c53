"""The listeners that the engine can do without: each is on, or off for a reason that can be shown.

A taken port, a missing certificate or library is no reason not to start: the service is off, is
tried again, and everything else works.
"""

import errno
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from streamingpro.engine.addresses import address_of
from streamingpro.kit.logging import get_logger

_log = get_logger("services")

RETRY_S = 5.0


class ServiceOff(Exception):
    """A service can't be started now; the text is a plain sentence that says why."""


class NotSetUp(ServiceOff):
    """Nobody has asked for the service, or what it needs was not given: no reason to worry."""


class Server(Protocol):
    """What listens."""

    @property
    def port(self) -> int:
        """Where; 0 while it doesn't."""


class Service:
    """One listener of the engine, named by its protocol.

    `listen(host, port)` starts it; it raises ServiceOff or OSError. None: somebody else starts it.
    `wanted` is the port it was given, None when it is switched off.
    """

    def __init__(
        self,
        name: str,
        server: Server,
        listen: Callable[[str, int], None] | None,
        host: str,
        wanted: int | None,
    ) -> None:
        self.name = name
        self.host = host
        self.reason = "" if wanted is not None else f"switched off by the setting {name}_port"
        self._server = server
        self._listen = listen
        self._wanted = wanted

    @property
    def port(self) -> int:
        """Where it listens, 0 while it is off."""
        return self._server.port

    @property
    def address(self) -> str:
        """`host:port`, "" while it is off."""
        return address_of(self.host, self.port) if self.port else ""

    @property
    def worth_a_try(self) -> bool:
        return self._wanted is not None and self._listen is not None and not self.port

    def to_json(self) -> dict[str, Any]:
        return {"port": self.port, "reason": "" if self.port else self.reason}

    def open(self) -> bool:
        """Try to listen. Whether it does now; why not is logged when the reason is a new one."""
        if self._wanted is None or self._listen is None:
            return False
        tell = _log.warning
        try:
            self._listen(self.host, self._wanted)
            reason = ""
        except ServiceOff as error:
            reason = str(error)
            tell = _log.info if isinstance(error, NotSetUp) else _log.warning
        except OSError as error:
            reason = _words(error, self._wanted)
        except Exception:
            _log.exception("could not listen", service=self.name)
            reason = "an error in the server itself, see its log"
        if reason and reason != self.reason:
            tell(f"{self.name} is off", reason=reason)
        elif self.reason and not reason:
            _log.info(f"{self.name} is on", port=self.port)
        self.reason = reason
        return not reason


class Services:
    """All of them by name, in order; `on_change` is called when one of them came on later."""

    def __init__(self, services: Iterable[Service], on_change: Callable[[], None]) -> None:
        self.by_name = {service.name: service for service in services}
        self._on_change = on_change
        self._next_try = 0.0

    def open(self) -> None:
        for service in self.by_name.values():
            service.open()

    def tick(self, now: float) -> None:
        """Every few seconds, try again what is off."""
        if now < self._next_try:
            return
        self._next_try = now + RETRY_S
        waiting = [service for service in self.by_name.values() if service.worth_a_try]
        came_on = [service.open() for service in waiting]
        if any(came_on):
            self._on_change()

    @property
    def ports(self) -> dict[str, int]:
        """For the log: the ports of those that are on."""
        return {f"{name}_port": each.port for name, each in self.by_name.items() if each.port}

    def to_json(self) -> dict[str, dict[str, Any]]:
        return {name: service.to_json() for name, service in self.by_name.items()}


def _words(error: OSError, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"port {port} is in use by another program; end it or choose another port"
        case errno.EACCES:
            return f"port {port} may not be used by this user; choose one above 1023"
        case errno.EADDRNOTAVAIL:
            return "the host that was given is not an address of this machine"
        case _:
            return f"port {port} can't be listened on: {error.strerror or error}"
