"""MediaMTX with `deploy/mediamtx.yml`; what differs comes from the environment, as it should."""

import contextlib
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx

from tests.deploy.balancers import DEPLOY, Address
from tests.peers.mediamtx import binary
from tests.peers.node import API_USER, Node
from tests.peers.rest import Rest
from tests.peers.tools import Child, eventually, tail

LOCAL = "127.0.0.1"


class DeployedNode(Node):
    """One node. Its password is set, or nobody gets in (`with_password` False)."""

    with_password = True

    def real(self, name: str) -> dict[Address, int]:
        """Its ports by those of the balancers' configurations, where it is called `name`."""
        ports = {1935: self.rtmp_port, 8554: self.rtsp_port, 8888: self.hls_port}
        ports |= {8889: self.webrtc_port, 8890: self.srt_port}
        return {(name, port): found for port, found in ports.items()}

    async def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        log = self.folder / "mediamtx.log"
        clean = {name: value for name, value in os.environ.items() if not name.startswith("MTX_")}
        command: list[str | Path] = [binary(), DEPLOY / "mediamtx.yml"]
        self.child = Child.start(command, log, cwd=self.folder, env=clean | self._environment())

        async def up() -> bool:
            assert self.process.running, "MediaMTX ended"
            return (await self.status()) == 401

        await eventually(up, "MediaMTX answers", within=15, report=lambda: tail(log))

    async def status(self, auth: tuple[str, str] | None = None) -> int:
        """What its API answers a caller, without a password or with one."""
        async with httpx.AsyncClient(base_url=self.api_url, auth=auth, trust_env=False) as client:
            return (await client.get("/v3/paths/list", timeout=10)).status_code

    async def added(self, rest: Rest, **fields: Any) -> str:
        """Wait until the control plane says that all is well; the node's id."""
        [found] = [one for one in await rest.call("GET", "/api/nodes") if one["name"] == self.name]
        await self.is_(rest, found["id"], "running")
        return str(found["id"])

    def _environment(self) -> dict[str, str]:
        ports = {
            "API": self.api_port,
            "RTMP": self.rtmp_port,
            "RTSP": self.rtsp_port,
            "HLS": self.hls_port,
            "SRT": self.srt_port,
            "WEBRTC": self.webrtc_port,
            "WEBRTCLOCALUDP": self.webrtc_udp_port,
        }
        found = {f"MTX_{name}ADDRESS": f"{LOCAL}:{port}" for name, port in ports.items()}
        found |= {f"MTX_{name}TRUSTEDPROXIES": LOCAL for name in ("RTMP", "RTSP", "WEBRTC")}
        found |= {"MTX_WEBRTCIPSFROMINTERFACES": "no", "MTX_WEBRTCADDITIONALHOSTS": LOCAL}
        if self.with_password:
            found["MTX_AUTHINTERNALUSERS_0_PASS"] = self.password
        return found


@contextlib.asynccontextmanager
async def deployed(folder: Path, name: str) -> AsyncIterator[DeployedNode]:
    """Run one. Its password is of letters and digits, as the instructions ask."""
    me = DeployedNode(folder, name)
    me.password = re.sub(r"[^A-Za-z0-9]", "0", me.password)
    await me.start()
    try:
        yield me
    finally:
        await me.process.stop()


__all__ = ["API_USER", "DeployedNode", "deployed"]
