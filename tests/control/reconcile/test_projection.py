"""What each media server should have of what should be."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from streamingpro.control.reconcile.desired import Desired, InputEntry
from streamingpro.control.reconcile.destination import Destination
from streamingpro.control.reconcile.plan import PathSpec, conf_of, make_plan
from streamingpro.control.reconcile.projection import (
    NOWHERE,
    Elsewhere,
    for_engine,
    for_node,
    for_replica,
)

DESTS = (Destination("rtmp://x.example/app#key", "", "out-1"),)
SHOW = PathSpec(
    override_publisher=False,
    grace_s=45.0,
    key_version="sha256:1",
    destinations=DESTS,
    srt_publish_passphrase="to publish",
    srt_read_passphrase="to read",
    srt_latency_ms=331,
    srt_key_length=24,
)
CAM = PathSpec(
    key_version="",
    destinations=DESTS,
    source="rtmp://cam.example/live/one",
    source_fingerprint="ab" * 32,
    source_on_demand=True,
    rtsp_transport="tcp",
)
URL = "rtmp://10.0.0.5:1935/show?key=relay"


def wanted(show_node: str | None = None) -> Desired:
    show = InputEntry("i-show", "Show", "show", True, 0, node=show_node)
    cam = InputEntry("i-cam", "Cam", "cam", True, 1, source_type="pull")
    return Desired({one.id: one for one in (show, cam)}, {"show": SHOW, "cam": CAM})


def engine(elsewhere: Elsewhere = NOWHERE, **pulled_at: str) -> Mapping[str, PathSpec]:
    places = {f"i-{name}": node for name, node in pulled_at.items()}
    return for_engine(wanted(), elsewhere, engine="engine", pulled_at=places)


def node(
    name: str = "a", *, at: str = "", pinned: str | None = None, **facts: bool
) -> Mapping[str, PathSpec]:
    known = {"forwards": True, "native": False} | facts
    return for_node(wanted(pinned), name, pulled_at={"i-cam": at}, **known)


@pytest.mark.parametrize("pulled_at", [{}, {"cam": "engine"}])
def test_alone_our_engine_has_everything_as_it_is(pulled_at: dict[str, str]) -> None:
    assert engine(**pulled_at) == {"show": SHOW, "cam": CAM}


def test_what_comes_in_elsewhere_the_engine_fetches_once_for_all_destinations() -> None:
    show = engine(Elsewhere({"show": URL}))["show"]
    assert (show.source, show.source_internal, show.source_on_demand) == (URL, True, False)
    assert show.destinations == DESTS
    assert (show.grace_s, show.srt_read_passphrase) == (45.0, "to read")
    kept = (show.srt_publish_passphrase, show.key_version, show.srt_key_length)
    assert kept == ("to publish", "sha256:1", 24), "its encoder may come here instead"


def test_a_pull_that_was_given_away_is_not_pulled_here_too() -> None:
    cam = engine(cam="a")["cam"]
    assert (cam.source, cam.source_internal) == ("publisher", False)
    assert (cam.source_fingerprint, cam.source_on_demand, cam.rtsp_transport) == (
        "",
        False,
        "automatic",
    )
    assert cam.destinations == DESTS
    undecided = engine(cam="")["cam"]
    assert undecided.source == "publisher", "nobody may call it before it was looked up"


def test_a_pull_that_runs_elsewhere_is_fetched_from_there() -> None:
    cam = engine(Elsewhere({"cam": URL}), cam="a")["cam"]
    assert (cam.source, cam.source_internal, cam.destinations) == (URL, True, DESTS)
    assert cam.source_fingerprint == "", "that of the camera is not that of our server"


def test_what_a_server_sends_on_by_itself_the_engine_does_not_send_too() -> None:
    found = engine(Elsewhere({"show": URL}, frozenset({"show"})))
    assert (found["show"].source, found["show"].destinations) == (URL, ())
    assert found["cam"].destinations == DESTS


def test_the_url_of_a_relay_is_in_no_text() -> None:
    assert "relay" not in repr(Elsewhere({"show": URL}))
    assert "relay" not in repr(engine(Elsewhere({"show": URL})))


@pytest.mark.parametrize(
    ("pinned", "at", "names"),
    [
        (None, "", ["show"]),
        (None, "a", ["show", "cam"]),
        (None, "b", ["show"]),
        ("a", "", ["show"]),
        ("b", "", []),
        ("engine", "", []),
    ],
)
def test_a_node_has_all_inputs_for_encoders_and_its_own_pulls(
    pinned: str | None, at: str, names: list[str]
) -> None:
    assert list(node(pinned=pinned, at=at)) == names


def test_a_node_is_not_asked_for_what_only_our_engine_knows() -> None:
    show = node()["show"]
    ours = ("reconnectGrace", "publishKeyVersion", "srtLatency", "srtKeyLength", "sourceInternal")
    assert not set(ours) & set(conf_of(show))
    assert (show.srt_publish_passphrase, show.override_publisher) == ("to publish", False)


@pytest.mark.parametrize(
    ("forwards", "native", "destinations"),
    [(True, False, ()), (True, True, DESTS), (False, False, None), (False, True, None)],
)
def test_destinations_are_a_nodes_only_when_it_is_native_and_can_send(
    forwards: bool, native: bool, destinations: tuple[Destination, ...] | None
) -> None:
    """One that can send but must not has none; one that can't is not asked for any."""
    show = node(forwards=forwards, native=native)["show"]
    assert (show.destinations, show.slots) == (destinations, forwards)
    assert ("forward" in conf_of(show)) is forwards


