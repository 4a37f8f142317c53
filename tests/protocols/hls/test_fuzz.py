"""A short, seeded run of the fuzz target; `python -m tests.fuzz.playlists` makes the long ones."""

import pytest

from tests.fuzz.playlists import run


@pytest.mark.parametrize("seed", [1, 2])
def test_mutated_playlists_raise_only_typed_errors(seed: int) -> None:
    tally = run(1500, seed)
    assert tally.runs == 1500
    assert tally.refused > 300, "the mutations reach the checks"
    assert tally.masters > 100
    assert tally.medias > 100
