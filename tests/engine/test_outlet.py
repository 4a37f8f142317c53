"""The outlet: from a keyframe on, bounded, and never anybody else's trouble."""

import pytest

from streamingpro.engine import outlet as outlet_module
from streamingpro.engine.outlet import Outlet
from streamingpro.engine.units import Form, Headers, Unit
from tests.engine.harness import Ends, ends, messages, small_pair, tcp_pair, turns, until
from tests.engine.media import (
    AVC_HEADER,
    OTHER_AVC_HEADER,
    VIDEO,
    interframe,
    keyframe,
    kinds,
    metadata,
)

FORM = Form(stream_id=1, publishing=True)
HEADERS = Headers(1, metadata(width=1), {("video", 0): (VIDEO, AVC_HEADER)})
CHANGED = HEADERS.with_config(("video", 0), VIDEO, OTHER_AVC_HEADER)
BIG = 40_000


def unit(
    ms: int, *, key: bool = False, size: int = 10, headers: Headers = HEADERS, at: float = 0.0
) -> Unit:
    """One picture; `at` is the loop's time (s) at which it left the hub."""
    payload = keyframe(size) if key else interframe(size)
    made = Unit([(VIDEO, ms, payload)], keyframe=key, frames=1, headers=headers)
    made.at = at
    return made


def block(both: Ends, outlet: Outlet) -> None:
    """Start with a keyframe that the kernel can't take whole."""
    outlet.offer(unit(0, key=True, size=BIG))
    assert both.wire.blocked


async def test_starts_at_a_keyframe_with_metadata_and_headers_first() -> None:
    with ends(tcp_pair()) as both:
        outlet = Outlet(both.wire, FORM)
        for made in (unit(0), unit(40), unit(80, key=True), unit(120)):
            outlet.offer(made)
        found = messages(await both.read_all())
        assert kinds(found) == "MHKP"
        assert [message.timestamp for message in found] == [80, 80, 80, 120]
        assert outlet.frames_dropped == 0, "what came before the start was never its own"
        assert (outlet.frames_sent, outlet.units_sent) == (2, 2)


async def test_the_cached_gop_comes_at_once_and_the_preamble_only_once() -> None:
    with ends(tcp_pair()) as both:
        outlet = Outlet(both.wire, FORM)
        outlet.begin([unit(0, key=True), unit(40), unit(80)], now=1.0)
        outlet.offer(unit(120))
        outlet.offer(unit(160, key=True))
        assert kinds(messages(await both.read_all())) == "MHKPPPK"


async def test_equal_forms_share_one_buffer_and_others_do_not() -> None:
    made = unit(0, key=True)
    assert made.wire(FORM) is made.wire(Form(1, True))
    assert made.wire(FORM) != made.wire(Form(2, True))


async def test_a_blocked_peer_gets_everything_in_order_when_it_reads_again() -> None:
    with ends(small_pair()) as both:
        outlet = Outlet(both.wire, FORM)
        block(both, outlet)
        for number in range(1, 30):
            outlet.offer(unit(number * 40, size=BIG, at=number / 25))
        assert outlet.queue_bytes > 29 * BIG
        found = messages(await both.read_all())
        assert [message.timestamp for message in found[2:]] == [n * 40 for n in range(30)]
        assert outlet.queue_bytes == 0
        assert outlet.frames_dropped == 0
        assert outlet.frames_sent == 30


async def test_queue_ms_is_the_age_of_the_oldest_waiting_byte() -> None:
    with ends(small_pair()) as both:
        outlet = Outlet(both.wire, FORM)
        assert outlet.queue_ms(9.0) == 0
        outlet.offer(unit(0, key=True, size=BIG, at=10.0))
        outlet.offer(unit(40, at=10.5))
        assert outlet.queue_ms(11.5) == 1500
        await both.read_all()
        assert outlet.queue_ms(12.0) == 0


async def test_after_three_seconds_it_goes_on_at_the_newest_keyframe() -> None:
    with ends(small_pair()) as both:
        outlet = Outlet(both.wire, FORM)
        block(both, outlet)
        outlet.offer(unit(40, at=0.04))
        outlet.offer(unit(1000, key=True, at=1.0))
        outlet.offer(unit(2000, key=True, at=2.0))
        outlet.offer(unit(2040, at=2.04))
        outlet.offer(unit(3040, at=3.04))
        assert outlet.frames_dropped == 0, "just three seconds"
        outlet.offer(unit(3080, at=3.08))
        assert outlet.frames_dropped == 2
        found = messages(await both.read_all())
        assert [message.timestamp for message in found[2:]] == [0, 2000, 2040, 3040, 3080]


