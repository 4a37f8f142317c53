"""The way of HTTP requests: only to addresses that the guard allows."""

import asyncio
import hashlib
import hmac
import ssl

import httpx

from streamingpro.engine.addresses import address_of
from streamingpro.engine.dial import client_context
from streamingpro.engine.resolve import Address
from streamingpro.engine.sources.errors import SourceError, SourceErrorKind
from streamingpro.engine.sources.guard import Guard

MAX_SERVERS = 16
"""One source's servers to which connections are kept open. Playlists may name ever new ones."""
_ADDRESS_FRESH_S = 60.0
_OF_REDIRECTS = frozenset({"location", "set-cookie"})


class GuardedTransport(httpx.AsyncBaseTransport):
    """Connects to the addresses that were checked, never to a name: its next answer may differ.

    Redirects come through here too.
    """

    def __init__(self, guard: Guard, fingerprint: str) -> None:
        self._guard = guard
        self._fingerprint = fingerprint.replace(":", "").lower()
        self._transports: dict[tuple[str, str, int], httpx.AsyncHTTPTransport] = {}
        self._found: dict[tuple[str, int], tuple[list[Address], float]] = {}
        self._loop = asyncio.get_running_loop()
        self.remote_address = ""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        if url.scheme not in ("http", "https"):
            raise SourceError(
                SourceErrorKind.FORBIDDEN,
                "The server leads to an address that is neither http:// nor https://.",
            )
        port = url.port or (443 if url.scheme == "https" else 80)
        last: httpx.TransportError = httpx.ConnectError("no address")
        for address in await self._addresses(url.host, port):
            try:
                return await self._send(request, address[4][0], port)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                last = error
                self._found.pop((url.host, port), None)
        raise last

    async def aclose(self) -> None:
        for transport in self._transports.values():
            await transport.aclose()

    async def _addresses(self, host: str, port: int) -> list[Address]:
        found, at = self._found.get((host, port), ([], 0.0))
        now = self._loop.time()
        if not found or now - at > _ADDRESS_FRESH_S:
            found = await self._guard.resolve(host, port)
            while len(self._found) >= MAX_SERVERS:
                del self._found[next(iter(self._found))]
            self._found[host, port] = (found, now)
        return found

    async def _send(self, request: httpx.Request, ip: str, port: int) -> httpx.Response:
        """As to `request.url`, whose name stays in the Host header and in TLS."""
        url = request.url
        pinned = httpx.Request(
            request.method,
            url.copy_with(host=ip),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": url.host},
        )
        response = await (await self._transport(url)).handle_async_request(pinned)
        self.remote_address = address_of(ip, port)
        return await _without_body(response) if response.has_redirect_location else response

    async def _transport(self, url: httpx.URL) -> httpx.AsyncHTTPTransport:
        """One per server: connections are shared by address alone, but a certificate was checked
        for one name. Those not used for longest are closed."""
        server = origin(url)
        transport = self._transports.pop(server, None)
        if transport is None:
            while len(self._transports) >= MAX_SERVERS:
                await self._transports.pop(next(iter(self._transports))).aclose()
            transport = httpx.AsyncHTTPTransport(
                verify=_context(self._fingerprint) if url.scheme == "https" else False,
                limits=httpx.Limits(max_connections=8, max_keepalive_connections=4),
                trust_env=False,
            )
        self._transports[server] = transport
        return transport


async def _without_body(response: httpx.Response) -> httpx.Response:
    """A redirect: the HTTP library would read its body to the end, if it has one."""
    await response.aclose()
    headers = [entry for entry in response.headers.multi_items() if entry[0] in _OF_REDIRECTS]
    return httpx.Response(response.status_code, headers=headers, content=b"")


def _context(fingerprint: str) -> ssl.SSLContext:
    if not fingerprint:
        return client_context(True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE

    class Pinned(ssl.SSLObject):
        """Ends the handshake, before a byte of the request, when it is another certificate."""

        def do_handshake(self) -> None:
            super().do_handshake()
            seen = hashlib.sha256(self.getpeercert(binary_form=True) or b"").hexdigest()
            if not hmac.compare_digest(seen, fingerprint):
                raise OtherCertificate(seen)

    context.sslobject_class = Pinned
    return context


class OtherCertificate(ssl.SSLError):
    """The server shows a certificate with another fingerprint: `seen`."""

    def __init__(self, seen: str) -> None:
        super().__init__(1, "another certificate")
        self.seen = seen


def origin(url: httpx.URL) -> tuple[str, str, int]:
    """Scheme, host and port: what belongs to one server."""
    return url.scheme, url.host, url.port or (443 if url.scheme == "https" else 80)
