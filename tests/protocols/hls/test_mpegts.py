"""MPEG-TS packets cut into segments."""

from streamingpro.protocols.hls.fmp4 import Cuts
from streamingpro.protocols.hls.mpegts import TsSegmenter
from streamingpro.protocols.hls.window import Window

PAT_PID, PMT_PID, VIDEO_PID = 0, 0x100, 0x101


def packet(pid: int, counter: int = 0, fill: int = 0xFF) -> bytes:
    head = bytes((0x47, 0x40 | pid >> 8, pid & 0xFF, 0x10 | counter & 0x0F))
    return head + bytes([fill]) * 184


TABLES = packet(PAT_PID) + packet(PMT_PID)


class Sender:
    """Pictures of 40 ms, a keyframe each second; tables in front of keyframes, if wished."""

    def __init__(self, *, tables: bool, cuts: Cuts | None = None) -> None:
        self.segmenter = TsSegmenter(Window(100), cuts or Cuts())
        self.tables = tables
        self.frame = 0
        self.counter = 0
        self.skipped_ms = 0

    @property
    def window(self) -> Window:
        return self.segmenter.window

    def run(self, frames: int, *, key_every: int = 25) -> None:
        for _ in range(frames):
            key = self.frame % key_every == 0
            data = packet(VIDEO_PID, self.frame)
            if key:
                self.counter += 1
                again = packet(PAT_PID, self.counter) + packet(PMT_PID, self.counter)
                data = again + data if self.tables else data + again
            ms = self.frame * 40 + self.skipped_ms
            self.segmenter.push(data, ms, 1e9 + ms / 1000, keyframe=key, tables=TABLES)
            self.frame += 1


def test_segments_begin_with_tables_and_keyframe_and_lose_nothing() -> None:
    sender = Sender(tables=True)
    sender.run(110)
    sender.segmenter.finish()
    segments = list(sender.window.segments)
    assert [segment.duration for segment in segments] == [1.0, 1.0, 1.0, 1.0, 0.4]
    assert [segment.started for segment in segments] == [1e9 + place for place in range(5)]
    sizes = [len(b"".join(segment.data)) // 188 for segment in segments]
    assert sizes == [27, 27, 27, 27, 12]


def test_tables_are_put_in_front_where_the_sender_does_not() -> None:
    sender = Sender(tables=False)
    sender.run(75)
    sender.segmenter.finish()
    for place, segment in enumerate(sender.window.segments):
        data = b"".join(segment.data)
        assert len(data) == 29 * 188
        pids = [(data[at + 1] & 0x1F) << 8 | data[at + 2] for at in range(0, 4 * 188, 188)]
        assert pids[:3] == [PAT_PID, PMT_PID, VIDEO_PID]
        # as if the last ones of the segment before were sent once more
        assert [data[at + 3] & 0x0F for at in (0, 188)] == [place, place]


def test_nothing_before_the_first_keyframe() -> None:
    sender = Sender(tables=True)
    sender.frame = 10
    sender.run(70)
    sender.segmenter.finish()
    assert [segment.duration for segment in sender.window.segments] == [1.0, 1.0, 0.2]


def test_short_gops_are_put_together() -> None:
    sender = Sender(tables=True)
    sender.run(100, key_every=10)
    assert [segment.duration for segment in sender.window.segments if segment.complete] == [1.2] * 3


def test_a_gap_is_a_break() -> None:
    sender = Sender(tables=True)
    sender.run(50)
    sender.skipped_ms = 20_000
    sender.run(50)
    sender.segmenter.finish()
    segments = list(sender.window.segments)
    assert [segment.discontinuity for segment in segments] == [False, False, True, False]
    assert [segment.duration for segment in segments] == [1.0, 1.0, 1.0, 1.0]


def test_without_keyframes_it_is_cut_all_the_same() -> None:
    sender = Sender(tables=True)
    sender.run(1000, key_every=10_000)
    durations = [segment.duration for segment in sender.window.segments if segment.complete]
    assert durations == [30.04]
    assert not sender.window.segments[-1].independent


def test_a_segment_has_a_largest_size() -> None:
    sender = Sender(tables=True, cuts=Cuts(segment_max_bytes=50 * 188))
    sender.run(300, key_every=10_000)
    sizes = {segment.size // 188 for segment in sender.window.segments if segment.complete}
    assert max(sizes) <= 54
