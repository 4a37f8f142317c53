"""The message streams of a server connection, and the one table of their states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from .errors import LimitExceeded


class StreamState(Enum):
    """Where one message stream stands."""

    IDLE = auto()
    PUBLISH_ASKED = auto()
    PUBLISHING = auto()
    PLAY_ASKED = auto()
    PLAYING = auto()


_NEXT: dict[tuple[StreamState, str], StreamState] = {
    (StreamState.IDLE, "publish"): StreamState.PUBLISH_ASKED,
    (StreamState.IDLE, "play"): StreamState.PLAY_ASKED,
    (StreamState.PUBLISH_ASKED, "accept_publish"): StreamState.PUBLISHING,
    (StreamState.PUBLISH_ASKED, "reject_publish"): StreamState.IDLE,
    (StreamState.PLAY_ASKED, "accept_play"): StreamState.PLAYING,
    (StreamState.PLAY_ASKED, "reject_play"): StreamState.IDLE,
}
"""Every step of a stream except its end, which is allowed from anywhere."""

PUBLISHER_STATES = frozenset({StreamState.PUBLISH_ASKED, StreamState.PUBLISHING})
PLAYER_STATES = frozenset({StreamState.PLAY_ASKED, StreamState.PLAYING})


@dataclass(slots=True)
class Stream:
    """One message stream; ``name`` may carry the publish key."""

    id: int
    state: StreamState = StreamState.IDLE
    name: str = field(default="", repr=False)

    @property
    def publishes(self) -> bool:
        """True from the request on."""
        return self.state in PUBLISHER_STATES

    @property
    def plays(self) -> bool:
        """True from the request on."""
        return self.state in PLAYER_STATES


class StreamTable:
    """The streams of one connection, at most ``maximum``."""

    def __init__(self, maximum: int) -> None:
        self._maximum = maximum
        self._streams: dict[int, Stream] = {}

    def __iter__(self) -> Iterator[Stream]:
        return iter(self._streams.values())

    def __len__(self) -> int:
        return len(self._streams)

    def get(self, stream_id: object) -> Stream | None:
        """The stream of an id, which may be any value a peer sent."""
        if isinstance(stream_id, float) and stream_id.is_integer():
            stream_id = int(stream_id)
        return self._streams.get(stream_id) if isinstance(stream_id, int) else None

    def step(self, stream_id: int, action: str) -> bool:
        """Take a step of the table of states; False, and nothing done, where it allows none."""
        stream = self._streams.get(stream_id)
        following = _NEXT.get((stream.state, action)) if stream else None
        if stream is None or following is None:
            return False
        stream.state = following
        return True

    def create(self, stream_id: int | None = None) -> Stream:
        """A new stream with the given or the lowest free id.

        :raises LimitExceeded: too many streams.
        """
        if len(self._streams) >= self._maximum:
            raise LimitExceeded("the peer opens too many streams on one connection")
        if stream_id is None:
            stream_id = next(n for n in range(1, self._maximum + 2) if n not in self._streams)
        stream = self._streams[stream_id] = Stream(stream_id)
        return stream

    def for_request(self, stream_id: int) -> Stream:
        """The stream a publish or play is about.

        Encoders that send it on stream 0, or on an id we never gave out, mean the stream they
        created last; without one, the stream is made here.
        """
        stream = self._streams.get(stream_id)
        if stream is not None:
            return stream
        idle = [s for s in self if s.state is StreamState.IDLE]
        return idle[-1] if idle else self.create(stream_id or None)

    def publishing(self, stream_id: int) -> Stream | None:
        """The stream that media on ``stream_id`` belongs to; a single publisher takes it all."""
        stream = self._streams.get(stream_id)
        if stream is not None and stream.publishes:
            return stream
        publishing = [s for s in self if s.publishes]
        return publishing[0] if len(publishing) == 1 else None

    def named(self, name: object) -> Stream | None:
        """The publishing stream of a name, else the only publishing one."""
        publishing = [s for s in self if s.publishes]
        for stream in publishing:
            if stream.name == name:
                return stream
        return publishing[0] if len(publishing) == 1 else None

    def remove(self, stream: Stream) -> None:
        """Forget a stream."""
        del self._streams[stream.id]
