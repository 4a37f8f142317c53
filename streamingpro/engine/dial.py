"""From a host name to a connected, if wished encrypted, socket."""

import asyncio
import functools
import hashlib
import hmac
import socket
import ssl

from streamingpro.engine import tcpinfo
from streamingpro.engine.neterrors import NetError, NetErrorKind, from_os_error
from streamingpro.engine.resolve import Address, resolve
from streamingpro.engine.tls import TlsFilter

CONNECT_TIMEOUT_S = 10.0
ONE_ADDRESS_TIMEOUT_S = 4.0
_TLS_RECEIVE_BYTES = 64 * 1024


class Tls(TlsFilter):
    """A TLS client."""

    def __init__(self, context: ssl.SSLContext, server_name: str) -> None:
        super().__init__(context, server_name=server_name)

    async def handshake(self, loop: asyncio.AbstractEventLoop, sock: socket.socket) -> None:
        """Raises OSError (ssl.SSLError is one) when no encrypted connection comes about."""
        while True:
            try:
                self._object.do_handshake()
                finished = True
            except ssl.SSLWantReadError:
                finished = False
            except ssl.SSLError:
                await _send_all(loop, sock, self._to_send.read())  # the alert that says why
                raise
            await _send_all(loop, sock, self._to_send.read())
            if finished:
                return
            data = await loop.sock_recv(sock, _TLS_RECEIVE_BYTES)
            if not data:
                raise ConnectionResetError("the server closed the connection")
            self._received.write(data)

    def fingerprint(self) -> str:
        """SHA-256 of the server's certificate, in lower-case hex."""
        return hashlib.sha256(self._object.getpeercert(binary_form=True) or b"").hexdigest()


@functools.cache
def client_context(verify: bool) -> ssl.SSLContext:
    """One context per process for all peers: the trusted roots are large."""
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


async def connect(host: str, port: int, found: list[Address] | None = None) -> socket.socket:
    """A connected TCP socket, tuned for live media: to one of the addresses in `found`, which
    belong to the name, or to whatever the name means now. Raises NetError."""
    doing = f"connect to {host}:{port}"
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            return await _connect_any(found or await resolve(host, port))
    except OSError as error:  # TimeoutError is one
        raise from_os_error(error, doing) from None
    except UnicodeError:
        raise NetError(NetErrorKind.DNS, f"Could not {doing}: this is no valid name.") from None


async def encrypt(sock: socket.socket, host: str, fingerprint: str) -> Tls:
    """TLS over `sock`. The certificate is verified, or compared with `fingerprint` (SHA-256, hex)
    when one is given. Raises NetError."""
    doing = f"connect securely to {host}"
    tls = Tls(client_context(not fingerprint), host)
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            await tls.handshake(asyncio.get_running_loop(), sock)
    except TimeoutError:
        raise NetError(
            NetErrorKind.TIMEOUT,
            f"Could not {doing}: the server did not answer. "
            "Check the port; the server may want rtmp:// instead of rtmps://.",
        ) from None
    except OSError as error:
        raise from_os_error(error, doing) from None
    seen = tls.fingerprint()
    wanted = fingerprint.replace(":", "").lower()
    if wanted and not hmac.compare_digest(seen, wanted):
        raise NetError(
            NetErrorKind.TLS,
            f"Could not {doing}: the server's certificate has the fingerprint {seen}, "
            "not the one that was entered.",
        )
    return tls


async def _connect_any(found: list[Address]) -> socket.socket:
    loop = asyncio.get_running_loop()
    last: OSError = ConnectionRefusedError()
    for family, kind, protocol, _, address in found:
        sock = socket.socket(family, kind, protocol)
        try:
            sock.setblocking(False)
            tcpinfo.tune(sock)
            async with asyncio.timeout(ONE_ADDRESS_TIMEOUT_S if len(found) > 1 else None):
                await loop.sock_connect(sock, address)
        except OSError as error:
            sock.close()
            last = error
        except BaseException:
            sock.close()
            raise
        else:
            return sock
    raise last


async def _send_all(loop: asyncio.AbstractEventLoop, sock: socket.socket, data: bytes) -> None:
    if data:
        await loop.sock_sendall(sock, data)
