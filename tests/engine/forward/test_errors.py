"""What the operating system says, in kinds and in words for people."""

import errno
import os
import socket
import ssl

import pytest

from streamingpro.engine.forward.errors import ErrorKind, from_os_error
from streamingpro.engine.wire import PendingOverflow


def certificate_error() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message, error.verify_code = "self-signed certificate", 18
    return error


def os_error(number: int) -> OSError:
    return OSError(number, os.strerror(number))


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (certificate_error(), ErrorKind.TLS, "(self-signed certificate). If the server is your"),
        (ssl.SSLError(1, "wrong version"), ErrorKind.TLS, "may want rtmp:// instead"),
        (ssl.SSLEOFError(8, "eof"), ErrorKind.TLS, "no encrypted connection is possible"),
        (socket.gaierror(socket.EAI_NONAME, "x"), ErrorKind.DNS, "name was not found"),
        (socket.gaierror(socket.EAI_AGAIN, "x"), ErrorKind.DNS, "name was not found"),
        (os_error(errno.ECONNREFUSED), ErrorKind.REFUSED, "nothing answers at this address"),
        (TimeoutError(), ErrorKind.TIMEOUT, "did not answer"),
        (os_error(errno.ETIMEDOUT), ErrorKind.TIMEOUT, "did not answer"),
        (os_error(errno.ECONNRESET), ErrorKind.NETWORK, "Connection reset by peer"),
        (os_error(errno.EPIPE), ErrorKind.NETWORK, "Broken pipe"),
        (os_error(errno.EHOSTUNREACH), ErrorKind.NETWORK, "No route to host"),
        (os_error(errno.ENETUNREACH), ErrorKind.NETWORK, "Network is unreachable"),
        (ConnectionResetError("closed"), ErrorKind.NETWORK, "connection lost"),
        (PendingOverflow("too much"), ErrorKind.NETWORK, "connection lost"),
        (OSError(), ErrorKind.NETWORK, "connection lost"),
    ],
)
def test_operating_system_errors_have_a_kind_and_plain_words(
    error: OSError, kind: ErrorKind, words: str
) -> None:
    problem = from_os_error(error, "connect to example.com:1935")
    assert problem.kind is kind
    assert words in problem.message
    assert problem.message.startswith("Could not connect to example.com:1935: ")
    assert problem.message.endswith(".")
    assert str(problem) == problem.message
