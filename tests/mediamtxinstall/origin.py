"""A web server that has a release of MediaMTX, and does to its clients what servers do."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Origin:
    """`cuts`: after how many bytes each answer with a body ends, in their order; None not at all.
    `statuses`: answers before all else. `redirects` by path. `ranges`: it serves parts."""

    files: dict[str, bytes] = field(default_factory=dict)
    cuts: list[int | None] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    redirects: dict[str, str] = field(default_factory=dict)
    ranges: bool = True
    mark: str | None = '"one"'
    length: bool = True
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    address: str = ""


@contextmanager
def serving() -> Iterator[Origin]:
    origin = Origin()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            origin.asked.append((self.path, self.headers.get("Range")))
            if origin.statuses:
                self.bare(origin.statuses.pop(0))
            elif self.path in origin.redirects:
                self.bare(302, Location=origin.redirects[self.path])
            elif self.path in origin.files:
                self.body(origin.files[self.path])
            else:
                self.bare(404)

        def bare(self, status: int, **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def body(self, whole: bytes) -> None:
            start = self.start(len(whole))
            if start >= len(whole) > 0:
                self.bare(416, **{"Content-Range": f"bytes */{len(whole)}"})
                return
            self.send_response(206 if start else 200)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(whole) - 1}/{len(whole)}")
            if origin.mark:
                self.send_header("ETag", origin.mark)
            if origin.length:
                self.send_header("Content-Length", str(len(whole) - start))
            self.end_headers()
            cut = origin.cuts.pop(0) if origin.cuts else None
            self.wfile.write(whole[start:] if cut is None else whole[start:][:cut])
            self.close_connection = True

        def start(self, size: int) -> int:
            found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range") or "")
            same = self.headers.get("If-Range") in (None, origin.mark)
            return int(found[1]) if found and origin.ranges and same and size else 0

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    origin.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield origin
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
