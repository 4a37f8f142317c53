"""Why an input can't work as the media servers are, in words."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest

from streamingpro.control.fleet.node import FleetNode
from streamingpro.control.fleet.serving import Serving
from streamingpro.control.fleet.troubles import Troubles
from streamingpro.control.reconcile.desired import InputEntry
from streamingpro.control.status.schemas import StatusError
from streamingpro.kit.clock import utcnow
from tests.control.fleet.made import DEAD, RUNNING, live, view

SHOW = live("show")


def node(
    name: str = "a",
    *,
    alive: bool = True,
    ingests: bool = True,
    failure: str | None = None,
    problem: str | None = None,
) -> FleetNode:
    found = None if problem is None else StatusError(kind="k", message=problem, at=utcnow())
    reconciler = SimpleNamespace(
        failure=failure, trouble=failure or problem, problem=lambda _path: found
    )
    facts = SimpleNamespace(id=name, name=f"Media {name}", ingests=ingests)
    made: Any = SimpleNamespace(
        facts=facts,
        reconciler=reconciler,
        view=view(state=RUNNING if alive else DEAD),
        native=False,
    )
    return cast(FleetNode, made)


def said(
    nodes: Sequence[FleetNode],
    *,
    pinned: str | None = None,
    served: str | None = None,
    fetched: bool = True,
    engine: bool = False,
) -> str | None:
    """What is said of the input "show"."""
    by_id = {one.facts.id: one for one in nodes}
    troubles = Troubles(by_id, lambda _id: None, engine_ingests=engine)
    troubles.look()
    entry = InputEntry("id-show", "Show", "show", True, 0, node=pinned)
    serving = None if served is None else Serving(served, SHOW)
    found = troubles.of(entry, serving, {"show"} if fetched else set())
    return None if found is None else found.message


@pytest.mark.parametrize(
    ("nodes", "pinned", "words"),
    [
        ([node()], None, None),
        ([node()], "a", None),
        ([node(alive=False)], None, "The media server “Media a” can't be reached."),
        ([node(alive=False), node("b")], None, None),
        ([node(alive=False), node("b")], "a", "The media server “Media a” can't be reached."),
        ([node(failure="It does not come.")], "a", "It does not come."),
        ([node(failure="It does not come."), node("b")], None, None),
        ([node(problem="No room.")], None, "No room."),
        ([node(ingests=False)], "a", "it is not in use, or only gives streams to viewers"),
        ([node("b")], "a", "it is not in use, or only gives streams to viewers"),
    ],
)
def test_where_a_stream_could_come_in(
    nodes: Sequence[FleetNode], pinned: str | None, words: str | None
) -> None:
    found = said(nodes, pinned=pinned)
    assert found == words or (words is not None and words in (found or ""))


def test_where_our_engine_takes_streams_too_no_other_server_hinders() -> None:
    assert said([node(alive=False)], engine=True) is None
    assert said([node(alive=False)], engine=True, pinned="a") is not None


def test_a_stream_that_can_not_be_fetched_is_told_with_its_server() -> None:
    assert said([node()], served="a") is None
    assert "The streams of the media server “Media a”" in str(
        said([node()], served="a", fetched=False)
    )
    assert said([node(problem="No room.")], served="a") == "No room."
