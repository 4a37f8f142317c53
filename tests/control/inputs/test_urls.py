"""The addresses of an input."""

import pytest

from streamingpro.control.inputs.schemas import InputUrls
from streamingpro.control.inputs.urls import Place, Secrets, input_urls
from streamingpro.control.nodes.ports import Ports

ALL = Ports({"rtmp": 1935, "rtmps": 1936, "srt": 8890, "hls": 8888})
OPEN = Secrets("k/ey")
CLOSED = Secrets("k/ey", "read-key", "a pass&phrase")


def urls(
    secrets: Secrets, *, ports: Ports = ALL, host: str = "h", pulls: bool = False
) -> InputUrls:
    return input_urls(Place("id", "show", host, ports, 300, pulls=pulls), secrets)


def test_addresses_for_encoders() -> None:
    found = urls(OPEN, host="2001:db8::1").publish
    assert found.rtmp == "rtmp://[2001:db8::1]:1935/show?key=k%2Fey"
    assert found.rtmp_server == "rtmp://[2001:db8::1]:1935"
    assert found.rtmp_stream_key == "show?key=k%2Fey"
    assert found.rtmps == "rtmps://[2001:db8::1]:1936/show?key=k%2Fey"
    assert found.rtmps_server == "rtmps://[2001:db8::1]:1936"
    assert found.srt == (
        "srt://[2001:db8::1]:8890?mode=caller&streamid=publish:show:publisher:k%2Fey&latency=300"
    )
    assert found.srt_server == "srt://[2001:db8::1]:8890"
    assert found.srt_streamid == "publish:show:publisher:k/ey"


def test_latency_in_milliseconds_and_for_obs_in_microseconds() -> None:
    found = urls(CLOSED)
    for address in (found.publish, found.play):
        assert address.srt is not None
        assert address.srt.endswith("&latency=300&passphrase=a%20pass%26phrase")
        assert address.srt_microseconds == address.srt.replace("latency=300", "latency=300000")


def test_the_encoder_is_told_which_key_length_is_asked_for() -> None:
    found = input_urls(Place("id", "show", "h", ALL, 300, 32), CLOSED)
    assert found.publish.srt is not None
    assert found.publish.srt.endswith("&pbkeylen=32")
    assert found.play.srt is not None
    assert "pbkeylen" not in found.play.srt


def test_addresses_for_players() -> None:
    found = urls(OPEN).play
    assert found.rtmp == "rtmp://h:1935/show"
    assert found.rtmps == "rtmps://h:1936/show"
    assert found.srt == "srt://h:8890?mode=caller&streamid=read:show&latency=300"
    assert found.hls == "http://h:8888/show/index.m3u8"


def test_players_that_need_a_key_get_it_in_the_address() -> None:
    found = urls(CLOSED).play
    assert found.rtmp == "rtmp://h:1935/show?key=read-key"
    assert found.srt_streamid == "read:show:reader:read-key"
    assert found.hls == "http://h:8888/show/index.m3u8?key=read-key"


def test_who_may_see_no_secret_sees_no_address_with_one() -> None:
    found = urls(Secrets("KEY", "READ", "PASSPHRASE", shown=False))
    text = found.model_dump_json()
    assert not [secret for secret in ("KEY", "READ", "PASSPHRASE") if secret in text]
    assert (found.publish.rtmp_server, found.play.rtmp, found.play.hls) == (
        "rtmp://h:1935",
        None,
        None,
    )
    assert found.preview.hls == "/api/inputs/id/hls/index.m3u8"


@pytest.mark.parametrize(
    ("secrets", "seen"),
    [
        (Secrets("KEY", None, None, shown=False), True),
        (Secrets("KEY", None, "PASSPHRASE", shown=False), False),
        (Secrets("KEY", "READ", None, shown=False), False),
    ],
)
def test_viewers_see_where_to_play_what_is_open_to_all(secrets: Secrets, seen: bool) -> None:
    play = urls(secrets).play
    assert (play.srt is not None) is seen
    assert (play.hls is not None) is (secrets.read_key is None)


def test_what_is_off_has_no_address_but_a_reason() -> None:
    found = urls(CLOSED, ports=Ports({"rtmp": 1935}, {"srt": "No library.", "hls": "Taken."}))
    assert found.publish.srt is None
    assert found.publish.srt_streamid is None
    assert (found.play.srt, found.play.srt_microseconds, found.play.hls) == (None, None, None)
    assert found.off == {"srt": "No library.", "hls": "Taken."}


def test_nobody_publishes_to_what_is_pulled() -> None:
    found = urls(CLOSED, pulls=True)
    assert set(found.publish.model_dump().values()) == {None}
    assert found.play.rtmp is not None
