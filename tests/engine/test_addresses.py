"""Addresses as text."""

import pytest

from streamingpro.engine.addresses import address_of, ip_of, plain_ip, text_address


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (("192.0.2.7", 5), "192.0.2.7:5"),
        (("::ffff:192.0.2.7", 5), "192.0.2.7:5"),
        (("2001:db8::1", 5), "[2001:db8::1]:5"),
        (("fe80::1%eth0", 5), "[fe80::1]:5"),
    ],
)
def test_addresses_in_text(name: tuple[str, int], text: str) -> None:
    assert text_address(name) == text


def test_an_ip_is_shown_as_what_it_is() -> None:
    assert plain_ip("::ffff:10.0.0.1") == "10.0.0.1"
    assert plain_ip("::1") == "::1"


def test_an_address_of_ipv6_has_brackets() -> None:
    assert address_of("::1", 1935) == "[::1]:1935"
    assert address_of("", 1935) == ":1935"


@pytest.mark.parametrize("ip", ["192.0.2.7", "2001:db8::1"])
def test_the_ip_is_found_in_the_text(ip: str) -> None:
    assert ip_of(address_of(ip, 5)) == ip
