"""One SRT connection: bytes in order and whole, the end, the figures."""

import asyncio
import random
import subprocess
import sys

import pytest

from streamingpro.engine.srt.structs import EASYNCSND
from tests.engine.harness import until
from tests.engine.srt.conftest import House

PACKETS = [bytes([0x47]) + number.to_bytes(4, "big") + bytes(183) for number in range(7000)]


async def test_what_is_written_arrives_whole_and_in_order_in_both_directions(house: House) -> None:
    caller, guest = await house.pair()
    there, back = b"".join(PACKETS), b"".join(reversed(PACKETS))
    for at in range(0, len(there), 188 * 100):
        caller.wire.write(there[at : at + 188 * 100])
        guest.wire.write(back[at : at + 188 * 100])
        await asyncio.sleep(0)
    await until(lambda: len(guest.data) == len(there) and len(caller.data) == len(back))
    assert guest.data == there
    assert caller.data == back
    assert caller.wire.bytes_sent == guest.wire.bytes_received == len(there)
    await until(lambda: caller.wire.bytes_acked == len(there))


async def test_messages_hold_whole_packets_and_odd_rests_come_through(house: House) -> None:
    caller, guest = await house.pair()
    caller.wire.write(b"")
    data = random.Random(1).randbytes(188 * 8 + 5)
    caller.wire.write(data)
    await until(lambda: len(guest.data) == len(data))
    assert guest.data == data
    await until(lambda: caller.wire.stats().packets_sent_unique == 2)


async def test_what_was_sent_before_the_end_is_received_after_it(house: House) -> None:
    """It becomes due only after the latency, when the other side is long gone."""
    caller, guest = await house.pair("&latency=400")
    data = b"".join(PACKETS[:100])
    caller.wire.write(data)
    await caller.wire.finish(5)
    assert caller.wire.closed
    assert caller.wire.bytes_acked == len(data)
    await until(lambda: guest.lost)
    assert guest.data == data
    assert guest.lost == [None]
    assert guest.wire.closed


async def test_a_caller_that_ends_at_once_is_noticed(house: House) -> None:
    caller, guest = await house.pair()
    caller.wire.close()
    await until(lambda: guest.lost)
    error = guest.lost[0]
    assert error is not None
    assert "closed it" in error.message
    assert not caller.lost


async def test_what_the_library_does_not_take_waits_and_goes_out_later(house: House) -> None:
    caller, guest = await house.pair("&sndbuf=131600&tlpktdrop=0")
    data = b"".join(PACKETS)
    caller.wire.write(data)
    assert caller.wire.blocked
    waiting = caller.wire.pending_bytes
    assert 0 < waiting < len(data)
    assert caller.wire.bytes_sent + waiting == len(data)
    caller.wire.write(PACKETS[0])
    assert caller.wire.pending_bytes == waiting + 188
    await until(lambda: caller.drained)
    assert not caller.wire.blocked
    assert caller.wire.pending_bytes == 0
    await until(lambda: len(guest.data) == len(data) + 188)
    assert guest.data == data + PACKETS[0]


