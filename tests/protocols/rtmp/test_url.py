import pytest

from streamingpro.protocols.rtmp.errors import TargetError
from streamingpro.protocols.rtmp.url import parse_target, path_and_query


@pytest.mark.parametrize(
    ("app", "tc_url", "name", "expected"),
    [
        ("live", "rtmp://h/live", "stream?key=x", ("live/stream", "key=x")),
        ("show?key=x", "rtmp://h/show?key=x", "", ("show", "key=x")),
        ("", "rtmp://h/", "show?key=x", ("show", "key=x")),
        ("", "rtmp://h", "show?key=x", ("show", "key=x")),
        ("show", "rtmp://h/show", "?key=x", ("show", "key=x")),
        ("live/", "rtmp://h/live/", "/stream", ("live/stream", "")),
        ("a/b", "", "c", ("a/b/c", "")),
        ("live?user=u", "", "stream?key=x", ("live/stream", "user=u&key=x")),
        ("", "'rtmp://h:1935/show?key=x'", "", ("show", "key=x")),
        ("live", "rtmp://h/other", "s", ("live/s", "")),
        ("", "", "", ("", "")),
        ("", "nonsense", "", ("", "")),
    ],
)
def test_path_and_query(app: str, tc_url: str, name: str, expected: tuple[str, str]) -> None:
    assert path_and_query(app, tc_url, name) == expected


@pytest.mark.parametrize(
    ("url", "host", "port", "app", "tc_url", "name"),
    [
        ("rtmp://h/live/key", "h", 1935, "live", "rtmp://h/live", "key"),
        ("rtmp://h:1936/live/key", "h", 1936, "live", "rtmp://h:1936/live", "key"),
        ("rtmps://h/live/key", "h", 443, "live", "rtmps://h/live", "key"),
        ("RTMPS://H:443/rtmp/k?a=1&b=/2", "h", 443, "rtmp", "rtmps://h/rtmp", "k?a=1&b=/2"),
        ("rtmp://h/a/b/key", "h", 1935, "a/b", "rtmp://h/a/b", "key"),
        ("rtmp://h/live/", "h", 1935, "live", "rtmp://h/live", ""),
        ("rtmp://h/show?key=x", "h", 1935, "show?key=x", "rtmp://h/show?key=x", ""),
        ("rtmp://h/live#key", "h", 1935, "live", "rtmp://h/live", "key"),
        ("rtmp://h/live#", "h", 1935, "live", "rtmp://h/live", ""),
        ("rtmp://h/a/b#k%2F%3Fx%3D1", "h", 1935, "a/b", "rtmp://h/a/b", "k/?x=1"),
        ("rtmp://h/a?t=1#key", "h", 1935, "a?t=1", "rtmp://h/a?t=1", "key"),
        ("rtmp://[::1]:99/live/k", "::1", 99, "live", "rtmp://[::1]:99/live", "k"),
        ("rtmp://u:p@h/live/k", "h", 1935, "live", "rtmp://h/live", "k"),
    ],
)
def test_targets(url: str, host: str, port: int, app: str, tc_url: str, name: str) -> None:
    target = parse_target(url)
    assert (target.host, target.port) == (host, port)
    assert (target.app, target.tc_url, target.stream_name) == (app, tc_url, name)
    assert target.tls == url.lower().startswith("rtmps")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "rtmp://"),
        ("http://h/live/SECRET", "rtmp://"),
        ("h/live/SECRET", "rtmp://"),
        ("rtmp:///live/SECRET", "server"),
        ("rtmp://h", "application"),
        ("rtmp://h/#SECRET", "application"),
        ("rtmp://h:99999/live/SECRET", "port"),
        ("rtmp://h:0/live/SECRET", "port"),
        ("rtmp://h:x/live/SECRET", "port"),
        ("rtmp://[h/live/SECRET", "valid"),
        ("rtmp://h/live/SEC RET", "spaces"),
    ],
)
def test_unusable_targets_say_why_without_the_key(url: str, words: str) -> None:
    with pytest.raises(TargetError, match=words) as caught:
        parse_target(url)
    assert "SEC" not in str(caught.value)


def test_a_target_shows_no_key() -> None:
    assert "SECRET" not in repr(parse_target("rtmp://h/live?SECRET#SECRET"))