@pytest.mark.parametrize(
    ("forwards", "source"),
    [(True, "rtmp://cam.example/live#one"), (False, "rtmp://cam.example/live/one")],
)
def test_an_rtmp_pull_is_told_in_the_form_of_the_server(forwards: bool, source: str) -> None:
    cam = node(at="a", forwards=forwards)["cam"]
    assert cam.source == source
    assert (cam.source_fingerprint, cam.source_on_demand, cam.rtsp_transport) == (
        "ab" * 32,
        True,
        "tcp",
    )


def test_a_replica_fetches_from_who_has_it_while_somebody_watches() -> None:
    found = for_replica(wanted(), {"show": URL})
    assert list(found) == ["show"]
    show = found["show"]
    assert (show.source, show.source_on_demand, show.destinations) == (URL, True, None)
    assert (show.srt_publish_passphrase, show.srt_read_passphrase) == ("", "to read")


# The plan where not all is ours to decide


def calls(want: PathSpec, actual: PathSpec) -> list[dict[str, Any]]:
    plan = make_plan({"show": want}, {"show": actual}, owned=frozenset(), known={})
    return [dict(call.conf) for call in plan.calls]


def test_what_is_not_ours_to_decide_on_a_server_is_neither_told_nor_undone() -> None:
    plain = node(forwards=False)["show"]
    actual = replace(
        plain,
        destinations=(Destination("rtmp://of.somebody/else"),),
        grace_s=5.0,
        srt_latency_ms=80,
        srt_key_length=16,
        source_internal=True,
        key_version="x",
    )
    assert calls(plain, actual) == []
    plan = make_plan({"show": plain}, {"show": actual}, owned=frozenset(), known={"show": plain})
    assert plan.drifted == ()
    assert calls(plain, replace(actual, override_publisher=True)) == [{"overridePublisher": False}]


def test_a_native_node_keeps_the_places_of_its_destinations() -> None:
    first, second, third = (Destination(f"rtmp://{n}.example/app#key") for n in range(3))
    want = replace(node(native=True)["show"], destinations=(second, third))
    (patch,) = calls(want, replace(want, destinations=(first, second)))
    assert [dest["dest"] for dest in patch["forward"]] == [third.dest, second.dest]
    assert all("label" not in dest for dest in patch["forward"])
    assert calls(want, replace(want, destinations=(third, second))) == []


def test_on_a_native_node_another_list_of_destinations_is_drift_but_another_order_is_not() -> None:
    one, two = (Destination(f"rtmp://{n}.example/app#key") for n in range(2))
    want = replace(node(native=True)["show"], destinations=(one, two))
    known = {"show": want}
    for dests, drifted in (((one,), ("show",)), ((two, one), ()), ((one, two), ())):
        actual = {"show": replace(want, destinations=dests)}
        plan = make_plan(known, actual, owned=frozenset(), known=known)
        assert plan.drifted == drifted
