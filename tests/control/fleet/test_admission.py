"""What the servers together say to a publisher or viewer whose key is right."""

from dataclasses import replace
from typing import Any

import pytest

from streamingpro.control.fleet.admission import Admission
from streamingpro.control.fleet.facts import NodeFacts
from streamingpro.control.fleet.serving import Serving
from streamingpro.control.fleet.view import NodeView
from streamingpro.control.hooks.service import KnownInput
from tests.control.fleet.made import live, view

ITEM = KnownInput("i1", "Show", True, "key", "publish", None, None, True)
A = NodeFacts("a", "Alpha", api_user="admin", api_password="secret of alpha")


class Around:
    """The rest of the fleet as the test has it."""

    def __init__(self) -> None:
        self.facts = {"a": A, "b": NodeFacts("b", "Beta")}
        self.views: dict[str, NodeView] = {"a": view(), "b": view()}
        self.serving: dict[str, Serving] = {}
        self.unmanaged: dict[str, tuple[str, ...]] = {}
        self.admitted: list[tuple[str, str]] = []
        self.admission = Admission(
            facts=self.facts.get,
            view=self.views.get,
            serving=lambda: self.serving,
            unmanaged=lambda node: self.unmanaged.get(node, ()),
            credentials=lambda _node: None,
            on_admitted=lambda node, path: self.admitted.append((node, path)),
        )

    def a_is(self, **facts: Any) -> None:
        self.facts["a"] = replace(self.facts["a"], **facts)

    def publisher(self, at: str = "a", **item: Any) -> str | None:
        return self.admission.publisher_refusal(at, "show", ITEM._replace(**item))


@pytest.fixture
def around() -> Around:
    return Around()


def test_a_publisher_may_come_to_any_server_and_is_noted_there(around: Around) -> None:
    assert around.publisher() is None
    assert around.publisher("b") is None
    assert around.admitted == [("a", "show"), ("b", "show")]


@pytest.mark.parametrize(
    ("facts", "item", "words"),
    [
        ({"role": "replica"}, {}, "the media server “Alpha” only gives streams to viewers"),
        ({}, {"node": "b"}, "the input is bound to another media server"),
        (
            {"draining": True},
            {},
            "the media server “Alpha” is being emptied and takes nothing new",
        ),
        ({"max_streams": 2}, {}, "the media server “Alpha” has reached its limit (streams)"),
        (
            {"max_bitrate_bps": 9_000},
            {},
            "the media server “Alpha” has reached its limit (bandwidth)",
        ),
    ],
)
def test_each_refusal_says_why_and_notes_nobody(
    around: Around, facts: dict[str, Any], item: dict[str, Any], words: str
) -> None:
    around.a_is(**facts)
    around.views["a"] = view(live("x"), live("y"), bitrates={"x": 4_000}, outbound_bps=5_000)
    assert around.publisher(**item) == words
    assert around.admitted == []


def test_a_server_that_was_removed_takes_nobody(around: Around) -> None:
    del around.facts["a"]
    assert around.publisher() == "this media server does not take part any more"


@pytest.mark.parametrize(
    "facts", [{"max_streams": 3}, {"max_bitrate_bps": 9_001}, {"draining": False}]
)
def test_below_its_limits_a_server_takes_one_more(around: Around, facts: dict[str, Any]) -> None:
    around.a_is(**facts)
    around.views["a"] = view(live("x"), live("y"), bitrates={"x": 4_000}, outbound_bps=5_000)
    assert around.publisher() is None


@pytest.mark.parametrize(
    "facts", [{"draining": True}, {"max_streams": 1}, {"max_bitrate_bps": 1_000}]
)
def test_an_encoder_whose_stream_is_here_may_come_back(
    around: Around, facts: dict[str, Any]
) -> None:
    around.a_is(**facts)
    around.views["a"] = view(live("show"), bitrates={"show": 5_000})
    assert around.publisher() is None
    around.a_is(role="replica")
    assert around.publisher() is not None, "but never to a server that takes nobody"


def test_a_bound_input_comes_to_its_own_server(around: Around) -> None:
    assert around.publisher("b", node="b") is None


def test_without_override_who_publishes_is_not_pushed_out_from_another_server(
    around: Around,
) -> None:
    around.serving = {"show": Serving("b", live("show"))}
    words = "another encoder is publishing to it already, at the media server “Beta”"
    assert around.publisher(override_publisher=False) == words
    assert around.publisher(override_publisher=True) is None
    assert around.publisher("b", override_publisher=False) is None, "that server says it itself"
    del around.facts["b"]
    assert around.publisher(override_publisher=False) == words.replace("Beta", "b")


def test_viewers_are_limited_by_bandwidth_alone(around: Around) -> None:
    around.views["a"] = view(live("x"), bitrates={"x": 4_000}, outbound_bps=5_000)
    around.a_is(draining=True, max_streams=1, role="replica")
    assert around.admission.reader_refusal("a") is None
    around.a_is(max_bitrate_bps=9_001)
    assert around.admission.reader_refusal("a") is None
    around.a_is(max_bitrate_bps=9_000)
    words = "the media server “Alpha” has reached its limit (bandwidth)"
    assert around.admission.reader_refusal("a") == words
    assert around.admission.reader_refusal("gone") is None


def test_our_engine_which_has_no_view_has_no_limits(around: Around) -> None:
    del around.views["a"]
    around.a_is(max_streams=1, max_bitrate_bps=1)
    assert around.publisher() is None
    assert around.admission.reader_refusal("a") is None


@pytest.mark.parametrize(
    ("access", "unmanaged", "allowed"),
    [
        ("allow", ("foreign",), True),
        ("allow", ("all_others",), True),
        ("allow", ("all",), True),
        ("allow", ("other",), False),
        ("allow", (), False),
        ("refuse", ("foreign", "all_others"), False),
    ],
)
def test_paths_that_are_not_ours(
    around: Around, access: str, unmanaged: tuple[str, ...], allowed: bool
) -> None:
    around.a_is(unmanaged_access=access)
    around.unmanaged["a"] = unmanaged
    assert around.admission.unmanaged_allowed("a", "foreign") is allowed
    assert not around.admission.unmanaged_allowed("gone", "foreign")


def test_a_servers_password_is_not_in_its_text() -> None:
    assert "secret of alpha" not in repr(A)
