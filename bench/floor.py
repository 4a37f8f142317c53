"""The kernel's own price: send the same bytes, in the same sizes, at the same times to N sockets.

`python -m bench.floor FLV HOST PORT N` loops over the file in real time. All that costs anything is
N `send()` calls for each picture, with the sounds of the last 20 ms at most in front of it.
"""

import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

FLUSH_MS = 20
"""Sound waits no longer than this for a picture to travel with."""
VIDEO = 9


def tags(path: Path) -> Iterator[tuple[int, int, bytes]]:
    """Type, time (ms) and body of each tag of an FLV file (FLV 10.1, annex E.4)."""
    data, at = path.read_bytes(), 13
    while at + 11 <= len(data):
        size = int.from_bytes(data[at + 1 : at + 4], "big")
        when = int.from_bytes(data[at + 4 : at + 7], "big") | data[at + 7] << 24
        yield data[at], when, data[at + 11 : at + 11 + size]
        at += 11 + size + 4


def bursts(path: Path) -> list[tuple[int, bytes]]:
    """What leaves in one send, and when (ms): messages with a full chunk header of 12 bytes."""
    result: list[tuple[int, bytes]] = []
    waiting, since = bytearray(), 0
    for kind, when, body in tags(path):
        if waiting and when - since >= FLUSH_MS:
            result.append((when, bytes(waiting)))
            waiting = bytearray()
        if not waiting:
            since = when
        waiting += b"\x04" + when.to_bytes(3, "big") + len(body).to_bytes(3, "big")
        waiting += bytes([kind]) + b"\1\0\0\0" + body
        if kind == VIDEO:
            result.append((when, bytes(waiting)))
            waiting = bytearray()
    return result


def main() -> None:
    path, host, port, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    plan = bursts(path)
    sockets = [socket.create_connection((host, port)) for _ in range(count)]
    for sock in sockets:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    start = time.monotonic()
    while True:
        for when, data in plan:
            pause = start + when / 1000 - time.monotonic()
            if pause > 0:
                time.sleep(pause)
            for sock in sockets:
                if sock.send(data) < len(data):
                    raise SystemExit("a short send: the receiver is too slow, the run is void")
        start += (plan[-1][0] + 33) / 1000


if __name__ == "__main__":
    main()
