"""The clock of transport streams, and counters that go on."""

import pytest

from streamingpro.protocols.hls.clock import TsClock
from streamingpro.protocols.mpegts.packets import PACKET

VIDEO, AUDIO = 0x100, 0x101
WRAP_S = (1 << 33) / 90_000


def packet(pid: int, counter: int, *, pcr: float | None = None, breaks: bool = False) -> bytes:
    """A packet with a clock reference (s), if one is given."""
    head = bytes((0x47, pid >> 8, pid & 0xFF))
    if pcr is None and not breaks:
        return head + bytes((0x10 | counter,)) + b"p" * 184
    flags = 0x80 * breaks | (0x10 if pcr is not None else 0)
    base, extension = divmod(round((pcr or 0) * 27_000_000), 300)
    clock = (base % (1 << 33) << 15 | 0x3F << 9 | extension).to_bytes(6, "big")
    return head + bytes((0x30 | counter, 7, flags)) + clock + b"p" * 176


def counters(data: bytes, pid: int) -> list[int]:
    cut = [data[place : place + PACKET] for place in range(0, len(data), PACKET)]
    return [one[3] & 15 for one in cut if int.from_bytes(one[1:3], "big") & 0x1FFF == pid]


def test_slices_begin_with_a_reference_and_hold_every_byte() -> None:
    parts = [packet(0, 0), packet(VIDEO, 0, pcr=10.0), packet(AUDIO, 0)]
    parts += [packet(VIDEO, 1, pcr=10.03), packet(VIDEO, 2), packet(VIDEO, 3, pcr=10.06)]
    clock, data = TsClock(), b"".join(parts)
    found = [
        piece
        for place in range(0, len(data), 100)
        for piece in clock.feed(data[place : place + 100])
    ]
    found += clock.flush()
    assert [piece.at for piece in found] == pytest.approx([10.0, 10.03, 10.06])
    assert [len(piece.data) // PACKET for piece in found] == [3, 2, 1]
    assert b"".join(piece.data for piece in found) == data


def test_far_references_are_filled_in() -> None:
    clock = TsClock()
    data = packet(VIDEO, 0, pcr=1.0) + packet(AUDIO, 0) * 9 + packet(VIDEO, 1, pcr=1.1)
    found = clock.feed(data)
    assert [piece.at for piece in found] == pytest.approx([1.0, 1.0333, 1.0667], abs=1e-3)
    assert b"".join(piece.data for piece in found) == data[: 10 * PACKET]


def test_the_clock_goes_on_behind_its_wrap() -> None:
    clock = TsClock()
    late = [WRAP_S - 0.02, WRAP_S + 0.01, WRAP_S + 0.04]
    four = b"".join(packet(VIDEO, n, pcr=at) for n, at in enumerate([*late, WRAP_S + 0.07]))
    assert [piece.at for piece in clock.feed(four)] == pytest.approx(late)


def test_a_stream_without_a_clock_is_not_kept_for_ever() -> None:
    clock = TsClock()
    data = b"".join(packet(AUDIO, n % 16) for n in range(3000))
    found = [piece for _ in range(10) for piece in clock.feed(data)]
    assert found
    assert all(piece.at is None for piece in found)


def test_another_programmes_clock_is_not_ours() -> None:
    clock = TsClock()
    data = b"".join(
        packet(VIDEO, n % 16, pcr=n / 50) + packet(AUDIO, n % 16, pcr=900 + n) for n in range(200)
    )
    times = [piece.at for piece in clock.feed(data)]
    assert max(at for at in times if at is not None) < 5


def test_a_clock_that_moved_to_another_pid_is_found() -> None:
    clock = TsClock()
    clock.feed(packet(VIDEO, 0, pcr=1.0))
    data = b"".join(packet(AUDIO, n % 16, pcr=1 + n / 50) for n in range(100))
    assert clock.feed(data)[-1].at == pytest.approx(2.96)


def segment(start: int, at: float) -> bytes:
    """Four packets of picture, two of sound, counting from `start`."""
    parts = [packet(VIDEO, start % 16, pcr=at)]
    parts += [packet(VIDEO, (start + n) % 16) for n in range(1, 4)]
    return b"".join(parts) + packet(AUDIO, start % 16) + packet(AUDIO, (start + 1) % 16)


def joined(*segments: bytes, contiguous: bool = True) -> bytes:
    clock, out = TsClock(), b""
    for data in segments:
        clock.join(contiguous=contiguous)
        out += b"".join(piece.data for piece in clock.feed(data) + clock.flush())
    return out


def test_segments_that_count_from_nought_are_made_to_go_on() -> None:
    out = joined(segment(0, 1), segment(0, 2), segment(0, 3))
    assert counters(out, VIDEO) == list(range(12))
    assert counters(out, AUDIO) == list(range(6))


def test_segments_that_go_on_by_themselves_pass_untouched() -> None:
    first, second = segment(0, 1), segment(4, 2)
    second = second[: 4 * PACKET] + packet(AUDIO, 2) + packet(AUDIO, 3)
    assert joined(first, second) == first + second


def test_where_something_is_missing_the_counters_show_it() -> None:
    first, second = segment(0, 1), segment(9, 2)
    assert joined(first, second, contiguous=False) == first + second


def test_a_break_that_the_sender_announces_stays() -> None:
    broken = packet(VIDEO, 9, breaks=True) + packet(VIDEO, 10) + packet(0, 0) * 3
    out = joined(segment(0, 1), broken)
    assert counters(out, VIDEO)[-2:] == [9, 10]


def test_a_start_bit_makes_no_other_pid() -> None:
    first = bytearray(segment(0, 1))
    first[1] |= 0x40
    second = bytearray(segment(4, 2))
    second[4 * PACKET + 3], second[5 * PACKET + 3] = 0x12, 0x13
    assert joined(bytes(first), bytes(second)) == bytes(first + second)
