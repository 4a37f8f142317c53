"""The HLS server: what viewers get, who they may be, and when it all ends."""

import asyncio
import gzip

import pytest

from streamingpro.engine.servers.hls import session as sessions
from tests.engine.harness import until
from tests.engine.media import OTHER_AVC_HEADER, VIDEO, Encoder
from tests.engine.servers.hls.conftest import (
    KNOWN,
    TOKEN,
    Hls,
    addresses,
    configure,
    seconds,
)
from tests.protocols.fmp4.reader import frames


async def test_a_viewer_gets_playlists_and_segments(hls: Hls) -> None:
    encoder = hls.publish()
    seconds(encoder, 3)
    task = asyncio.ensure_future(hls.watch())
    await until(lambda: hls.server.muxers)
    seconds(encoder, 2)
    playlist = await (await task).playlist()
    assert "#EXT-X-PART-INF:PART-TARGET=0.200" in playlist
    names = [name for name in addresses(playlist) if "_seg" in name]
    assert names
    segment = await (await task).file(names[0])
    assert segment.headers["content-type"] == "video/mp4"
    assert segment.headers["cache-control"] == "max-age=3600, immutable"
    assert len(frames(segment.content)) == 25


async def ready(hls: Hls, count: float = 2) -> Encoder:
    """The stream has a muxer with complete segments."""
    encoder = hls.publish()
    hls.server.muxer_of(hls.path())
    seconds(encoder, count)
    return encoder


async def test_the_master_playlist_tells_of_the_stream(hls: Hls) -> None:
    await ready(hls)
    answer = await hls.get("/show/index.m3u8")
    assert answer.headers["content-type"] == "application/vnd.apple.mpegurl"
    assert answer.headers["cache-control"] == "no-cache"
    facts, uri = answer.text.splitlines()[-2:]
    assert 'CODECS="avc1.64000c,mp4a.40.2"' not in facts  # no sound was sent
    assert 'CODECS="avc1.' in facts
    assert "RESOLUTION=320x180" in facts
    assert uri == f"session={hls.session.secret}/main_stream.m3u8"


async def test_parts_make_up_their_segment(hls: Hls) -> None:
    await ready(hls, 3.4)
    viewer = await hls.watch()
    playlist = await viewer.playlist()
    assert sum("#EXT-X-PART:" in line for line in playlist.splitlines()) >= 10
    names = [name for name in addresses(playlist) if "_part" in name][:-1]  # without the hint
    parts = [(await viewer.file(name)).content for name in names]
    segments = await viewer.files("_seg")
    assert len(segments) == 3  # the first one is too old for its parts to be told of
    assert b"".join(parts).startswith(b"".join(segments[1:]))


@pytest.mark.parametrize("name", ["abc_seg1.mp4", "abc_part1.mp4", "x.mp4", "main.m3u8", "a_b"])
async def test_what_is_not_there_is_not_found(hls: Hls, name: str) -> None:
    await ready(hls)
    viewer = await hls.watch()
    answer = await viewer.file(name)
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"


async def test_a_playlist_packed(hls: Hls) -> None:
    await ready(hls)
    viewer = await hls.watch()
    plain = await hls.client.get(viewer.url, headers={"Accept-Encoding": "identity"})
    async with hls.client.stream("GET", viewer.url) as packed:
        raw = b"".join([piece async for piece in packed.aiter_raw()])
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(raw).decode() == plain.text


# waiting


async def test_a_reload_waits_for_its_part(hls: Hls) -> None:
    encoder = hls.publish()
    hls.server.muxer_of(hls.path())
    seconds(encoder, 2.4)
    viewer = await hls.watch()
    window = hls.muxer.window
    newest = window.segments[-1]
    query = f"?_HLS_msn={newest.sequence}&_HLS_part={len(newest.parts)}"
    task = asyncio.ensure_future(viewer.playlist(query))
    await until(lambda: hls.muxer.files.waiting.count)
    assert not task.done()
    hint = (await viewer.playlist()).splitlines()[-1]
    seconds(encoder, 0.4)
    name = hint.partition('URI="')[2].rstrip('"')
    assert name in await task


