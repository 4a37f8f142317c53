"""Connections of the three modes, and why there is none."""

import asyncio
import socket

import pytest

from streamingpro.engine.resolve import Address
from streamingpro.engine.srt import Admission, SrtError, SrtErrorKind, connect, load
from streamingpro.protocols.srt_url import SrtTarget, parse_srt_url
from tests.engine.harness import until
from tests.engine.srt.conftest import End, House, end
from tests.peers.tools import free_udp_port

PHRASE = "a long enough one"


async def _both(first: str, second: str) -> tuple[End, End]:
    socks = await asyncio.gather(*(connect(parse_srt_url(url), 10) for url in (first, second)))
    return end(socks[0]), end(socks[1])


async def _talk(one: End, other: End) -> None:
    one.wire.write(b"\x47" + bytes(187))
    other.wire.write(b"\x47" + b"\xff" * 187)
    await until(lambda: one.data and other.data)
    assert other.data == b"\x47" + bytes(187)
    assert one.data == b"\x47" + b"\xff" * 187
    one.wire.close()
    other.wire.close()


@pytest.mark.parametrize("secret", ["", f"&passphrase={PHRASE}&pbkeylen=32&streamid=publish:a:u:k"])
async def test_a_listener_waits_for_its_caller(secret: str) -> None:
    port = free_udp_port()
    waits, calls = await _both(
        f"srt://127.0.0.1:{port}?mode=listener{secret}",
        f"srt://127.0.0.1:{port}?latency=300{secret}",
    )
    assert waits.wire.encryption == ("AES-256" if secret else "")
    assert waits.wire.latency_ms == 300
    await _talk(waits, calls)


async def test_a_listener_takes_one_peer_only_and_none_with_another_stream_id() -> None:
    port = free_udp_port()
    waiting = asyncio.ensure_future(
        connect(parse_srt_url(f"srt://127.0.0.1:{port}?mode=listener&streamid=right"))
    )
    try:
        wrong = end(await connect(parse_srt_url(f"srt://127.0.0.1:{port}?streamid=wrong"), 10))
    except SrtError as error:  # thrown out before it was noticed that it was in
        assert "closed it at once" in error.message  # noqa: PT017
    else:
        await until(lambda: wrong.lost)
    assert not waiting.done()
    right = end(await connect(parse_srt_url(f"srt://127.0.0.1:{port}?streamid=right"), 10))
    await _talk(end(await waiting), right)
    with pytest.raises(SrtError):
        await connect(parse_srt_url(f"srt://127.0.0.1:{port}?streamid=right&connect_timeout=200"))


async def test_a_listener_that_is_cancelled_gives_its_port_back() -> None:
    port = free_udp_port()
    target = parse_srt_url(f"srt://127.0.0.1:{port}?mode=listener")
    waiting = asyncio.ensure_future(connect(target))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])
    assert waiting.cancelled()
    waits, calls = await _both(f"srt://127.0.0.1:{port}?mode=listener", f"srt://127.0.0.1:{port}")
    await _talk(waits, calls)


@pytest.mark.parametrize("secret", ["", f"&passphrase={PHRASE}"])
async def test_two_meet_half_way(secret: str) -> None:
    one, other = free_udp_port(), free_udp_port()
    first, second = await _both(
        f"srt://127.0.0.1:{one}?mode=rendezvous&localport={other}{secret}",
        f"srt://127.0.0.1:{other}?mode=rendezvous&localport={one}{secret}",
    )
    assert first.wire.encryption == second.wire.encryption == ("AES-128" if secret else "")
    await _talk(first, second)


async def test_who_is_to_meet_itself_is_told_so() -> None:
    with pytest.raises(SrtError, match="Enter the address of the other side") as caught:
        await connect(parse_srt_url(f"srt://127.0.0.1:{free_udp_port()}?mode=rendezvous"), 10)
    assert caught.value.kind is SrtErrorKind.PROTOCOL


async def test_a_caller_comes_from_the_address_it_was_told(house: House) -> None:
    port = free_udp_port()
    _, guest = await house.pair(f"&localaddr=127.0.0.1&localport={port}")
    assert guest.wire.peer_address == f"127.0.0.1:{port}"


