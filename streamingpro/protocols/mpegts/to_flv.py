"""TsToFlv: MPEG-TS in, messages of RTMP or FLV out. Pure; runs in the remux child."""

Item = tuple[int, int, bytes]
"""Message type id (8, 9, 18), timestamp in ms, payload."""


class TsToFlv:
    """Makes FLV messages of the first video and the first audio track of a programme.

    `unsupported` maps a codec that FLV can't carry to a sentence that says so; `dropped` lists
    tracks beyond the first of each kind.
    """

    def __init__(self) -> None:
        self.unsupported: dict[str, str] = {}
        self.dropped: list[str] = []

    def feed(self, ts: bytes) -> list[Item]:
        """The messages that these bytes complete, in any pieces. Never raises on bad media."""
        del ts
        return []

    def flush(self) -> list[Item]:
        """What is still held back, at the end of the stream."""
        return []
