"""Callers are admitted or refused during their handshake."""

import asyncio
import errno
import socket
import threading

import pytest

from streamingpro.engine.srt import (
    Admission,
    CallRequest,
    SrtError,
    SrtErrorKind,
    SrtListener,
    connect,
    listener,
    load,
    shared_poller,
)
from streamingpro.protocols.srt_url import parse_srt_url
from tests.engine.harness import until
from tests.engine.srt.conftest import House

PHRASE = "a long enough one"
LOCKED = Admission(passphrase=PHRASE)


async def test_the_caller_is_known_when_it_asks(house: House) -> None:
    _, guest = await house.pair("&streamid=#!::r=show,m=publish,s=päss")
    request = house.asked[0]
    assert request.streamid == guest.streamid == "#!::r=show,m=publish,s=päss"
    assert request.peer_address == guest.wire.peer_address
    assert request.peer_address.startswith("127.0.0.1:")
    assert request.hs_version == 5
    assert "päss" not in repr(request)


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (1400, SrtErrorKind.REJECTED, "does not understand the stream id"),
        (1401, SrtErrorKind.AUTH, "user or the key"),
        (1402, SrtErrorKind.REJECTED, "overloaded"),
        (1403, SrtErrorKind.AUTH, "forbidden"),
        (1404, SrtErrorKind.NOT_FOUND, "no such stream"),
        (1409, SrtErrorKind.REJECTED, "in use"),
        (1415, SrtErrorKind.REJECTED, "this kind of media"),
        (1503, SrtErrorKind.REJECTED, "out of service"),
        (2042, SrtErrorKind.REJECTED, "reason 2042"),
    ],
)
async def test_a_refusal_arrives_with_its_reason(
    house: House, code: int, kind: SrtErrorKind, words: str
) -> None:
    house.answer = lambda _request: Admission(reject_code=code)
    with pytest.raises(SrtError, match=words) as caught:
        await house.call("&streamid=topsecret")
    assert (caught.value.kind, caught.value.code) == (kind, code)
    assert "topsecret" not in str(caught.value)
    assert not house.guests


@pytest.mark.parametrize(
    ("query", "length"), [("", 16), ("&pbkeylen=24", 24), ("&pbkeylen=32", 32)]
)
async def test_who_has_the_passphrase_comes_in_encrypted(
    house: House, query: str, length: int
) -> None:
    house.answer = lambda _request: LOCKED
    caller, guest = await house.pair(f"&passphrase={PHRASE}{query}")
    caller.wire.write(b"\x47" * 188)
    await until(lambda: guest.data)
    for one in (caller, guest):
        assert one.wire.encryption == f"AES-{length * 8}"
        assert one.wire.key_length == length
    assert PHRASE not in repr(LOCKED)


@pytest.mark.parametrize(
    ("admission", "query", "words"),
    [
        (LOCKED, "&passphrase=the wrong one", "passphrase is wrong"),
        (LOCKED, "", "one side uses a passphrase"),
        (Admission(), f"&passphrase={PHRASE}", "one side uses a passphrase"),
    ],
)
async def test_who_has_another_passphrase_stays_out(
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    admission: Admission,
    query: str,
    words: str,
) -> None:
    monkeypatch.setattr(listener, "_HANDSHAKE_S", 0.05)
    house.answer = lambda _request: admission
    with pytest.raises(SrtError, match=words) as caught:
        await house.call(f"{query}&streamid=x")
    assert caught.value.kind is SrtErrorKind.AUTH
    await until(lambda: house.failed)
    assert house.failed == house.asked
    assert not house.guests


async def test_the_greater_latency_of_both_sides_counts(house: House) -> None:
    house.answer = lambda _request: Admission(latency_ms=300)
    caller, guest = await house.pair("&latency=80")
    assert (caller.wire.latency_ms, guest.wire.latency_ms) == (300, 300)
    caller, guest = await house.pair("&latency=500")
    assert (caller.wire.latency_ms, guest.wire.latency_ms) == (500, 500)


