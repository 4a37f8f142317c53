"""A process that plays any number of platforms: takes RTMP publishers and discards their bytes.

`python -m bench.sink FILE [--tls CERT KEY] [--stamps K]` listens on free ports and writes them
to FILE as JSON: `rtmp` (RTMP or RTMPS), `raw` (no handshake, bytes only) and `report` (connect,
read one JSON object: bytes per stream key, latencies). Bytes are thrown away inside the kernel
(MSG_TRUNC), so that the sink takes little from the machine it shares with what is measured.
With `--stamps K` every K-th publisher is read instead, and the stamps of bench.latency are noted.
"""

import argparse
import contextlib
import json
import select
import socket
import ssl
import struct
import time
from array import array
from dataclasses import dataclass, field
from pathlib import Path

from bench.stamps import MARK, SIZE, STAMP
from tests.peers.rtmp import Responder, message, status

WINDOW = 2_500_000
"""An acknowledgement goes back every so many bytes, as nginx-rtmp does."""
ACKNOWLEDGEMENT = 3
SCRATCH = bytearray(1 << 20)


@dataclass(slots=True)
class Guest:
    """One connection."""

    sock: socket.socket
    key: str = ""
    received: int = 0
    acknowledged: int = 0
    responder: Responder | None = field(default_factory=Responder)
    stamped: bool = False
    rest: bytes = b""


class Sink:
    """The listening sockets and everybody connected, in one epoll loop."""

    def __init__(self, context: ssl.SSLContext | None, stamp_every: int) -> None:
        self.context, self.stamp_every = context, stamp_every
        self.epoll = select.epoll()
        self.guests: dict[int, Guest] = {}
        self.listeners: dict[int, tuple[str, socket.socket]] = {}
        self.latencies = {8: array("d"), 9: array("d")}
        self.published = 0

    def listen(self, purpose: str) -> int:
        sock = socket.create_server(("127.0.0.1", 0), backlog=512)
        sock.setblocking(False)
        self.listeners[sock.fileno()] = (purpose, sock)
        self.epoll.register(sock.fileno(), select.EPOLLIN)
        return int(sock.getsockname()[1])

    def run(self) -> None:
        while True:
            for number, _ in self.epoll.poll():
                guest = self.guests.get(number)
                if guest is None:
                    self._accept(*self.listeners[number])
                    continue
                try:
                    alive = self._read(guest)
                except (OSError, ssl.SSLError):
                    alive = False
                if not alive:
                    self.epoll.unregister(number)
                    del self.guests[number]
                    guest.sock.close()

    def _accept(self, purpose: str, listener: socket.socket) -> None:
        sock, _ = listener.accept()
        if purpose == "report":
            with sock, contextlib.suppress(OSError):
                sock.sendall(self._report())
            return
        if purpose == "rtmp" and self.context:
            try:
                sock = self.context.wrap_socket(sock, server_side=True)
            except OSError:
                return
        sock.setblocking(False)
        guest = Guest(sock)
        if purpose == "raw":
            guest.responder, guest.key = None, f"raw{len(self.guests)}"
        self.guests[sock.fileno()] = guest
        self.epoll.register(sock.fileno(), select.EPOLLIN)

    def _read(self, guest: Guest) -> bool:
        """Take what is there; False when the connection is at its end."""
        if guest.responder is not None:
            return self._greet(guest, guest.responder)
        if guest.stamped or self.context:
            data = self._take(guest)
            if not data:
                return data is None
            now = time.perf_counter_ns()
            guest.received += len(data)
            if guest.stamped:
                self._note(guest, data, now)
        else:
            count = guest.sock.recv_into(SCRATCH, len(SCRATCH), socket.MSG_TRUNC)
            if not count:
                return False
            guest.received += count
        if guest.received - guest.acknowledged >= WINDOW and not guest.key.startswith("raw"):
            guest.acknowledged = guest.received
            payload = struct.pack(">I", guest.received & 0xFFFFFFFF)
            guest.sock.send(message(ACKNOWLEDGEMENT, payload, channel=2))
        return True

    @staticmethod
    def _take(guest: Guest) -> bytes | None:
        """Some bytes, b"" at the end, None when TLS has no whole record yet."""
        try:
            data = guest.sock.recv(1 << 18)
            while isinstance(guest.sock, ssl.SSLSocket) and guest.sock.pending():
                data += guest.sock.recv(1 << 18)
        except (ssl.SSLWantReadError, BlockingIOError):
            return None
        return data

    def _greet(self, guest: Guest, responder: Responder) -> bool:
        data = self._take(guest)
        if not data:
            return data is None
        guest.received += len(data)
        answer = responder.feed(data)
        if responder.publishing:
            answer += status("NetStream.Publish.Start", "Publishing.")
            guest.key, guest.responder = responder.key, None
            guest.stamped = bool(self.stamp_every) and self.published % self.stamp_every == 0
            self.published += 1
        if answer:
            guest.sock.send(answer)
        return True

    def _note(self, guest: Guest, data: bytes, now: int) -> None:
        """Find the stamps at the end of each frame in the received bytes."""
        data = guest.rest + data
        at, end = data.find(MARK), 0
        while at >= 0 and at + SIZE <= len(data):
            end = at + SIZE
            sent, kind = STAMP.unpack_from(data, at + len(MARK))
            self.latencies[kind].append((now - sent) / 1e6)
            at = data.find(MARK, end)
        guest.rest = data[max(end, len(data) - SIZE + 1) :]

    def _report(self) -> bytes:
        """Bytes per key since the start; latencies (ms) by message type since the last report."""
        totals = {guest.key: guest.received for guest in self.guests.values() if guest.key}
        latencies = {kind: found.tolist() for kind, found in self.latencies.items()}
        self.latencies = {kind: array("d") for kind in self.latencies}
        return json.dumps({"bytes": totals, "latencies_ms": latencies}).encode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"))
    parser.add_argument("--stamps", type=int, default=0)
    given = parser.parse_args()
    context = None
    if given.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*given.tls)
    sink = Sink(context, given.stamps)
    ports = {purpose: sink.listen(purpose) for purpose in ("rtmp", "raw", "report")}
    draft = given.file.with_suffix(".draft")
    draft.write_text(json.dumps(ports))
    draft.replace(given.file)
    sink.run()


if __name__ == "__main__":
    main()
