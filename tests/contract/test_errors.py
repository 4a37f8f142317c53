"""What is not there, not allowed or not understood, and lists in pages."""

from collections.abc import Awaitable, Callable

import pytest

from streamingpro.mediamtx import lists
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.errors import BadRequest, MediaServerError, NotFound, Unauthorized
from tests.contract.servers import TOKEN, USER, Server

UNKNOWN_ID = "6f0d6c53-59a4-4f0f-9a3e-2f1c9e1f7a51"
Made = Callable[[MediaClient], Awaitable[object]]

NOT_THERE: list[tuple[Made, type[MediaServerError], str]] = [
    (lambda m: m.path_get("nothing"), NotFound, "path not found"),
    (lambda m: m.path_get(""), BadRequest, "invalid name"),
    (lambda m: m.forward_list("nothing"), NotFound, "path not found"),
    (lambda m: m.forward_list(""), BadRequest, "invalid path"),
    (lambda m: m.forward_get("live", UNKNOWN_ID), NotFound, "forward destination not found"),
    (lambda m: m.forward_get("live", "5"), BadRequest, "invalid UUID length: 1"),
    (lambda m: m.rtmp_conn_get(UNKNOWN_ID), NotFound, "connection not found"),
    (lambda m: m.rtmp_conn_get("5"), BadRequest, "invalid UUID length: 1"),
    (lambda m: m.rtmp_conn_kick(UNKNOWN_ID), NotFound, "connection not found"),
    (lambda m: m.rtmps_conn_get(UNKNOWN_ID), NotFound, "connection not found"),
    (lambda m: m.rtmps_conn_kick(UNKNOWN_ID), NotFound, "connection not found"),
    (lambda m: m.srt_conn_get(UNKNOWN_ID), NotFound, "connection not found"),
    (lambda m: m.srt_conn_kick("x"), BadRequest, "invalid UUID length: 1"),
    (lambda m: m.srt_conn_kick(UNKNOWN_ID), NotFound, "connection not found"),
    (lambda m: m.hls_muxer_get("nothing"), NotFound, "muxer not found"),
    (lambda m: m.hls_session_get(UNKNOWN_ID), NotFound, "session not found"),
    (lambda m: m.hls_session_kick(UNKNOWN_ID), NotFound, "session not found"),
    # of servers that are off or that it does not have
    (lambda m: m.webrtc_sessions_list(), NotFound, "does not know this"),
    (lambda m: m.rtsp_sessions_list(), NotFound, "does not know this"),
    (lambda m: m.moq_session_kick(UNKNOWN_ID), NotFound, "does not know this"),
]


async def test_what_is_not_there(server: Server) -> None:
    for call, error, words in NOT_THERE:
        with pytest.raises(error, match=words) as caught:
            await call(server.media)
        assert type(caught.value) is error


async def test_nobody_is_connected(server: Server) -> None:
    media = server.media
    for listed in (media.rtmp_conns_list, media.rtmps_conns_list, media.srt_conns_list):
        assert await listed() == []
    assert await media.hls_muxers_list() == []
    assert await media.hls_sessions_list() == []
    assert [path.name for path in await media.paths_list()] == ["live"]


async def test_an_error_has_a_status_and_words(server: Server) -> None:
    answer = await server.http.get("/v3/paths/get/nothing")
    assert answer.status_code == 404
    assert answer.json() == {"status": "error", "error": "path not found"}
    answer = await server.http.post("/v3/config/paths/add/x", content=b"{")
    assert answer.status_code == 400
    assert set(answer.json()) == {"status", "error"}


async def test_who_it_is_must_be_known(server: Server) -> None:
    for credentials in (None, (USER, "wrong")):
        async with MediaClient(
            server.media.base_url, credentials=credentials, timeout_s=10.0
        ) as stranger:
            with pytest.raises(Unauthorized, match="does not accept our credentials") as caught:
                await stranger.info()
            with pytest.raises(Unauthorized):
                await stranger.config_path_delete("live")
        assert server.media.base_url in caught.value.message
        assert "wrong" not in caught.value.message
    url = server.media.base_url.replace("://", f"://{USER}:{TOKEN}@")
    async with MediaClient(url) as known:
        assert (await known.config_path_get("live")).name == "live"


async def test_what_it_can_do(server: Server) -> None:
    features = await server.media.features()
    assert features.engine is (server.name == "engine")
    assert (features.supported, features.available, features.forward) == (True, True, True)
    assert {"rtmpconns", "srtconns", "hlssessions"} <= features.lists


async def test_pages(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"p{number}" for number in range(5)]
    for name in names:
        await server.media.config_path_add(name, {})
    await server.media.config_path_delete("live")
    base = "config/paths/list?itemsPerPage="
    for query, expected in (("2", names[:2]), ("2&page=1", names[2:4]), ("2&page=2", names[4:])):
        page = await server.json(base + query)
        assert (page["itemCount"], page["pageCount"]) == (5, 3)
        assert [item["name"] for item in page["items"]] == expected
    beyond = await server.json(base + "2&page=3")
    assert beyond == {"itemCount": 5, "pageCount": 3, "items": []}
    monkeypatch.setattr(lists, "ITEMS_PER_PAGE", 2)
    assert [path.name for path in await server.media.config_paths_list()] == names


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("itemsPerPage=0", "invalid items per page"),
        ("itemsPerPage=-1", 'parsing "-1": invalid syntax'),
        ("itemsPerPage=a", 'parsing "a": invalid syntax'),
        ("page=x", 'parsing "x": invalid syntax'),
        ("page=2147483648", "value out of range"),
    ],
)
async def test_pages_that_can_t_be(server: Server, query: str, words: str) -> None:
    answer = await server.http.get(f"/v3/rtmpconns/list?{query}")
    assert answer.status_code == 400
    assert words in answer.json()["error"]


async def test_an_answer_that_is_larger_than_we_take(server: Server) -> None:
    async with MediaClient(
        server.media.base_url, credentials=(USER, TOKEN), max_body=100
    ) as narrow:
        with pytest.raises(MediaServerError, match="is too large"):
            await narrow.global_get()
        assert await narrow.rtmp_conns_list() == []
