"""HLS of the media server under our own address: asked for with our token, passed on as it comes.

The browser sends its session cookie along, so that no key stands in any address, and pages that
came over HTTPS may play. Blocking reloads (low latency) wait here as long as they wait there.
"""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass

import httpx
import orjson

from streamingpro.control.errors import DomainError, NotFound, Unavailable
from streamingpro.control.nodes.ports import PortsNow
from streamingpro.kit.logging import get_logger
from streamingpro.kit.redact import redact_text

_log = get_logger("control.preview")

CONNECT_TIMEOUT_S = 2.0
READ_TIMEOUT_S = 20.0
POOL_TIMEOUT_S = 5.0
MAX_AT_ONCE = 200
_MAX_WORDS = 300
_FILE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")
_ASK_WITH = ("range", "if-none-match", "if-modified-since", "if-range")
_PASSED_ON = (
    "content-type",
    "content-length",
    "content-encoding",
    "content-range",
    "accept-ranges",
    "etag",
    "last-modified",
    "vary",
)
_GOOD = (200, 206, 304, 416)


class CutShort(Exception):
    """The media server went in the middle of an answer."""


@dataclass(frozen=True, slots=True)
class Passage:
    """An answer on its way. `aclose` must be called at the end, whatever happened."""

    status: int
    headers: Mapping[str, str]
    _response: httpx.Response

    async def body(self) -> AsyncIterator[bytes]:
        """The bytes as they come, still encoded as `headers` say. Raises CutShort."""
        try:
            async for block in self._response.aiter_raw():
                yield block
        except httpx.HTTPError:
            raise CutShort from None

    async def aclose(self) -> None:
        await self._response.aclose()


class HlsProxy:
    """`token` gives the media server's; `ports` where it listens on `host`."""

    def __init__(
        self,
        token: Callable[[], str],
        ports: PortsNow,
        host: str,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._token = token
        self._ports = ports
        self._host = f"[{host}]" if ":" in host else host
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S, pool=POOL_TIMEOUT_S),
            limits=httpx.Limits(max_connections=MAX_AT_ONCE, max_keepalive_connections=20),
            trust_env=False,
            transport=transport,
        )

    async def aclose(self) -> None:
        await self._http.aclose()

    async def open(self, path: str, file: str, query: str, asked: Mapping[str, str]) -> Passage:
        """Ask for `file` of the stream at `path`; `asked` are the caller's headers (lower case).
        Raises NotFound, Unavailable."""
        if not _FILE.fullmatch(file) or ".." in file:
            raise NotFound("There is no such file.")
        request = self._http.build_request(
            "GET",
            self._url(path, file, query),
            headers={
                "Authorization": f"Bearer {self._token()}",
                # Bytes are passed on undecoded: only what the caller takes may be asked for.
                "Accept-Encoding": asked.get("accept-encoding", "identity"),
            }
            | {name: asked[name] for name in _ASK_WITH if name in asked},
        )
        try:
            response = await self._http.send(request, stream=True)
        except (httpx.TransportError, httpx.InvalidURL) as error:
            _log.debug("no answer from the HLS listener", error=type(error).__name__)
            raise Unavailable(
                "The media server does not answer. Try again in a few seconds."
            ) from None
        if response.status_code not in _GOOD:
            raise await _refusal(response)
        return Passage(response.status_code, _headers(response, file), response)

    def _url(self, path: str, file: str, query: str) -> str:
        ports = self._ports()
        port = ports.on.get("hls")
        if port is None:
            raise Unavailable(f"There is no preview without HLS. {ports.off['hls']}")
        return f"http://{self._host}:{port}/{path}/{file}" + (f"?{query}" if query else "")


def _headers(response: httpx.Response, file: str) -> dict[str, str]:
    headers = {name: response.headers[name] for name in _PASSED_ON if name in response.headers}
    # Segments never change, but belong to who is signed in; playlists change all the time.
    lasting = not file.endswith(".m3u8") and "max-age" in response.headers.get("cache-control", "")
    headers["cache-control"] = "private, max-age=60" if lasting else "no-store"
    return headers


async def _refusal(response: httpx.Response) -> DomainError:
    """The domain's error for an answer that is none; closes it."""
    status = response.status_code
    try:
        words = (await response.aread())[:_MAX_WORDS].decode(errors="replace")
    except httpx.HTTPError:
        words = ""
    finally:
        await response.aclose()
    if status == 404:
        return NotFound("Nothing is live at this input, or this part of its stream is over.")
    _log.warning("the HLS listener refused", status=status, words=redact_text(words))
    if status in (401, 403):
        return Unavailable("The media server does not accept our token.")
    why = _why(words) if status == 503 else None
    if why is not None:
        return Unavailable(why)
    return Unavailable("The media server can't give a preview of this stream now.")


def _why(words: str) -> str | None:
    """The media server's own sentence on why it has nothing yet, such as that no keyframe came."""
    try:
        error = orjson.loads(words).get("error")
    except (orjson.JSONDecodeError, AttributeError):
        return None
    return redact_text(error) if isinstance(error, str) and error else None
