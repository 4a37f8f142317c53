"""What people enter as a destination, and what they are told when it is not right."""

import pytest

from streamingpro.control.errors import Invalid
from streamingpro.control.outputs.address import Address, checked_fingerprint, parse_address
from streamingpro.control.platforms.catalogue import platforms, server_urls

YOUTUBE_BACKUP = "rtmps://b.rtmps.youtube.com:443/live2?backup=1"


@pytest.mark.parametrize(
    ("url", "key", "server", "stream_key"),
    [
        # server and key apart
        ("rtmp://host/app", "KEY", "rtmp://host/app", "KEY"),
        ("rtmp://host/app/", "KEY", "rtmp://host/app", "KEY"),
        ("  RTMP://Host.Example:1936/app \n", "\tKEY\r\n", "rtmp://host.example:1936/app", "KEY"),
        ("rtmp://host/app/instance", "KEY", "rtmp://host/app/instance", "KEY"),
        ("rtmp://host//app//x", "KEY", "rtmp://host/app/x", "KEY"),
        (YOUTUBE_BACKUP, "a-b-c", YOUTUBE_BACKUP, "a-b-c"),
        ("rtmp://host/app", "KEY?token=a/b=", "rtmp://host/app", "KEY?token=a/b="),
        # all in one
        ("rtmp://host/app/KEY", None, "rtmp://host/app", "KEY"),
        ("rtmp://host/app/KEY", "  ", "rtmp://host/app", "KEY"),
        ("rtmp://host/app/x/KEY", None, "rtmp://host/app/x", "KEY"),
        ("rtmp://host/app/KEY?token=a/b", None, "rtmp://host/app", "KEY?token=a/b"),
        (YOUTUBE_BACKUP + "/a-b-c", None, YOUTUBE_BACKUP, "a-b-c"),
        (
            "rtmps://rtmp-api.facebook.com:443/rtmp/FB-1-0?s_bl=1&a=x",
            None,
            "rtmps://rtmp-api.facebook.com:443/rtmp",
            "FB-1-0?s_bl=1&a=x",
        ),
        # the publish address of an input of StreamingPro, whole or as OBS has it; of MediaMTX
        ("rtmp://host:1935/sunday?key=S", None, "rtmp://host:1935/sunday", "?key=S"),
        ("rtmp://host:1935/sunday?key=S", "S", "rtmp://host:1935/sunday", "?key=S"),
        ("rtmp://host:1935", "sunday?key=S", "rtmp://host:1935/sunday", "?key=S"),
        ("rtmp://host:1935/sunday", "?key=S", "rtmp://host:1935/sunday", "?key=S"),
        ("rtmp://host:1935/sunday", "sunday?key=S", "rtmp://host:1935/sunday", "?key=S"),
        ("rtmp://host/a/b?key=S", None, "rtmp://host/a", "b?key=S"),
        ("rtmp://host", "a/b?key=S", "rtmp://host/a", "b?key=S"),
        ("rtmp://host/show?user=u&pass=p", None, "rtmp://host/show", "?user=u&pass=p"),
        ("rtmp://host/live2?key=1/KEY", None, "rtmp://host/live2?key=1", "KEY"),
        ("rtmp://host/live2?key=1", "KEY", "rtmp://host/live2?key=1", "KEY"),
        # copied with what stands around it
        ("“rtmp://host/app”", "KEY", "rtmp://host/app", "KEY"),
        ("rtmp://host/app/{stream_key}", "KEY", "rtmp://host/app", "KEY"),
        ("rtmp://host/app/<your stream key>", "KEY", "rtmp://host/app", "KEY"),
        # the key in both
        ("rtmp://host/app/KEY", "KEY", "rtmp://host/app", "KEY"),
        # hosts
        ("rtmp://192.0.2.7/app", "k", "rtmp://192.0.2.7/app", "k"),
        ("rtmp://[2001:DB8::1]:1935/app", "k", "rtmp://[2001:db8::1]:1935/app", "k"),
        ("rtmp://bücher.example/app", "k", "rtmp://xn--bcher-kva.example/app", "k"),
        ("rtmp://my_server/app", "k", "rtmp://my_server/app", "k"),
    ],
)
def test_url_and_key_are_told_apart(
    url: str, key: str | None, server: str, stream_key: str
) -> None:
    assert parse_address(url, key) == Address(server, stream_key)


