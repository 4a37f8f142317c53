"""TLS for listeners: the certificate, read again when its files change, and the server's side."""

import contextlib
import ssl
from pathlib import Path

from streamingpro.engine.tls import TlsFilter
from streamingpro.kit.logging import get_logger

_log = get_logger("tls")

_Stamp = tuple[tuple[int, int, int], ...]


class CertificateError(Exception):
    """The certificate or its key can't be used; the text is the reason in plain words."""


class Certificate:
    """A certificate (chain) and its key in two PEM files; the same file may hold both.

    `context` is what new connections are encrypted with; None while there is nothing usable, and
    `reason` says why. A pair that can't be used never replaces one that could.
    """

    def __init__(self, certificate: Path, key: Path) -> None:
        self.context: ssl.SSLContext | None = None
        self.reason = ""
        self.files = (certificate, key)
        self._seen: _Stamp = ()
        self.refresh()

    def refresh(self) -> None:
        """Look at the files, cheaply; read them when they changed."""
        stamp = tuple(_stamp(file) for file in self.files)
        if stamp == self._seen:
            return
        renewed, self._seen = bool(self._seen), stamp
        try:
            context = load_pair(*self.files)
        except CertificateError as error:
            self.reason = f"the certificate can't be used: {error}"
            kept = "the one before stays in use" if self.context is not None else "RTMPS is off"
            _log.error(f"TLS certificate refused, {kept}", reason=self.reason)
            return
        self.context, self.reason = context, ""
        if renewed:
            _log.info("TLS certificate read again, new connections use it")


class ServerTls(TlsFilter):
    """The server's side of one connection; the handshake is made as bytes come in."""

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(context, server_side=True)
        self.established = False

    def incoming(self, data: bytes) -> bytes:
        """Decrypt, or go on with the handshake. Raises ssl.SSLError."""
        if self.established:
            return super().incoming(data)
        self._received.write(data)
        try:
            self._object.do_handshake()
        except ssl.SSLWantReadError:
            return b""
        self.established = True
        return super().incoming(b"")

    def outgoing(self, data: bytes) -> bytes:
        """Encrypt; nothing can be said before the handshake is over."""
        return super().outgoing(data) if self.established else b""

    def say_farewell(self) -> None:
        """Have `replies` say that nothing follows (close_notify)."""
        if self.established:
            with contextlib.suppress(ssl.SSLError):  # the peer has not said goodbye yet, or broke
                self._object.unwrap()


def _stamp(file: Path) -> tuple[int, int, int]:
    try:
        found = file.stat()
    except OSError:
        return 0, 0, 0
    return found.st_mtime_ns, found.st_size, found.st_ino


def load_pair(certificate: Path, key: Path) -> ssl.SSLContext:
    """A server's context with this certificate and key. Raises CertificateError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        for file in (certificate, key):
            with file.open("rb"):
                pass  # OpenSSL's own error would not say which file is missing
        context.load_cert_chain(certificate, key, password=_no_password)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise CertificateError(_words(error)) from None
    return context


def _no_password() -> str:
    raise ValueError("the key is protected by a password; give a key without one")


def _words(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        reason = (error.reason or "").replace("_", " ").lower()
        if error.reason == "KEY_VALUES_MISMATCH":
            return "the key does not belong to the certificate"
        return f"not a certificate and key in PEM form ({reason or 'unreadable'})"
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}"
    return str(error)
