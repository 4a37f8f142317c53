"""Which changes become events: what a person wants to read, once."""

from typing import Any

from streamingpro.control.reconcile.desired import InputEntry
from streamingpro.control.status.board import Board
from streamingpro.control.status.recorder import Limiter
from streamingpro.control.status.schemas import StatusError
from streamingpro.control.status.transitions import Transitions
from streamingpro.mediamtx.models import Path
from tests.control.status.pictures import at, away, desired, dest, entry, idle, live, output


class Story:
    """A board and the events it leads to, as "kind message" lines."""

    def __init__(self, *inputs: InputEntry, first: Path | None = None) -> None:
        self.board = Board(lambda _platform, _path: [])
        self.transitions = Transitions()
        self.board.set_desired(desired(*inputs))
        assert self.tell(first or idle()) == []

    def tell(self, *paths: Path) -> list[str]:
        self.board.set_paths(paths)
        return self._events()

    def silence(self) -> list[str]:
        self.board.set_server_error(StatusError(kind="media_server", message="gone", at=at(9)))
        return self._events()

    def want(self, *inputs: InputEntry) -> list[str]:
        self.board.set_desired(desired(*inputs))
        return self._events()

    def _events(self) -> list[str]:
        delta = self.board.refresh(at(10), lambda _path: None)
        return [f"{told.kind} {told.message}" for told in self.transitions.events(delta)]


def broken(kind: str, words: str = "No way.") -> dict[str, object]:
    return dest(1, "error", errorKind=kind, lastError=words, lastErrorTime=at(9))


def test_a_session_from_beginning_to_end() -> None:
    story = Story(entry(output(1)))
    assert story.tell(live(dest(1, "connecting"))) == ["input.live Input “Main” is live."]
    assert story.tell(live(dest(1))) == ["output.live Output “Output 1” is live."]
    assert story.tell(live(dest(1, bitrate=5))) == []
    (told,) = story.tell(away(dest(1)))
    assert told.startswith("input.reconnecting Input “Main” lost its stream; destinations are held")
    assert story.tell(live(dest(1))) == ["input.live Input “Main” is live."]
    assert story.tell(idle()) == ["input.offline Input “Main” is offline."]
    assert story.tell(live(dest(1))) == [
        "input.live Input “Main” is live.",
        "output.live Output “Output 1” is live.",
    ]


def test_an_error_is_told_once_per_kind() -> None:
    story = Story(entry(output(1)), first=live(dest(1, "connecting")))
    assert story.tell(live(broken("refused"))) == ["output.error Output “Output 1” failed: No way."]
    assert story.tell(live(dest(1, "connecting"))) == []
    assert story.tell(live(broken("refused"))) == []
    assert story.tell(live(broken("rejected"))) == [
        "output.error Output “Output 1” failed: No way."
    ]
    assert story.tell(live(dest(1))) == ["output.live Output “Output 1” is live."]
    assert story.tell(live(broken("rejected"))) == [
        "output.error Output “Output 1” failed: No way."
    ]


def pulled(state: str, **facts: Any) -> Path:
    return idle(sourceState=state, **facts)


def failing(kind: str, words: str = "No such name.") -> Path:
    return pulled("error", sourceErrorKind=kind, lastError=words, lastErrorTime=at(9))


def test_a_stream_that_can_not_be_fetched_is_told_once_per_kind() -> None:
    story = Story(entry(output(1)), first=pulled("connecting"))
    told = ["input.error Input “Main” can't get its stream: No such name."]
    assert story.tell(failing("dns")) == told
    assert story.tell(failing("dns", "No such name, again.")) == []
    assert story.tell(pulled("connecting")) == []
    assert story.tell(failing("dns")) == []
    assert story.tell(failing("not_found", "Not there.")) == [
        "input.error Input “Main” can't get its stream: Not there."
    ]
    assert story.tell(live(dest(1, "connecting"))) == ["input.live Input “Main” is live."]
    assert story.tell(failing("dns")) == told


def turned_away(
    second: int, ip: str = "192.0.2.7", reason: str = "the passphrase is wrong"
) -> Path:
    return idle(
        lastRefusal={
            "protocol": "srt",
            "remoteAddr": f"{ip}:5000",
            "reason": reason,
            "time": at(second),
        }
    )


def test_an_encoder_that_was_turned_away_is_told_once_a_while() -> None:
    story = Story(entry(output(1)))
    (told,) = story.tell(turned_away(2))
    assert told == (
        "input.refused Somebody at 192.0.2.7 tried to publish to input “Main” over SRT and was"
        " refused: the passphrase is wrong."
    )
    assert story.tell(turned_away(3)) == []
    assert len(story.tell(turned_away(4, reason="the key is wrong or missing"))) == 1
    assert len(story.tell(turned_away(5, ip="[2001:db8::1]"))) == 1
    assert story.tell(turned_away(601)) == []
    assert len(story.tell(turned_away(602))) == 1


def test_what_a_new_serve_finds_running_is_no_news() -> None:
    story = Story(entry(output(1)), first=live(dest(1)))
    assert story.tell(live(dest(1, bitrate=7))) == []
    assert story.tell(idle()) == ["input.offline Input “Main” is offline."]


def test_a_silent_server_is_not_told_of_each_input() -> None:
    story = Story(entry(output(1)), first=live(dest(1)))
    assert story.silence() == []
    assert story.tell(live(dest(1))) == [], "nothing had happened to the stream"
    assert story.silence() == []
    assert story.tell(idle()) == ["input.offline Input “Main” is offline."]


def test_switching_off_a_live_input_is_its_end() -> None:
    story = Story(entry(output(1)), first=live(dest(1)))
    assert story.want(entry(output(1), enabled=False)) == ["input.offline Input “Main” is offline."]


def test_deleted_and_new_things_are_no_events() -> None:
    story = Story(entry(output(1)), first=live(dest(1)))
    assert story.want() == []
    assert story.want(entry(output(1), id="in-2", path="other")) == []


def test_the_limiter_lets_a_burst_through_and_then_some_per_minute() -> None:
    limiter = Limiter(burst=3, per_s=60)
    assert [limiter.allows("a", now) for now in (0, 1, 2, 3, 59)] == [True] * 3 + [False] * 2
    assert limiter.allows("b", 3)
    assert limiter.allows("a", 60)
    assert not limiter.allows("a", 60.5)