async def test_a_hinted_part_is_sent_when_it_is_there(hls: Hls) -> None:
    encoder = hls.publish()
    hls.server.muxer_of(hls.path())
    seconds(encoder, 2.4)
    viewer = await hls.watch()
    name = addresses(await viewer.playlist())[-1]
    task = asyncio.ensure_future(viewer.file(name))
    await until(lambda: hls.muxer.files.waiting.count)
    seconds(encoder, 0.4)
    answer = await task
    assert answer.status_code == 200
    assert len(frames(answer.content)) == 5


async def test_who_waited_long_enough_gets_what_there_is(hls: Hls) -> None:
    await ready(hls)
    viewer = await hls.watch()
    query = f"?_HLS_msn={hls.muxer.window.next_sequence}"
    task = asyncio.ensure_future(viewer.playlist(query))
    await until(lambda: hls.muxer.files.waiting.count)
    hls.tick(9)
    assert "#EXTINF" in await task


@pytest.mark.parametrize(
    "query", ["?_HLS_part=1", "?_HLS_msn=x", "?_HLS_msn=-1", "?_HLS_msn=99999999999"]
)
async def test_reloads_that_make_no_sense(hls: Hls, query: str) -> None:
    await ready(hls)
    viewer = await hls.watch()
    assert (await hls.get(viewer.url + query)).status_code == 400


async def test_the_first_viewer_waits_for_the_first_segment(hls: Hls) -> None:
    encoder = hls.publish()
    task = asyncio.ensure_future(hls.watch())
    await until(lambda: hls.server.muxers and hls.muxer.files.waiting.count)
    seconds(encoder, 1.2)
    assert "#EXTINF:1.00000" in await (await task).playlist()


async def test_without_a_keyframe_there_is_nothing_to_show(hls: Hls) -> None:
    hls.publish()
    task = asyncio.ensure_future(hls.get("/show/index.m3u8"))
    await until(lambda: hls.server.muxers and hls.muxer.files.waiting.count)
    hls.tick(16)
    answer = await task
    assert answer.status_code == 503
    assert "keyframe interval to 2 seconds" in answer.json()["error"]
    assert not hls.server.sessions


async def test_a_codec_without_a_place_is_named(hls: Hls) -> None:
    encoder = hls.publish("show")
    encoder.stream.end()
    encoder.stream.begin()
    for ms in range(0, 3000, 40):
        encoder.send(VIDEO, b"\x14\x00" + bytes(50), ms)  # VP6
    answer = await hls.get("/show/index.m3u8")
    assert answer.status_code == 503
    assert answer.json()["error"].startswith("HLS in fMP4 can't carry VP6")


# who may


@pytest.mark.parametrize("query", ["?user=ann&pass=wrong", "", "?pass=secret"])
async def test_who_may_not_read_is_refused(hls: Hls, query: str) -> None:
    configure(hls.store, authInternalUsers=[KNOWN])
    hls.publish()
    answer = await hls.get(f"/show/index.m3u8{query}")
    assert answer.status_code == 401
    assert ("www-authenticate" in answer.headers) is (not query)
    assert not hls.server.sessions
    assert not hls.server.muxers


async def test_credentials_in_the_query_or_as_basic_authentication(hls: Hls) -> None:
    configure(hls.store, authInternalUsers=[KNOWN])
    await ready(hls)
    await hls.watch(query="?user=ann&pass=secret")
    answer = await hls.client.get("/show/index.m3u8", auth=("ann", "secret"))
    assert answer.status_code == 200
    assert [one.user for one in hls.server.sessions.values()] == ["ann", "ann"]


async def test_the_control_plane_reads_without_a_session(hls: Hls) -> None:
    configure(hls.store, authInternalUsers=[KNOWN])
    await ready(hls)
    bearer = f"Bearer {TOKEN}"
    answer = await hls.get("/show/index.m3u8", Authorization=bearer)
    assert answer.text.splitlines()[-1] == "main_stream.m3u8"
    assert not hls.server.sessions
    playlist = await hls.get("/show/main_stream.m3u8", Authorization=bearer)
    assert playlist.status_code == 200
    segment = next(name for name in addresses(playlist.text) if "_seg" in name)
    assert (await hls.get(f"/show/{segment}", Authorization=bearer)).status_code == 200
    for other in ("Bearer wrong", "Bearer", "Basic x"):
        assert (await hls.get(f"/show/{segment}", Authorization=other)).status_code == 401