async def test_calls_to_different_peers_share_a_port_and_calls_to_the_same_do_not(
    house: House,
) -> None:
    def local(one: End) -> str:
        return load().local_address(one.wire._sock).rpartition(":")[2]

    first, second = await house.call(), await house.call()
    waits = [parse_srt_url(f"srt://127.0.0.1:{free_udp_port()}?mode=listener") for _ in range(2)]
    others = [
        *(asyncio.ensure_future(connect(target, 10)) for target in waits),
        *(
            asyncio.ensure_future(connect(SrtTarget("127.0.0.1", target.port), 10))
            for target in waits
        ),
    ]
    ends = [end(await other) for other in others]
    assert local(first) != local(second)
    assert {local(one) for one in ends[2:]} <= {local(first), local(second)}
    assert local(ends[2]) == local(ends[3])
    own = await house.call("&ipttl=64")
    assert local(own) not in (local(first), local(second))
    await _talk(ends[0], ends[2])
    await _talk(ends[1], ends[3])
    for one in (first, second, own):
        one.wire.close()


async def test_options_of_the_address_reach_the_library(house: House) -> None:
    caller, _ = await house.pair("&maxbw=125000&lossmaxttl=7")
    library = load()
    assert library.get_int(caller.wire._sock, 16) == 125000
    assert library.get_int(caller.wire._sock, 42) == 7


async def test_nobody_there_is_said_after_the_time_that_was_given() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        for target, timeout in (
            (parse_srt_url(f"srt://127.0.0.1:{port}?connect_timeout=200&streamid=topsecret"), None),
            (parse_srt_url(f"srt://127.0.0.1:{port}?streamid=topsecret"), 0.2),
        ):
            with pytest.raises(SrtError, match="nothing answers there") as caught:
                await connect(target, timeout)
            assert caught.value.kind is SrtErrorKind.TIMEOUT
            assert str(port) in str(caught.value)
            assert "topsecret" not in str(caught.value)


async def test_a_name_that_is_none_is_said() -> None:
    async def resolve(_host: str, _port: int) -> list[Address]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(SrtError, match="name was not found") as caught:
        await connect(parse_srt_url("srt://nowhere.invalid:9000"), 10, resolve=resolve)
    assert caught.value.kind is SrtErrorKind.DNS


async def test_only_the_addresses_that_the_look_up_gives_are_called(house: House) -> None:
    asked = []

    async def resolve(host: str, port: int) -> list[Address]:
        asked.append((host, port))
        found = (socket.AF_INET, socket.SOCK_DGRAM, 0, "", ("127.0.0.1", port))
        return [found, found]

    target = SrtTarget("a.name", house.listener.port)
    one = end(await connect(target, 10, resolve=resolve))
    assert asked == [("a.name", house.listener.port)]
    one.wire.close()


async def test_what_the_look_up_forbids_is_not_called() -> None:
    async def resolve(_host: str, _port: int) -> list[Address]:
        raise PermissionError("internal address")

    with pytest.raises(PermissionError):
        await connect(SrtTarget("a.name", 9000), 10, resolve=resolve)


async def test_a_refusal_is_not_tried_at_the_next_address(house: House) -> None:
    house.answer = lambda _request: Admission(reject_code=1403)

    async def resolve(_host: str, port: int) -> list[Address]:
        hosts = ("127.0.0.1", "127.0.0.2")
        return [(socket.AF_INET, socket.SOCK_DGRAM, 0, "", (host, port)) for host in hosts]

    with pytest.raises(SrtError, match="forbidden"):
        await connect(SrtTarget("a.name", house.listener.port), 10, resolve=resolve)
    assert len(house.asked) == 1


@pytest.mark.parametrize("host", ["203.0.113.7", "127.0.0.1"])
async def test_an_address_that_can_not_be_listened_on_is_said(host: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(SrtError, match=f"Could not listen on {host}:{port}: .*address"):
            await connect(parse_srt_url(f"srt://{host}:{port}?mode=listener"), 10)
