"""The picture: states, figures, since when, and what counts as a change."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from streamingpro.control.reconcile.desired import InputEntry
from streamingpro.control.status.board import Board
from streamingpro.control.status.delta import Delta
from streamingpro.control.status.schemas import (
    InputError,
    InputState,
    InputStatus,
    OutputState,
    OutputStatus,
    SrtStatus,
    StatusError,
    StatusWarning,
)
from streamingpro.mediamtx.models import Path
from tests.control.status.pictures import at, away, desired, dest, entry, idle, live, output

SILENT = StatusError(kind="media_server", message="The media server can't be reached.", at=at(7))


def told(error: StatusError) -> InputError:
    """The same error as it is shown at an input."""
    return InputError(**error.model_dump())


def too_fast(platform: str, path: Path) -> list[StatusWarning]:
    """Warns about everything above 5 Mb/s, for one platform."""
    if platform != "strict" or (path.bitrate or 0) < 5_000_000:
        return []
    return [StatusWarning(code="video_bitrate", message="Too fast.")]


class Screen:
    """A board that is shown one thing after the other."""

    def __init__(self, *inputs: InputEntry) -> None:
        self.board = Board(too_fast)
        self.problems: dict[str, StatusError] = {}
        self.board.set_desired(desired(*inputs))

    def show(self, *paths: Path, now: float = 10) -> Delta:
        self.board.set_paths(paths)
        return self.board.refresh(at(now), self.problems.get)

    def want(self, *inputs: InputEntry, now: float = 10) -> Delta:
        self.board.set_desired(desired(*inputs))
        return self.board.refresh(at(now), self.problems.get)

    def silence(self, now: float = 10) -> Delta:
        self.board.set_server_error(SILENT)
        return self.board.refresh(at(now), self.problems.get)

    @property
    def input(self) -> InputStatus:
        return next(iter(self.board.rows()))[1]

    def output(self, number: int) -> OutputStatus:
        return dict(self._outputs())[f"out-{number}"]

    def since(self) -> tuple[datetime | None, datetime | None]:
        return self.input.since, self.output(1).since

    def _outputs(self) -> list[tuple[str, OutputStatus]]:
        return [(item.id, status) for item, status in self.board.outputs_of("in-1")]


@pytest.mark.parametrize(
    ("enabled", "paths", "input_state", "output_state"),
    [
        (True, [], "offline", "waiting"),
        (True, [idle()], "offline", "waiting"),
        (True, [idle(name="other")], "offline", "waiting"),
        (True, [live()], "live", "connecting"),
        (True, [live(dest(1, "waiting"))], "live", "waiting"),
        (True, [live(dest(1, "connecting"))], "live", "connecting"),
        (True, [live(dest(1, "live"))], "live", "live"),
        (True, [live(dest(1, "error", lastErrorTime=at(3)))], "live", "error"),
        (True, [away(dest(1, "live", held=True))], "reconnecting", "live"),
        (True, [away()], "reconnecting", "waiting"),
        (False, [], "disabled", "off"),
        (False, [live(dest(1))], "disabled", "off"),
    ],
)
def test_states(enabled: bool, paths: list[Path], input_state: str, output_state: str) -> None:
    screen = Screen(entry(output(1), enabled=enabled))
    screen.show(*paths)
    assert screen.input.state == input_state
    assert screen.output(1).state == output_state
    assert screen.input.outputs_by_state == {OutputState(output_state): 1}


@pytest.mark.parametrize(
    ("state", "shown"),
    [("idle", "waiting"), ("forwarding", "connecting"), ("error", "error")],
)
def test_a_server_that_knows_less_never_makes_an_output_live(state: str, shown: str) -> None:
    screen = Screen(entry(output(1)))
    screen.show(live({"conf": {"label": "out-1"}, "state": state}))
    assert screen.output(1).state == shown


def test_a_switched_off_output_is_off_whatever_the_server_still_does() -> None:
    screen = Screen(entry(output(1, enabled=False), output(2)))
    screen.show(live(dest(1), dest(2)))
    assert (screen.output(1).state, screen.output(2).state) == ("off", "live")


def test_figures_of_a_live_input() -> None:
    screen = Screen(entry())
    track = {"codec": "H264", "codecProps": {"width": 1920, "height": 1080, "profile": "High"}}
    sound = {"codec": "MPEG-4 Audio", "codecProps": {"sampleRate": 48000, "channelCount": 2}}
    figures: dict[str, Any] = {"videoBitrate": 5_800_000, "audioBitrate": 128_000}
    figures |= {"frameRate": 29.97, "keyframeInterval": 2.0, "readersCount": 3}
    figures |= {"remoteAddr": "192.0.2.1:5000", "protocol": "rtmp", "tracks2": [track, sound]}
    screen.show(live(**figures))
    status = screen.input
    assert (status.bitrate_bps, status.video_bitrate_bps) == (6_000_000, 5_800_000)
    assert (status.fps, status.keyframe_interval_s, status.readers) == (29.97, 2.0, 3)
    assert (status.protocol, status.remote_address) == ("rtmp", "192.0.2.1:5000")
    assert [item.type for item in status.tracks] == ["video", "audio"]
    assert (status.tracks[0].width, status.tracks[1].channels) == (1920, 2)
    screen.show(away())
    assert screen.input.bitrate_bps is None, "nothing comes in while the encoder is away"
    screen.show()
    assert screen.input.tracks == []


def test_figures_of_an_output() -> None:
    screen = Screen(entry(output(1)))
    figures: dict[str, Any] = {
        "bitrate": 6_100_000,
        "outboundBytes": 10,
        "bytesAcked": 9,
        "rtt": 20.5,
    }
    screen.show(live(dest(1, framesSent=7, framesDropped=1, reconnects=2, queueMs=4, **figures)))
    status = screen.output(1)
    assert (status.bitrate_bps, status.bytes_sent, status.bytes_acked) == (6_100_000, 10, 9)
    assert (status.rtt_ms, status.frames_sent, status.dropped_frames) == (20.5, 7, 1)
    assert (status.reconnects, status.queue_ms, status.since) == (2, 4, at(5))


def test_an_output_error_has_the_servers_words_and_the_next_try() -> None:
    screen = Screen(entry(output(1)))
    words = {"errorKind": "rejected", "lastError": "The server says no.", "nextRetry": at(40)}
    screen.show(live(dest(1, "error", lastErrorTime=at(9), **words)))
    error = screen.output(1).error
    assert error is not None
    assert (error.kind, error.message) == ("rejected", "The server says no.")
    assert (error.at, error.next_retry_at) == (at(9), at(40))
    screen.show(live(dest(1, "live", lastErrorTime=at(9), **words)))
    assert screen.output(1).error is None, "what went wrong before is over"


def test_a_silent_server_leaves_no_figure_and_no_green_lamp() -> None:
    screen = Screen(entry(output(1), output(2, enabled=False)))
    screen.show(live(dest(1)))
    screen.silence()
    assert screen.input == InputStatus(
        state=InputState.ERROR,
        since=screen.input.since,
        error=told(SILENT),
        outputs_by_state={OutputState.ERROR: 1, OutputState.OFF: 1},
    )
    error = screen.output(1).error
    assert error is not None
    assert (error.kind, screen.output(1).bytes_sent) == ("media_server", 0)
    assert screen.output(2).state is OutputState.OFF
    screen.show(live(dest(1)))
    assert (screen.input.state, screen.output(1).state) == ("live", "live")


LINK = {
    "rttMs": 20.0,
    "lossPercent": 0.5,
    "retransmits": 3,
    "retransmitsPerS": 1.5,
    "bandwidthMbps": 90.25,
    "rateMbps": 6.5,
    "latencyMs": 200,
    "encryption": "",
}
SHOWN = SrtStatus(
    rtt_ms=20.0,
    loss_percent=0.5,
    retransmits=3,
    retransmits_per_s=1.5,
    bandwidth_bps=90_250_000,
    rate_bps=6_500_000,
    latency_ms=200,
    encryption="none",
)


def test_srt_lines_have_figures_while_they_are_live() -> None:
    screen = Screen(entry(output(1), output(2)))
    screen.show(live(dest(1, srt=LINK), dest(2), srt=LINK))
    assert (screen.input.srt, screen.output(1).srt, screen.output(2).srt) == (SHOWN, SHOWN, None)
    screen.show(away(dest(1, "error", srt=LINK, lastErrorTime=at(3)), dest(2)))
    assert (screen.input.srt, screen.output(1).srt) == (None, None)


def test_readers_by_protocol() -> None:
    kinds = ["srtConn", "hlsSession", "rtmpConn", "hlsSession", "rtspSession"]
    screen = Screen(entry())
    screen.show(live(readers=[{"type": kind, "id": ""} for kind in kinds]))
    assert screen.input.readers == 5
    assert screen.input.readers_by_protocol == {"srt": 1, "hls": 2, "rtmp": 1, "rtsp": 1}


def test_what_is_wrong_with_the_stream_that_comes_in() -> None:
    screen = Screen(entry())
    screen.show(live(problem="The stream has no program table.", lastError="The stream …"))
    assert screen.input.problem == "The stream has no program table."
    assert screen.input.error is None
    screen.show(live())
    assert screen.input.problem is None


FAILED: dict[str, Any] = {
    "sourceState": "error",
    "sourceSince": at(3),
    "sourceErrorKind": "not_found",
    "lastError": "There is no such stream.",
    "lastErrorTime": at(4),
    "nextRetry": at(20),
}


@pytest.mark.parametrize(
    ("path", "state", "output_state"),
    [
        (idle(sourceState="idle"), "offline", "waiting"),
        (idle(sourceState="connecting", sourceSince=at(3)), "connecting", "waiting"),
        (idle(**FAILED), "error", "waiting"),
        (live(sourceState="running"), "live", "connecting"),
        (live(**(FAILED | {"online": False})), "reconnecting", "waiting"),
    ],
)
def test_states_of_a_pulled_input(path: Path, state: str, output_state: str) -> None:
    screen = Screen(entry(output(1)))
    screen.show(path)
    assert (screen.input.state, screen.output(1).state) == (state, output_state)
    error = InputError(
        kind="not_found", message="There is no such stream.", at=at(4), next_retry_at=at(20)
    )
    assert screen.input.error == (error if path.source_state == "error" else None)
    if state in ("connecting", "error"):
        assert screen.input.since == at(3)


def test_an_old_error_of_a_source_that_works_again_is_not_shown() -> None:
    screen = Screen(entry())
    screen.show(live(**(FAILED | {"sourceState": "running"})))
    assert screen.input.error is None


def test_an_error_without_a_time_keeps_the_one_when_it_was_first_seen() -> None:
    screen = Screen(entry())
    for now, figure in ((10, 1), (20, 2)):
        screen.show(idle(lastError="The key was changed.", inboundBytes=figure), now=now)
        assert screen.input.error == InputError(
            kind="publisher", message="The key was changed.", at=at(10)
        )


def test_a_path_that_could_not_be_configured_is_an_error_of_its_input() -> None:
    screen = Screen(entry(output(1)))
    problem = StatusError(kind="media_server", message="out of order", at=at(3))
    screen.problems["main"] = problem
    screen.show()
    assert (screen.input.state, screen.input.error) == ("error", told(problem))
    assert screen.output(1).state is OutputState.ERROR
    screen.show(live(dest(1)))
    assert (screen.input.state, screen.input.error) == ("live", told(problem))
    assert screen.output(1).state is OutputState.LIVE, "what runs, runs"


def test_since_comes_from_the_server_where_it_knows_and_else_from_what_was_seen() -> None:
    screen = Screen(entry(output(1)))
    screen.show(now=10)
    assert screen.since() == (None, None), "it may be offline for days already"
    screen.show(live(dest(1)), now=20)
    assert screen.since() == (at(2), at(5))
    screen.show(away(dest(1)), now=30)
    assert screen.since()[0] == at(30)
    screen.show(away(dest(1)), now=31)
    assert screen.since()[0] == at(30)
    screen.show(now=40)
    assert screen.since() == (at(40), at(40))


def test_warnings_belong_to_live_inputs_and_enabled_outputs_of_that_platform() -> None:
    outputs = [
        output(1, platform="strict"),
        output(2, platform="easy"),
        output(3, platform="strict", enabled=False),
        output(4),
    ]
    screen = Screen(entry(*outputs))
    screen.show(live(dest(1), dest(2), dest(4)))
    assert [warning.code for warning in screen.output(1).warnings] == ["video_bitrate"]
    assert not any(screen.output(number).warnings for number in (2, 3, 4))
    screen.show(live(dest(1), bitrate=4_000_000))
    assert screen.output(1).warnings == []
    screen.show(idle())
    assert screen.output(1).warnings == []


def test_only_what_is_different_is_a_change() -> None:
    screen = Screen(entry(output(1), output(2)), entry(id="in-2", path="side"))
    first = screen.show(live(dest(1), dest(2)), idle(name="side"))
    assert first.baseline
    assert set(first.inputs) == {"in-1", "in-2"}
    same = screen.show(live(dest(1), dest(2)), idle(name="side"))
    assert (same.baseline, same.inputs, same.outputs) == (False, {}, {})
    delta = screen.show(live(dest(1), dest(2, "error", lastErrorTime=at(9))), idle(name="side"))
    assert set(delta.outputs) == {"out-2"}
    assert not delta.outputs["out-2"].edited
    assert set(delta.inputs) == {"in-1"}, "its count of outputs by state"


def test_edits_and_removals() -> None:
    screen = Screen(entry(output(1), output(2)), entry(id="in-2", path="side"))
    screen.show()
    delta = screen.want(entry(output(1, name="New name")))
    assert delta.outputs["out-1"].edited
    assert delta.inputs["in-1"].edited is False
    assert (delta.removed_inputs, delta.removed_outputs) == (["in-2"], ["out-2"])
    delta = screen.want(entry(output(1, name="New name"), name="Stage"))
    assert delta.inputs["in-1"].edited
    assert delta.outputs == {}
    delta = screen.want()
    assert (delta.removed_inputs, delta.removed_outputs) == (["in-1"], ["out-1"])


@dataclass
class Row:
    """As a row of the tables."""

    id: str
    enabled: bool = True
    path: str = "main"
    input_id: str = "in-1"


def test_rows_that_are_newer_than_the_picture_get_a_true_answer() -> None:
    screen = Screen(entry(output(1), output(2, enabled=False)))
    screen.show(live(dest(1)))
    board, now = screen.board, at(10)
    assert board.input_status(Row("in-1"), now) is screen.input
    assert board.input_status(Row("in-1", enabled=False), now).state == "disabled"
    assert board.input_status(Row("in-1", path="elsewhere"), now).state == "offline"
    assert board.input_status(Row("new", path="new"), now).state == "offline"
    assert board.output_status(Row("out-1"), now) is screen.output(1)
    assert board.output_status(Row("out-1", enabled=False), now).state == "off"
    assert board.output_status(Row("out-2"), now).state == "connecting"
    assert board.output_status(Row("new", input_id="new"), now).state == "waiting"
    screen.silence()
    assert board.input_status(Row("new", path="new"), now).state == "error"
    assert board.output_status(Row("new", input_id="new"), now).state == "error"


def test_nothing_is_said_of_a_server_that_was_not_heard_yet() -> None:
    screen = Screen(entry(output(1)))
    delta = screen.board.refresh(at(1), screen.problems.get)
    assert delta.baseline
    assert (screen.input.state, screen.input.since) == ("offline", None)


def test_the_last_publishers_error_is_shown_while_nobody_publishes() -> None:
    screen = Screen(entry())
    screen.show(idle(lastError="The encoder sent something that is not RTMP."))
    assert screen.input.state == "offline"
    assert screen.input.error is not None
    assert screen.input.error.kind == "publisher"
