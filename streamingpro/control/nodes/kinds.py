"""What a supervised media server is to its supervisor, whichever program it is.

Running      one that was found, or has just been started: who and where
Words        the sentences that are said of it
ServerKind   how it is found, started, called and recognised
"""

from dataclasses import dataclass, field
from typing import Protocol

from streamingpro.control.nodes.logfile import ServerLog
from streamingpro.control.nodes.process import ServerProcess
from streamingpro.control.status.schemas import ServiceStatus
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.models import Info


@dataclass(frozen=True, slots=True)
class Running:
    """A server of the data folder. `services` is what was known of its listeners when it began."""

    pid: int
    api_address: str
    version: str
    rtmp_port: int | None
    services: dict[str, ServiceStatus] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Words:
    """Whole sentences with gaps, so that each can be translated as one."""

    cannot_run: str
    """`{why}`: the system's words."""
    silent: str
    """`{limit}` in seconds, `{said}`: the server's last words, or where they are."""
    failed: str
    """`{code}`, `{said}`"""
    refused: str
    hung: str
    ended: str
    """`{how}`: nothing, or ` (signal 9)`"""


class CannotStart(Exception):
    """The server can't be started; the text is a plain sentence that says why."""


class ServerKind(Protocol):
    """Everything that differs between one program and another."""

    name: str
    """For the log, such as "media engine"."""
    words: Words
    log_file: ServerLog
    asks_us: bool
    """The server lets us in only when this very program says so. A refusal proves then that it is
    alive; it may be we who are not ready."""

    def expects_start(self) -> bool:
        """Whether all is known that a start needs."""
        ...

    def occupied(self) -> bool:
        """Whether a server lives in the data folder."""
        ...

    def find(self) -> Running | None:
        """The server that lives in the data folder, if it can be told which process it is."""
        ...

    def adoptable(self) -> bool:
        """Whether the server that `find` found would ever let us in."""
        ...

    def launch(self) -> ServerProcess:
        """Start one. Raises CannotStart or OSError."""
        ...

    def client(self, running: Running) -> MediaClient:
        """A client with the credentials of that server."""
        ...

    def in_use(self, running: Running) -> None:
        """That server answers: its ports are to be kept over restarts."""
        ...

    def gave_up(self) -> None:
        """A start failed: what was remembered may be why."""
        ...

    def explain(self, said: str) -> str | None:
        """A better sentence for why it did not start, from its last words."""
        ...

    def services(self, running: Running, info: Info) -> dict[str, ServiceStatus]:
        """Its listeners as they are now."""
        ...
