"""What is refused and in which words; secrets stay out of them."""

import re
from typing import Any

import pytest

from streamingpro.engine.conf import ConfError, ConfStore, unsupported
from streamingpro.engine.conf.parse import parse_global, parse_path
from streamingpro.engine.conf.values import decode_object

SECRET = "s3cr3t-key"


def forward(**entry: Any) -> dict[str, Any]:
    return {"forward": [entry]}


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({"x": 1}, 'json: unknown field "x"'),
        ({"Forward": []}, 'json: unknown field "Forward"'),
        ({'q"': 1}, r'json: unknown field "q\""'),
        (forward(foo=1), 'json: unknown field "forward[0].foo"'),
        ({"maxReaders": "a"}, "json: cannot unmarshal string into a value of type int"),
        ({"maxReaders": 1.5}, "json: cannot unmarshal number into a value of type int"),
        ({"maxReaders": True}, "json: cannot unmarshal bool into a value of type int"),
        ({"maxReaders": -1}, "'maxReaders' can't be negative"),
        ({"overridePublisher": 1}, "json: cannot unmarshal number into a value of type bool"),
        ({"forward": {}}, "json: cannot unmarshal object into a value of type array"),
        ({"forward": [1]}, "json: cannot unmarshal number into a value of type object"),
        ({"forward": [None]}, "invalid 'forward': entry 0: destination is empty"),
        ({"name": 5}, "json: cannot unmarshal number into a value of type string"),
        ({"reconnectGrace": "5"}, 'time: missing unit in duration "5"'),
        ({"reconnectGrace": "-1s"}, "'reconnectGrace' must be between 0s and 1d"),
        (
            {"source": f"rtsp://u:{SECRET}@h/a"},
            "invalid source: the embedded engine only accepts 'publisher' so far",
        ),
        (
            {"record": True},
            "'record' is not supported by the embedded engine: it can only have the value false",
        ),
        (
            {"recordDeleteAfter": "2d"},
            "'recordDeleteAfter' is not supported by the embedded engine: "
            'it can only have the value "1d"',
        ),
        (
            {"srtReadPassphrase": SECRET},
            "'srtReadPassphrase' is not supported by the embedded engine: "
            'it can only have the value ""',
        ),
        (
            {"publishPass": SECRET},
            "'publishPass' is deprecated and not supported by the embedded engine",
        ),
    ],
)
def test_path_values_refused(raw: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfError) as caught:
        ConfStore().add("a", raw)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"dest": ""}, "destination is empty"),
        ({"dest": SECRET}, "not a valid URL"),
        ({"dest": f"srt://h:1?streamid={SECRET}"}, "forwards to rtmp and rtmps"),
        ({"dest": f"whip://h/{SECRET}"}, "forwards to rtmp and rtmps"),
        ({"dest": f"rtmp://u:{SECRET}@h/a/k"}, "user name and password"),
        ({"dest": f"rtmp://{SECRET}@h/a/k"}, "user name and password"),
        ({"dest": f"rtmp://[::1/{SECRET}"}, "not a valid URL"),
        ({"dest": f"rtmp://h:99999/a/{SECRET}"}, "not a valid URL"),
        ({"dest": f"rtmp://h:x/a/{SECRET}"}, "not a valid URL"),
        ({"dest": f"rtmp:///a/{SECRET}"}, "not a valid URL"),
        ({"dest": f"rtmp://h#{SECRET}"}, "no application"),
        ({"dest": f"rtmp://h/a/{SECRET} x"}, "spaces or control"),
        ({"dest": f"rtmp://h/a/{SECRET}\n"}, "spaces or control"),
        ({"dest": f"rtmps://h/a/{SECRET}", "destFingerprint": "ab"}, "64 hexadecimal digits"),
        ({"dest": f"rtmps://h/a/{SECRET}", "whipBearerToken": SECRET}, "whipBearerToken"),
        ({"dest": f"rtmps://h/a/{SECRET}", "label": "a\x1b[0m"}, "control characters"),
        ({"dest": f"rtmps://h/a/{SECRET}", "label": "a" * 201}, "longer than 200"),
    ],
)
def test_destinations_refused_without_naming_the_key(entry: dict[str, str], words: str) -> None:
    with pytest.raises(ConfError, match=words) as caught:
        ConfStore().add("a", {"forward": [entry]})
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "rtmp://host/app/key",
        "RTMPS://host:8443/app/inst/key?x=y",
        "rtmp://[::1]:1936/app#a%20key",
        "rtmp://host/app/$MTX_PATH",
    ],
)
def test_destinations_accepted(url: str) -> None:
    store = ConfStore()
    store.add("in/put", forward(dest=url, whipBearerToken=""))
    entry = store.get("in/put").forward[0]
    assert entry.dest == url
    assert entry.dest_for("in/put") == url.replace("$MTX_PATH", "in/put")
    assert url not in repr(store.get("in/put"))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"paths": {}}, 'json: unknown field "paths"'),
        ({"logLevel": "loud"}, "invalid log level: 'loud'"),
        ({"readTimeout": "0s"}, "'readTimeout' must be greater than zero"),
        ({"authMethod": "z"}, "invalid authMethod: 'z'"),
        ({"authMethod": "jwt"}, "not supported by the embedded engine"),
        ({"authHTTPAddress": "ftp://x"}, "must be a HTTP URL"),
        ({"authInternalUsers": [{"user": ""}]}, "empty usernames"),
        ({"authInternalUsers": [{"user": "any", "pass": SECRET}]}, "with 'any' user"),
        ({"authInternalUsers": [{"user": "u", "pass": f"{SECRET} x"}]}, "unsupported characters"),
        ({"authInternalUsers": [{"user": "u", "pass": "<redacted>"}]}, "stands for a password"),
        ({"authInternalUsers": [{"user": "u", "pass": f"argon2:{SECRET}"}]}, "argon2"),
        ({"authInternalUsers": [{"user": "u", "ips": ["zz"]}]}, "unable to parse IP/CIDR 'zz'"),
        ({"authInternalUsers": [{"user": "u", "ips": None}]}, "cannot set slice"),
        ({"authInternalUsers": [{"u": 1}]}, r'unknown field "authInternalUsers\[0\].u"'),
        (
            {"authInternalUsers": [{"user": "u", "permissions": [{"action": "foo"}]}]},
            "invalid auth action: 'foo'",
        ),
        ({"authHTTPExclude": [{"action": "read", "path": "~("}]}, "invalid regex"),
        ({"rtmpAddress": ":1"}, "'rtmpAddress' can't be changed"),
        ({"apiAddress": ":1"}, "'apiAddress' can't be changed"),
        ({"rtmp": False}, "'rtmp' can't be turned off"),
        ({"api": False}, "'api' can't be turned off"),
        ({"rtsp": True}, "'rtsp' is not supported"),
        ({"writeQueueSize": 1024}, "can only have the value 512"),
        ({"externalAuthenticationURL": "http://x"}, "deprecated"),
    ],
)
def test_global_values_refused(raw: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfError, match=words) as caught:
        ConfStore(rtmp_address=":1935").patch_global(raw)
    assert SECRET not in str(caught.value)


