"""A MediaMTX as an operator sets it up for us: its API with a user, every protocol on loopback.

It can be killed and started again on its ports, as a server that was rebooted.
"""

import asyncio
import contextlib
import json
import secrets
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.peers.mediamtx import binary
from tests.peers.rest import Json, Rest
from tests.peers.tools import POLL_S, Child, eventually, free_port, free_udp_port, tail

API_USER = "control"


@dataclass
class Node:
    """One MediaMTX. Ports are fixed for its life."""

    folder: Path
    name: str
    settings: dict[str, Any] = field(default_factory=dict)
    password: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    api_port: int = field(default_factory=free_port)
    rtmp_port: int = field(default_factory=free_port)
    rtsp_port: int = field(default_factory=free_port)
    hls_port: int = field(default_factory=free_port)
    webrtc_port: int = field(default_factory=free_port)
    webrtc_udp_port: int = field(default_factory=free_udp_port)
    srt_port: int = field(default_factory=free_udp_port)
    child: Child | None = None

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.api_port}"

    def rtmp(self, entry: Json, key: str | None = None) -> str:
        """Where an encoder publishes an input here."""
        secret = entry["publish_key"] if key is None else key
        return f"rtmp://127.0.0.1:{self.rtmp_port}/{entry['path']}?key={secret}"

    def rtsp(self, entry: Json, key: str | None = None) -> str:
        secret = entry["publish_key"] if key is None else key
        return f"rtsp://publisher:{secret}@127.0.0.1:{self.rtsp_port}/{entry['path']}"

    def srt(self, entry: Json, key: str | None = None, passphrase: str = "") -> str:
        secret = entry["publish_key"] if key is None else key
        streamid = f"publish:{entry['path']}:publisher:{secret}"
        crypto = f"&passphrase={passphrase}" if passphrase else ""
        return f"srt://127.0.0.1:{self.srt_port}?streamid={streamid}&pkt_size=1316{crypto}"

    def whip(self, entry: Json, key: str | None = None) -> str:
        secret = entry["publish_key"] if key is None else key
        return f"http://127.0.0.1:{self.webrtc_port}/{entry['path']}/whip?key={secret}"

    def signal(self, number: signal.Signals) -> None:
        """SIGSTOP cuts it off with all its connections open, SIGCONT brings it back."""
        self.process.process.send_signal(number)

    async def knows(self, name: str, *, within: float = 5) -> Json:
        """The configuration of a path once it is there."""

        async def look() -> Json | None:
            return (await self.configured()).get(name)

        return await eventually(look, f"{name} is on {self.name}", within=within)

    @property
    def process(self) -> Child:
        assert self.child is not None, "it was not started"
        return self.child

    async def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / "mediamtx.yml"
        file.write_text(json.dumps(self._conf()))
        log = self.folder / "mediamtx.log"
        self.child = Child.start([binary(), file], log, cwd=self.folder)
        auth = (API_USER, self.password)
        async with httpx.AsyncClient(base_url=self.api_url, auth=auth, trust_env=False) as client:

            async def up() -> bool:
                assert self.process.running, "MediaMTX ended"
                return (await client.get("/v3/info")).status_code == 200

            await eventually(up, "MediaMTX answers", within=15, report=lambda: tail(log))

    async def kill(self) -> None:
        """As a power cut."""
        self.process.process.send_signal(signal.SIGKILL)
        await self.process.wait(5)

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        """Its own API, as an administrator with its password calls it."""
        auth = (API_USER, self.password)
        async with httpx.AsyncClient(base_url=self.api_url, auth=auth, trust_env=False) as client:
            try:
                answer = await client.request(method, f"/v3/{path}", json=body)
            except httpx.TransportError:  # it opens its API anew when its authentication changes
                await asyncio.sleep(POLL_S)
                answer = await client.request(method, f"/v3/{path}", json=body)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def paths(self) -> dict[str, Json]:
        found = await self.call("GET", "paths/list?itemsPerPage=1000")
        return {item["name"]: item for item in found["items"]}

    async def configured(self) -> dict[str, Json]:
        found = await self.call("GET", "config/paths/list?itemsPerPage=1000")
        return {item["name"]: item for item in found["items"]}

    async def join(self, rest: Rest, **fields: Any) -> Json:
        """Be added to the control plane, and wait until it says that all is well."""
        rest.secrets.add(self.password)
        body = {
            "name": self.name,
            "api_url": self.api_url,
            "api_user": API_USER,
            "api_password": self.password,
        }
        added: Json = await rest.call("POST", "/api/nodes", body | fields)
        return await self.is_(rest, added["id"], "running")

    @staticmethod
    async def is_(rest: Rest, node_id: str, state: str, *, within: float = 10) -> Json:
        seen: list[Json] = []

        async def look() -> Json | None:
            found: Json = await rest.call("GET", f"/api/nodes/{node_id}")
            seen[:] = [found["status"]]
            return found if found["status"]["state"] == state else None

        what = f"the node is {state}"
        return await eventually(look, what, within=within, report=lambda: str(seen))

    def _conf(self) -> dict[str, Any]:
        local = "127.0.0.1"
        return {
            "logLevel": "info",
            "api": True,
            "apiAddress": f"{local}:{self.api_port}",
            "rtmp": True,
            "rtmpAddress": f"{local}:{self.rtmp_port}",
            "rtsp": True,
            "rtspAddress": f"{local}:{self.rtsp_port}",
            "rtspTransports": ["tcp"],
            "hls": True,
            "hlsAddress": f"{local}:{self.hls_port}",
            "webrtc": True,
            "webrtcAddress": f"{local}:{self.webrtc_port}",
            "webrtcLocalUDPAddress": f"{local}:{self.webrtc_udp_port}",
            "webrtcIPsFromInterfaces": False,
            "webrtcAdditionalHosts": [local],
            "srt": True,
            "srtAddress": f"{local}:{self.srt_port}",
            "moq": False,
            "authInternalUsers": [
                {
                    "user": API_USER,
                    "pass": self.password,
                    "permissions": [{"action": "api"}],
                }
            ],
            "paths": {},
            **self.settings,
        }


@contextlib.asynccontextmanager
async def node(folder: Path, name: str = "Media 1", **settings: Any) -> AsyncIterator[Node]:
    """Run one; `settings` are of its configuration."""
    me = Node(folder, name, settings)
    await me.start()
    try:
        yield me
    finally:
        await me.process.stop()
