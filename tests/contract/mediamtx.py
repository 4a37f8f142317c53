"""A real MediaMTX with a protected API and the servers that the engine has, too."""

import contextlib
import json
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.peers.mediamtx import binary
from tests.peers.tls import certificate
from tests.peers.tools import Child, eventually, free_port, tail

VERSION = "v1.20."


@contextlib.asynccontextmanager
async def running_mediamtx(
    folder: Path, token: str, *, paths: tuple[str, ...] = ()
) -> AsyncIterator[str]:
    """The API's address of a MediaMTX whose user `control` has `token` as password.

    Skips where there is no MediaMTX, or one of another version than the API we compare with.
    """
    program = binary()
    _skip_other_versions(program)
    port = free_port()
    made = certificate(folder / "mediamtx-certificate")
    config = {
        **dict.fromkeys(("rtsp", "webrtc", "moq"), False),
        "api": True,
        "apiAddress": f"127.0.0.1:{port}",
        "rtmpAddress": f"127.0.0.1:{free_port()}",
        "rtmpEncryption": "optional",
        "rtmpsAddress": f"127.0.0.1:{free_port()}",
        "rtmpServerCert": str(made.file),
        "rtmpServerKey": str(made.key),
        "hlsAddress": f"127.0.0.1:{free_port()}",
        "srtAddress": f"127.0.0.1:{free_port()}",
        "authInternalUsers": [
            {"user": "control", "pass": token, "permissions": [{"action": "api"}]},
            {"user": "any", "permissions": [{"action": "publish"}, {"action": "read"}]},
        ],
        "paths": {name: {} for name in paths},
    }
    file = folder / "mediamtx.yml"
    file.write_text(json.dumps(config))
    child = Child.start([program, file], folder / "mediamtx.log", cwd=folder)
    address = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=address, auth=("control", token)) as http:

        async def up() -> bool:
            return (await http.get("/v3/info")).status_code == 200

        try:
            await eventually(up, "MediaMTX answers", within=15, report=lambda: tail(child.log))
            yield address
        finally:
            await child.stop()


def _skip_other_versions(program: str) -> None:
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    if not answer.stdout.strip().startswith(VERSION):
        pytest.skip(f"MediaMTX {VERSION}x is wanted, found {answer.stdout.strip()}")
