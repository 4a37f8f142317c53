"""SRT addresses as users paste them."""

import pytest

from streamingpro.protocols.srt_url import Mode, SrtTarget, SrtUrlError, parse_srt_url


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("srt://host.example:9000", SrtTarget("host.example", 9000)),
        ("SRT://10.0.0.1:9000/", SrtTarget("10.0.0.1", 9000)),
        ("srt://[2001:db8::1]:9000", SrtTarget("2001:db8::1", 9000)),
        (
            "srt://h:1?streamid=publish:a:u:k&passphrase=0123456789&pbkeylen=32",
            SrtTarget("h", 1, streamid="publish:a:u:k", passphrase="0123456789", pbkeylen=32),
        ),
        ("srt://h:1?streamid=#!::r=a,m=publish", SrtTarget("h", 1, streamid="#!::r=a,m=publish")),
        ("srt://h:1?streamid=%23!::r=a%2Bb+c", SrtTarget("h", 1, streamid="#!::r=a+b+c")),
        ("srt://h:1?latency=500", SrtTarget("h", 1, latency_ms=500, peer_latency_ms=500)),
        (
            "srt://h:1?rcvlatency=80&peerlatency=300",
            SrtTarget("h", 1, latency_ms=80, peer_latency_ms=300),
        ),
        ("srt://h:1?pkt_size=1456", SrtTarget("h", 1, payload_size=1316)),
        ("srt://h:1?payloadsize=188", SrtTarget("h", 1, payload_size=188)),
        ("srt://h:1?mode=rendezvous", SrtTarget("h", 1, Mode.RENDEZVOUS)),
        (
            "srt://h:1?mode=caller&adapter=10.0.0.2&localport=7",
            SrtTarget("h", 1, local_host="10.0.0.2", local_port=7),
        ),
        ("srt://:9000", SrtTarget("", 9000, Mode.LISTENER)),
        ("srt://0.0.0.0:9000?mode=listener", SrtTarget("0.0.0.0", 9000, Mode.LISTENER)),
        ("srt://:9000?mode=server&localaddr=10.0.0.2", SrtTarget("10.0.0.2", 9000, Mode.LISTENER)),
        ("srt://h:1?transtype=live&smoother=live&messageapi=1&tsbpd=true", SrtTarget("h", 1)),
        (
            "srt://h:1?oheadbw=40&maxbw=-1&tlpktdrop=no",
            SrtTarget("h", 1, options=(("maxbw", -1), ("oheadbw", 40), ("tlpktdrop", 0))),
        ),
        ("srt://h:1?connect_timeout=1000", SrtTarget("h", 1, connect_timeout_ms=1000)),
        (
            "srt://h:1?passphrase=0123456789&pbkeylen=256",
            SrtTarget("h", 1, passphrase="0123456789", pbkeylen=32),
        ),
    ],
)
def test_addresses_are_taken_apart(url: str, target: SrtTarget) -> None:
    assert parse_srt_url(url) == target


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("rtmp://h:1", "begin with srt://"),
        ("srt://h", "names no port"),
        ("srt://h:0", "names no port"),
        ("srt://h:99999", "not a valid URL"),
        ("srt://h:x", "not a valid URL"),
        ("srt://[::1:9", "not a valid URL"),
        ("srt://:9000?mode=caller", "names no server"),
        ("srt://:9000?mode=rendezvous", "names no server"),
        ("srt://h:1?mode=sideways", "caller, listener or rendezvous"),
        ("srt://h:1/live", "no path after the port"),
        ("srt://user:pw@h:1", "no user and password"),
        ("srt://h :1", "spaces"),
        ("srt://h:1?passphrase=short", "10 to 79"),
        ("srt://h:1?passphrase=" + "x" * 80, "10 to 79"),
        ("srt://h:1?pbkeylen=32", "needs a passphrase"),
        ("srt://h:1?pbkeylen=20&passphrase=0123456789", "16, 24 or 32"),
        ("srt://h:1?latency=200000", "write latency=200"),
        ("srt://h:1?latency=-1", "0 to 20000"),
        ("srt://h:1?latency=fast", "whole number"),
        ("srt://h:1?latency=", "whole number"),
        ("srt://h:1?latency=²", "whole number"),
        ("srt://h:1?latency=1&latency=2", "given twice"),
        ("srt://h:1?payloadsize=1&pkt_size=1316", "188 to 1456"),
        ("srt://h:1?pkt_size=1500", "188 to 1456"),
        ("srt://h:1?transtype=file", "can only be live"),
        ("srt://h:1?passfrase=0123456789", "is passphrase meant"),
        ("srt://h:1?streamid=a&xyzzy=1", "%26"),
        ("srt://h:1?streamid=" + "x" * 513, "longer than 512"),
        ("srt://h:1?streamid=a%00b", "control characters"),
        ("", "begin with srt://"),
    ],
)
def test_what_can_not_be_used_says_why(url: str, words: str) -> None:
    with pytest.raises(SrtUrlError, match=words):
        parse_srt_url(url)


def test_secrets_are_shown_nowhere() -> None:
    url = "srt://h:1?streamid=publish:a:u:topsecret&passphrase=topsecret12"
    target = parse_srt_url(url)
    assert "topsecret" not in repr(target)
    assert target.address == "h:1"
    for wrong in ("&topsecret=1", "&pbkeylen=topsecret", "&mode=topsecret", "&latency=topsecret"):
        with pytest.raises(SrtUrlError) as caught:
            parse_srt_url(url + wrong)
        assert "topsecret" not in str(caught.value)


def test_an_ipv6_address_is_shown_in_brackets() -> None:
    assert parse_srt_url("srt://[::1]:9000").address == "[::1]:9000"
