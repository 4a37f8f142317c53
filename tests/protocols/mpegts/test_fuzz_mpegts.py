"""A short, seeded run of the fuzz target; `python -m tests.fuzz.mpegts` makes the long ones."""

import pytest

from tests.fuzz.mpegts import run


@pytest.mark.parametrize("seed", [1, 2])
def test_mutated_streams_raise_nothing(seed: int) -> None:
    tally = run(1500, seed)
    assert tally.runs == 1500
    assert tally.frames > 500, "the mutations leave something to demux"
    assert tally.keyframes > 100
    assert tally.damages > 1000
    assert len(tally.problems) > 3
