"""The time stamp at the end of each frame that bench.latency sends and bench.sink finds."""

import struct
import time

MARK = b"\xa5streamingpro-sent-at\x5a"
STAMP = struct.Struct(">Q")
"""`time.perf_counter_ns()` of the sender: one clock for all processes of a Linux machine."""


def stamped(frame: bytes) -> bytes:
    """The frame with mark and the time of now as its last bytes; its size stays."""
    return frame[: -len(MARK) - STAMP.size] + MARK + STAMP.pack(time.perf_counter_ns())
