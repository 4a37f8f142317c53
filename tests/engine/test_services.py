"""Services that the engine can do without: on, or off for a reason, and tried again."""

import errno
import socket

import pytest

from streamingpro.engine.services import (
    RETRY_S,
    NotSetUp,
    Service,
    ServiceOff,
    Services,
)


class Server:
    """Listens for real, unless it is told to fail."""

    def __init__(self) -> None:
        self.failure: Exception | None = None
        self.tries = 0
        self.sock: socket.socket | None = None

    @property
    def port(self) -> int:
        return int(self.sock.getsockname()[1]) if self.sock is not None else 0

    def listen(self, host: str, port: int) -> None:
        self.tries += 1
        if self.failure is not None:
            raise self.failure
        self.sock = socket.create_server((host, port))

    def close(self) -> None:
        if self.sock is not None:
            self.sock.close()
            self.sock = None


class Board:
    """One service of the name "hls" and how often the rest of the engine was told of a change."""

    def __init__(self, server: Server, wanted: int | None = 0) -> None:
        self.changes = 0
        self.service = Service("hls", server, server.listen, "127.0.0.1", wanted)
        self.all = Services([self.service], self._changed)
        self.all.open()

    def _changed(self) -> None:
        self.changes += 1

    @property
    def shown(self) -> object:
        return self.all.to_json()["hls"]


@pytest.fixture
def server() -> Server:
    return Server()


def test_on(server: Server) -> None:
    board = Board(server)
    assert board.shown == {"port": server.port, "reason": ""}
    assert board.service.address == f"127.0.0.1:{server.port}"
    assert board.all.ports == {"hls_port": server.port}
    board.all.tick(100.0)
    assert (server.tries, board.changes) == (1, 0)
    server.close()


def test_switched_off_is_never_tried(server: Server) -> None:
    board = Board(server, wanted=None)
    board.all.tick(100.0)
    assert server.tries == 0
    assert board.shown == {"port": 0, "reason": "switched off by the setting hls_port"}
    assert (board.service.address, board.all.ports) == ("", {})


def test_a_taken_port_is_tried_again_until_it_is_free(server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        board = Board(server, port)
        taken = f"port {port} is in use by another program; end it or choose another port"
        assert board.shown == {"port": 0, "reason": taken}
        board.all.tick(1000.0)
        board.all.tick(1000.0 + RETRY_S - 1)
        assert server.tries == 2
    board.all.tick(1000.0 + RETRY_S)
    assert board.shown == {"port": port, "reason": ""}
    assert board.changes == 1
    server.close()


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (ServiceOff("the library is missing"), "the library is missing"),
        (NotSetUp("no certificate is given"), "no certificate is given"),
        (OSError(errno.EACCES, "x"), "port 5 may not be used by this user; choose one above 1023"),
        (OSError(errno.EADDRNOTAVAIL, "x"), "the host that was given is not an address of this"),
        (OSError(errno.ENOBUFS, "No room"), "port 5 can't be listened on: No room"),
        (RuntimeError("a fault"), "an error in the server itself, see its log"),
    ],
)
def test_reasons(server: Server, failure: Exception, reason: str) -> None:
    server.failure = failure
    board = Board(server, 5)
    assert str(board.service.reason).startswith(reason)
    assert board.changes == 0


def test_one_that_somebody_else_starts_is_only_shown(server: Server) -> None:
    service = Service("rtmp", server, None, "", 1935)
    all_ = Services([service], lambda: None)
    all_.open()
    all_.tick(100.0)
    assert (server.tries, all_.to_json()) == (0, {"rtmp": {"port": 0, "reason": ""}})