def test_the_default_of_what_is_not_supported_is_accepted() -> None:
    assert parse_path(dict(unsupported.PATH_FIELDS)) == {}
    assert parse_global(unsupported.GLOBAL_FIELDS | unsupported.GLOBAL_SWITCHES, facts={}) == {}


def test_durations_that_mean_the_default_are_accepted() -> None:
    assert parse_path({"recordSegmentDuration": "60m", "recordDeleteAfter": "24h"}) == {}


@pytest.mark.parametrize(("field", "value"), [("record", 0), ("rpiCameraCamID", False)])
def test_a_number_is_no_bool(field: str, value: object) -> None:
    with pytest.raises(ConfError):
        parse_path({field: value})


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "unexpected end of JSON input"),
        (b"  ", "unexpected end of JSON input"),
        (b"{", "invalid JSON"),
        (b"{} x", "invalid JSON"),
        (b"[]", "cannot unmarshal array"),
        (b'{"a":NaN}', "invalid JSON"),
        (b"[" * 100_000, "invalid JSON"),
        (b'{"a":"\xff"}', "invalid JSON"),
    ],
)
def test_bodies_refused(body: bytes, words: str) -> None:
    with pytest.raises(ConfError, match=re.escape(words)):
        decode_object(body)


def test_a_null_body_is_an_empty_one() -> None:
    assert decode_object(b"null") == {}
