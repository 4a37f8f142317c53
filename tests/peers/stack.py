"""The real thing under test: `streamingpro engine` alone, or `serve` with its engine."""

import contextlib
import os
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson

from tests.peers.mediamtx import binary
from tests.peers.rest import Json, Rest
from tests.peers.tools import Child, eventually, free_port, tail
from tests.processes import runs

EMAIL = "admin@example.com"
OPEN = {
    "authMethod": "internal",
    "authInternalUsers": [
        {"user": "any", "permissions": [{"action": "publish"}, {"action": "read"}]}
    ],
}
"""Global configuration that lets everybody publish and read."""


def environment(data_dir: Path, **settings: str | int) -> dict[str, str]:
    """This process's environment with none of its own settings but the given ones."""
    clean = {k: v for k, v in os.environ.items() if not k.upper().startswith("STREAMINGPRO_")}
    free = dict.fromkeys(("RTMPS_PORT", "SRT_PORT", "HLS_PORT"), 0)
    given = {"DATA_DIR": data_dir, **free, **settings}
    return clean | {f"STREAMINGPRO_{name}": str(value) for name, value in given.items()}


def with_mediamtx() -> dict[str, str | int]:
    """Settings of a `serve` whose media server is a MediaMTX, on free ports; skips without one."""
    binary()
    rtsp = ("RTSP_PORT", "RTSP_UDP_PORT", "RTSPS_PORT")
    others = ("WEBRTC_PORT", "WEBRTC_UDP_PORT", "MOQ_PORT", "MOQ_QUIC_PORT")
    own = ("MEDIAMTX_API_PORT", "MEDIAMTX_METRICS_PORT")
    # The hook's address must be the same for the next `serve`, or MediaMTX would be replaced.
    free = dict.fromkeys(rtsp + others + own, 0)
    return {"MEDIA_SERVER": "mediamtx", "HTTP_PORT": free_port(), **free}


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "streamingpro", *words]


