"""Path names from input names."""

import re

import pytest

from streamingpro.control.inputs.slug import PATTERN, free_slug, slug_of
from streamingpro.mediamtx.names import path_name_problem


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Sunday Service (HD)", "sunday-service-hd"),
        ("Café Ünïque", "cafe-unique"),
        ("  --  ", "input"),
        ("日本語", "input"),
        ("all", "input"),
        ("all_others", "input"),
        ("a" * 200, "a" * 60),
        ("Cam_1/2", "cam_1-2"),
    ],
)
def test_slugs_are_path_names(name: str, slug: str) -> None:
    assert slug_of(name) == slug
    assert re.fullmatch(PATTERN, slug)
    assert path_name_problem(slug) == ""


def test_taken_names_get_a_number() -> None:
    assert free_slug("A", {"a", "a-2"}.__contains__) == "a-3"
