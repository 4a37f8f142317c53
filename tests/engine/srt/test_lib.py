"""The library is found, or its absence is explained."""

import ctypes

import pytest

from streamingpro.engine.srt import lib, structs
from streamingpro.engine.srt.lib import CallFailed, SrtUnavailable, find, load


def test_there_is_one_library() -> None:
    library = load()
    assert load() is library
    assert library.version_number >= structs.SYMBOLS_SINCE
    assert library.version == ".".join(map(str, library.version_number))
    assert find().version == library.version


def test_a_library_that_was_named_is_the_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(lib.ENVIRONMENT, load().name)
    assert find().name == load().name
    monkeypatch.setenv(lib.ENVIRONMENT, "/nowhere/libsrt.so")
    with pytest.raises(SrtUnavailable, match="STREAMINGPRO_LIBSRT names no library"):
        find()


def test_another_library_is_not_taken_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(lib.ENVIRONMENT, "libc.so.6")
    with pytest.raises(SrtUnavailable, match=r"libc\.so\.6 is not a libsrt that can be used"):
        find()


def test_a_library_that_is_too_old_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lib, "SYMBOLS_SINCE", (99, 0, 0))
    with pytest.raises(SrtUnavailable, match=r"is older than 99\.0\.0"):
        find()


def test_a_failed_call_says_what_libsrt_says() -> None:
    library = load()
    with pytest.raises(CallFailed, match="Invalid socket ID") as caught:
        library.get_int(12345, structs.OPT_PBKEYLEN)
    assert caught.value.code == 5004
    assert library.peer_address(12345) == library.local_address(12345) == ""


def test_a_newer_library_s_statistics_can_not_write_past_ours() -> None:
    reserve = structs.Counters.reserve
    assert reserve.offset + reserve.size <= ctypes.sizeof(structs.Counters)
    assert reserve.size >= 512


@pytest.mark.parametrize(
    ("host", "port"), [("192.0.2.1", 9000), ("::1", 1), ("2001:db8::7", 65535), ("0.0.0.0", 0)]
)
def test_addresses_cross_the_border_both_ways(host: str, port: int) -> None:
    assert structs.host_and_port(structs.sockaddr(host, port)) == (host, port)


def test_addresses_are_shown_as_everywhere_else() -> None:
    assert structs.text_of(structs.sockaddr("::ffff:192.0.2.1", 9)) == "192.0.2.1:9"
    assert structs.text_of(structs.sockaddr("2001:db8::7", 9)) == "[2001:db8::7]:9"
    assert structs.text_of(bytes(28)) == ""
    with pytest.raises(OSError, match="illegal IP"):
        structs.sockaddr("host.example", 1)