def record(data_dir: Path) -> Json | None:
    """What the running engine wrote of itself (`pid`, `api_address`, `rtmp_port`), if it did."""
    try:
        found: Json = orjson.loads((data_dir / "engine.json").read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return None
    return found


class EngineApi:
    """The engine's Control API."""

    def __init__(self, data_dir: Path, address: str) -> None:
        self.token = (data_dir / "engine.token").read_text().strip()
        headers = {"Authorization": f"Bearer {self.token}"}
        self.http = httpx.AsyncClient(
            base_url=address, headers=headers, timeout=10, trust_env=False
        )

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        answer = await self.http.request(method, f"/v3/{path}", json=body)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return orjson.loads(answer.content) if answer.content else None

    async def open_doors(self) -> None:
        """Let everybody publish and read."""
        await self.call("PATCH", "config/global/patch", OPEN)

    async def port(self, service: str) -> int:
        """Where one of `rtmp`, `rtmps`, `srt`, `hls` listens."""
        found = (await self.call("GET", "info"))["services"][service]
        assert found["port"], f"{service} is off: {found['reason']}"
        return int(found["port"])

    async def add_path(self, name: str, forward: Sequence[Json] = (), **conf: Any) -> None:
        await self.call("POST", f"config/paths/add/{name}", {**conf, "forward": list(forward)})

    async def patch_path(self, name: str, **conf: Any) -> None:
        await self.call("PATCH", f"config/paths/patch/{name}", conf)

    async def path(self, name: str) -> Json | None:
        answer = await self.http.get(f"/v3/paths/get/{name}")
        return orjson.loads(answer.content) if answer.status_code == 200 else None

    async def forward(self, name: str) -> list[Json]:
        found = await self.call("GET", f"paths/forward/list?path={name}&itemsPerPage=1000")
        items: list[Json] = found["items"]
        return items


@dataclass
class Engine:
    """A running engine that nobody supervises."""

    data_dir: Path
    child: Child
    api: EngineApi
    rtmp_port: int

    def url(self, path: str) -> str:
        return f"rtmp://127.0.0.1:{self.rtmp_port}/{path}"

    def log_tail(self) -> str:
        return tail(self.child.log)

    async def all_live(self, path: str, count: int, *, within: float = 15) -> list[Json]:
        """The destinations of a path once all `count` are proven live."""

        async def look() -> list[Json] | None:
            found = await self.api.forward(path)
            live = [item for item in found if item["status"] == "live"]
            return found if len(live) == count else None

        what = f"{count} destinations of {path} are live"
        return await eventually(look, what, within=within, report=self.log_tail)


@contextlib.asynccontextmanager
async def engine(
    data_dir: Path, *, as_serve_does: bool = False, **settings: str
) -> AsyncIterator[Engine]:
    """Run an engine on free ports that lets everybody in; SIGTERM at the end.

    By the command `streamingpro engine`, or by the quicker start that `serve` uses.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    env = environment(data_dir, RTMP_PORT=0, ENGINE_API_PORT=0, RTMP_HOST="127.0.0.1", **settings)
    log = data_dir / "logs" / "engine.log"
    quick = [sys.executable, "-m", "streamingpro.engine"]
    words = quick if as_serve_does else command("engine")
    child = Child.start(words, log, env=env, cwd=data_dir)
    try:
        found = await eventually(
            lambda: _recorded(data_dir), "engine listens", within=20, report=lambda: tail(log)
        )
        api = EngineApi(data_dir, found["api_address"])
        await api.open_doors()
        try:
            yield Engine(data_dir, child, api, found["rtmp_port"])
        finally:
            await api.http.aclose()
    finally:
        await child.stop()


async def _recorded(data_dir: Path) -> Json | None:
    return record(data_dir)


class Stack:
    """`streamingpro serve` with its engine, its own data folder and a signed-in client."""

    def __init__(
        self, data_dir: Path, *, administrator: bool = True, **settings: str | int
    ) -> None:
        """Without `administrator` nobody is signed in: the first run is still to be done."""
        self.data_dir = data_dir
        self.rtmp_port = free_port()
        """Fixed for the life of the stack: an encoder must find a restarted engine again."""
        self.password = secrets.token_urlsafe(16)
        self.log = data_dir / "logs" / "serve-output.log"
        self.relayed = settings.get("MEDIA_SERVER") == "mediamtx"
        """Streams come in at a MediaMTX, and our engine has them from there."""
        self._administrator = administrator
        admin = {"ADMIN_EMAIL": EMAIL, "ADMIN_PASSWORD": self.password} if administrator else {}
        self._env = environment(
            data_dir,
            HTTP_HOST="127.0.0.1",
            RTMP_PORT=self.rtmp_port,
            ENGINE_API_PORT=0,
            **({"HTTP_PORT": 0, "LOG_LEVEL": "debug"} | admin | settings),
        )
        self.serve: Child
        self.rest: Rest
        self.secrets: set[str] = {self.password}
        self._engines: set[int] = set()

    async def start(self) -> None:
        """Start `serve` and sign in. Also the way to start a second one after `serve.kill()`."""
        file = self.data_dir / "serve.json"
        file.unlink(missing_ok=True)
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self.serve = Child.start(command("serve"), self.log, env=self._env, cwd=self.data_dir)

        async def port() -> int | None:
            assert self.serve.running, "serve ended"
            return int(orjson.loads(file.read_bytes())["http_port"]) if file.exists() else None

        number = await eventually(port, "serve listens", within=30, report=self.log_tail)
        self.rest = Rest(f"http://127.0.0.1:{number}", EMAIL, self.password, self.log_tail)
        self.rest.secrets |= self.secrets
        self.secrets = self.rest.secrets
        await eventually(self._healthy, "serve is healthy", within=15, report=self.log_tail)
        if self._administrator:
            await self.rest.login()
        await self.engine_runs()
        if self.relayed:
            await eventually(self._takes_streams, "MediaMTX is running", within=15)

    async def _takes_streams(self) -> bool:
        nodes = (await self.rest.call("GET", "/api/status"))["nodes"]
        return all(node["state"] == "running" for node in nodes)

    @property
    def home(self) -> str:
        """Where the dashboard is."""
        return str(self.rest.http.base_url)

    async def _healthy(self) -> bool:
        return (await self.rest.http.get("/api/health")).is_success

    async def engine_runs(self, *, other_than: int = 0, within: float = 20) -> Json:
        """The record of the engine once one (not the given process) is running."""

        async def look() -> Json | None:
            found = record(self.data_dir)
            if not found or found["pid"] == other_than or not runs(found["pid"], "engine"):
                return None
            return found

        found = await eventually(look, "an engine runs", within=within, report=self.log_tail)
        self._engines.add(found["pid"])
        return found

    async def engine_api(self) -> EngineApi:
        """The API of the engine that runs now. The caller closes `.http`."""
        return EngineApi(self.data_dir, (await self.engine_runs())["api_address"])

    def publish_url(self, entry: Json, key: str | None = None) -> str:
        """Where the encoder of an input publishes, with its own key or another one."""
        secret = entry["publish_key"] if key is None else key
        self.secrets.add(secret)
        query = f"?key={secret}" if secret else ""
        return f"rtmp://127.0.0.1:{self.rtmp_port}/{entry['path']}{query}"

    def log_tail(self) -> str:
        logs = {self.log, *(self.data_dir / "logs").glob("*.log")}
        return "\n".join(tail(log) for log in sorted(logs))

    def leaked_secrets(self) -> list[str]:
        """Lines of any log of this stack that hold a key, password or token, keys cut short."""
        held = set(self.secrets)
        for name in ("engine.token", "hook.token", "secret.key"):
            if (path := self.data_dir / name).exists():
                held.add(path.read_text().strip())
        leaks = []
        for log in (self.data_dir / "logs").rglob("*"):
            for line in log.read_text(errors="replace").splitlines() if log.is_file() else ():
                leaks += [f"{log.name}: {line}" for secret in held if secret and secret in line]
        return leaks

    async def stop(self) -> None:
        """Stop `serve` as Ctrl-C does, then whatever engine of ours is left."""
        if self.serve.running:
            self.serve.process.send_signal(signal.SIGINT)
        await self.rest.http.aclose()
        await self.serve.stop(15)
        found = record(self.data_dir)
        for pid in self._engines | ({found["pid"]} if found else set()):
            if runs(pid, "engine"):
                os.kill(pid, signal.SIGKILL)


@contextlib.asynccontextmanager
async def stack(
    data_dir: Path, *, administrator: bool = True, **settings: str | int
) -> AsyncIterator[Stack]:
    """Run `serve`; at the end no log may hold any key that was used."""
    me = Stack(data_dir, administrator=administrator, **settings)
    started = False
    try:
        await me.start()
        started = True
        yield me
    finally:
        if started or hasattr(me, "rest"):
            await me.stop()
        elif hasattr(me, "serve"):
            await me.serve.stop(0)
    leaks = me.leaked_secrets()
    assert not leaks, "secrets in the logs:\n" + "\n".join(leaks[:10])
