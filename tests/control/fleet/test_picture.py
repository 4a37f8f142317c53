"""One path for each input, of all servers together: who watches, whose figures, what is missing."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from streamingpro.control.fleet.merge import labelled, merged
from streamingpro.control.fleet.picture import PATIENCE_S, Combined, combine
from streamingpro.control.fleet.serving import Serving
from streamingpro.control.fleet.view import NodeView, Peer
from streamingpro.control.reconcile.desired import Desired
from streamingpro.control.reconcile.destination import Destination
from streamingpro.control.reconcile.projection import NOWHERE, Elsewhere
from streamingpro.kit.clock import utcnow
from streamingpro.mediamtx.models import (
    ForwardDest,
    ForwardDestConf,
    Path,
    PathTrack,
    Refusal,
    SourceRef,
    SrtFigures,
)
from tests.control.fleet.made import desired, live, readers, view

AT = datetime(2026, 11, 28, 10, tzinfo=UTC)
THERE = live(
    "show",
    "srtConn",
    online_time=AT,
    inbound_bytes=900,
    outbound_bytes=70,
    tracks2=[PathTrack(codec="H264")],
    readers=readers("rtmpConn", "webRTCSession"),
)
PEER = Peer("192.0.2.7:9000", "srt", SrtFigures(rtt_ms=12.0))
ELSEWHERE = Elsewhere({"show": "rtmp://a/show?key=secret"})
FETCHED = live("show", "rtmpSource").model_copy(
    update={
        "bitrate": 5_000_000,
        "frame_rate": 50.0,
        "protocol": "rtmp",
        "remote_addr": "10.0.0.5:1935",
        "source_state": "running",
        "tracks2": [PathTrack(codec="H264"), PathTrack(codec="MPEG-4 Audio")],
        "forward": [ForwardDest(status="live")],
        "readers": readers("hlsMuxer"),
    }
)


def shown(engine: Path | None, there: Path = THERE, **facts: Any) -> Path:
    told = {"peers": {"show": PEER}, "bitrates": {"show": 4_900_000}} | facts
    return merged(engine, Serving("a", there), view(there, **told))


def test_everything_measured_is_of_the_engine_and_the_sender_of_its_server() -> None:
    path = shown(FETCHED)
    assert (path.bitrate, path.frame_rate) == (5_000_000, 50.0)
    assert len(path.tracks2) == 2
    assert path.forward == FETCHED.forward
    assert (path.protocol, path.remote_addr, path.srt) == ("srt", PEER.remote_addr, PEER.srt)
    assert path.source == THERE.source
    assert (path.online_time, path.inbound_bytes, path.outbound_bytes) == (AT, 900, 70)
    assert path.source_state is None, "that our engine fetches it is nobody's business"


@pytest.mark.parametrize(
    "engine",
    [
        None,
        Path(name="show", source_state="connecting", last_error="not yet"),
        # While the encoder was away the engine has held the path for its destinations.
        live("show", "rtmpSource", online=False, bitrate=0, frame_rate=0.0),
    ],
)
def test_before_the_engine_has_the_stream_its_server_tells_what_it_knows(
    engine: Path | None,
) -> None:
    path = shown(engine)
    assert (path.available, path.online, path.bitrate, path.frame_rate) == (
        True,
        True,
        4_900_000,
        None,
    )
    assert [track.codec for track in path.tracks2] == ["H264"]
    assert (path.source_state, path.last_error) == (None, "")
    assert path.readers_count == 2


def test_a_rate_that_nobody_knows_yet_is_none() -> None:
    assert shown(None, bitrates={}).bitrate is None


def test_before_the_sender_was_listed_at_least_the_protocol_is_known() -> None:
    path = shown(FETCHED, peers={})
    assert (path.protocol, path.remote_addr) == ("srt", "")
    nameless = THERE.model_copy(update={"source": None})
    assert shown(None, nameless, peers={}).protocol == ""


@pytest.mark.parametrize(
    ("source", "there", "counted"),
    [
        ("rtmpSource", ["rtmpConn", "webRTCSession"], ["webRTCSession"]),
        ("rtmpSource", ["rtmpConn", "rtmpConn"], ["rtmpConn"]),
        ("rtspSource", ["rtmpConn", "rtspSession"], ["rtmpConn"]),
        ("rtspSource", ["rtmpConn"], ["rtmpConn"]),
        ("rtmpConn", ["rtmpConn"], ["rtmpConn"]),
    ],
)
def test_our_own_engine_is_no_viewer(source: str, there: list[str], counted: list[str]) -> None:
    engine = FETCHED.model_copy(update={"source": SourceRef(type=source)})
    path = shown(engine, THERE.model_copy(update={"readers": readers(*there)}))
    assert [reader.type for reader in path.readers] == [*counted, "hlsMuxer"]
    assert path.readers_count == len(path.readers)


def test_who_was_refused_at_our_engine_is_told() -> None:
    refusal = Refusal(protocol="rtmp", reason="The stream key is wrong.", time=AT)
    assert shown(Path(name="show", last_refusal=refusal)).last_refusal == refusal
    assert shown(None).last_refusal is None


# All paths


class World:
    """What is there, and how long the test's clock has run."""

    def __init__(self, source: str | None = None) -> None:
        self.desired: Desired = desired({"show": source})
        self.engine: dict[str, Path] = {}
        self.serving: dict[str, Serving] = {}
        self.views: dict[str, NodeView] = {"a": view()}
        self.pulled_at: Mapping[str, str] = {}
        self.elsewhere = NOWHERE
        self.missing: dict[str, float] = {}

    def look(self, now: float = 0.0) -> Combined:
        return combine(
            self.engine,
            self.serving,
            self.views,
            desired=self.desired,
            elsewhere=self.elsewhere,
            pulled_at=self.pulled_at,
            names={"a": "Alpha"},
            missing=self.missing,
            now=now,
        )

    def only(self, now: float = 0.0) -> Path:
        (path,) = self.look(now).paths
        return path


