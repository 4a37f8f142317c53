"""Where a server listens, by every way in which it says so."""

from typing import Any

import pytest

from streamingpro.control.fleet.facts import MANAGED, NodeFacts
from streamingpro.control.fleet.listeners import listeners_of
from streamingpro.control.fleet.places import place_of, ports_of_listeners
from streamingpro.control.fleet.relay import no_relay, relay_url
from streamingpro.control.fleet.view import Listener
from streamingpro.mediamtx.models import GlobalConf, Info

ALL = {
    "rtmp": True,
    "rtmpAddress": ":1935",
    "rtmpsAddress": ":1936",
    "rtmpEncryption": "no",
    "rtsp": True,
    "rtspAddress": "192.0.2.1:8554",
    "rtspsAddress": "[::]:8322",
    "rtspEncryption": "no",
    "hls": True,
    "hlsAddress": ":8888",
    "hlsEncryption": False,
    "webrtc": True,
    "webrtcAddress": ":8889",
    "webrtcEncryption": False,
    "srt": True,
    "srtAddress": ":8890",
    "moq": True,
    "moqHTTP2Address": ":8892",
}
PLAIN = {
    "rtmp": Listener(1935),
    "rtsp": Listener(8554),
    "hls": Listener(8888),
    "webrtc": Listener(8889),
    "srt": Listener(8890),
    "moq": Listener(8892, encrypted=True),
}


def told(**changes: Any) -> dict[str, Listener]:
    return listeners_of(GlobalConf.model_validate(ALL | changes), Info(version="v1.20.1"))


def test_without_encryption_there_is_no_tls_listener_though_its_address_is_set() -> None:
    assert told() == PLAIN


@pytest.mark.parametrize("protocol", ["rtmp", "rtsp"])
@pytest.mark.parametrize(
    ("value", "plain", "secure"),
    [
        ("no", True, False),
        ("optional", True, True),
        ("strict", False, True),
        ("yes", False, True),  # as old servers say
        ("", True, False),
    ],
)
def test_every_encryption(protocol: str, value: str, plain: bool, secure: bool) -> None:
    found = told(**{f"{protocol}Encryption": value})
    assert (protocol in found, f"{protocol}s" in found) == (plain, secure)
    if secure:
        port = {"rtmp": 1936, "rtsp": 8322}[protocol]
        assert found[f"{protocol}s"] == Listener(port, encrypted=True)


def test_the_name_of_the_setting_before_1_11_is_understood() -> None:
    conf = {key: value for key, value in ALL.items() if key != "rtspEncryption"}
    found = listeners_of(GlobalConf.model_validate(conf | {"encryption": "strict"}), Info())
    assert "rtsp" not in found
    assert found["rtsps"] == Listener(8322, encrypted=True)


@pytest.mark.parametrize("protocol", ["hls", "webrtc"])
def test_http_listeners_are_at_the_same_port_with_tls(protocol: str) -> None:
    assert told(**{f"{protocol}Encryption": True})[protocol] == Listener(
        PLAIN[protocol].port, encrypted=True
    )


@pytest.mark.parametrize("protocol", list(PLAIN))
def test_what_is_off_is_not_there(protocol: str) -> None:
    found = told(**{protocol: False, "rtmpEncryption": "optional", "rtspEncryption": "optional"})
    assert protocol not in found
    assert f"{protocol}s" not in found


@pytest.mark.parametrize("address", ["", ":0", ":", "nonsense"])
def test_a_listener_without_a_port_is_none(address: str) -> None:
    assert "srt" not in told(srtAddress=address)


def test_our_engine_says_it_in_its_own_words() -> None:
    services = {
        "rtmp": {"port": 1935},
        "rtmps": {"port": 1936},
        "srt": {"port": 0, "reason": "off"},
    }
    info = Info.model_validate({"engine": "streamingpro", "services": services})
    assert listeners_of(GlobalConf(), info) == {
        "rtmp": Listener(1935),
        "rtmps": Listener(1936, encrypted=True),
    }


# What people are told of it


def test_ports_of_a_server_that_has_not_answered_are_unknown_with_a_reason() -> None:
    ports = ports_of_listeners({})
    assert ports.on == {}
    assert set(ports.off.values()) == {"The media server has not answered yet."}
    assert set(ports.off) == {"rtmp", "rtmps", "srt", "hls"}


def test_ports_say_what_is_switched_off_there() -> None:
    ports = ports_of_listeners({"rtmp": Listener(1935), "hls": Listener(443, encrypted=True)})
    assert (ports.on, ports.encrypted) == ({"rtmp": 1935, "hls": 443}, {"hls"})
    assert set(ports.off) == {"rtmps", "srt"}
    assert ports.off["srt"].startswith("SRT is switched off")


@pytest.mark.parametrize(
    ("facts", "host"),
    [
        (NodeFacts("a", "A", api_url="http://10.0.0.5:9997"), "10.0.0.5"),
        (NodeFacts("a", "A", api_url="http://[2001:db8::1]:9997"), "2001:db8::1"),
        (NodeFacts("a", "A", api_url="http://10.0.0.5", public_host="tv.example"), "tv.example"),
        (MANAGED, None),  # as people reach us
    ],
)
def test_where_people_find_a_server(facts: NodeFacts, host: str | None) -> None:
    assert place_of(facts, {}).host == host


def test_a_replica_takes_no_encoders() -> None:
    assert place_of(NodeFacts("a", "A"), {}).takes
    assert not place_of(NodeFacts("a", "A", role="replica"), {}).takes


# Where our engine fetches its streams

EVERY = {"rtsp": Listener(8554), "rtmp": Listener(1940), "hls": Listener(8888)}


@pytest.mark.parametrize(
    ("listeners", "host", "url"),
    [
        (EVERY, "10.0.0.5", "rtmp://10.0.0.5:1940/show?key=k1"),
        ({"rtsp": Listener(8555)}, "10.0.0.5", "rtsp://relay:k1@10.0.0.5:8555/show"),
        (EVERY, "2001:db8::1", "rtmp://[2001:db8::1]:1940/show?key=k1"),
        ({"hls": Listener(8888), "rtmps": Listener(1936, True)}, "10.0.0.5", None),
        ({}, "10.0.0.5", None),
    ],
)
def test_the_relay(listeners: dict[str, Listener], host: str, url: str | None) -> None:
    assert relay_url(listeners, host, "show", "k1") == url


def test_where_there_is_no_relay_it_is_said_which_server_and_what_to_do() -> None:
    assert "“Alpha”" in no_relay("Alpha")
    assert "RTMP and RTSP" in no_relay("Alpha")


def test_we_may_reach_a_server_under_another_name_than_people_do() -> None:
    facts = NodeFacts("a", "A", api_url="http://10.0.0.5:9997", public_host="tv.example")
    assert facts.reached_at == "10.0.0.5"
    assert NodeFacts("a", "A", api_url=facts.api_url, media_host="m.lan").reached_at == "m.lan"
