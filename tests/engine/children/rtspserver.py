"""RTSP servers to read from: MediaMTX with a camera, and one that misbehaves."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.engine.children.media import small_clip
from tests.peers.ffmpeg import ffmpeg
from tests.peers.mediamtx import binary
from tests.peers.tls import Certificate, certificate
from tests.peers.tools import Child, eventually, free_port, port_open, tail

USER, PASSWORD = "bob", "s3cret-word"


@dataclass
class Camera:
    """A server that bob may read; `live` is a stream of the small clip, over and over."""

    port: int
    secure_port: int
    made: Certificate
    log: Path

    def url(self, path: str = "live", *, password: str = PASSWORD) -> str:
        return f"rtsp://{USER}:{password}@127.0.0.1:{self.port}/{path}"

    def secure_url(self, path: str = "live") -> str:
        return f"rtsps://{USER}:{PASSWORD}@localhost:{self.secure_port}/{path}"

    def left(self) -> int:
        """How many clients took leave."""
        return self.log.read_text().count("destroyed: torn down by")

    async def says(self, words: str) -> None:
        """Wait until its log has these words."""

        async def said() -> bool:
            return words in self.log.read_text()

        await eventually(said, f"the server says “{words}”", within=15)


@contextlib.asynccontextmanager
async def camera(folder: Path, *, tcp: bool = True) -> AsyncIterator[Camera]:
    """Run it with one stream; without `tcp` it sends by UDP only."""
    program = binary()
    made = certificate(folder / "tls")
    port, secure = free_port(), free_port()
    rtp, srtp = _free_pair(), _free_pair()
    config: dict[str, Any] = {
        "logLevel": "info",
        **dict.fromkeys(("rtmp", "hls", "webrtc", "srt", "moq"), False),
        "rtsp": True,
        "rtspAddress": f"127.0.0.1:{port}",
        "rtspTransports": ["tcp", "udp"] if tcp else ["udp"],
        "rtspEncryption": "optional" if tcp else "no",
        "rtspsAddress": f"127.0.0.1:{secure}",
        "rtspServerKey": str(made.key),
        "rtspServerCert": str(made.file),
        "rtpAddress": f"127.0.0.1:{rtp}",
        "rtcpAddress": f"127.0.0.1:{rtp + 1}",
        "srtpAddress": f"127.0.0.1:{srtp}",
        "srtcpAddress": f"127.0.0.1:{srtp + 1}",
        "authInternalUsers": [
            {"user": "any", "permissions": [{"action": "publish"}]},
            {"user": USER, "pass": PASSWORD, "permissions": [{"action": "read"}]},
        ],
        "paths": {"all_others": {}},
    }
    file = folder / "mediamtx.yml"
    file.write_text(json.dumps(config))
    server = Child.start([program, file], folder / "mediamtx.log", cwd=folder)
    sender: Child | None = None
    try:
        await eventually(
            lambda: port_open("127.0.0.1", port),
            "the server listens",
            within=15,
            report=lambda: tail(server.log),
        )
        sender = Child.start(
            [
                *(ffmpeg(), "-hide_banner", "-nostdin", "-loglevel", "error", "-re"),
                *("-stream_loop", "-1", "-i", str(small_clip()), "-c", "copy", "-f", "rtsp"),
                *("-rtsp_transport", "tcp" if tcp else "udp", f"rtsp://127.0.0.1:{port}/live"),
            ],
            folder / "sender.log",
        )
        found = Camera(port, secure, made, server.log)
        await found.says("is publishing to path 'live'")
        yield found
    finally:
        if sender is not None:
            await sender.stop()
        await server.stop()


def _free_pair() -> int:
    """An even UDP port that is free together with the next."""
    while True:
        with (
            socket.socket(type=socket.SOCK_DGRAM) as first,
            socket.socket(type=socket.SOCK_DGRAM) as second,
        ):
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            with contextlib.suppress(OSError):
                if port % 2 == 0:
                    second.bind(("127.0.0.1", port + 1))
                    return port


@dataclass
class Scripted:
    """A server that answers every request alike; `requests` are those that came."""

    port: int
    requests: list[str]


@contextlib.asynccontextmanager
async def scripted(answer: str, host: str = "127.0.0.1") -> AsyncIterator[Scripted]:
    """`answer`: status line and headers, without CSeq. Empty: it never answers."""
    found = Scripted(0, [])

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                request = (await reader.readuntil(b"\r\n\r\n")).decode()
                found.requests.append(request)
                number = next(
                    line for line in request.splitlines() if line.lower().startswith("cseq")
                )
                if answer:
                    lines = answer.split("\n")
                    writer.write("\r\n".join([lines[0], number, *lines[1:], "", ""]).encode())
                    await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, host, 0)
    async with server:
        found.port = server.sockets[0].getsockname()[1]
        yield found
