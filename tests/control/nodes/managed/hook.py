"""A small authentication hook, as the control plane's: a real HTTP server that MediaMTX asks."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from streamingpro.control.nodes.managed.kind import credentials


@dataclass
class Hook:
    """Allows `api` and `metrics` to the node's credentials alone, and all media."""

    data_dir: Path
    port: int = 0
    refuses_all: bool = False
    questions: list[dict[str, Any]] = field(default_factory=list)

    def address(self) -> str:
        return f"http://engine:hook-secret@127.0.0.1:{self.port}/api/hooks/auth"

    def allows(self, question: dict[str, Any]) -> bool:
        self.questions.append(question)
        if self.refuses_all:
            return False
        if question["action"] in ("api", "metrics", "pprof"):
            return (question["user"], question["password"]) == credentials(self.data_dir)
        return True


@contextmanager
def hook_of(data_dir: Path) -> Iterator[Hook]:
    hook = Hook(data_dir)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200 if hook.allows(json.loads(body)) else 403)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hook.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