async def test_each_caller_is_answered_for_itself(house: House) -> None:
    def answer(request: CallRequest) -> Admission:
        return LOCKED if request.streamid == "locked" else Admission(latency_ms=400)

    house.answer = answer
    _, locked = await house.pair(f"&streamid=locked&passphrase={PHRASE}")
    _, free = await house.pair("&streamid=free")
    assert locked.wire.encryption == "AES-128"
    assert free.wire.encryption == ""
    assert free.wire.latency_ms == 400


async def test_many_callers_come_in_at_once(house: House) -> None:
    await asyncio.gather(*(house.call(f"&streamid={number}") for number in range(30)))
    await until(lambda: len(house.guests) == 30)
    assert {guest.streamid for guest in house.guests} == {str(number) for number in range(30)}


async def test_a_poller_with_only_listeners_sleeps_until_somebody_calls(house: House) -> None:
    poller = house.listener.poller
    await until(lambda: poller.asleep)

    async def call_and_go() -> None:  # from a loop of its own, which has a poller of its own
        sock = await connect(parse_srt_url(house.url()))
        assert shared_poller() is not poller
        load().api.srt_close(sock)

    await asyncio.to_thread(lambda: asyncio.run(call_and_go()))
    await until(lambda: house.guests and house.guests[0].lost)


async def test_an_answer_that_fails_refuses_the_caller(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    def answer(_request: CallRequest) -> Admission:
        raise RuntimeError("a bug")

    house.answer = answer
    with pytest.raises(SrtError) as caught:
        await house.call()
    assert caught.value.code == 1500
    assert "could not decide" in capsys.readouterr().out


async def test_the_answer_is_given_outside_the_loop_which_goes_on(house: House) -> None:
    answered = threading.Event()

    def answer(_request: CallRequest) -> Admission:
        assert threading.current_thread() is not threading.main_thread()
        assert answered.wait(10)
        return Admission()

    house.answer = answer
    coming = asyncio.ensure_future(house.call())
    await until(lambda: house.asked)
    assert not coming.done()
    answered.set()
    await coming


async def test_a_listener_that_closes_while_it_is_asked_lets_nobody_in(house: House) -> None:
    answered = threading.Event()

    def answer(_request: CallRequest) -> Admission:
        assert answered.wait(10)
        return Admission()

    house.answer = answer
    coming = asyncio.ensure_future(house.call("&lossmaxttl=0"))
    await until(lambda: house.asked)
    asyncio.get_running_loop().call_later(0.05, answered.set)
    house.listener.close()
    house.listener.close()
    with pytest.raises(SrtError):
        await coming
    assert not house.guests


async def test_connections_outlive_their_listener(house: House) -> None:
    caller, guest = await house.pair()
    house.listener.close()
    caller.wire.write(b"\x47" * 188)
    await until(lambda: guest.data)


async def test_a_taken_port_is_an_error_that_says_so() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(OSError, match="SRT socket") as caught:
            _listen("127.0.0.1", taken.getsockname()[1])
    assert caught.value.errno == errno.EADDRINUSE


async def test_a_port_that_we_listen_on_ourselves_is_taken_too(house: House) -> None:
    with pytest.raises(OSError, match="in use") as caught:
        _listen("127.0.0.1", house.listener.port)
    assert caught.value.errno == errno.EADDRINUSE


async def test_every_interface_means_both_ip_versions() -> None:
    guests: list[CallRequest] = []
    socks: list[int] = []

    def on_accept(sock: int, request: CallRequest, _admission: Admission) -> None:
        guests.append(request)
        socks.append(sock)

    everywhere = SrtListener("", 0, lambda _request: Admission(), on_accept)
    hosts = ("127.0.0.1", "[::1]")
    for host in hosts:
        target = parse_srt_url(f"srt://{host}:{everywhere.port}")
        socks += [await connect(target)]
    await until(lambda: len(guests) == 2)
    hosts_seen = {guest.peer_address.rpartition(":")[0] for guest in guests}
    assert hosts_seen == {"127.0.0.1", "[::1]"}
    for sock in socks:
        everywhere.refuse(sock)
    everywhere.close()


def _listen(host: str, port: int) -> SrtListener:
    return SrtListener(host, port, lambda _request: Admission(), lambda *_accepted: None)
