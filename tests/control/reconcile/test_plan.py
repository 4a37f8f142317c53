"""The diff between what should be and what is: the fewest calls, and whose path it is."""

from dataclasses import replace
from typing import Literal

import pytest

from streamingpro.control.reconcile.plan import (
    Call,
    Destination,
    PathSpec,
    conf_of,
    make_plan,
    seconds,
    spec_of,
)
from streamingpro.mediamtx.models import PathConf

Kind = Literal["add", "patch", "delete"]
ONE = Destination("rtmps://a.example/app#key-1", "", "out-1")
TWO = Destination("rtmp://b.example/app#key-2", "ab" * 32, "out-2")
SPEC = PathSpec(destinations=(ONE, TWO))


def plan(
    wanted: dict[str, PathSpec],
    actual: dict[str, PathSpec],
    *,
    owned: frozenset[str] = frozenset(),
    known: dict[str, PathSpec] | None = None,
) -> tuple[list[tuple[Kind, str]], tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    result = make_plan(wanted, actual, owned=owned, known=known or {})
    calls = [(call.kind, call.name) for call in result.calls]
    return calls, result.drifted, result.unmanaged, result.gone


def test_what_is_as_it_should_be_needs_no_call() -> None:
    assert plan({"a": SPEC}, {"a": SPEC}) == ([], (), (), ())


def test_missing_paths_are_added_whole() -> None:
    (call,) = make_plan({"a": SPEC}, {}, owned=frozenset(), known={}).calls
    assert call == Call("add", "a", conf_of(SPEC))
    assert call.conf["forward"][1] == {
        "dest": "rtmp://b.example/app#key-2",
        "destFingerprint": "ab" * 32,
        "label": "out-2",
    }
    assert call.conf["reconnectGrace"] == "30s"


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"destinations": (ONE,)}, {"forward"}),
        ({"destinations": (TWO, ONE)}, {"forward"}),
        ({"destinations": ()}, {"forward"}),
        ({"destinations": (replace(ONE, fingerprint="cd" * 32), TWO)}, {"forward"}),
        ({"override_publisher": False}, {"overridePublisher"}),
        ({"grace_s": 5.0}, {"reconnectGrace"}),
        ({"grace_s": 5.0, "override_publisher": False}, {"reconnectGrace", "overridePublisher"}),
        ({"source": "srt://h:1?passphrase=x"}, {"source"}),
        ({"source_on_demand": True, "rtsp_transport": "tcp"}, {"sourceOnDemand", "rtspTransport"}),
        ({"source_fingerprint": "ab" * 32}, {"sourceFingerprint"}),
        ({"srt_read_passphrase": "0123456789"}, {"srtReadPassphrase"}),
        ({"srt_publish_passphrase": "0123456789"}, {"srtPublishPassphrase"}),
        ({"srt_latency_ms": 80, "srt_key_length": 16}, {"srtLatency", "srtKeyLength"}),
    ],
)
def test_a_patch_holds_only_what_differs(change: dict[str, object], fields: set[str]) -> None:
    wanted = replace(SPEC, **change)  # type: ignore[arg-type]
    (call,) = make_plan({"a": wanted}, {"a": SPEC}, owned=frozenset(), known={}).calls
    assert (call.kind, set(call.conf)) == ("patch", fields)


def test_only_paths_of_ours_are_deleted() -> None:
    actual = {"old": SPEC, "foreign": SPEC, "all_others": PathSpec()}
    calls, _, unmanaged, _ = plan({}, actual, owned=frozenset({"old"}))
    assert calls == [("delete", "old")]
    assert unmanaged == ("foreign", "all_others")


def test_a_renamed_path_is_deleted_before_the_new_one_is_added() -> None:
    calls, *_ = plan({"new": SPEC}, {"old": SPEC}, owned=frozenset({"old", "new"}))
    assert calls == [("delete", "old"), ("add", "new")]


def test_names_that_exist_no_more_are_forgotten() -> None:
    *_, gone = plan({"a": SPEC}, {"a": SPEC}, owned=frozenset({"a", "old"}))
    assert gone == ("old",)


@pytest.mark.parametrize(
    ("known", "actual", "drifted"),
    [
        ({"a": SPEC}, {"a": SPEC}, ()),
        ({"a": SPEC}, {"a": PathSpec()}, ("a",)),
        ({"a": SPEC}, {}, ("a",)),
        ({}, {"a": PathSpec()}, ()),
        ({}, {}, ()),
    ],
    ids=["as we left it", "changed", "deleted", "never seen to", "new"],
)
def test_drift_is_a_difference_that_is_not_of_our_making(
    known: dict[str, PathSpec], actual: dict[str, PathSpec], drifted: tuple[str, ...]
) -> None:
    assert plan({"a": SPEC}, actual, known=known)[1] == drifted


def test_our_own_change_is_no_drift() -> None:
    wanted = replace(SPEC, grace_s=10.0)
    calls, drifted, *_ = plan({"a": wanted}, {"a": SPEC}, known={"a": SPEC})
    assert (calls, drifted) == ([("patch", "a")], ())


def test_what_we_send_is_what_we_read_back() -> None:
    assert spec_of(PathConf.model_validate({"name": "a"} | conf_of(SPEC))) == SPEC
    odd = replace(SPEC, grace_s=1.5, override_publisher=False)
    assert spec_of(PathConf.model_validate({"name": "a"} | conf_of(odd))) == odd
    whole = replace(
        SPEC,
        source="rtsp://user:secret@h/a",
        source_fingerprint="ab" * 32,
        source_on_demand=True,
        rtsp_transport="udp",
        srt_publish_passphrase="publish-passphrase",
        srt_read_passphrase="read-passphrase",
        srt_latency_ms=331,
        srt_key_length=24,
    )
    assert spec_of(PathConf.model_validate({"name": "a"} | conf_of(whole))) == whole
    for secret in ("secret", "publish-passphrase", "read-passphrase"):
        assert secret not in repr(whole)


def test_a_server_without_our_extensions_is_not_asked_for_them() -> None:
    plain = replace(SPEC, grace_s=None, key_version=None, srt_latency_ms=None, srt_key_length=None)
    assert not {"reconnectGrace", "publishKeyVersion", "srtLatency", "srtKeyLength"} & set(
        conf_of(plain)
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30s", 30.0),
        ("1m30s", 90.0),
        ("1h0m0s", 3600.0),
        ("1d", 86400.0),
        ("0s", 0.0),
        ("1.5s", 1.5),
        ("200ms", 0.2),
    ],
)
def test_durations(text: str, value: float) -> None:
    assert seconds(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "30", "s", "30 s", "x30s"])
def test_what_is_no_duration(text: str) -> None:
    assert seconds(text) is None


def test_no_key_shows_in_the_text_of_a_call() -> None:
    (call,) = make_plan({"a": SPEC}, {}, owned=frozenset(), known={}).calls
    assert "key-1" not in repr(call)
    assert "key-1" not in repr(SPEC)
