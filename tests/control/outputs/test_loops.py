"""Destinations that would come back to us."""

import pytest

from streamingpro.control.addresses import is_own_ip
from streamingpro.control.db import Database
from streamingpro.control.errors import Invalid
from streamingpro.control.nodes.ports import Ports
from streamingpro.control.outputs.address import Address, parse_address
from streamingpro.control.outputs.loops import LoopGuard, leads_back
from streamingpro.control.outputs.own_paths import ingest_paths, source_path
from streamingpro.control.tables import Input, Output

PORTS = Ports({"rtmp": 1935, "rtmps": 1936, "srt": 8890, "hls": 8888})


@pytest.mark.parametrize(
    ("url", "key", "path"),
    [
        ("rtmp://h/a", "b", "a/b"),
        ("rtmp://h/show?key=x", "", "show"),
        ("rtmp://h/", "show?key=x", "show"),
        ("rtmp://h/a?b=c", "d?e=f", "a/d"),
        ("srt://h:8890", "publish:show:publisher:KEY", "show"),
        ("srt://h:8890", "#!::r=show,m=publish,s=KEY", "show"),
    ],
)
def test_app_and_name_make_the_path(url: str, key: str, path: str) -> None:
    assert ingest_paths(Address(url, key))[0] == path


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("rtmp://h/show?key=x", "show"),
        ("rtmps://h:1936/a/b", "a/b"),
        ("srt://h:8890?streamid=read:show:reader:KEY", "show"),
        ("srt://h:8890?streamid=show", "show"),
        ("srt://h:8890?streamid=#!::r=show,m=request", "show"),
        ("srt://h:8890", ""),
        ("http://h:8888/show/index.m3u8?key=x", "show"),
        ("rtsp://h/show", "show"),
    ],
)
def test_the_path_that_is_read_at_an_address(url: str, path: str) -> None:
    assert source_path(url) == path


def test_circles_are_found_however_long() -> None:
    edges = {"a": {"b", "x"}, "b": {"c"}, "c": {"a"}, "d": {"a"}, "e": {"e"}}
    assert [one for one in "abcdexy" if leads_back(one, edges)] == ["a", "b", "c", "e"]


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("0.0.0.0", True),
        ("::", True),
        ("::ffff:127.0.0.1", True),
        ("192.0.2.1", False),
        ("2001:db8::1", False),
        ("239.1.1.1", False),
        ("a name", False),
    ],
)
def test_own_addresses(text: str, own: bool) -> None:
    assert is_own_ip(text) is own


async def _names(host: str) -> list[str]:
    """A resolver for tests."""
    return {"our.example": ["127.0.0.1"], "dual.example": ["192.0.2.1", "::1"]}.get(host, [])


@pytest.fixture
async def guard(db: Database) -> LoopGuard:
    async with db.transaction() as session:
        for name in ("a", "b", "c"):
            session.add(Input(id=name, name=name, path=f"path-{name}"))
    return LoopGuard(db, lambda: PORTS, "public.example", _names)


def at(host: str, path: str) -> Address:
    return parse_address(f"rtmp://{host}/{path}?key=x", None, depth=1)


HOSTS = [
    "localhost",
    "x.localhost",
    "127.0.0.1",
    "127.0.0.2:1935",
    "[::1]",
    "0.0.0.0",
    "public.example",
    "request.example",
    "our.example",
    "dual.example",
]


@pytest.mark.parametrize("host", HOSTS)
async def test_an_input_can_not_be_its_own_destination(guard: LoopGuard, host: str) -> None:
    with pytest.raises(Invalid, match="is the input itself"):
        await guard.check_output("a", at(host, "path-a"), "request.example")


@pytest.mark.parametrize("key", ["", "x", "?key=x"])
async def test_whatever_key_stands_behind_its_address(guard: LoopGuard, key: str) -> None:
    with pytest.raises(Invalid, match="is the input itself"):
        await guard.check_output("a", Address("rtmp://127.0.0.1/path-a", key), "")


