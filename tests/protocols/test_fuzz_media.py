"""A short, seeded run of the media fuzz target; `python -m tests.fuzz.flv` makes the long ones."""

import pytest

from tests.fuzz.flv import run


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_mutated_media_raises_only_typed_errors(seed: int) -> None:
    tally = run(2000, seed)
    assert tally.runs == 2000
    assert tally.refused > 1000, "the mutations reach the checks"
    assert tally.analyzer.malformed > 100
