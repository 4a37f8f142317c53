"""URLs of streams; what they mean is checked with the engine's own reading of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamingpro.mediamtx.urls import destination, play_url, publish_url, with_stream_name
from streamingpro.protocols.rtmp.url import parse_target


@pytest.mark.parametrize(
    ("url", "key", "expected"),
    [
        ("rtmp://h/app", "key", "rtmp://h/app#key"),
        ("rtmp://h/app/", "key", "rtmp://h/app#key"),
        ("rtmps://h:8443/app/inst?x=y", "a?b=c&d", "rtmps://h:8443/app/inst?x=y#a%3Fb%3Dc%26d"),
        ("rtmp://[::1]:1936/app", "a b/#ü", "rtmp://[::1]:1936/app#a%20b%2F%23%C3%BC"),
        ("rtmp://h/app/key?x=y", "", "rtmp://h/app/key?x=y"),
    ],
)
def test_destination(url: str, key: str, expected: str) -> None:
    assert destination(url, key) == expected


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=50))
def test_any_key_arrives_as_it_is(key: str) -> None:
    target = parse_target(destination("rtmps://host/live2", key))
    assert (target.app, target.stream_name) == ("live2", key)


@pytest.mark.parametrize(
    ("scheme", "host", "port", "expected"),
    [
        ("rtmp", "h", 1935, "rtmp://h/a/b"),
        ("rtmp", "h", 1936, "rtmp://h:1936/a/b"),
        ("rtmps", "::1", 443, "rtmps://[::1]/a/b"),
        ("rtsp", "::1", 8554, "rtsp://[::1]:8554/a/b"),
    ],
)
def test_play(scheme: str, host: str, port: int, expected: str) -> None:
    assert play_url(scheme, host, port, "a/b") == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("rtmp://h/live/show", "rtmp://h/live#show"),
        (
            "rtmps://u:p@h:8443/app/inst/a%20b?x=1&y",
            "rtmps://u:p@h:8443/app/inst#a%2520b%3Fx%3D1%26y",
        ),
        ("rtmp://h/live#show", "rtmp://h/live#show"),
        ("rtmp://h/show?key=1", "rtmp://h/show?key=1"),
        ("rtmp://h/live/", "rtmp://h/live/"),
        ("rtsp://h/live/show", "rtsp://h/live/show"),
        ("publisher", "publisher"),
    ],
)
def test_with_stream_name(url: str, expected: str) -> None:
    assert with_stream_name(url) == expected
    if url.startswith("rtmp") and url != "rtmp://h/live/":
        before, after = parse_target(url), parse_target(expected)
        assert (after.app, after.stream_name) == (before.app, before.stream_name)


def test_publish() -> None:
    assert publish_url("rtmp", "h", 1935, "a", "k&y") == "rtmp://h/a?key=k%26y"
    assert publish_url("rtmp", "h", 1935, "a") == "rtmp://h/a"


def test_a_path_name_that_no_server_accepts() -> None:
    with pytest.raises(ValueError, match="slash"):
        play_url("rtmp", "h", 1935, "/a")
