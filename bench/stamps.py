"""The time stamp at the end of each message that bench.latency sends and bench.sink finds."""

import struct
import time

MARK = b"\xa5streamingpro-sent-at\x5a"
STAMP = struct.Struct(">QB")
"""`time.perf_counter_ns()` of the sender (one clock for all processes of a Linux machine), and the
RTMP message type: 8 audio, 9 video."""
SIZE = len(MARK) + STAMP.size


def stamped(body: bytes, kind: int) -> bytes:
    """The body with mark, the time of now and its kind as its last bytes; its size stays."""
    return body[:-SIZE] + MARK + STAMP.pack(time.perf_counter_ns(), kind)
