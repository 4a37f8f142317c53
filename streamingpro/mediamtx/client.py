"""MediaClient: one asynchronous client for MediaMTX and the embedded engine alike."""

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Literal, TypeVar
from urllib.parse import quote

import httpx
import orjson
from pydantic import ValidationError

from streamingpro.kit.redact import redact_text
from streamingpro.mediamtx.errors import (
    BadRequest,
    MediaServerError,
    NotFound,
    ProtocolError,
    ServerError,
    TooMany,
    Unauthorized,
    Unreachable,
)
from streamingpro.mediamtx.models import (
    ApiModel,
    ForwardDest,
    ForwardTest,
    GlobalConf,
    HlsMuxer,
    HlsSession,
    Info,
    Page,
    Path,
    PathConf,
    RtmpConn,
    SrtConn,
)

Method = Literal["GET", "POST", "PATCH", "DELETE"]
Model = TypeVar("Model", bound=ApiModel)

ITEMS_PER_PAGE = 1000
TEST_TIMEOUT_S = 20.0  # the embedded engine gives up after 15

# A kept-alive connection that the server has just closed fails in one of these ways.
_DROPPED = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)


class MediaClient:
    """Calls the Control API v3 at `base_url` ("http://127.0.0.1:9997").

    `token` is sent as a bearer token (the embedded engine; a MediaMTX user's "user:password" works
    too). Every method raises a MediaServerError: Unreachable, Unauthorized, BadRequest, NotFound,
    TooMany, ServerError or ProtocolError. Connections are kept and reused; close with `aclose`.
    """

    def __init__(
        self,
        base_url: str,
        token: str | None = None,
        *,
        timeout_s: float = 5.0,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._http = httpx.AsyncClient(
            base_url=self.base_url,
            headers={"Authorization": f"Bearer {token}"} if token else {},
            timeout=timeout_s,
            limits=httpx.Limits(max_connections=8, keepalive_expiry=20.0),
            trust_env=False,
            transport=transport,
        )

    async def __aenter__(self) -> "MediaClient":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._http.aclose()

    async def info(self) -> Info:
        return _model(Info, await self._call("GET", "/v3/info"))

    async def global_get(self) -> GlobalConf:
        return _model(GlobalConf, await self._call("GET", "/v3/config/global/get"))

    async def global_patch(self, conf: Mapping[str, Any]) -> None:
        """Change the given global values (JSON names)."""
        await self._call("PATCH", "/v3/config/global/patch", conf=conf)

    async def path_defaults_get(self) -> PathConf:
        return _model(PathConf, await self._call("GET", "/v3/config/pathdefaults/get"))

    async def path_defaults_patch(self, conf: Mapping[str, Any]) -> None:
        """Change the given path defaults (JSON names)."""
        await self._call("PATCH", "/v3/config/pathdefaults/patch", conf=conf)

    async def config_paths_list(self) -> list[PathConf]:
        """Every path configuration, through all pages."""
        return await self._list(PathConf, "/v3/config/paths/list")

    async def config_path_get(self, name: str) -> PathConf:
        return _model(PathConf, await self._call("GET", _named("/v3/config/paths/get/", name)))

    async def config_path_add(self, name: str, conf: Mapping[str, Any]) -> None:
        """Add a path configuration; BadRequest when there is one of that name."""
        await self._call("POST", _named("/v3/config/paths/add/", name), conf=conf)

    async def config_path_patch(self, name: str, conf: Mapping[str, Any]) -> None:
        """Change the given values of a path configuration."""
        await self._call("PATCH", _named("/v3/config/paths/patch/", name), conf=conf)

    async def config_path_replace(self, name: str, conf: Mapping[str, Any]) -> None:
        """Put a path configuration in place of the one of that name, or add it."""
        await self._call("POST", _named("/v3/config/paths/replace/", name), conf=conf, retry=True)

    async def config_path_delete(self, name: str) -> None:
        await self._call("DELETE", _named("/v3/config/paths/delete/", name))

    async def paths_list(self) -> list[Path]:
        """Every path at work, through all pages."""
        return await self._list(Path, "/v3/paths/list")

    async def path_get(self, name: str) -> Path:
        return _model(Path, await self._call("GET", _named("/v3/paths/get/", name)))

    async def forward_list(self, path: str) -> list[ForwardDest]:
        """Every destination of a path, by position."""
        return await self._list(ForwardDest, "/v3/paths/forward/list", path=path)

    async def forward_get(self, path: str, dest_id: str) -> ForwardDest:
        body = await self._call("GET", "/v3/paths/forward/get", {"path": path, "id": dest_id})
        return _model(ForwardDest, body)

    async def forward_test(self, dest: str, dest_fingerprint: str = "") -> ForwardTest:
        """Try a destination without a stream (embedded engine). Takes up to 15 seconds, and ends
        with us; NotFound on MediaMTX."""
        conf = {"dest": dest, "destFingerprint": dest_fingerprint}
        body = await self._call("POST", "/v3/forward/test", conf=conf, timeout_s=TEST_TIMEOUT_S)
        return _model(ForwardTest, body)

    async def rtmp_conns_list(self) -> list[RtmpConn]:
        """Every connection to the RTMP server, oldest first."""
        return await self._list(RtmpConn, "/v3/rtmpconns/list")

    async def rtmp_conn_get(self, conn_id: str) -> RtmpConn:
        return _model(RtmpConn, await self._call("GET", _named("/v3/rtmpconns/get/", conn_id)))

    async def rtmp_conn_kick(self, conn_id: str) -> None:
        await self._call("POST", _named("/v3/rtmpconns/kick/", conn_id))

    async def rtmps_conns_list(self) -> list[RtmpConn]:
        """Every connection to the RTMPS server, oldest first."""
        return await self._list(RtmpConn, "/v3/rtmpsconns/list")

    async def rtmps_conn_kick(self, conn_id: str) -> None:
        await self._call("POST", _named("/v3/rtmpsconns/kick/", conn_id))

    async def srt_conns_list(self) -> list[SrtConn]:
        """Every connection to the SRT server, oldest first."""
        return await self._list(SrtConn, "/v3/srtconns/list")

    async def srt_conn_get(self, conn_id: str) -> SrtConn:
        return _model(SrtConn, await self._call("GET", _named("/v3/srtconns/get/", conn_id)))

    async def srt_conn_kick(self, conn_id: str) -> None:
        await self._call("POST", _named("/v3/srtconns/kick/", conn_id))

    async def hls_muxers_list(self) -> list[HlsMuxer]:
        """Every stream that is being made HLS of, by path name."""
        return await self._list(HlsMuxer, "/v3/hlsmuxers/list")

    async def hls_sessions_list(self) -> list[HlsSession]:
        """Every viewer of HLS, oldest first."""
        return await self._list(HlsSession, "/v3/hlssessions/list")

    async def hls_session_kick(self, session_id: str) -> None:
        await self._call("POST", _named("/v3/hlssessions/kick/", session_id))

    async def poster(self, path: str) -> bytes:
        """A JPEG of the path's last keyframe (embedded engine); NotFound when there is none."""
        return await self._call("GET", _named("/v3/paths/poster/", path))

    async def _list(self, model: type[Model], url: str, **params: str) -> list[Model]:
        items: list[Model] = []
        page_number, page_count = 0, 1
        while page_number < page_count:
            query = params | {"itemsPerPage": str(ITEMS_PER_PAGE), "page": str(page_number)}
            page = _model(Page[model], await self._call("GET", url, query))  # type: ignore[valid-type]
            items += page.items
            page_number, page_count = page_number + 1, page.page_count
        return items

    async def _call(
        self,
        method: Method,
        url: str,
        params: Mapping[str, str] | None = None,
        *,
        conf: Mapping[str, Any] | None = None,
        retry: bool = False,
        timeout_s: float | None = None,
    ) -> bytes:
        """The body of the answer. A dropped connection is tried again where that does no harm.
        `timeout_s` None: the client's own."""
        request = self._http.build_request(
            method,
            url,
            params=params,
            content=None if conf is None else orjson.dumps(conf),
            headers={} if conf is None else {"Content-Type": "application/json"},
            timeout=self._http.timeout if timeout_s is None else timeout_s,
        )
        repeatable = retry or method != "POST"
        response, repeated = await self._send(request, repeatable)
        if response.status_code == 404 and method == "DELETE" and repeated:
            return b""  # the first attempt had been carried out
        if not response.is_success:
            raise _error(response)
        return response.content

    async def _send(self, request: httpx.Request, repeatable: bool) -> tuple[httpx.Response, bool]:
        try:
            try:
                return await self._http.send(request), False
            except _DROPPED:
                if not repeatable:
                    raise
                return await self._http.send(request), True
        except httpx.TimeoutException:
            raise Unreachable(
                f"The media server at {self.base_url} did not answer in time."
            ) from None
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise Unreachable(
                f"The media server at {self.base_url} can't be reached ({type(error).__name__})."
            ) from None


def _named(prefix: str, name: str) -> str:
    """The URL of something named: slashes stay as they are, dots can't climb out of the prefix."""
    segments = [
        segment.replace(".", "%2E") if set(segment) == {"."} else quote(segment, safe="")
        for segment in name.split("/")
    ]
    return prefix + "/".join(segments)


def _model(model: type[Model], body: bytes) -> Model:
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        raise ProtocolError(
            f"The media server's answer is not what its API promises ({model.__name__} {where})."
        ) from None


def _error(response: httpx.Response) -> MediaServerError:
    words = _server_words(response.content)
    status = response.status_code
    if status in (401, 403):
        return Unauthorized("The media server does not accept our token.")
    if status == 404:
        return NotFound(words or "The media server does not know this.")
    if status == 400:
        return BadRequest(words or "The media server refuses this request.")
    if status == 429:
        return TooMany(words or "The media server has enough of these to do.")
    if status >= 500:
        return ServerError(words or f"The media server failed (HTTP {status}).")
    return ProtocolError(f"The media server gave an unexpected answer (HTTP {status}).")


def _server_words(body: bytes) -> str:
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ""
    words = answer.get("error") if isinstance(answer, dict) else None
    return redact_text(words)[:500] if isinstance(words, str) else ""
