"""Heads of requests: what is understood, what is refused, what they ask for."""

import random

import pytest

from streamingpro.engine.servers.hls.request import Address, BadRequest, Request, parse_head


def get(target: str, *headers: str, version: str = "1.1") -> Request:
    return parse_head("\r\n".join([f"GET {target} HTTP/{version}", *headers]).encode("latin-1"))


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("/show/index.m3u8", Address("show", "", "index.m3u8")),
        ("/a/b/c/index.m3u8?key=1", Address("a/b/c", "", "index.m3u8")),
        ("/show/session=abc/main_stream.m3u8", Address("show", "abc", "main_stream.m3u8")),
        ("/a%2Db/%69ndex.m3u8", Address("a-b", "", "index.m3u8")),
        ("/f%C3%BCr/index.m3u8", Address("für", "", "index.m3u8")),
        ("http://host:8888/show/index.m3u8", Address("show", "", "index.m3u8")),
        ("/", None),
        ("/index.m3u8", None),
        ("/show/", None),
        ("/session=abc/index.m3u8", None),
        ("/session=a/show/index.m3u8", None),
        ("*", None),
    ],
)
def test_addresses(target: str, address: Address | None) -> None:
    assert get(target).address == address


@pytest.mark.parametrize(
    "target",
    [
        "/show/../other/index.m3u8",
        "/show/./index.m3u8",
        "/show/%2e%2e/index.m3u8",
        "/show/%2E%2e%2fetc/passwd",
        "/show%2findex.m3u8/x",
        "/show\\..\\x/index.m3u8",
        "/show%5c/index.m3u8",
        "/show%00/index.m3u8",
        "/show%0d%0aX: y/index.m3u8".replace(" ", ""),
        "/show%ff/index.m3u8",
        "show/index.m3u8",
        "ftp://host/show/index.m3u8",
        "/" + "x" * 2000 + "/index.m3u8",
    ],
)
def test_addresses_that_mean_no_good(target: str) -> None:
    with pytest.raises(BadRequest):
        get(target)


def test_percent_signs_are_decoded_once() -> None:
    assert get("/%252e%252e/index.m3u8").address == Address("%2e%2e", "", "index.m3u8")


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"GET",
        b"GET / HTTP/2.0",
        b"GET / HTTP/1.1 ",
        b"get / HTTP/1.1",
        b"GET  / HTTP/1.1",
        b"GET / HTTP/1.1\r\nno colon",
        b"GET / HTTP/1.1\r\n folded: x",
        b"GET / HTTP/1.1\r\nname : x",
        b"GET / HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 5",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b",
        b"GET / HTTP/1.1\r\nContent-Length: 5",
        b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked",
        b"GET /\xff HTTP/1.1",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # TLS
    ],
)
def test_what_is_no_request(head: bytes) -> None:
    with pytest.raises(BadRequest):
        parse_head(head)


@pytest.mark.parametrize(
    ("version", "header", "stays"),
    [
        ("1.1", "", True),
        ("1.1", "Connection: close", False),
        ("1.1", "Connection: Keep-Alive", True),
        ("1.0", "", False),
        ("1.0", "Connection: keep-alive", True),
    ],
)
def test_who_wants_to_go_on(version: str, header: str, stays: bool) -> None:
    assert get("/", *([header] if header else []), version=version).keep_alive is stays


@pytest.mark.parametrize(
    ("header", "packed"),
    [
        ("gzip, deflate, br", True),
        ("deflate, GZIP;q=0.5", True),
        ("gzip;q=0", False),
        ("br", False),
        ("", False),
    ],
)
def test_who_can_unpack(header: str, packed: bool) -> None:
    assert get("/", f"Accept-Encoding: {header}").takes_gzip is packed


@pytest.mark.parametrize(
    ("value", "basic"),
    [
        ("Basic YW5uOnNlY3JldA==", ("ann", "secret")),
        ("basic YW5uOmE6Yg==", ("ann", "a:b")),
        ("Basic !!!", ("", "")),
        ("Basic /w==", ("", "")),
        ("Bearer YW5uOnNlY3JldA==", ("", "")),
    ],
)
def test_basic_credentials(value: str, basic: tuple[str, str]) -> None:
    assert get("/", f"Authorization: {value}").basic == basic


def test_bearer_tokens() -> None:
    assert get("/", "Authorization: bearer abc").bearer == "abc"
    assert get("/", "Authorization: Basic abc").bearer == ""


def test_parameters() -> None:
    request = get("/x?a=1&b=%20&a=2&c")
    assert [request.parameter(name) for name in "abcd"] == ["1", " ", "", ""]


def test_secrets_are_not_shown() -> None:
    request = get("/show/session=hidden/x.mp4?key=hidden", "Authorization: Bearer hidden")
    assert "hidden" not in repr(request)
    assert "hidden" not in repr(request.address)


def test_noise_is_refused_or_understood() -> None:
    """Mutations of a good head end in a request or in BadRequest, nothing else."""
    good = (
        b"GET /show/session=abc/main_stream.m3u8?_HLS_msn=5 HTTP/1.1\r\nHost: x\r\n"
        b"Authorization: Basic YW5uOnNlY3JldA==\r\nAccept-Encoding: gzip;q=1, br"
    )
    chance = random.Random(5)
    understood = 0
    for _ in range(20_000):
        head = bytearray(good)
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(head))
            match chance.randrange(3):
                case 0:
                    head[place] = chance.randrange(256)
                case 1:
                    del head[place : place + chance.randint(1, 9)]
                case _:
                    head[place:place] = chance.choice([b"%", b"..", b"\r\n", b":", b"\xff", b"/"])
        try:
            request = parse_head(bytes(head))
        except BadRequest:
            continue
        understood += 1
        assert request.address is None or ".." not in request.address.path.split("/")
        assert isinstance(request.basic, tuple)
        assert isinstance(request.takes_gzip, bool)
        assert isinstance(request.parameter("_HLS_msn"), str)
    assert 0 < understood < 20_000
