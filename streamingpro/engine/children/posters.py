"""Posters: a JPEG of a stream's last keyframe, for whoever looks; see `poster_main.py`."""

from dataclasses import dataclass
from datetime import datetime

from streamingpro.engine.paths import PathManager


@dataclass(frozen=True, slots=True)
class Jpeg:
    """A picture at most 640 pixels wide, and when it was taken from the stream."""

    data: bytes
    at: datetime


class Posters:
    """Pictures of all streams, decoded by one child that ends 60 s after it was last needed.

    At most one decoding per 5 s and path; in between the last picture is given again.
    """

    def __init__(self, paths: PathManager) -> None:
        self._paths = paths

    async def poster(self, path_name: str) -> Jpeg | None:
        """The picture; None when nothing is live there, nothing has a picture, or it can't be
        decoded. Never waits for more than a few seconds."""
        raise NotImplementedError

    async def close(self) -> None:
        """End the child."""
