"""TLS for listeners: which certificate is used, and when it is read again."""

import os
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from streamingpro.engine.servers.tls import Certificate, ServerTls
from tests.peers.tls import certificate


class Client:
    """A TLS client over memory, led by hand. It trusts anybody."""

    def __init__(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self._incoming, self._outgoing)

    def step(self, data: bytes = b"") -> bytes:
        """Take the server's bytes, go on with the handshake, give ours."""
        self._incoming.write(data)
        try:
            self.tls.do_handshake()
        except ssl.SSLWantReadError:
            pass
        return self._outgoing.read()

    def say(self, plain: bytes) -> bytes:
        self.tls.write(plain)
        return self._outgoing.read()

    def hear(self, data: bytes) -> bytes:
        self._incoming.write(data)
        return self.tls.read()

    def shake(self, server: ServerTls, cut: Callable[[bytes], list[bytes]] = lambda d: [d]) -> None:
        """The whole handshake; `cut` says in which pieces our bytes arrive."""
        answer = b""
        while out := self.step(answer):
            for piece in cut(out):
                assert server.incoming(piece) == b""
            answer = server.replies()
        assert server.established


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    made = certificate(tmp_path / "tls")
    return made.file, made.key


def touched(file: Path) -> None:
    """Its time of change moves on, however coarse the clock of the file system is."""
    later = file.stat().st_mtime_ns + 1_000_000_000
    os.utime(file, ns=(later, later))


def connected(found: Certificate) -> tuple[Client, ServerTls]:
    assert found.context is not None
    client, server = Client(), ServerTls(found.context)
    client.shake(server)
    return client, server


def shown(found: Certificate) -> bytes:
    """The certificate that a new client is shown."""
    client, _ = connected(found)
    return client.tls.getpeercert(binary_form=True) or b""


def test_both_sides_understand_each_other(pair: tuple[Path, Path]) -> None:
    client, server = connected(Certificate(*pair))
    assert server.incoming(client.say(b"a" * 50_000)) == b"a" * 50_000
    assert client.hear(server.outgoing(b"hello")) == b"hello"


def test_a_handshake_in_single_bytes(pair: tuple[Path, Path]) -> None:
    context = Certificate(*pair).context
    assert context is not None
    client, server = Client(), ServerTls(context)
    client.shake(server, lambda data: [data[i : i + 1] for i in range(len(data))])
    assert server.incoming(client.say(b"x")) == b"x"


def test_what_came_with_the_end_of_the_handshake_is_not_lost(pair: tuple[Path, Path]) -> None:
    context = Certificate(*pair).context
    assert context is not None
    client, server = Client(), ServerTls(context)
    server.incoming(client.step())
    finished = client.step(server.replies())
    assert server.incoming(finished + client.say(b"early")) == b"early"


def test_who_does_not_speak_tls_is_found_out(pair: tuple[Path, Path]) -> None:
    context = Certificate(*pair).context
    assert context is not None
    with pytest.raises(ssl.SSLError):
        ServerTls(context).incoming(bytes([3]) + bytes(1536))


def test_nothing_is_said_before_the_handshake_and_goodbye_after(pair: tuple[Path, Path]) -> None:
    context = Certificate(*pair).context
    assert context is not None
    early = ServerTls(context)
    assert early.outgoing(b"x") == b""
    early.say_farewell()
    assert early.replies() == b""
    client, server = connected(Certificate(*pair))
    client.hear(server.outgoing(b"x"))
    server.say_farewell()
    assert client.hear(server.replies()) == b"", "a proper end, not a cut-off connection"


def test_old_protocol_versions_are_refused(pair: tuple[Path, Path]) -> None:
    context = Certificate(*pair).context
    assert context is not None
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_a_changed_pair_is_for_new_connections(pair: tuple[Path, Path]) -> None:
    found = Certificate(*pair)
    client, server = connected(found)
    first = shown(found)
    found.refresh()
    assert shown(found) == first
    certificate(pair[0].parent)
    touched(pair[0])
    found.refresh()
    assert shown(found) != first
    assert server.incoming(client.say(b"still here")) == b"still here"


@pytest.mark.parametrize("broken", ["certificate", "key", "gone", "halfway"])
def test_a_broken_pair_does_not_replace_a_good_one(pair: tuple[Path, Path], broken: str) -> None:
    found = Certificate(*pair)
    first = shown(found)
    match broken:
        case "certificate":
            pair[0].write_text("no certificate")
        case "key":
            pair[1].write_text("no key")
        case "gone":
            pair[0].unlink()
        case "halfway":  # the certificate is there, its key not yet
            other = certificate(pair[0].parent / "other")
            pair[0].write_bytes(other.file.read_bytes())
    found.refresh()
    assert found.reason
    assert shown(found) == first
    certificate(pair[0].parent)
    for file in pair:
        touched(file)
    found.refresh()
    assert found.reason == ""
    assert shown(found) != first


def test_one_file_may_hold_both(pair: tuple[Path, Path], tmp_path: Path) -> None:
    both = tmp_path / "both.pem"
    both.write_bytes(pair[0].read_bytes() + pair[1].read_bytes())
    assert shown(Certificate(both, both)) == shown(Certificate(*pair))


def test_why_there_is_none_is_said_in_plain_words(pair: tuple[Path, Path], tmp_path: Path) -> None:
    missing = tmp_path / "missing.pem"
    key = serialization.load_pem_private_key(pair[1].read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    locked = tmp_path / "locked.pem"
    locked.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"secret"),
        )
    )
    other = certificate(tmp_path / "other")
    words = "the certificate can't be used: "
    for files, reason in (
        ((missing, pair[1]), f"{missing}: No such file or directory"),
        ((pair[0], locked), "the key is protected by a password; give a key without one"),
        ((pair[0], other.key), "the key does not belong to the certificate"),
        ((pair[1], pair[1]), "not a certificate and key in PEM form"),
    ):
        found = Certificate(*files)
        assert found.context is None
        assert found.reason.startswith(words + reason), found.reason


def test_files_that_come_later_are_taken(tmp_path: Path) -> None:
    folder = tmp_path / "tls"
    found = Certificate(folder / "cert.pem", folder / "key.pem")
    assert found.context is None
    certificate(folder)
    found.refresh()
    assert (found.reason, len(shown(found)) > 100) == ("", True)
