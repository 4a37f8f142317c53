"""HTTP for sources: every size and wait bounded, every failure in words for people."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from streamingpro import __version__
from streamingpro.engine.neterrors import from_os_error
from streamingpro.engine.sources.errors import SourceError, SourceErrorKind
from streamingpro.engine.sources.guard import Guard
from streamingpro.engine.sources.http_transport import GuardedTransport, OtherCertificate, origin
from streamingpro.engine.sources.unpacked import unpacked

TIMEOUT_S = 10.0
MAX_REDIRECTS = 5
MAX_COOKIES = 64
FETCH_TIMEOUT_S = 20.0
"""For a small body as a whole, however slowly it drips."""


class HttpClient:
    """One source's client: its cookies, its connections, the credentials of its first address.

    `fingerprint`: SHA-256 of the server's certificate in hex, instead of an authority's word.
    """

    def __init__(self, guard: Guard, url: str, fingerprint: str = "") -> None:
        """Raises SourceError when `url` is none."""
        self._transport = GuardedTransport(guard, fingerprint)
        self._client = httpx.AsyncClient(
            transport=self._transport,
            timeout=TIMEOUT_S,
            follow_redirects=True,
            max_redirects=MAX_REDIRECTS,
            trust_env=False,
            headers={"User-Agent": f"StreamingPro/{__version__}", "Accept": "*/*"},
        )
        first = _parse(url)
        self._auth = httpx.BasicAuth(first.username, first.password) if first.userinfo else None
        self._home = origin(first)
        self.url = str(first.copy_with(username=None, password=None)) if first.userinfo else url

    @property
    def remote_address(self) -> str:
        """ "host:port" of the peer last connected to."""
        return self._transport.remote_address

    async def close(self) -> None:
        await self._client.aclose()

    @asynccontextmanager
    async def open(
        self, url: str, *, start: int = 0, length: int | None = None
    ) -> AsyncIterator[httpx.Response]:
        """A GET whose body is still to be read (`chunks`), from byte `start` on. Raises
        SourceError for every answer but a good one."""
        target = _parse(url)
        headers = {"Accept-Encoding": "identity"}
        if start or length is not None:
            headers["Range"] = f"bytes={start}-{'' if length is None else start + length - 1}"
        auth = self._auth if origin(target) == self._home else None
        request = self._client.build_request("GET", target, headers=headers)
        where = _where(target)
        try:
            response = await self._client.send(request, stream=True, auth=auth)
        except httpx.HTTPError as error:
            raise _from_httpx(error, where) from None
        except (httpx.InvalidURL, UnicodeError, ValueError):
            raise SourceError(
                SourceErrorKind.PROTOCOL, f"{where} leads to an address that is not valid."
            ) from None
        try:
            if len(self._client.cookies.jar) > MAX_COOKIES:
                self._client.cookies.clear()
            _check_status(response, where)
            yield response
        except httpx.HTTPError as error:
            raise _from_httpx(error, where) from None
        finally:
            await response.aclose()

    async def fetch(
        self, url: str, most_bytes: int, *, start: int = 0, length: int | None = None
    ) -> tuple[bytes, str]:
        """A whole body, and the address it came from in the end. Raises SourceError, also when it
        is longer than `most_bytes`."""
        try:
            async with (
                asyncio.timeout(FETCH_TIMEOUT_S),
                self.open(url, start=start, length=length) as response,
            ):
                body = await whole(response, most_bytes, start, length)
                return body, str(response.url)
        except TimeoutError:
            raise SourceError(
                SourceErrorKind.TIMEOUT, f"The server {_where(_parse(url))} answers too slowly."
            ) from None


async def whole(
    response: httpx.Response, most_bytes: int, start: int = 0, length: int | None = None
) -> bytes:
    """The body as a whole; raises SourceError when it is longer than `most_bytes`."""
    body = bytearray()
    async for chunk in chunks(response, start, length):
        body += chunk
        if len(body) > most_bytes:
            where = _where(response.url)
            raise SourceError(
                SourceErrorKind.PROTOCOL,
                f"The answer of {where} is too long: more than {most_bytes >> 10} kB.",
            )
    return bytes(body)


async def chunks(
    response: httpx.Response, start: int = 0, length: int | None = None
) -> AsyncIterator[bytes]:
    """The body in pieces, as it comes. When the server did not heed the range that was asked for,
    what lies outside of it is passed over."""
    skip = start if response.status_code != httpx.codes.PARTIAL_CONTENT else 0
    left = length
    async for chunk in unpacked(response):
        if skip:
            passed = min(skip, len(chunk))
            chunk, skip = chunk[passed:], skip - passed
        if left is not None:
            chunk = chunk[:left]
            left -= len(chunk)
        if chunk:
            yield chunk
        if left == 0:
            return


def _parse(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise SourceError(SourceErrorKind.PROTOCOL, "The address is not a valid URL.") from None
    if parsed.scheme not in ("http", "https"):
        raise SourceError(
            SourceErrorKind.FORBIDDEN,
            "The server leads to an address that is neither http:// nor https://.",
        )
    return parsed


def _where(url: httpx.URL) -> str:
    """What of an address may be shown: the rest may hold a token."""
    return f"{url.host}:{origin(url)[2]}"


_STATUS: dict[int, tuple[SourceErrorKind, str]] = {
    401: (SourceErrorKind.AUTH, "wants a name and a password, or does not accept these"),
    403: (SourceErrorKind.AUTH, "does not allow it: the address may need a valid token or key"),
    404: (SourceErrorKind.NOT_FOUND, "has nothing at this address"),
    410: (SourceErrorKind.NOT_FOUND, "has nothing at this address any more"),
    429: (SourceErrorKind.NETWORK, "has been asked too often"),
}


def _check_status(response: httpx.Response, where: str) -> None:
    code = response.status_code
    if code in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
        return
    default = SourceErrorKind.NETWORK if code >= 500 else SourceErrorKind.REJECTED
    kind, words = _STATUS.get(code, (default, "does not give the stream"))
    raise SourceError(kind, f"The server {where} {words} (HTTP {code}).")


def _from_httpx(error: httpx.HTTPError, where: str) -> SourceError:
    if isinstance(error, httpx.TooManyRedirects):
        words = f"The server {where} redirects more than {MAX_REDIRECTS} times."
        return SourceError(SourceErrorKind.PROTOCOL, words)
    if isinstance(error, httpx.ReadTimeout):
        words = f"The server {where} has sent nothing for {TIMEOUT_S:.0f} seconds."
        return SourceError(SourceErrorKind.TIMEOUT, words)
    if isinstance(error, httpx.DecodingError | httpx.RemoteProtocolError):
        cause = "ended the connection too early or does not speak HTTP as expected"
        return SourceError(SourceErrorKind.NETWORK, f"The server {where} {cause}.")
    cause_error = _os_error(error)
    if isinstance(cause_error, OtherCertificate):
        return SourceError(
            SourceErrorKind.TLS,
            f"Could not connect securely to {where}: the server's certificate has the fingerprint "
            f"{cause_error.seen}, not the one that was entered.",
        )
    timed_out = isinstance(error, httpx.TimeoutException)
    system = cause_error or (TimeoutError() if timed_out else ConnectionResetError())
    plain = from_os_error(system, f"connect to {where}", scheme="http")
    return SourceError(SourceErrorKind(plain.kind), plain.message)


def _os_error(error: BaseException | None) -> OSError | None:
    """The system's own word at the root of the HTTP library's, by its chain of causes."""
    found: OSError | None = None
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, OSError) and (error.errno is not None or found is None):
            found = error
        error = _cause(error)
    return found


def _cause(error: BaseException) -> BaseException | None:
    group: Any = getattr(error, "exceptions", None)
    if isinstance(group, tuple) and group and isinstance(group[0], BaseException):
        return group[0]
    return error.__cause__ or error.__context__
