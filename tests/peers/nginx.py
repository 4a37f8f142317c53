"""A private nginx with the RTMP module: the platform that our outputs go to.

Applications: `live` takes any key and records it, `sink` takes any key and throws it away,
`checked` asks us (on_publish) and records. Further ones can be given as text (for `push`).
"""

import asyncio
import contextlib
import getpass
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs

from tests.peers.tools import Child, eventually, free_port, missing, port_open, program, tail

HOW = "install nginx and its RTMP module (Debian: apt install nginx libnginx-mod-rtmp)"
MODULES = (
    Path("/usr/lib/nginx/modules/ngx_rtmp_module.so"),
    Path("/usr/share/nginx/modules/ngx_rtmp_module.so"),
    Path("/usr/lib64/nginx/modules/ngx_rtmp_module.so"),
)

CONFIG = """
load_module {module};
daemon off;
worker_processes 1;
{user}
error_log {folder}/nginx.log {level};
pid {folder}/nginx.pid;
events {{ worker_connections 2048; }}
rtmp {{
  access_log off;
  server {{
    listen 127.0.0.1:{port};
    chunk_size {chunk_size};
    application live {{ live on; record all; record_path {folder}; record_unique on; }}
    application sink {{ live on; }}
    application checked {{
      live on; record all; record_path {folder}; record_unique on;
      on_publish http://127.0.0.1:{hook}/publish;
    }}
    {extra}
  }}
}}
"""


@dataclass
class Nginx:
    """A running nginx. `allowed` are the keys that `checked` takes; `asked` those it saw."""

    port: int
    folder: Path
    child: Child
    allowed: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def url(self, app: str = "live") -> str:
        """Where to publish, without the key."""
        return f"rtmp://127.0.0.1:{self.port}/{app}"

    def recordings(self, key: str) -> list[Path]:
        """The files recorded for a key, one per publish, oldest first."""
        return sorted(self.folder.glob(f"{key}-*.flv"), key=lambda p: (p.stat().st_mtime, p.name))

    def recording(self, key: str) -> Path:
        """The only recording of a key; fails when the publisher came more than once."""
        files = self.recordings(key)
        assert len(files) == 1, f"{key}: {len(files)} recordings instead of one"
        return files[0]

    async def first_recording(self, key: str, *, within: float = 15) -> Path:
        """The only recording of a key, once there is one."""

        async def begun() -> bool:
            return bool(self.recordings(key))

        what = f"nginx records {key}"
        await eventually(begun, what, within=within, report=self.log_tail)
        return self.recording(key)

    def log_tail(self) -> str:
        return tail(self.folder / "nginx.log")


def module() -> Path:
    found = next((path for path in MODULES if path.exists()), None)
    return found or missing("the RTMP module of nginx", HOW)


@contextlib.asynccontextmanager
async def nginx(
    folder: Path, *, extra: str = "", level: str = "info", chunk_size: int = 4096
) -> AsyncIterator[Nginx]:
    """Run nginx as the current user in `folder`; `extra` is more text for the server block."""
    binary, rtmp_module = program("nginx", HOW), module()
    folder.mkdir(parents=True, exist_ok=True)
    state: list[Nginx] = []

    async def hook(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _answer(reader, writer, state[0])

    server = await asyncio.start_server(hook, "127.0.0.1", 0)
    port = free_port()
    text = CONFIG.format(
        module=rtmp_module,
        folder=folder,
        port=port,
        level=level,
        chunk_size=chunk_size,
        hook=server.sockets[0].getsockname()[1],
        user=f"user {getpass.getuser()};" if os.geteuid() == 0 else "",
        extra=extra,
    )
    (folder / "nginx.conf").write_text(text)
    command: list[str | Path] = [
        binary,
        "-p",
        folder,
        "-e",
        folder / "nginx.log",
        "-c",
        folder / "nginx.conf",
    ]
    child = Child.start(command, folder / "nginx.out")
    me = Nginx(port, folder, child)
    state.append(me)
    try:
        await eventually(
            lambda: port_open("127.0.0.1", port), "nginx listens", within=10, report=me.log_tail
        )
        yield me
    finally:
        await child.stop()
        server.close()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, state: Nginx) -> None:
    """Answer on_publish: 200 for an allowed key, else 403."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lengths = [x.split(":")[1] for x in head.split("\r\n") if x.lower().startswith("content-l")]
        body = (await reader.readexactly(int(lengths[0]))).decode() if lengths else ""
        key = parse_qs(body).get("name", [""])[0]
        state.asked.append(key)
        verdict = "200 OK" if key in state.allowed else "403 Forbidden"
        writer.write(
            f"HTTP/1.1 {verdict}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
        )
        await writer.drain()
    except (OSError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()