async def test_files_belong_to_sessions(hls: Hls) -> None:
    await ready(hls)
    hls.store.add("other", {})
    viewer = await hls.watch()
    assert (await hls.get("/show/main_stream.m3u8")).status_code == 401
    assert (await hls.get("/show/session=x/main_stream.m3u8")).status_code == 401
    elsewhere = viewer.url.replace("/show/", "/other/")
    assert (await hls.get(elsewhere)).status_code == 401


async def test_a_viewer_thrown_out_must_come_in_again(hls: Hls) -> None:
    await ready(hls)
    viewer = await hls.watch()
    assert hls.server.kick(hls.session.id)
    assert (await hls.get(viewer.url)).status_code == 401
    assert not hls.server.kick("nobody")
    await hls.watch()


async def test_as_many_readers_as_the_path_may_have(hls: Hls) -> None:
    hls.store.replace("show", {"maxReaders": 2})
    await ready(hls)
    await hls.watch()
    await hls.watch()
    answer = await hls.get("/show/index.m3u8")
    assert answer.status_code == 404
    assert "as many readers" in answer.json()["error"]


async def test_too_many_viewers(hls: Hls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MAX_SESSIONS", 2)
    await ready(hls)
    first, second = await hls.watch(), await hls.watch()
    await second.playlist()
    third = await hls.watch()  # in the place of the first, which has asked for nothing
    await third.playlist()
    assert (await hls.get(first.url)).status_code == 401
    answer = await hls.get("/show/index.m3u8")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert len(hls.server.sessions) == 2


async def test_too_many_viewers_of_one_address(hls: Hls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MAX_OF_ONE_IP", 2)
    await ready(hls)
    await hls.watch()
    await hls.watch()
    assert (await hls.get("/show/index.m3u8")).status_code == 503


# counting


async def test_bytes_are_counted(hls: Hls) -> None:
    await ready(hls)
    viewer = await hls.watch()
    size = sum(len(data) for data in await viewer.files("_seg"))
    assert hls.session.bytes_sent > size
    assert hls.muxer.outbound_bytes == hls.session.bytes_sent
    assert hls.path().bytes_read == hls.muxer.outbound_bytes
    assert hls.path().readers == {hls.muxer.id: hls.muxer}


# the end


async def test_nobody_watches_nothing_runs(hls: Hls) -> None:
    encoder = await ready(hls)
    await hls.watch()
    hls.tick(59)
    assert hls.server.muxers
    hls.tick(61)
    assert not hls.server.muxers
    assert not hls.server.sessions
    assert not hls.path().readers
    task = asyncio.ensure_future(hls.watch())
    await until(lambda: hls.server.muxers)
    seconds(encoder, 2)
    await task


async def test_a_viewer_that_keeps_asking_stays(hls: Hls) -> None:
    await ready(hls)
    viewer = await hls.watch()
    hls.tick(14)
    await viewer.playlist()
    hls.tick(59)
    assert hls.server.sessions


async def test_who_never_asks_for_the_stream_is_forgotten(hls: Hls) -> None:
    await ready(hls)
    await hls.watch()
    hls.tick(sessions.UNUSED_S + 1)
    assert not hls.server.sessions


async def test_always_there_when_so_configured(hls: Hls) -> None:
    configure(hls.store, hlsAlwaysRemux=True)
    hls.publish()
    hls.tick()
    assert hls.server.muxers
    hls.tick(1000)
    assert hls.server.muxers


async def test_the_end_of_the_stream_is_told(hls: Hls) -> None:
    encoder = hls.publish()
    hls.server.muxer_of(hls.path())
    seconds(encoder, 2.4)
    viewer = await hls.watch()
    task = asyncio.ensure_future(viewer.playlist(f"?_HLS_msn={hls.muxer.window.next_sequence}"))
    await until(lambda: hls.muxer.files.waiting.count)
    hls.leave()
    assert (await task).endswith("#EXT-X-ENDLIST\n")
    pictures = [frame for data in await viewer.files("_seg") for frame in frames(data)]
    assert len(pictures) == 61
    assert (await hls.get("/show/index.m3u8")).status_code == 404
    hls.tick(31)
    assert not hls.server.muxers


async def test_a_stream_that_comes_again_is_shown_anew(hls: Hls) -> None:
    await ready(hls)
    viewer = await hls.watch()
    before = hls.muxer
    hls.leave()
    encoder = hls.publish()
    task = asyncio.ensure_future(hls.watch())
    await until(lambda: hls.muxer is not before and hls.muxer.files.waiting.count)
    seconds(encoder, 2)
    playlist = await (await task).playlist()
    assert "ENDLIST" not in playlist
    assert await viewer.playlist() == playlist  # who was there before goes on with it
    assert hls.muxer.window.segments[0].sequence >= before.window.segments[0].sequence


async def test_other_settings_make_other_segments(hls: Hls) -> None:
    encoder = await ready(hls)
    viewer = await hls.watch()
    configure(hls.store, hlsVariant="fmp4")
    assert not hls.server.muxers
    task = asyncio.ensure_future(viewer.playlist())
    await until(lambda: hls.server.muxers)
    assert hls.muxer.settings.variant == "fmp4"
    seconds(encoder, 3)
    assert "PART" not in await task


async def test_a_new_resolution(hls: Hls) -> None:
    encoder = hls.publish()
    hls.server.muxer_of(hls.path())
    seconds(encoder, 1.96)
    encoder.send(VIDEO, OTHER_AVC_HEADER)
    seconds(encoder, 2)
    playlist = await (await hls.watch()).playlist()
    assert playlist.count("#EXT-X-MAP") == 2
    assert playlist.count("#EXT-X-DISCONTINUITY\n") == 1


async def test_an_error_of_ours_stays_with_hls(hls: Hls, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = hls.publish()
    muxer = hls.server.muxer_of(hls.path())

    def fail(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(muxer, "_feed", fail)
    seconds(encoder, 1)
    assert muxer.ended
    assert hls.path().available_since is not None


# browsers


async def test_pages_of_any_origin_may_read_by_default(hls: Hls) -> None:
    await ready(hls)
    for url in ("/show/index.m3u8", "/show/none.mp4"):
        answer = await hls.get(url, Origin="https://page.example")
        assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://page.example", True),
        ("https://a.b.wild.example", True),
        ("https://wild.example", False),
        ("https://page.example.evil", False),
        ("", False),
    ],
)
async def test_pages_of_configured_origins(hls: Hls, origin: str, allowed: bool) -> None:
    configure(hls.store, hlsAllowOrigins=["https://page.example", "https://*.wild.example"])
    answer = await hls.get("/show/x.mp4", **({"Origin": origin} if origin else {}))
    assert answer.headers.get("access-control-allow-origin") == (origin if allowed else None)


async def test_a_browser_asks_before(hls: Hls) -> None:
    answer = await hls.client.options(
        "/show/index.m3u8",
        headers={"Origin": "https://page.example", "Access-Control-Request-Method": "GET"},
    )
    assert answer.status_code == 204
    assert "GET" in answer.headers["access-control-allow-methods"]
    assert "Authorization" in answer.headers["access-control-allow-headers"]


# methods and addresses


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_only_reading(hls: Hls, method: str) -> None:
    answer = await hls.client.request(method, "/show/index.m3u8")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


async def test_head_has_no_body(hls: Hls) -> None:
    await ready(hls)
    viewer = await hls.watch()
    answer = await hls.client.head(viewer.url)
    assert answer.status_code == 200
    assert int(answer.headers["content-length"]) > 100
    assert answer.content == b""


@pytest.mark.parametrize("url", ["/", "/show", "/show/", "/index.m3u8", "/session=x/index.m3u8"])
async def test_addresses_of_nothing(hls: Hls, url: str) -> None:
    await ready(hls)
    assert (await hls.get(url)).status_code == 404


async def test_paths_nobody_knows(hls: Hls) -> None:
    answer = await hls.get("/nowhere/index.m3u8")
    assert answer.status_code == 404
    assert answer.json() == {"status": "error", "error": "This server has no such path."}
    assert not hls.server.muxers


async def test_a_path_of_several_names(hls: Hls) -> None:
    hls.store.add("all_others", {})
    encoder = hls.publish("live/one")
    hls.server.muxer_of(hls.path("live/one"))
    seconds(encoder, 2)
    viewer = await hls.watch("live/one")
    assert await viewer.files("_seg")


async def test_muxers_of_ended_paths_take_no_frames(hls: Hls) -> None:
    encoder = hls.publish()
    muxer = hls.server.muxer_of(hls.path())
    seconds(encoder, 2)
    muxer.dismiss("for a test")
    version = muxer.window.version
    seconds(encoder, 1)
    assert muxer.window.version == version
