"""A private MediaMTX: another real media server to publish to, read from and measure beside."""

import contextlib
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.peers.tools import Child, eventually, free_port, missing, tail

VARIABLE = "STREAMINGPRO_MEDIAMTX_BIN"


@dataclass
class MediaMtx:
    """A running MediaMTX that lets everybody publish and read over RTMP."""

    port: int
    child: Child
    api: httpx.AsyncClient
    rtsp_port: int = 0

    def rtsp_url(self, path: str) -> str:
        """Where to publish or read over RTSP, when that is on."""
        return f"rtsp://127.0.0.1:{self.rtsp_port}/{path}"

    def url(self, path: str) -> str:
        return f"rtmp://127.0.0.1:{self.port}/{path}"

    async def path(self, name: str) -> dict[str, Any] | None:
        """The path as its API shows it, or None while there is none."""
        answer = await self.api.get(f"/v3/paths/get/{name}")
        result: dict[str, Any] = answer.json()
        return result if answer.status_code == 200 else None


def binary() -> str:
    """Its program, from the environment or PATH. It is in no distribution, so a skip even in CI."""
    found = os.environ.get(VARIABLE) or shutil.which("mediamtx")
    how = f"put mediamtx on PATH or its file name into {VARIABLE}"
    return found or missing("MediaMTX", how, always_skip=True)


@contextlib.asynccontextmanager
async def mediamtx(
    folder: Path,
    *,
    paths: Mapping[str, Any] | None = None,
    level: str = "info",
    rtsp: bool = False,
    settings: Mapping[str, Any] | None = None,
) -> AsyncIterator[MediaMtx]:
    """Run MediaMTX with only RTMP (and RTSP over TCP) and the API on; `paths` is its
    configuration's `paths`, `settings` further ones of it."""
    program, folder = binary(), folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    port, api, rtsp_port = free_port(), free_port(), free_port()
    config = {
        "logLevel": level,
        **dict.fromkeys(("rtsp", "hls", "webrtc", "srt", "moq"), False),
        "api": True,
        "apiAddress": f"127.0.0.1:{api}",
        "rtmp": True,
        "rtmpAddress": f"127.0.0.1:{port}",
        "authInternalUsers": [
            {
                "user": "any",
                "permissions": [{"action": a} for a in ("publish", "read", "api")],
            }
        ],
        **({"rtsp": True, "rtspAddress": f"127.0.0.1:{rtsp_port}"} if rtsp else {}),
        "rtspTransports": ["tcp"],
        "paths": dict(paths) if paths is not None else {"all_others": {}},
        **(settings or {}),
    }
    if not _knows_moq(program):
        del config["moq"]
    file = folder / "mediamtx.yml"
    file.write_text(json.dumps(config))
    child = Child.start([program, file], folder / "mediamtx.log", cwd=folder)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{api}", trust_env=False) as client:

        async def up() -> bool:
            return (await client.get("/v3/info")).status_code == 200

        try:
            report = lambda: tail(child.log)  # noqa: E731
            await eventually(up, "MediaMTX answers", within=15, report=report)
            yield MediaMtx(port, child, client, rtsp_port)
        finally:
            await child.stop()


def _knows_moq(program: str) -> bool:
    """Whether this version has the moq switch (older ones refuse to start on unknown fields)."""
    text = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    major, minor = (int(part) for part in text.strip().lstrip("v").split(".")[:2])
    return (major, minor) >= (1, 20)
