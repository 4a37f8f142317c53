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
            {"record": True},
            "'record' is not supported by the embedded engine: it can only have the value false",
        ),
        (
            {"recordDeleteAfter": "2d"},
            "'recordDeleteAfter' is not supported by the embedded engine: "
            'it can only have the value "1d"',
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
        ({"dest": f"whip://h/{SECRET}"}, "forwards to rtmp, rtmps and srt"),
        ({"dest": f"srt://h?streamid={SECRET}"}, "names no port"),
        ({"dest": f"srt://h:1?passphrase={SECRET[:9]}"}, "10 to 79 characters"),
        ({"dest": f"srt://u:{SECRET}@h:1"}, "no user and password"),
        ({"dest": f"srt://h:1?streamid={SECRET}&latncy=5"}, "is latency meant"),
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
        "srt://host:9000?streamid=publish:$MTX_PATH&passphrase=0123456789&latency=400",
        "srt://:9000?mode=listener",
        "srt://host:9000?streamid=#!::m=publish,r=$MTX_PATH",
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
        *(
            ({name: value}, f"'{name}' can't be changed while the embedded engine runs")
            for name, value in (
                *(("rtmpAddress", ":1"), ("apiAddress", ":1"), ("rtmp", False), ("api", False)),
                *(("srt", True), ("srtAddress", ":8890"), ("hls", True), ("hlsAddress", ":8888")),
                *(("rtmpEncryption", "optional"), ("rtmpsAddress", ":1936")),
                *(("rtmpServerKey", "a.key"), ("rtmpServerCert", "a.crt")),
            )
        ),
        ({"srt": 1}, "json: cannot unmarshal number into a value of type bool"),
        ({"hlsVariant": "flash"}, "'hlsVariant' must be one of: lowLatency, fmp4, mpegts"),
        ({"hlsSegmentCount": 2}, "between 3 and 1000"),
        ({"hlsSegmentCount": 6}, "7 or more for low latency"),
        ({"hlsSegmentDuration": "2m"}, "'hlsSegmentDuration' must be between 100ms and 1m"),
        ({"hlsPartDuration": "2s"}, "'hlsPartDuration' must be between"),
        ({"hlsSegmentMaxSize": "5"}, "'hlsSegmentMaxSize': a size must be a positive number"),
        ({"hlsSegmentMaxSize": "1K"}, "'hlsSegmentMaxSize' must be between 64K and 1G"),
        ({"hlsMuxerCloseAfter": "0s"}, "'hlsMuxerCloseAfter' must be 1s or more"),
        ({"hlsAllowOrigins": None, "hlsAlwaysRemux": "x"}, "cannot unmarshal string"),
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


URL = f"https://u:{SECRET}@h/live.m3u8?token={SECRET}"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"source": SECRET}, "unsupported scheme ''"),
        ({"source": f"udp://h:1/{SECRET}"}, "unsupported scheme 'udp'"),
        ({"source": f"http://[::1/{SECRET}"}, "not a valid URL"),
        ({"source": f"rtmp://h:0/a/{SECRET}"}, "names no server"),
        ({"source": f"rtsp:///{SECRET}"}, "names no server"),
        ({"source": "srt://h"}, "names no port"),
        ({"source": f"srt://h:1?passphrase={SECRET[:9]}"}, "10 to 79 characters"),
        ({"source": f"file://h/{SECRET}"}, "named by its whole path"),
        ({"source": "file:///"}, "named by its whole path"),
        ({"sourceOnDemand": True}, "useless when source is 'publisher'"),
        ({"source": URL, "sourceFingerprint": "ab"}, "64 hexadecimal digits"),
        ({"source": URL, "sourceInternal": True}, "can only be used with rtmp://, rtmps://, srt"),
        ({"source": "file:///srv/a", "sourceInternal": True}, "can only be used with rtmp://"),
        ({"source": URL, "sourceOnDemandStartTimeout": "0s"}, "more than zero"),
        ({"source": URL, "sourceOnDemandCloseAfter": "11m"}, "at most 10m"),
        ({"source": URL, "rtspTransport": "multicast"}, "must be one of: automatic, tcp, udp"),
        ({"source": URL, "srtPublishPassphrase": SECRET}, "only be used when source is 'publ"),
        ({"srtPublishPassphrase": SECRET[:9]}, "between 10 and 79 characters"),
        ({"srtReadPassphrase": SECRET * 8}, "between 10 and 79 characters"),
        ({"srtLatency": "79ms"}, "'srtLatency' must be between 80ms and 8s"),
        ({"srtKeyLength": 128}, "must be 0 (any), 16, 24 or 32 bytes"),
    ],
)
def test_sources_and_srt_refused_without_naming_a_secret(raw: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfError, match=re.escape(words)) as caught:
        ConfStore().add("a", raw)
    assert SECRET[:9] not in str(caught.value)


