"""Stream ids: what callers send, and what we hand out."""

import pytest

from streamingpro.protocols.srt_streamid import (
    MAX_BYTES,
    StreamId,
    StreamIdError,
    format_publish,
    format_read,
    parse,
)
from tests.fuzz import srt_streamid as fuzz

FUZZ_RUNS = 5_000


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("publish:show", StreamId("publish", "show")),
        ("read:show", StreamId("read", "show")),
        ("publish:live/show", StreamId("publish", "live/show")),
        ("publish:/show/", StreamId("publish", "show")),
        ("publish:show:key=x", StreamId("publish", "show", query="key=x")),
        ("publish:show:me:secret", StreamId("publish", "show", "me", "secret")),
        ("read:show:me:secret:a=b", StreamId("read", "show", "me", "secret", "a=b")),
        ("publish:show::secret", StreamId("publish", "show", "", "secret")),
        ("publish:show:me:secret#feedbackplay", StreamId("publish", "show", "me", "secret")),
        ("show", StreamId("read", "show")),
        ("live/show", StreamId("read", "live/show")),
        ("#!::m=publish,r=show,u=me,s=secret", StreamId("publish", "show", "me", "secret")),
        ("#!::r=show", StreamId("read", "show")),
        ("#!::m=request,r=show", StreamId("read", "show")),
        ("#!::u=me,t=file,m=publish,r=a.csv,h=x.com", StreamId("publish", "a.csv", "me")),
        ("#!::bmd_uuid=0e1d,bmd_name=w3,r=show,m=publish", StreamId("publish", "show")),
        ("%23!::r=a%2Fb,m=publish", StreamId("publish", "a/b")),
        ("#!::r=show,s=a=b", StreamId("read", "show", "", "a=b")),
        ("#!::r=show,s=a:b,m=publish", StreamId("publish", "show", "", "a:b")),
    ],
)
def test_every_form_is_understood(text: str, found: StreamId) -> None:
    assert parse(text) == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no stream id"),
        ("publish:", "names no path"),
        ("read:/", "names no path"),
        ("/", "names no path"),
        ("#!::m=publish", "names no path"),
        ("#!::", "KEY=VALUE"),
        ("#!::r=show,secret", "KEY=VALUE"),
        ("#!::r=show,m=bidirectional", "m=publish or m=request"),
        ("write:show", "must be publish:PATH"),
        ("publish:show:a:b:c:d", "must be publish:PATH"),
        ("publish:sh\now", "control characters"),
        ("publish:show\0", "control characters"),
        ("%23!::r=a%00", "control characters"),
        ("x" * (MAX_BYTES + 1), "longer than 512 bytes"),
        ("ü" * 300, "longer than 512 bytes"),
    ],
)
def test_what_is_no_stream_id_says_what_to_do(text: str, words: str) -> None:
    with pytest.raises(StreamIdError, match=words):
        parse(text)


def test_an_error_holds_nothing_of_what_was_sent() -> None:
    for text in ("publish:show:me:topsecret:a:b", "#!::r=show,s=topsecret,topsecret"):
        with pytest.raises(StreamIdError) as caught:
            parse(text)
        assert "topsecret" not in str(caught.value)


def test_secrets_are_not_shown() -> None:
    assert "secret" not in repr(parse("publish:show:me:secret:token=secret"))


def test_what_is_formatted_is_parsed_to_the_same() -> None:
    assert format_publish("show") == "publish:show"
    assert format_publish("show", "publisher", "key") == "publish:show:publisher:key"
    assert format_read("a/b", query="key=x") == "read:a/b:key=x"
    assert format_read("a", "u", "p", "q=1") == "read:a:u:p:q=1"
    assert parse(format_read("a", "u", "p", "q=1")) == StreamId("read", "a", "u", "p", "q=1")


@pytest.mark.parametrize(
    ("path", "user", "password"),
    [
        ("a:b", "", ""),
        ("a", "u:v", ""),
        ("a", "", "x:y"),
        ("/a", "", ""),
        ("", "", ""),
        ("a\n", "", ""),
    ],
)
def test_what_can_not_be_written_is_refused(path: str, user: str, password: str) -> None:
    with pytest.raises(StreamIdError):
        format_publish(path, user, password)


def test_no_mutation_of_a_stream_id_does_harm() -> None:
    tally = fuzz.run(FUZZ_RUNS, seed=20261123)
    assert tally.runs == FUZZ_RUNS
    assert tally.refused > 500
    assert tally.understood > 500