async def test_without_a_keyframe_in_the_queue_it_drops_all_and_waits_for_the_next() -> None:
    with ends(small_pair()) as both:
        outlet = Outlet(both.wire, FORM)
        block(both, outlet)
        for number in range(1, 6):
            outlet.offer(unit(number * 1000, at=float(number)))
        assert outlet.frames_dropped == 5
        assert kinds(messages(await both.read_all())) == "MHK"
        outlet.offer(unit(5040, at=5.04))
        outlet.offer(unit(6000, key=True, at=6.0))
        assert outlet.frames_dropped == 6, "what it waits through counts as dropped"
        assert [m.timestamp for m in messages(await both.read_all())] == [6000]


async def test_a_queue_over_its_bytes_is_shed_before_its_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outlet_module, "MAX_BYTES", 3 * BIG)
    with ends(small_pair()) as both:
        outlet = Outlet(both.wire, FORM)
        block(both, outlet)
        outlet.offer(unit(1, size=BIG))
        outlet.offer(unit(2, key=True, size=BIG))
        outlet.offer(unit(3, size=BIG))
        assert outlet.frames_dropped == 1
        assert outlet.queue_bytes <= 3 * BIG + both.wire.pending_bytes
        outlet.offer(unit(4, size=BIG))
        assert outlet.frames_dropped == 4, "one GOP larger than the limit is dropped wholly"
        assert outlet.queue_bytes == both.wire.pending_bytes


async def test_headers_that_changed_among_the_dropped_come_before_the_next_keyframe() -> None:
    with ends(small_pair()) as both:
        outlet = Outlet(both.wire, FORM)
        block(both, outlet)
        change = Unit([(VIDEO, 1, OTHER_AVC_HEADER)], keyframe=False, frames=0, headers=CHANGED)
        outlet.offer(change)
        outlet.offer(unit(1000, at=1.0, headers=CHANGED))
        outlet.offer(unit(3500, key=True, at=3.5, headers=CHANGED))
        assert outlet.frames_dropped == 1
        found = messages(await both.read_all())
        assert kinds(found) == "MHKMHK"
        assert found[4].payload == OTHER_AVC_HEADER
        assert found[4].timestamp == 3500


async def test_headers_that_change_on_the_way_are_not_sent_twice() -> None:
    with ends(tcp_pair()) as both:
        outlet = Outlet(both.wire, FORM)
        outlet.offer(unit(0, key=True))
        outlet.offer(
            Unit([(VIDEO, 40, OTHER_AVC_HEADER)], keyframe=False, frames=0, headers=CHANGED)
        )
        outlet.offer(unit(40, key=True, headers=CHANGED))
        assert kinds(messages(await both.read_all())) == "MHKHK"


async def test_the_opening_burst_may_exceed_the_limit_until_the_peer_caught_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outlet_module, "MAX_BYTES", 3 * BIG)
    gop = [unit(0, key=True, size=BIG), *(unit(n, size=BIG) for n in range(1, 10))]
    with ends(small_pair()) as both:
        outlet = Outlet(both.wire, FORM)
        outlet.begin(gop, now=0.0)
        assert outlet.frames_dropped == 0
        outlet.offer(unit(10, size=BIG))
        assert len(messages(await both.read_all())) == 2 + 11
        block(both, outlet)
        for number in range(11, 15):
            outlet.offer(unit(number, size=BIG))
        assert outlet.frames_dropped == 4, "the allowance is gone"


async def test_one_blocked_peer_takes_nothing_from_another() -> None:
    with ends(small_pair()) as stuck, ends(tcp_pair()) as fine:
        outlets = [Outlet(stuck.wire, FORM), Outlet(fine.wire, FORM)]
        got = bytearray()
        for number in range(200):
            made = unit(number * 40, key=number % 50 == 0, size=BIG, at=number / 25)
            for outlet in outlets:
                outlet.offer(made)
            assert not fine.wire.blocked
            got += await fine.read_all()
        got += await fine.read_all()
        assert outlets[0].frames_dropped > 0
        assert outlets[1].frames_dropped == 0
        assert [m.timestamp for m in messages(bytes(got))[2:]] == [n * 40 for n in range(200)]


async def test_a_lost_peer_raises_nothing_into_the_fan_out() -> None:
    with ends(small_pair()) as both:
        outlet = Outlet(both.wire, FORM)
        block(both, outlet)
        both.peer.close()
        await until(lambda: both.lost)
        for number in range(100):
            outlet.offer(unit(number, key=number == 50, size=BIG, at=float(number)))
        await turns()
        assert len(both.lost) == 1
        assert both.wire.pending_bytes == 0


def test_limits_are_those_of_the_design() -> None:
    assert (outlet_module.MAX_AGE_S, outlet_module.MAX_BYTES) == (3.0, 8 * 1024 * 1024)
