"""FlvToTs: messages of RTMP or FLV in, MPEG-TS out. Pure; runs in the remux child."""


class FlvToTs:
    """Makes one MPEG-TS programme of a publisher's messages.

    `unsupported` maps a codec that MPEG-TS can't carry to a sentence that says so; `dropped` lists
    tracks beyond the first of each kind.
    """

    def __init__(self) -> None:
        self.unsupported: dict[str, str] = {}
        self.dropped: list[str] = []

    def feed(self, type_id: int, timestamp_ms: int, payload: bytes) -> bytes:
        """The packets that this message makes: a multiple of 188 bytes, or none.

        `timestamp_ms` is the DTS on any number of bits from 32 on; `type_id` is 8, 9 or 18 (data
        is ignored). Never raises on bad media: `malformed` counts it.
        """
        del type_id, timestamp_ms, payload
        return b""

    def flush(self) -> bytes:
        """What is still held back, at the end of the stream."""
        return b""
