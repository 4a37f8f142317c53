"""SRT addresses as people enter them."""

import pytest

from streamingpro.control.hosts import BadAddress
from streamingpro.control.srt_address import (
    SrtAddress,
    SrtOptions,
    named_path,
    parse_srt,
    srt_url,
)
from streamingpro.protocols.srt_streamid import StreamIdError, parse
from streamingpro.protocols.srt_url import parse_srt_url

PASSPHRASE = "0123456789"
ADDRESSES = [
    ("srt://h:9000", "h", SrtOptions()),
    ("  SRT://Host.Example:9000/ ", "host.example", SrtOptions()),
    ("srt://[2001:DB8::1]:9000", "[2001:db8::1]", SrtOptions()),
    ("srt://h:9000?streamid=publish:a:b:c", "h", SrtOptions(stream_id="publish:a:b:c")),
    ("srt://h:9000?streamid=a%2Bb+c", "h", SrtOptions(stream_id="a+b+c")),
    ("srt://h:9000?streamid=#!::r=a,m=publish", "h", SrtOptions(stream_id="#!::r=a,m=publish")),
    (
        "srt://h:9000?streamid=#!::r=a&latency=300",
        "h",
        SrtOptions(stream_id="#!::r=a", latency_ms=300),
    ),
    (
        f"srt://h:9000?passphrase={PASSPHRASE}&pbkeylen=32&pkt_size=1128",
        "h",
        SrtOptions(passphrase=PASSPHRASE, key_length=32, payload_size=1128),
    ),
    (
        f"srt://h:9000?passphrase={PASSPHRASE}&pbkeylen=128",
        "h",
        SrtOptions(passphrase=PASSPHRASE, key_length=16),
    ),
    ("srt://h:9000?mode=rendezvous", "h", SrtOptions(mode="rendezvous")),
    ("srt://h:9000?mode=client&transtype=live", "h", SrtOptions()),
    ("srt://:9000", "", SrtOptions(mode="listener")),
    ("srt://0.0.0.0:9000?mode=server", "0.0.0.0", SrtOptions(mode="listener")),
    ("srt://h:9000?latency=200&rcvlatency=200", "h", SrtOptions(latency_ms=200)),
    ("srt://h:9000?latency=&streamid=", "h", SrtOptions()),
    ("srt://h:9000?maxbw=-1&fc=8192", "h", SrtOptions(tuning=(("fc", 8192), ("maxbw", -1)))),
]


@pytest.mark.parametrize(("url", "host", "options"), ADDRESSES)
def test_addresses_are_taken_apart(url: str, host: str, options: SrtOptions) -> None:
    address = parse_srt(url)
    assert (address.host, address.port, address.options) == (host, 9000, options)


@pytest.mark.parametrize(("url", "_host", "_options"), ADDRESSES)
def test_what_was_put_together_again_means_the_same(
    url: str, _host: str, _options: SrtOptions
) -> None:
    address = parse_srt(url)
    again = parse_srt(srt_url(address.server, address.options))
    assert (again.host, again.port, again.options) == (address.host, address.port, address.options)


@pytest.mark.parametrize(("url", "host", "options"), ADDRESSES)
def test_the_engine_reads_the_same(url: str, host: str, options: SrtOptions) -> None:
    address = parse_srt(url)
    target = parse_srt_url(srt_url(address.server, address.options))
    assert (target.host, target.port) == (host.strip("[]"), 9000)
    assert (target.mode, target.streamid) == (options.mode, options.stream_id)
    assert (target.passphrase, target.pbkeylen) == (options.passphrase or "", options.key_length)
    assert target.latency_ms == (options.latency_ms or 200)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("srt://h", "needs a port"),
        ("srt://h:0", "needs a port"),
        ("srt://h:99999", "from 1 to 65535"),
        ("srt://h:9000/path", "After the port"),
        ("srt://user@h:9000", "no user name"),
        ("srt://h!:9000", "spelling"),
        ("srt://:9000?mode=caller", "names no server"),
        ("srt://h:9000?streamid=a b", "space"),
        ("srt://h:9000?streamid=" + "a" * 513, "at most 512"),
        ("srt://h:9000?streamid=a%0Ab", "control character"),
        ("srt://h:9000?passphrase=short", "10 to 79"),
        ("srt://h:9000?passphrase=" + "a" * 80, "10 to 79"),
        ("srt://h:9000?pbkeylen=17", "16, 24, 32"),
        ("srt://h:9000?latency=200000", "then it is 200 here"),
        ("srt://h:9000?latency=5", "from 20 to 8000"),
        ("srt://h:9000?latency=fast", "whole number"),
        ("srt://h:9000?pkt_size=9000", "pkt_size"),
        ("srt://h:9000?mode=sideways", "caller, listener, rendezvous"),
        ("srt://h:9000?latency=200&latency=300", "twice"),
        ("srt://h:9000?lantecy=200", "“lantecy”"),
        ("srt://h:9000?transtype=file", "“transtype”"),
        ("srt://h:9000?maxbw=lots", "whole number"),
        ("srt://h:9000?" + "a" * 1000, "longer"),
    ],
)
def test_mistakes_are_explained(url: str, words: str) -> None:
    with pytest.raises(BadAddress) as refused:
        parse_srt(url)
    assert words in str(refused.value)


def test_secrets_do_not_show_in_what_is_logged() -> None:
    address = parse_srt(f"srt://h:9000?streamid=secret-id&passphrase={PASSPHRASE}")
    assert isinstance(address, SrtAddress)
    assert "secret-id" not in repr(address)
    assert PASSPHRASE not in repr(address)


@pytest.mark.parametrize(
    "stream_id",
    ["a", "/a/", "publish:a", "read:a:user:pass", "publish:a:q=1", "#!::r=a", "#!::m=publish,r=a"],
)
def test_the_path_of_a_stream_id(stream_id: str) -> None:
    assert named_path(stream_id) == parse(stream_id).path == "a"


@pytest.mark.parametrize("stream_id", ["", "#!::u=a"])
def test_no_path_in_a_stream_id(stream_id: str) -> None:
    assert named_path(stream_id) == ""
    with pytest.raises(StreamIdError):
        parse(stream_id)