@pytest.mark.parametrize(
    ("url", "key", "field", "words"),
    [
        ("", "k", "url", "missing"),
        ("rtmp://host/app", None, "stream_key", "stream key is missing"),
        ("rtmp://host/app/", None, "stream_key", "stream key is missing"),
        ("rtmp://host", None, "stream_key", "stream key is missing"),
        ("rtmp://host", "k", "url", "application name"),
        ("host/app", "k", "url", "must begin with rtmp://, rtmps:// or srt://"),
        ("https://studio.youtube.com", None, "url", "address of a web page"),
        ("ftp://host/app", "k", "url", "must begin with"),
        ("rtmp:///app", "k", "url", "names no server"),
        ("rtmp://host:0/app", "k", "url", "from 1 to 65535"),
        ("rtmp://host:65536/app", "k", "url", "65535"),
        ("rtmp://host:abc/app", "k", "url", "65535"),
        ("rtmp://host:/app", "k", "url", "65535"),
        ("rtmp://-host/app", "k", "url", "spelling"),
        ("rtmp://ho!st/app", "k", "url", "spelling"),
        ("rtmp://host..example/app", "k", "url", "spelling"),
        ("rtmp://300.1.1.1/app", "k", "url", "IP address"),
        ("rtmp://[::g]/app", "k", "url", "not right"),
        ("rtmp://user:pass@host/app", "k", "url", "user name and password"),
        ("rtmp://host/app#KEY", None, "url", "#"),
        ("rtmp://host/my app", "k", "url", "space or a line break"),
        ("rtmp://host/app\nKEY", None, "url", "space or a line break"),
        ("rtmp://host/" + "a" * 1000, "k", "url", "longer"),
        ("ffmpeg -i a.mp4 -f flv rtmp://host/app/KEY", None, "url", "more here than an address"),
        ("rtmp://host/app", "••••••••", "stream_key", "dots that hide"),
        ("rtmp://host/app", "****", "stream_key", "dots that hide"),
        ("rtmp://host/app", "my key", "stream_key", "space or a line break"),
        ("rtmp://host/app", "rtmp://host/app", "stream_key", "is an address"),
        ("rtmp://host/app", "k" * 1001, "stream_key", "longer"),
    ],
)
def test_mistakes_are_explained(url: str, key: str | None, field: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_address(url, key)
    (error,) = refused.value.errors
    assert error.field == field
    assert words in error.message
    assert "my key" not in error.message


@pytest.mark.parametrize("platform", list(platforms().values()), ids=lambda one: one.id)
def test_all_servers_of_all_platforms_are_accepted(platform: object) -> None:
    for server in platform.servers:  # type: ignore[attr-defined]
        assert parse_address(server.url, "KEY") == Address(server.url, "KEY")
        with pytest.raises(Invalid, match="stream key is missing"):
            parse_address(server.url, None, servers=server_urls())


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("rtmp://other/app", Address("rtmp://other/app", "")),
        ("rtmp://other/app/KEY", Address("rtmp://other/app", "KEY")),
        ("rtmp://other/app?a=b", Address("rtmp://other/app?a=b", "")),
    ],
)
def test_a_new_url_alone_keeps_the_key_unless_it_holds_one(url: str, expected: Address) -> None:
    assert parse_address(url, None, depth=1) == expected


@pytest.mark.parametrize("given", ["AB" * 32, ":".join(["ab"] * 32), f" {'ab' * 32} "])
def test_fingerprints_in_any_writing(given: str) -> None:
    assert checked_fingerprint(given, "rtmps://host/app") == "ab" * 32
    assert checked_fingerprint(" ", "rtmps://host/app") is None


@pytest.mark.parametrize(
    ("given", "url"), [("abc", "rtmps://host/app"), ("ab" * 32, "rtmp://host/app")]
)
def test_wrong_fingerprints(given: str, url: str) -> None:
    with pytest.raises(Invalid, match="fingerprint"):
        checked_fingerprint(given, url)
