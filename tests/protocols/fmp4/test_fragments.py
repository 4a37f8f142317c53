"""Movie fragments, read back."""

import pytest

from streamingpro.protocols.fmp4 import Run, Sample, fragment
from tests.protocols.fmp4.reader import Frame, boxes, frames, sequence

VIDEO = Run(
    1,
    True,
    (1 << 32) + 7,
    [Sample(3000, 6000, True, b"key"), Sample(3003, -3000, False, b""), Sample(1, 0, False, b"p")],
)
AUDIO = Run(2, False, 48000, [Sample(1024, 0, True, b"aa"), Sample(1023, 0, True, b"b" * 300)])


def test_samples_come_back_with_times_and_offsets_of_either_sign() -> None:
    start = VIDEO.start
    assert frames(fragment(9, [VIDEO, AUDIO])) == [
        Frame(1, start, 3000, 6000, True, b"key"),
        Frame(1, start + 3000, 3003, -3000, False, b""),
        Frame(1, start + 6003, 1, 0, False, b"p"),
        Frame(2, 48000, 1024, 0, True, b"aa"),
        Frame(2, 49024, 1023, 0, True, b"b" * 300),
    ]


def test_fragments_may_follow_each_other_in_one_file() -> None:
    data = fragment(1, [VIDEO]) + fragment(2, [AUDIO])
    assert len(frames(data)) == 5
    assert sequence(data) == 1


def test_a_track_without_samples_is_left_out() -> None:
    data = fragment(1, [Run(1, True, 0), AUDIO])
    assert {frame.track for frame in frames(data)} == {2}


def test_payloads_are_taken_as_views_too() -> None:
    run = Run(1, True, 0, [Sample(1, 0, True, memoryview(b"xxkeyxx")[2:5])])
    assert frames(fragment(1, [run]))[0].data == b"key"


@pytest.mark.parametrize("count", [1, 2, 500])
def test_the_data_is_where_the_run_says(count: int) -> None:
    samples = [Sample(1, 0, True, bytes([index % 256]) * index) for index in range(count)]
    data = fragment(1, [Run(1, True, 0, samples), AUDIO])
    assert [frame.data for frame in frames(data)][:count] == [one.data for one in samples]
    assert sum(8 + len(box.body) for box in boxes(data)) == len(data)
