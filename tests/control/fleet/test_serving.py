"""Which server serves an input when several have its stream, and who must let go."""

from datetime import UTC, datetime

import pytest

from streamingpro.control.fleet.serving import Decision, Serving, Surplus, decide
from streamingpro.control.fleet.view import NodeView
from tests.control.fleet.made import DEAD, live, view

OLD, NEW = (datetime(2026, 11, 28, hour, tzinfo=UTC) for hour in (10, 11))
SHOW_OLD, SHOW_NEW = live("show", available_time=OLD), live("show", available_time=NEW)


def who(
    views: dict[str, NodeView], *, admitted: str | None = None, before: str | None = None
) -> tuple[str | None, list[str]]:
    """Who serves `show`, and who has to let go of it."""
    found = decide(
        ["show"],
        views,
        admitted={"show": admitted} if admitted else {},
        before={"show": Serving(before, SHOW_OLD)} if before else {},
    )
    served = found.serving.get("show")
    return served.node if served else None, sorted(one.node for one in found.surplus)


@pytest.mark.parametrize(
    ("admitted", "before", "winner"),
    [
        # The last publisher that was let in wins, as on a single server: also over who serves now
        # and over who says that it is newer.
        ("a", None, "a"),
        ("a", "b", "a"),
        ("b", "a", "b"),
        # Who was let in where no stream has come yet takes nothing from who serves.
        ("c", "a", "a"),
        ("c", "b", "b"),
        # Nothing but the servers' own clocks: the newest.
        (None, None, "b"),
        ("c", "c", "b"),
    ],
)
def test_who_wins(admitted: str | None, before: str | None, winner: str) -> None:
    views = {"a": view(SHOW_OLD), "b": view(SHOW_NEW), "c": view()}
    loser = {"a": "b", "b": "a"}[winner]
    assert who(views, admitted=admitted, before=before) == (winner, [loser])


def test_of_servers_that_say_no_time_and_the_same_it_is_always_the_same_one() -> None:
    one, other = view(live("show")), view(live("show"))
    assert who({"a": one, "b": other}) == who({"b": other, "a": one}) == ("b", ["a"])
    assert who({"a": view(SHOW_OLD), "b": one}) == ("a", ["b"])


def test_a_server_that_was_cut_off_and_returns_with_its_old_publisher_lets_go() -> None:
    cut_off = view(SHOW_NEW, state=DEAD)
    assert who({"a": view(SHOW_OLD)}, admitted="a") == ("a", [])
    assert who({"a": cut_off, "b": view()}, admitted="a", before="a") == (None, [])
    views = {"a": cut_off, "b": view(SHOW_OLD)}
    assert who(views, admitted="b") == ("b", [])
    views["a"] = view(SHOW_NEW)
    assert who(views, admitted="b", before="b") == ("b", ["a"])


def test_only_streams_of_inputs_count() -> None:
    found = decide(["show"], {"a": view(live("foreign"))}, admitted={}, before={})
    assert found == Decision({})


def test_a_path_without_a_stream_serves_nothing() -> None:
    waiting = live("show", available=False, online=False)
    assert who({"a": view(waiting)}, admitted="a", before="a") == (None, [])


def test_all_of_three_but_one_are_too_much_and_each_input_is_decided_by_itself() -> None:
    views = {
        "a": view(SHOW_OLD, live("other")),
        "b": view(SHOW_OLD),
        "c": view(SHOW_OLD),
    }
    found = decide(["show", "other"], views, admitted={"show": "b"}, before={})
    assert {name: served.node for name, served in found.serving.items()} == {
        "show": "b",
        "other": "a",
    }
    assert set(found.surplus) == {Surplus("a", "show"), Surplus("c", "show")}
    assert found.serving["other"].path is views["a"].paths["other"]
