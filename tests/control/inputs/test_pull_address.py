"""Where an input may be pulled from, and what nobody may reach through it."""

from pathlib import Path

import pytest

from streamingpro.control.errors import Invalid
from streamingpro.control.inputs.pull_address import (
    PullRules,
    checked_source,
    checked_source_fingerprint,
)

STRICT = PullRules()
LENIENT = PullRules.of("192.168.1.0/24, 127.0.0.0/8,fd00::/8", [Path("/media/shows")])


@pytest.mark.parametrize(
    ("url", "checked"),
    [
        ("https://Example.com/live.m3u8?token=a/b", "https://example.com/live.m3u8?token=a/b"),
        (" “http://example.com:8080/a.ts” ", "http://example.com:8080/a.ts"),
        ("HTTPS://user:pa%40ss@example.com/a", "https://user:pa%40ss@example.com/a"),
        ("rtsp://cam:secret@198.51.100.7:554/ch1", "rtsp://cam:secret@8.8.8.8:554/ch1"),
        ("rtmp://example.com/live/show?key=x", "rtmp://example.com/live/show?key=x"),
        ("rtmps://bücher.example/live", "rtmps://xn--bcher-kva.example/live"),
        (
            "srt://example.com:9000?streamid=#!::r=a,m=request",
            "srt://example.com:9000?mode=caller&streamid=%23%21%3A%3Ar%3Da%2Cm%3Drequest",
        ),
        ("srt://:9000?mode=listener", "srt://:9000?mode=listener"),
        ("srt://127.0.0.1:9000?mode=listener", "srt://127.0.0.1:9000?mode=listener"),
        ("https://[2606:4700::1]/a", "https://[2606:4700::1]/a"),
    ],
)
def test_what_is_fine(url: str, checked: str) -> None:
    # Addresses for documentation are not public ones.
    assert checked_source(url.replace("198.51.100.7", "8.8.8.8"), STRICT) == checked


INTERNAL = [
    "http://127.0.0.1/a.m3u8",
    "http://127.1.2.3:8000/",
    "http://localhost:9997/v3/info",
    "http://x.localhost/a",
    "http://0.0.0.0/a",
    "http://[::1]/a",
    "http://[::]/a",
    "http://[::ffff:127.0.0.1]/a",
    "http://10.1.2.3/a",
    "http://172.16.0.1/a",
    "http://192.168.1.7/a",
    "http://169.254.169.254/latest/meta-data",
    "http://[fd00::1]/a",
    "http://[fe80::1]/a",
    "http://224.0.0.1/a",
    "rtmp://192.168.1.7/live/a",
    "rtsp://192.168.1.7/ch1",
    "srt://192.168.1.7:9000",
    "srt://192.168.1.7:9000?mode=rendezvous",
]


@pytest.mark.parametrize("url", INTERNAL)
def test_internal_addresses_are_refused(url: str) -> None:
    with pytest.raises(Invalid, match="STREAMINGPRO_PULL_NETWORKS") as refused:
        checked_source(url, STRICT)
    assert refused.value.errors[0].field == "source.url"


@pytest.mark.parametrize("url", INTERNAL)
def test_any_means_any(url: str) -> None:
    assert checked_source(url, PullRules.of("any", []))


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://192.168.1.7/a", True),
        ("http://localhost/a", True),
        ("http://[fd00::1]/a", True),
        ("http://192.168.2.7/a", False),
        ("http://[::1]/a", False),
    ],
)
def test_an_administrator_allows_some(url: str, allowed: bool) -> None:
    if allowed:
        assert checked_source(url, LENIENT) == url
    else:
        with pytest.raises(Invalid):
            checked_source(url, LENIENT)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "missing"),
        ("example.com/live.m3u8", "must begin with one of"),
        ("ftp://example.com/a", "must begin with one of"),
        ("udp://239.0.0.1:1234", "must begin with one of"),
        ("http:///a", "names no server"),
        ("http://example.com:0/a", "from 1 to 65535"),
        ("http://example.com:x/a", "65535"),
        ("http://exa mple.com/a", "space"),
        ("http://example.com/a\nb", "line break"),
        ("http://300.1.1.1/a", "IP address"),
        ("rtmp://example.com", "names no stream"),
        ("rtmp://user:secret@example.com/live/a", "not supported"),
        ("srt://example.com", "needs a port"),
        ("srt://example.com:9000?pbkeylen=16", "with a passphrase"),
        ("http://example.com/" + "a" * 2000, "longer"),
        ("file:///media/show.mp4", "STREAMINGPRO_MEDIA_FOLDERS"),
    ],
)
def test_mistakes_are_explained(url: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_source(url, STRICT)
    assert words in refused.value.detail
    assert "secret" not in refused.value.detail


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("file:///media/shows/a.mp4", True),
        ("file:///media/shows/with%20a%20blank.mp4", True),
        ("file:///media/shows", True),
        ("file://localhost/media/shows/a.mp4", True),
        ("file:///media/shows/../a.mp4", False),
        ("file:///media/shows/%2e%2e/%2e%2e/etc/passwd", False),
        ("file:///media/showstopper/a.mp4", False),
        ("file:///etc/passwd", False),
        ("file://elsewhere/media/shows/a.mp4", False),
        ("file:media/shows/a.mp4", False),
        ("file:///", False),
    ],
)
def test_files_only_from_the_folders_for_them(url: str, allowed: bool) -> None:
    if allowed:
        assert checked_source(url, LENIENT) == url.replace("localhost", "")
    else:
        with pytest.raises(Invalid):
            checked_source(url, LENIENT)


def test_fingerprints_need_tls() -> None:
    assert checked_source_fingerprint("AB" * 32, "https://h/a") == "ab" * 32
    assert checked_source_fingerprint("", "http://h/a") is None
    for value, url in (("ab" * 32, "rtsp://h/a"), ("ab", "rtsps://h/a")):
        with pytest.raises(Invalid, match="fingerprint"):
            checked_source_fingerprint(value, url)