@pytest.mark.parametrize(
    "source",
    [
        *("rtmp://h/live/a", "rtmps://u:p@h:443/a", "srt://h:9000?streamid=read:a", URL),
        *("srt://:9000?mode=listener", "http://[2001:db8::1]:8080/a.ts", "rtsp://u:p@h/a"),
        *("rtsps://h:322/a", "file:///srv/media/a%20b.mp4", "file://localhost/srv/media"),
    ],
)
def test_sources_accepted(source: str) -> None:
    store = ConfStore()
    given = {"source": source, "sourceOnDemand": True, "rtspTransport": "udp"}
    store.add("a", given)
    path = store.get("a")
    assert path.pulls
    assert path.to_json().items() >= given.items()
    assert source not in repr(path)


def test_a_catch_all_can_pull_nothing() -> None:
    with pytest.raises(ConfError, match="'all_others' can't have a source"):
        ConfStore().add("all_others", {"source": URL, "sourceOnDemand": True})


def test_secrets_are_not_in_the_text_of_a_path() -> None:
    store = ConfStore()
    given = {
        "srtPublishPassphrase": f"{SECRET}-1",
        "srtReadPassphrase": f"{SECRET}-2",
        "publishKeyVersion": SECRET,
        "srtLatency": "400ms",
        "srtKeyLength": 32,
    }
    store.add("a", given)
    assert store.get("a").to_json().items() >= given.items()
    assert (store.get("a").srt_latency_s, store.get("a").srt_key_length) == (0.4, 32)
    assert SECRET not in repr(store.get("a"))


def test_hls_is_set_and_shown() -> None:
    store = ConfStore()
    given = {
        "hlsVariant": "mpegts",
        "hlsAlwaysRemux": True,
        "hlsSegmentCount": 3,
        "hlsSegmentDuration": "4s",
        "hlsPartDuration": "500ms",
        "hlsSegmentMaxSize": "100MB",
        "hlsMuxerCloseAfter": "5m",
        "hlsAllowOrigins": ["https://a.example"],
    }
    store.patch_global(given)
    shown = store.global_.to_json()
    as_written = {"hlsSegmentMaxSize": "100M", "hlsMuxerCloseAfter": "5m0s"}
    assert (
        shown.items()
        >= ({k: v for k, v in given.items() if k != "hlsAllowOrigins"} | as_written).items()
    )
    assert shown["hlsAllowOrigins"] == ["https://a.example"]
    store.patch_global(shown)
    assert store.global_.to_json() == shown


def test_what_the_engine_was_started_with_can_be_written_back() -> None:
    store = ConfStore()
    store.set_facts(srt_address=":8890", rtmps_address=":1936", rtmp_server_cert="/a.pem")
    shown = store.global_.to_json()
    assert (shown["srt"], shown["hls"], shown["rtmpEncryption"]) == (True, False, "optional")
    store.patch_global(shown)
    assert store.global_.to_json() == shown