def test_what_comes_in_at_our_engine_is_shown_as_it_says() -> None:
    world = World()
    own = live("show", bitrate=7)
    world.engine = {"show": own}
    world.serving = {"show": Serving("engine", own)}
    assert world.look() == Combined([own], {})
    assert world.only() is own


def test_an_encoder_that_came_to_our_engine_instead_is_shown_while_the_fetching_waits() -> None:
    world = World()
    own = live("show", bitrate=7).model_copy(update={"source_state": "idle"})
    world.engine = {"show": own}
    world.serving = {"show": Serving("engine", own)}
    assert world.only() is own


def test_what_comes_in_elsewhere_is_there_also_when_the_engine_does_not_know_it() -> None:
    world = World()
    world.serving = {"show": Serving("a", THERE)}
    found = world.look()
    assert [path.name for path in found.paths] == ["show"]
    assert found.nodes == {"show": "a"}


@pytest.mark.parametrize("elsewhere", [ELSEWHERE, NOWHERE])
def test_when_the_encoder_goes_nothing_is_told_of_the_engines_own_fetching(
    elsewhere: Elsewhere,
) -> None:
    world = World()
    world.elsewhere = elsewhere
    world.engine = {
        "show": FETCHED.model_copy(
            update={
                "online": False,
                "source_state": "error",
                "source_error_kind": "not_found",
                "last_error": "There is no stream at rtmp://10.0.0.5/show.",
                "last_error_time": AT,
                "next_retry": AT,
            }
        )
    }
    path = world.only()
    assert (path.source_state, path.source_error_kind, path.last_error) == (None, "", "")
    assert (path.last_error_time, path.next_retry) == (None, None)
    assert (path.available, path.forward) == (True, FETCHED.forward), "held for its destinations"


def test_of_a_pull_by_our_engine_its_errors_are_shown() -> None:
    world = World("rtmp://h/a")
    failing = Path(name="show", source_state="error", last_error="404")
    world.engine, world.pulled_at = {"show": failing}, {"id-show": "engine"}
    assert world.only() is failing


def test_a_pull_elsewhere_is_connecting_and_after_a_while_an_error_that_names_the_server() -> None:
    world = World("rtmp://h/a")
    world.engine = {"show": Path(name="show", source_state="error", last_error="mine")}
    world.pulled_at = {"id-show": "a"}
    assert world.look(100.0).nodes == {"show": "a"}
    assert (world.only(100.0).source_state, world.only(100.0).last_error) == ("connecting", "")
    assert world.only(100.0 + PATIENCE_S - 0.1).source_state == "connecting"
    late = world.only(100.0 + PATIENCE_S + 30.0)
    assert (late.source_state, late.source_error_kind) == ("error", "network")
    assert "“Alpha”" in late.last_error
    assert late.source_since is not None
    assert abs(late.source_since - (utcnow() - timedelta(seconds=30))) < timedelta(seconds=5)


def test_patience_begins_anew_once_the_stream_was_there() -> None:
    world = World("rtmp://h/a")
    world.engine, world.pulled_at = {"show": Path(name="show")}, {"id-show": "a"}
    assert world.only(0.0).source_state == "connecting"
    assert world.only(PATIENCE_S).source_state == "error"
    world.serving = {"show": Serving("a", live("show", "rtmpSource"))}
    assert world.only(PATIENCE_S + 1).source_state is None
    world.serving = {}
    assert world.only(PATIENCE_S + 2).source_state == "connecting"


def test_while_the_engine_holds_a_pulled_stream_nobody_is_blamed() -> None:
    world = World("rtmp://h/a")
    world.engine = {"show": live("show", "rtmpSource", online=False)}
    world.pulled_at = {"id-show": "a"}
    assert world.only(100.0 + PATIENCE_S).last_error == ""
    assert world.missing == {}


def test_a_server_that_was_removed_a_moment_ago_is_asked_nothing() -> None:
    world = World()
    world.serving = {"show": Serving("gone", THERE)}
    assert world.look() == Combined([], {})


# Destinations of a server that sends on by itself


def test_destinations_without_labels_get_those_of_their_outputs() -> None:
    wanted = [
        Destination("rtmp://x/app#key", "", "out-1"),
        Destination("rtmps://x/app#key", "ab" * 32, "out-2"),
    ]
    told = [
        ForwardDest(id="2", conf=ForwardDestConf(dest=wanted[1].dest, dest_fingerprint="AB" * 32)),
        ForwardDest(id="v", conf=ForwardDestConf(dest="rtmp://127.0.0.1:9/vacant/place")),
        ForwardDest(id="x", conf=ForwardDestConf(dest=wanted[1].dest)),
        ForwardDest(id="1", conf=ForwardDestConf(dest=wanted[0].dest), outbound_bytes=9),
    ]
    found = labelled(told, wanted)
    assert [(dest.id, dest.conf.label) for dest in found] == [("2", "out-2"), ("1", "out-1")]
    assert found[1].outbound_bytes == 9
    assert told[3].conf.label == "", "what a list gave out is left as it is"
