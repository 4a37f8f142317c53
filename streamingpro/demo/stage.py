"""What the demo sets up: a real `serve`, an engine that plays the platforms, input and outputs."""

import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from streamingpro.config import CONFIG_VARIABLE, ENV_PREFIX
from streamingpro.demo.errors import DemoError
from streamingpro.demo.processes import Child
from streamingpro.demo.rest import Rest
from streamingpro.kit.datadir import ENGINE_TOKEN, EngineRecord, ensure_token
from streamingpro.kit.ids import new_secret
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.errors import MediaServerError

HOST = "127.0.0.1"
EMAIL = "demo@example.org"
PATIENCE_S = 30.0
LOOK_AGAIN_S = 0.05
PLATFORMS = (("Platform A", "platform-a"), ("Platform B", "platform-b"))

ANYBODY = {
    "user": "any",
    "pass": "",
    "ips": [],
    "permissions": [{"action": "publish", "path": ""}, {"action": "read", "path": ""}],
}


@dataclass(frozen=True, slots=True)
class Platform:
    """One destination: where it takes the stream, and the path it has in the second engine."""

    name: str
    url: str
    stream_key: str
    path: str


class Stage:
    """Everything the test picture needs, in a temporary folder, on free ports.

    `async with Stage() as stage` sets it up and ends every process afterwards, also when the
    setting up fails half-way or is cancelled.
    """

    rest: Rest
    platforms: list[Platform]
    publish_url: str
    watch_url: str | None
    email = EMAIL

    def __init__(self) -> None:
        self.password = new_secret(9)
        self.http_url = ""
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        try:
            folder = await self._make_folder()
            async with asyncio.TaskGroup() as group:
                group.create_task(self._start_platforms(folder / "platforms"))
                group.create_task(self._start_serve(folder / "streamingpro"))
            await self._set_up()
        except BaseExceptionGroup as group_error:
            await self._stack.aclose()
            raise group_error.exceptions[0] from None
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self._stack.aclose()

    async def start_child(self, name: str, command: list[str], *, read_stdout: bool) -> Child:
        """One more child in the demo's folder, ended with all the others."""
        return await self._start(
            name, command, self.folder / name, os.environ, read_stdout=read_stdout
        )

    async def received_bps(self) -> dict[str, int]:
        """What each platform takes in, by the platform's own count: path -> bits per second."""
        try:
            paths = await self._platform_api.paths_list()
        except MediaServerError:
            return {}
        return {path.name: getattr(path, "bitrate", None) or 0 for path in paths}

    async def _make_folder(self) -> Path:
        self.folder = Path(
            self._stack.enter_context(
                tempfile.TemporaryDirectory(prefix="streamingpro-demo-", ignore_cleanup_errors=True)
            )
        )
        return self.folder

    async def _start_serve(self, data_dir: Path) -> None:
        given = {
            "HTTP_HOST": HOST,
            "HTTP_PORT": "0",
            "PUBLIC_HOST": HOST,
            "ADMIN_EMAIL": self.email,
            "ADMIN_PASSWORD": self.password,
        }
        # Callbacks run last first: this one after `serve` was stopped.
        self._stack.push_async_callback(_end_orphan, data_dir)
        child = await self._program("serve", data_dir, given)

        async def port() -> int | None:
            with suppress(OSError, ValueError, KeyError):
                return int(json.loads((data_dir / "serve.json").read_text())["http_port"])
            return None

        self.http_url = f"http://{HOST}:{await _until(port, child)}"
        self.rest = Rest(self.http_url)
        self._stack.push_async_callback(self.rest.close)
        await _until(self.rest.healthy, child)
        await self.rest.sign_in(self.email, self.password)
        await _until(self.rest.engine_runs, child)

    async def _start_platforms(self, data_dir: Path) -> None:
        child = await self._program("engine", data_dir, {})

        async def record() -> EngineRecord | None:
            return EngineRecord.load(data_dir)

        found: EngineRecord = await _until(record, child)
        token = ensure_token(data_dir, ENGINE_TOKEN)
        self._platform_api = MediaClient(found.api_address, token)
        self._stack.push_async_callback(self._platform_api.aclose)
        await self._platform_api.global_patch(
            {"authMethod": "internal", "authInternalUsers": [ANYBODY]}
        )
        await self._platform_api.config_path_add("all_others", {})
        self.platforms = [
            Platform(name, f"rtmp://{HOST}:{found.rtmp_port}/{app}", key, f"{app}/{key}")
            for name, app in PLATFORMS
            for key in (new_secret(12),)
        ]

    async def _set_up(self) -> None:
        created = await self.rest.create_input("Test picture", "test-picture")
        for platform in self.platforms:
            await self.rest.create_output(
                created["id"], platform.name, platform.url, platform.stream_key
            )
        self.publish_url = created["urls"]["publish"]["rtmp"]
        self.watch_url = created["urls"]["play"]["hls"]

    async def _program(self, command: str, data_dir: Path, given: dict[str, str]) -> Child:
        """`streamingpro COMMAND` with only these settings, whatever the user's own may be."""
        ports = ("RTMP_PORT", "RTMPS_PORT", "SRT_PORT", "HLS_PORT", "ENGINE_API_PORT")
        own = {"DATA_DIR": str(data_dir), "RTMP_HOST": HOST, **dict.fromkeys(ports, "0"), **given}
        env = {name: value for name, value in os.environ.items() if ENV_PREFIX not in name.upper()}
        env |= {f"{ENV_PREFIX}{name}": value for name, value in own.items()}
        env.pop(CONFIG_VARIABLE, None)
        line = [sys.executable, "-m", "streamingpro", command]
        return await self._start(command, line, data_dir, env, read_stdout=False)

    async def _start(
        self, name: str, command: list[str], folder: Path, env: Any, *, read_stdout: bool
    ) -> Child:
        try:
            child = await Child.start(
                name, command, env=env, folder=folder, read_stdout=read_stdout
            )
        except OSError as error:
            raise DemoError(f"{name} can't be started: {error}") from None
        self._stack.push_async_callback(child.stop)
        return child


async def _until(look: Callable[[], Awaitable[Any]], child: Child) -> Any:
    """What `look` finds, as soon as it finds something. Raises DemoError when `child` ends."""
    deadline = time.monotonic() + PATIENCE_S
    while not (found := await look()):
        if child.exit_code is not None:
            raise DemoError(
                f"streamingpro {child.name} ended by itself (code {child.exit_code}):\n"
                f"{child.last_words()}"
            )
        if time.monotonic() > deadline:
            raise DemoError(
                f"streamingpro {child.name} is not ready after {PATIENCE_S:.0f} s:\n"
                f"{child.last_words()}"
            )
        await asyncio.sleep(LOOK_AGAIN_S)
    return found


async def _end_orphan(data_dir: Path) -> None:
    """`serve` ends its engine; where it was killed before it could, the engine is ended here."""
    record = EngineRecord.load(data_dir)
    if record is None:
        return
    with suppress(ProcessLookupError, PermissionError):
        os.kill(record.pid, signal.SIGTERM)
        for _ in range(100):
            await asyncio.sleep(LOOK_AGAIN_S)
            os.kill(record.pid, 0)
