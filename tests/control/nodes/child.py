"""A small engine for the supervisor's tests: lock, record, /v3/info and signals, as the real one.

A real process with a real lock and a real port; it only has no media. A file `mode` in the data
folder makes it fail (`fail: WORDS`) or ignore SIGTERM (`stubborn`).
"""

import fcntl
import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

data_dir = Path(os.environ["STREAMINGPRO_DATA_DIR"])
mode_file = data_dir / "mode"
mode = mode_file.read_text() if mode_file.exists() else ""
if mode.startswith("fail: "):
    print("starting", flush=True)
    print(mode.removeprefix("fail: "), file=sys.stderr)
    sys.exit(3)

lock = (data_dir / "engine.lock").open("w")
try:
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    sys.exit("another engine runs on this data folder")
(data_dir / "child-env.json").write_text(json.dumps(dict(os.environ)))
token = (data_dir / "engine.token").read_text()


class Info(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        right = self.headers["Authorization"] == f"Bearer {token}"
        body = json.dumps(
            {
                "version": "test",
                "engine": "streamingpro",
                "pid": os.getpid(),
                "services": {
                    "srt": {"port": 40002, "reason": ""},
                    "hls": {"port": 0, "reason": "port 8888 is in use"},
                },
            }
        ).encode()
        self.send_response(200 if right else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


def leave(*_args: object) -> None:
    record.unlink(missing_ok=True)
    os._exit(0)


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ["STREAMINGPRO_ENGINE_API_PORT"])), Info)
signal.signal(signal.SIGTERM, signal.SIG_IGN if mode == "stubborn" else leave)
record = data_dir / "engine.json"
draft = data_dir / "engine.json.draft"
draft.write_text(
    json.dumps(
        {
            "pid": os.getpid(),
            "api_address": f"http://127.0.0.1:{server.server_address[1]}",
            "rtmp_port": int(os.environ["STREAMINGPRO_RTMP_PORT"]) or 40001,
            "started": "2026-01-01T00:00:00Z",
            "version": "test",
        }
    )
)
draft.replace(record)
server.serve_forever()