async def test_a_peer_that_takes_nothing_is_given_up(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streamingpro.engine.srt.wire.MAX_PENDING_BYTES", 100_000)
    caller, _ = await house.pair("&sndbuf=131600&tlpktdrop=0")
    caller.wire.write(b"".join(PACKETS))
    assert caller.wire.closed
    assert not caller.lost  # never from inside one of our own calls
    await until(lambda: caller.lost)
    assert caller.lost[0] is not None
    assert "takes less" in caller.lost[0].message


async def test_a_paused_wire_receives_nothing_but_notices_the_end(house: House) -> None:
    caller, guest = await house.pair()
    other, other_guest = await house.pair()
    guest.wire.pause()
    caller.wire.write(b"".join(PACKETS[:70]))
    await until(lambda: guest.wire.stats().packets_received == 10)
    other.wire.write(PACKETS[0])
    await until(lambda: other_guest.data)  # then what came before it is due too
    assert not guest.data
    guest.wire.resume()
    await until(lambda: len(guest.data) == 70 * 188)
    guest.wire.pause()
    caller.wire.close()
    await until(lambda: guest.lost)


async def test_nothing_is_reported_after_close(house: House) -> None:
    caller, guest = await house.pair()
    caller.wire.write(PACKETS[0])
    guest.wire.close()
    guest.wire.close()
    guest.wire.write(PACKETS[0])
    await until(lambda: caller.lost)
    assert not guest.lost
    assert not guest.data
    assert guest.wire.pending_bytes == 0


async def test_a_callback_that_fails_does_not_stop_the_others(house: House) -> None:
    caller, guest = await house.pair()
    other, other_guest = await house.pair()
    guest.wire._on_data = lambda data: 1 / 0
    caller.wire.write(PACKETS[0])
    other.wire.write(PACKETS[1])
    await until(lambda: other_guest.data)
    assert other_guest.data == PACKETS[1]


async def test_figures_are_those_of_the_connection(house: House) -> None:
    caller, guest = await house.pair("&latency=333")
    data = b"".join(PACKETS)
    caller.wire.stats()
    guest.wire.stats()
    caller.wire.write(data)
    await until(lambda: len(guest.data) == len(data))
    now = asyncio.get_running_loop().time()
    await until(lambda: guest.wire.stats().packets_received_unique == 1000)
    sent, got = caller.wire.stats(), guest.wire.stats()
    await until(lambda: caller.wire.stats().packets_sent_unique == 1000)
    assert got.bytes_received >= len(data) + 44 * 1000
    assert got.ms_receive_tsb_pd_delay == 333
    assert sent.byte_mss == 1500
    figures = guest.wire.figures(now)
    assert figures.latency_ms == 333
    assert figures.rate_mbps > 0
    assert figures.loss_percent == 0
    assert figures.encryption == ""
    assert caller.wire.figures(now).rtt_ms < 100
    assert caller.wire.latency_ms == 333
    guest.wire.close()
    assert guest.wire.stats().packets_received_unique == 1000  # what is known stays known
    assert guest.wire.figures(now).latency_ms == 333


async def test_an_error_that_is_no_full_buffer_ends_the_connection(house: House) -> None:
    caller, guest = await house.pair()
    guest.wire.close()
    assert EASYNCSND == 6001

    def broken() -> bool:
        caller.wire.write(PACKETS[0])
        return caller.wire.closed

    await until(broken)
    await until(lambda: caller.lost)
    assert len(caller.lost) == 1


PROGRAM = """
import asyncio
from streamingpro.engine.srt import Admission, SrtListener, SrtWire, connect, shared_poller
from streamingpro.protocols.srt_url import parse_srt_url

async def main():
    loop = asyncio.get_running_loop()
    kept = []
    accepted = asyncio.Event()

    def on_accept(sock, request, admission):
        kept.append(SrtWire(loop, shared_poller(), sock, lambda data: None, lambda error: None))
        kept[-1].resume()
        accepted.set()

    listener = SrtListener("127.0.0.1", 0, lambda request: Admission(), on_accept)
    target = parse_srt_url(f"srt://127.0.0.1:{listener.port}")
    wire = SrtWire(
        loop, shared_poller(), await connect(target), lambda data: None, lambda error: None
    )
    wire.resume()
    await accepted.wait()
    wire.write(bytes(1316 * 1000))
    LEAVE
    print("left", flush=True)

asyncio.run(main())
"""


def _leaves(how: str) -> tuple[int, str]:
    program = PROGRAM.replace("LEAVE", how)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=20, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_a_process_that_leaves_everything_open_ends_well() -> None:
    """libsrt's threads call back into Python: it must be gone before the interpreter is."""
    assert _leaves("pass") == (0, "left\n")


def test_a_process_that_fails_with_everything_open_ends_well() -> None:
    code, said = _leaves("raise SystemExit(3)")
    assert (code, said) == (3, "")
