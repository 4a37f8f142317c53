"""Where pulled inputs run: spread, kept, moved only when they must."""

from collections.abc import Sequence

import pytest

from streamingpro.control.fleet.placement import Candidate, PulledInput, mediamtx_pulls, place

ENGINE = "engine"
GUARDED = Candidate(ENGINE, 0, guarded=True)


def pulls(count: int, *, pinned: str | None = None, trusted: bool = True) -> list[PulledInput]:
    return [PulledInput(f"i{n}", f"rtsp://h/{n}", pinned, trusted) for n in range(count)]


def placed(
    wanted: Sequence[PulledInput], candidates: Sequence[Candidate], **before: str
) -> list[str]:
    return list(place(wanted, candidates, fallback=ENGINE, before=before).values())


@pytest.mark.parametrize(
    ("candidates", "before", "expected"),
    [
        # New ones are spread, the least loaded first.
        ([Candidate("a", 0), Candidate("b", 0)], {}, ["a", "b", "a"]),
        ([Candidate("a", 3), Candidate("b", 0)], {}, ["b", "b", "b"]),
        ([Candidate("a", 0), GUARDED], {}, ["a", "engine", "a"]),
        # Who runs somewhere stays, however full or loaded it is there.
        ([Candidate("a", 3, limit=3), Candidate("b", 0)], dict.fromkeys(("i0", "i1"), "a"), "aab"),
        ([Candidate("a", 9), Candidate("b", 0)], dict.fromkeys(("i0", "i1", "i2"), "a"), "aaa"),
        # One that has not been looked at yet keeps what it may have, and gets nothing new.
        (
            [Candidate("a", 1, eligible=False, unknown=True), Candidate("b", 0)],
            {"i0": "a"},
            "abb",
        ),
        # A server that is gone or being emptied is left.
        ([Candidate("a", 1, eligible=False), Candidate("b", 0)], {"i0": "a"}, "bbb"),
        ([Candidate("b", 0)], {"i0": "a"}, "bbb"),
        # No more than the limit, also within one round; the rest is the engine's.
        ([Candidate("a", 1, limit=3)], {}, ["a", "a", "engine"]),
        ([], {}, [ENGINE] * 3),
    ],
)
def test_where_they_run(
    candidates: list[Candidate], before: dict[str, str], expected: Sequence[str]
) -> None:
    assert placed(pulls(3), candidates, **before) == list(expected)


def test_what_only_the_engine_may_pull() -> None:
    free = [Candidate("a", 0)]
    assert placed(pulls(1, trusted=False), free) == [ENGINE]
    assert placed([PulledInput("i0", "file:///media/loop.mp4", None, True)], free) == [ENGINE]
    assert placed(pulls(1, pinned="a"), [Candidate("a", 9), Candidate("b", 0)]) == ["a"]
    assert placed(pulls(1, pinned="gone"), free) == [ENGINE]


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("rtmp://h/live/show", True),
        ("rtsps://h/cam", True),
        ("srt://h:9000?streamid=read:cam", True),
        ("srt://:9000?mode=listener", False),
        ("https://h/live.m3u8?token=x", True),
        ("https://h/live.ts", False),
        ("file:///media/loop.mp4", False),
    ],
)
def test_what_a_mediamtx_can_pull(url: str, may: bool) -> None:
    assert mediamtx_pulls(url) is may
