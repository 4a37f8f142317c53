"""Path names: what MediaMTX takes and what it refuses."""

import pytest

from streamingpro.mediamtx.names import path_name_problem


@pytest.mark.parametrize("name", ["a", "a/b", "A-1_x.y", "..a", "a/...", "all_others"])
def test_good_names(name: str) -> None:
    assert path_name_problem(name) == ""


@pytest.mark.parametrize("name", ["", "/a", "a/", "a b", "ä", "a/./b", "..", "a\n", "~a"])
def test_bad_names(name: str) -> None:
    assert path_name_problem(name)
