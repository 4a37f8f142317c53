"""MediaClient against a started ApiServer, and against servers that misbehave."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

import pytest

from streamingpro.engine.api import ApiServer, create_api
from streamingpro.engine.children.posters import Jpeg
from streamingpro.engine.conf import ConfStore, ForwardConf
from streamingpro.kit.clock import utcnow
from streamingpro.mediamtx import lists
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.errors import (
    BadRequest,
    MediaServerError,
    NotFound,
    Refused,
    Unauthorized,
)
from tests.engine.api.conftest import HandMadeState
from tests.engine.api.objects import (
    CONN_ID,
    conn_item,
    dest_id,
    dest_item,
    muxer_item,
    path_item,
    session_item,
    srt_item,
    trial_item,
)

TOKEN = "the-token"
SECRET = "s3cr3t-key"


@pytest.fixture
def store() -> ConfStore:
    return ConfStore(rtmp_address=":1935")


@pytest.fixture
def state() -> HandMadeState:
    return HandMadeState(
        paths={"a/b": path_item("a/b")},
        forward={"a/b": [dest_item(0), dest_item(1)]},
        conns={CONN_ID: conn_item()},
        clients={
            "rtmpsconns": {CONN_ID: conn_item()},
            "srtconns": {CONN_ID: srt_item()},
            "hlssessions": {CONN_ID: session_item()},
        },
        muxers={"a/b": muxer_item("a/b")},
        pictures={"a/b": Jpeg(b"a picture", utcnow())},
    )


@pytest.fixture
async def address(state: HandMadeState, store: ConfStore) -> AsyncIterator[str]:
    server = ApiServer(create_api(state, store, TOKEN, utcnow(), "1.2.3"))
    port = await server.start("127.0.0.1", 0)
    yield f"http://127.0.0.1:{port}"
    await server.stop()


@pytest.fixture
async def media(address: str) -> AsyncIterator[MediaClient]:
    async with MediaClient(address + "/", TOKEN) as client:
        yield client


async def test_info(media: MediaClient) -> None:
    info = await media.info()
    assert (info.version, info.engine, info.rtmp_port) == ("1.2.3", "streamingpro", 1935)
    assert info.started is not None
    assert info.started.tzinfo is not None


async def test_configuration(media: MediaClient) -> None:
    await media.config_path_add("a/b", {"forward": [{"dest": "rtmp://h/a/k", "label": "x"}]})
    await media.config_path_patch("a/b", {"maxReaders": 2})
    path = await media.config_path_get("a/b")
    assert (path.name, path.max_readers, path.reconnect_grace) == ("a/b", 2, "30s")
    assert (path.forward[0].dest, path.forward[0].label) == ("rtmp://h/a/k", "x")
    await media.config_path_replace("a/b", {"overridePublisher": False})
    [listed] = await media.config_paths_list()
    assert (listed.override_publisher, listed.forward) == (False, [])
    await media.config_path_delete("a/b")
    assert await media.config_paths_list() == []


async def test_global_and_defaults(media: MediaClient) -> None:
    await media.global_patch({"authMethod": "http", "authHTTPAddress": "http://u:p@h/x"})
    global_ = await media.global_get()
    assert (global_.auth_method, global_.auth_http_address) == ("http", "http://u:p@h/x")
    assert "u:p" not in repr(global_)
    await media.path_defaults_patch({"maxReaders": 4})
    assert (await media.path_defaults_get()).max_readers == 4


async def test_what_runs(media: MediaClient, state: HandMadeState) -> None:
    [path] = await media.paths_list()
    assert path == await media.path_get("a/b")
    assert path.available_time == datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert path.source is not None
    assert path.source.type == "rtmpConn"
    assert path.tracks2[0].codec_props is not None
    assert (path.tracks2[0].codec_props.profile, path.tracks2[0].codec_props.width) == (
        "High",
        1920,
    )
    assert path.tracks2[3].codec_props is None
    assert path.forward is not None
    assert path.forward[0].status == "live"
    dests = await media.forward_list("a/b")
    assert [dest.pos for dest in dests] == [0, 1]
    assert dests[1] == await media.forward_get("a/b", dest_id(1))
    assert (dests[0].rtt, dests[0].queue_ms, dests[0].conf.label) == (12.5, 0, "out-0")
    [conn] = await media.rtmp_conns_list()
    assert conn == await media.rtmp_conn_get(CONN_ID)
    assert (conn.state, conn.user_agent) == ("publish", "FMLE/3.0")
    await media.rtmp_conn_kick(CONN_ID)
    assert state.kicked == [CONN_ID]


async def test_clients_of_every_kind(media: MediaClient, state: HandMadeState) -> None:
    [secure] = await media.rtmps_conns_list()
    [call] = await media.srt_conns_list()
    [session] = await media.hls_sessions_list()
    assert call == await media.srt_conn_get(CONN_ID)
    assert (secure.user_agent, session.user_agent) == ("FMLE/3.0", "a player")
    assert call.srt is not None
    [muxer] = await media.hls_muxers_list()
    assert (muxer.path, muxer.outbound_bytes) == ("a/b", 10)
    for kick in (media.rtmps_conn_kick, media.srt_conn_kick, media.hls_session_kick):
        await kick(CONN_ID)
        with pytest.raises(NotFound):
            await kick(CONN_ID)
    assert state.conns, "one of another kind has the same id"


async def test_posters_and_services(media: MediaClient) -> None:
    assert await media.poster("a/b") == b"a picture"
    with pytest.raises(NotFound, match="no picture"):
        await media.poster("nothing")
    assert (await media.info()).services["srt"].reason == "switched off"


async def test_trying_a_destination(media: MediaClient, state: HandMadeState) -> None:
    found = await media.forward_test("rtmp://h/a#key", "ab" * 32)
    assert state.tried == [ForwardConf("rtmp://h/a#key", "ab" * 32)]
    assert found.model_dump(by_alias=True) == trial_item()


async def test_lists_go_through_all_pages(
    media: MediaClient, state: HandMadeState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "ITEMS_PER_PAGE", 3)
    for count in (0, 1, 3, 4, 7):
        state.paths = {f"p{i}": {"name": f"p{i}"} for i in range(count)}
        assert [path.name for path in await media.paths_list()] == list(state.paths)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda m: m.path_get("nothing"), NotFound, "path not found"),
        (lambda m: m.config_path_get("nothing"), NotFound, "path configuration not found"),
        (lambda m: m.forward_list("nothing"), NotFound, "path not found"),
        (lambda m: m.rtmp_conn_kick("x"), BadRequest, "invalid UUID length"),
        (lambda m: m.config_path_add("..", {}), BadRequest, "dot path segments"),
        (lambda m: m.config_path_add("a/../../b", {}), BadRequest, "dot path segments"),
        (lambda m: m.config_path_add("a?b#c%", {}), BadRequest, "can contain only"),
        (lambda m: m.config_path_add("", {}), BadRequest, "invalid name"),
        (lambda m: m.global_patch({"x": 1}), BadRequest, "unknown field"),
        (
            lambda m: m.config_path_add("a", {"forward": [{"dest": f"http://{SECRET}/"}]}),
            BadRequest,
            "unsupported scheme",
        ),
    ],
)
async def test_the_servers_refusals(
    media: MediaClient,
    call: Callable[[MediaClient], Awaitable[object]],
    error: type[MediaServerError],
    words: str,
) -> None:
    with pytest.raises(error, match=words) as caught:
        await call(media)
    assert type(caught.value) is error
    assert SECRET not in caught.value.message


async def test_a_wrong_token(address: str) -> None:
    async with MediaClient(address, "wrong") as client:
        with pytest.raises(Unauthorized):
            await client.info()
    async with MediaClient(address, None) as client:
        with pytest.raises(Unauthorized):
            await client.info()


async def test_nobody_there(address: str) -> None:
    async with MediaClient("http://127.0.0.1:1", TOKEN) as client:
        with pytest.raises(Refused, match=r"Nothing listens at http://127\.0\.0\.1:1, where"):
            await client.info()


async def test_a_kept_connection_that_the_server_closed_is_replaced() -> None:
    """The server answers one request per connection, says keep-alive and hangs up on the next."""

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{"version":"1"}')
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(once, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, MediaClient(f"http://127.0.0.1:{port}", TOKEN) as client:
        for _ in range(3):
            assert (await client.info()).version == "1"
        server.close()


async def test_one_connection_serves_many_calls(media: MediaClient, address: str) -> None:
    for _ in range(5):
        await media.info()
    pool = media._transport._http._transport._pool  # type: ignore[attr-defined]
    assert len(pool.connections) == 1
