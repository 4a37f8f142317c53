"""Path names from input names."""

import re

import pytest

from streamingpro.control.inputs.slug import PATTERN, free_slug, slug_of
from streamingpro.control.inputs.urls import input_urls
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


def test_addresses_for_encoders_and_players() -> None:
    urls = input_urls("show", "k/ey", "2001:db8::1", 1935)
    assert urls.publish.rtmp == "rtmp://[2001:db8::1]:1935/show?key=k%2Fey"
    assert urls.publish.rtmp_server == "rtmp://[2001:db8::1]:1935"
    assert urls.publish.rtmp_stream_key == "show?key=k%2Fey"
    assert urls.play.rtmp == "rtmp://[2001:db8::1]:1935/show"


def test_without_the_key_nothing_that_holds_it() -> None:
    urls = input_urls("show", None, "h", 1936)
    assert (urls.publish.rtmp, urls.publish.rtmp_stream_key) == (None, None)
