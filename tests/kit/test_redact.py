"""Nothing secret survives redaction: what is logged, shown in errors and sent in events."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamingpro.kit.ids import new_secret
from streamingpro.kit.redact import MASK, redact_path, redact_text, redact_url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("rtmp://a.example/live/KEY", "rtmp://a.example/live/***"),
        ("rtmp://a.example:1936/live/KEY?x=KEY", "rtmp://a.example:1936/live/***"),
        ("rtmps://b.example:443/live2?backup=1#KEY", "rtmps://b.example:443/live2/***"),
        ("rtmp://user:KEY@h.example/live/s", "rtmp://h.example/live/***"),
        ("rtmp://h.example/KEY", "rtmp://h.example/***"),
        ("srt://h.example:8890?streamid=KEY&passphrase=KEY", "srt://h.example:8890/***"),
        ("http://engine:KEY@127.0.0.1:8000/api/hooks/auth", "http://127.0.0.1:8000/api/***"),
        ("rtmp://[::1]:99999/live/KEY", MASK),
        ("KEY", MASK),
        ("", MASK),
    ],
)
def test_a_url_shows_where_it_leads_and_no_key(url: str, shown: str) -> None:
    assert redact_url(url) == shown
    assert "KEY" not in redact_url(url)


def test_a_key_that_was_entered_as_a_path_is_not_shown() -> None:
    key = new_secret()
    assert redact_path(key) == MASK
    assert redact_path(f"live/{key}") == f"live/{MASK}"
    assert redact_path("live/sunday-service") == "live/sunday-service"


def test_urls_pairs_and_given_secrets_vanish_from_a_text() -> None:
    text = "cannot reach rtmp://h/live/KEY: key=KEY, passphrase=KEY; stream 'my-secret' is in use"
    redacted = redact_text(text, "my-secret")
    assert "KEY" not in redacted
    assert "my-secret" not in redacted
    assert "is in use" in redacted


@given(
    key=st.text("abcdefghijklmnopqrstuvwxyz0123456789_-", min_size=12, max_size=40),
    app=st.sampled_from(["live", "live2", "app/inst"]),
    scheme=st.sampled_from(["rtmp", "rtmps", "srt", "http"]),
)
def test_no_key_in_any_usual_place_survives(key: str, app: str, scheme: str) -> None:
    for url in (
        f"{scheme}://h.example/{app}/{key}",
        f"{scheme}://h.example/{app}?key={key}",
        f"{scheme}://h.example/{app}#{key}",
        f"{scheme}://u:{key}@h.example/{app}/x",
    ):
        assert key not in redact_url(url)
        assert key not in redact_text(f"failed: {url} (again)")
