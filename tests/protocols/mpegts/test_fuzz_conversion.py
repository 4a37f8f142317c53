"""A short, seeded run of the fuzz target; `python -m tests.fuzz.conversion` makes the long ones."""

import pytest

from tests.fuzz.conversion import run


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_that_comes_in_breaks_a_conversion(seed: int) -> None:
    tally = run(5000, seed)
    assert tally.runs >= 5000
    assert min(tally.packets, tally.messages, tally.malformed) > 100, "it all takes part"
