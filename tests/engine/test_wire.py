"""The wire: bytes whole and in order, one word when it is lost, a bounded farewell."""

import asyncio
import random
import socket

import pytest

from streamingpro.engine import wire as wire_module
from streamingpro.engine.wire import PendingOverflow
from tests.engine.harness import ends, reset, small_pair, tcp_pair, turns, until


async def test_bytes_stay_whole_and_in_order_through_a_full_socket() -> None:
    dice = random.Random(1)
    parts = [dice.randbytes(dice.randrange(1, 30_000)) for _ in range(60)]
    with ends(small_pair()) as both:
        for part in parts:
            both.wire.write(part)
        assert both.wire.blocked
        assert both.wire.bytes_sent + both.wire.pending_bytes == sum(map(len, parts))
        assert await both.read_all() == b"".join(parts)
        assert not both.wire.blocked
        assert both.wire.bytes_sent == sum(map(len, parts))
        assert both.drained == 1


async def test_writing_again_from_on_drained_keeps_the_order() -> None:
    with ends(small_pair()) as both:
        more = [b"b" * 50_000, b"c" * 50_000]

        def write_more() -> None:
            if more:
                both.wire.write(more.pop(0))

        both.wire.on_drained = write_more
        both.wire.write(b"a" * 50_000)
        got = await both.read_exactly(150_000)
        assert got == b"a" * 50_000 + b"b" * 50_000 + b"c" * 50_000


async def test_what_comes_in_is_handed_on_and_a_closing_peer_is_no_error() -> None:
    with ends(tcp_pair()) as both:
        both.peer.send(b"hello")
        await until(lambda: both.data == b"hello")
        both.peer.close()
        await until(lambda: both.lost)
        await turns()
        assert both.lost == [None]
        assert both.wire.closed
        assert both.wire.bytes_received == 5


async def test_a_reset_is_reported_once_as_the_error_it_is() -> None:
    with ends(tcp_pair()) as both:
        reset(both.peer)
        await until(lambda: both.lost)
        both.wire.write(b"into the void")
        await turns()
        assert len(both.lost) == 1
        assert isinstance(both.lost[0], ConnectionResetError)


async def test_a_failing_write_reports_later_and_only_once() -> None:
    with ends(small_pair()) as both:
        both.peer.close()
        both.wire.write(b"one")
        assert both.lost == [], "never from inside of write"
        both.wire.write(b"two")
        await turns()
        assert len(both.lost) == 1
        assert isinstance(both.lost[0], BrokenPipeError)


async def test_no_word_after_close_not_even_one_that_was_under_way() -> None:
    with ends(small_pair()) as both:
        both.peer.close()
        both.wire.write(b"fails")
        both.wire.close()
        await turns()
        assert both.lost == []


async def test_a_closed_wire_ignores_everything() -> None:
    with ends(small_pair()) as both:
        both.wire.write(b"x" * 100_000)
        both.wire.close()
        assert both.wire.pending_bytes == 0
        both.wire.write(b"y")
        both.wire.pause()
        both.wire.resume()
        both.wire.close()
        await both.wire.finish(60)
        await turns()
        assert both.lost == []


async def test_a_paused_wire_leaves_bytes_to_the_kernel() -> None:
    with ends(tcp_pair()) as both:
        both.wire.pause()
        both.peer.send(b"later")
        await turns()
        assert both.data == b""
        both.wire.resume()
        await until(lambda: both.data == b"later")


async def test_finish_sends_what_is_pending_then_says_that_nothing_follows() -> None:
    with ends(small_pair()) as both:
        both.wire.write(b"z" * 200_000)
        leaving = asyncio.ensure_future(both.wire.finish(60))
        await both.read_exactly(200_000)
        both.peer.setblocking(True)
        assert both.peer.recv(1) == b"", "the peer sees the end"
        assert not leaving.done(), "it waits for the peer's own end"
        both.peer.close()
        await leaving
        assert both.wire.closed
        assert both.lost == []


async def test_finish_cuts_off_a_peer_that_never_reads() -> None:
    with ends(small_pair()) as both:
        both.wire.write(b"z" * 200_000)
        await both.wire.finish(0.01)
        assert both.wire.closed
        assert both.lost == []


@pytest.mark.parametrize("blocked", [False, True])
async def test_finish_ends_with_a_peer_that_is_gone(blocked: bool) -> None:
    with ends(tcp_pair()) as both:
        if blocked:
            both.wire.write(b"z" * 20_000_000)
        reset(both.peer)
        async with asyncio.timeout(20):
            await both.wire.finish(60)
        assert both.lost == []


async def test_finish_hears_the_peer_on_a_wire_that_was_paused() -> None:
    with ends(tcp_pair()) as both:
        both.wire.pause()
        both.peer.send(b"unread")
        both.peer.shutdown(socket.SHUT_WR)
        async with asyncio.timeout(20):
            await both.wire.finish(60)
        assert both.data == b"", "nobody listens any more"


async def test_a_finish_that_is_cancelled_closes_and_stays_cancelled() -> None:
    with ends(small_pair()) as both:
        leaving = asyncio.ensure_future(both.wire.finish(60))
        await turns()
        leaving.cancel()
        both.peer.close()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        assert both.wire.closed


@pytest.mark.parametrize("part", [30_000, 1_000_000])
async def test_answers_that_nobody_reads_end_the_connection(
    part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire_module, "MAX_PENDING_BYTES", 100_000)
    with ends(small_pair()) as both:
        for _ in range(10):
            both.wire.write(b"?" * part)
        await until(lambda: both.lost)
        assert len(both.lost) == 1
        assert isinstance(both.lost[0], PendingOverflow)
        assert both.wire.closed


class Scrambler:
    """A filter that is easy to see: every byte inverted, an answer to every input."""

    def __init__(self) -> None:
        self.error: OSError | None = None
        self.answer = b""

    def incoming(self, data: bytes) -> bytes:
        self.answer = b"<seen>"
        if self.error is not None:
            raise self.error
        return bytes(byte ^ 0xFF for byte in data)

    def outgoing(self, data: bytes) -> bytes:
        if self.error is not None:
            raise self.error
        return bytes(byte ^ 0xFF for byte in data)

    def replies(self) -> bytes:
        answer, self.answer = self.answer, b""
        return answer


async def test_a_filter_stands_between_protocol_and_socket_but_not_before_its_own_words() -> None:
    scrambler = Scrambler()
    with ends(tcp_pair(), scrambler) as both:
        both.wire.write(b"out")
        both.peer.send(scrambler.outgoing(b"in"))
        await until(lambda: both.data == b"in")
        assert await both.read_all() == scrambler.outgoing(b"out") + b"<seen>"


async def test_a_filter_that_refuses_the_input_has_the_last_word() -> None:
    scrambler = Scrambler()
    with ends(tcp_pair(), scrambler) as both:
        scrambler.error = OSError("bad record")
        both.peer.send(b"noise")
        await until(lambda: both.lost)
        assert both.lost == [scrambler.error]
        assert both.read() == b"<seen>"


async def test_a_filter_that_fails_on_output_does_not_break_the_fan_out() -> None:
    scrambler = Scrambler()
    with ends(tcp_pair(), scrambler) as both:
        scrambler.error = OSError("session is over")
        both.wire.write(b"a frame")
        await turns()
        assert both.lost == [scrambler.error]