@pytest.mark.parametrize(
    "address",
    [
        at("127.0.0.1:1936", "path-a"),
        Address("rtmps://127.0.0.1/path-a", "?key=x"),
        Address("srt://127.0.0.1:1935", "publish:path-a"),
        at("192.0.2.1", "path-a"),
        at("elsewhere.example", "path-a"),
        at("127.0.0.1", "other"),
        at("127.0.0.1", "path-b"),
        Address("rtmp://127.0.0.1/live", "path-a"),
    ],
    ids=[
        "port",
        "port of rtmps",
        "port of srt",
        "machine",
        "name",
        "path",
        "another input",
        "below an app",
    ],
)
async def test_what_is_not_the_input_itself_is_fine(guard: LoopGuard, address: Address) -> None:
    await guard.check_output("a", address, "request.example")


@pytest.mark.parametrize(
    "address",
    [
        Address("rtmps://localhost:1936/path-a", "?key=x"),
        Address("srt://localhost:8890", "publish:path-a:publisher:x"),
        Address("srt://localhost:8890", "#!::m=publish,r=path-a"),
    ],
    ids=["rtmps", "srt", "srt in the standard form"],
)
async def test_over_every_protocol(guard: LoopGuard, address: Address) -> None:
    with pytest.raises(Invalid, match="is the input itself"):
        await guard.check_output("a", address, "")


PULLED = [
    "rtmp://localhost/path-a",
    "rtmps://our.example:1936/path-a?key=x",
    "srt://127.0.0.1:8890?streamid=read:path-a",
    "http://public.example:8888/path-a/index.m3u8",
]


@pytest.mark.parametrize("url", PULLED)
async def test_an_input_can_not_be_its_own_source(guard: LoopGuard, url: str) -> None:
    with pytest.raises(Invalid, match="can't be its own source"):
        await guard.check_source("a", None, url, "")
    with pytest.raises(Invalid, match="can't be its own source"):
        await guard.check_source("", "path-new", url.replace("path-a", "path-new"), "")
    await guard.check_source("b", None, url, "")


@pytest.mark.parametrize("url", PULLED)
async def test_circles_of_outputs_and_sources_are_refused(
    db: Database, guard: LoopGuard, url: str
) -> None:
    async with db.transaction() as session:
        item = await session.get_one(Input, "b")
        item.source_type, item.source_url = "pull", url
    with pytest.raises(Invalid, match="another input of this server"):
        await guard.check_output("b", at("localhost", "path-a"), "")
    with pytest.raises(Invalid, match="gets its stream from this one"):
        await guard.check_source("a", None, "rtmp://localhost/path-b", "")
    # Its present source does not count when it gets another one.
    await _send(db, "c", "b")
    await guard.check_source("b", None, "rtmp://elsewhere.example/x", "")


async def _send(db: Database, source: str, to: str) -> None:
    async with db.transaction() as session:
        address = at("localhost", f"path-{to}")
        session.add(
            Output(
                id=f"{source}-{to}",
                input_id=source,
                name="",
                url=address.url,
                stream_key=address.stream_key,
            )
        )


async def test_circles_over_other_inputs_are_refused(db: Database, guard: LoopGuard) -> None:
    await _send(db, "a", "b")
    await _send(db, "b", "c")
    with pytest.raises(Invalid, match="another input of this server"):
        await guard.check_output("c", at("localhost", "path-a"), "")
    await guard.check_output("a", at("localhost", "path-c"), "")


async def test_an_output_may_be_turned_away_from_a_circle(db: Database, guard: LoopGuard) -> None:
    await _send(db, "a", "b")
    await guard.check_output("b", at("localhost", "path-c"), "", output_id="b-a")


async def test_a_new_path_must_not_close_a_circle(db: Database, guard: LoopGuard) -> None:
    await _send(db, "a", "b")
    async with db.transaction() as session:
        (await session.get_one(Input, "b")).path = "elsewhere"
    with pytest.raises(Invalid, match="in a circle"):
        await guard.check_path("a", "path-b", "")
    await guard.check_path("c", "path-b", "")
    await guard.check_path("a", "path-a", "")
