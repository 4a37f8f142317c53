"""A control plane with many inputs and outputs that are all live, for `bench.dashboard`.

`python -m bench.show --folder DIR --inputs 100 --outputs 5`: the real app behind real HTTP,
with a media server that is made up: its figures are others each second. Writes `DIR/show.json`
(port and token of a session) when everything is there.
"""

import argparse
import asyncio
import math
import subprocess
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn
import uvloop
from pydantic import SecretStr

from streamingpro.control.app import create_app
from streamingpro.control.services import Services
from streamingpro.control.settings import ControlSettings
from streamingpro.engine.api.app import create_api
from streamingpro.engine.conf import ConfStore
from streamingpro.kit.datadir import write_json_atomic
from tests.control.reconcile.peer import TOKEN, Peer, Running
from tests.peers.ffmpeg import ffmpeg
from tests.peers.rest import Rest
from tests.peers.tools import free_port

RECORD = "show.json"
EMAIL, PASSWORD = "bench@example.com", "a password for the bench"
TRACKS = [
    {"codec": "H264", "codecProps": {"width": 1920, "height": 1080, "profile": "High"}},
    {"codec": "MPEG-4 Audio", "codecProps": {"sampleRate": 48000, "channelCount": 2}},
]


@dataclass(frozen=True, slots=True)
class Poster:
    data: bytes
    at: datetime


class Show(Running):
    """Whatever is configured is live since a while ago."""

    def __init__(self, store: ConfStore, picture: bytes) -> None:
        super().__init__()
        self._store = store
        self._begun = datetime.now(UTC) - timedelta(hours=1)
        self._poster = picture

    def list_paths(self) -> list[dict[str, Any]]:
        return [self._path(name, place) for place, name in enumerate(self._store.paths)]

    def get_path(self, name: str) -> dict[str, Any] | None:
        return self._path(name, 0) if name in self._store.paths else None

    async def poster(self, path: str) -> Poster | None:
        return Poster(self._poster, datetime.now(UTC))

    def _path(self, name: str, place: int) -> dict[str, Any]:
        now = int(time.time())
        rate = 6_000_000 + int(400_000 * math.sin(now + place))
        conf = self._store.paths[name]
        return {
            "name": name,
            "confName": name,
            "available": True,
            "availableTime": self._begun,
            "online": True,
            "onlineTime": self._begun,
            "source": {"type": "rtmpConn", "id": f"c{place}"},
            "tracks2": TRACKS,
            "readers": [],
            "inboundBytes": now * 750_000,
            "bitrate": rate,
            "videoBitrate": rate - 128_000,
            "audioBitrate": 128_000,
            "frameRate": 30.0,
            "keyframeInterval": 2.0,
            "protocol": "rtmp",
            "remoteAddr": "203.0.113.7:50000",
            "forward": [
                self._destination(entry.label, number, rate, now)
                for number, entry in enumerate(conf.forward)
            ],
        }

    def _destination(self, label: str, number: int, rate: int, now: int) -> dict[str, Any]:
        return {
            "id": f"d{number}",
            "pos": number,
            "conf": {"label": label},
            "protocol": "rtmp",
            "state": "forwarding",
            "status": "live",
            "statusSince": self._begun,
            "connectedSince": self._begun,
            "bitrate": rate + number * 1000,
            "frameRate": 30.0,
            "bytesAcked": now * 750_000,
            "rtt": 20.0 + now % 7,
            "queueMs": now % 40,
            "queueBytes": now % 40 * 750,
            "framesDropped": 0,
            "framesSent": now * 30,
            "reconnects": 0,
            "remoteAddr": "203.0.113.9:1935",
        }


class MadeUp(Peer):
    """The media server."""

    def restart(self) -> None:
        super().restart()
        self.state = Show(self.store, poster())
        self._api = create_api(self.state, self.store, TOKEN, datetime.now(UTC), "bench")


def poster() -> bytes:
    """A picture as the engine makes them."""
    command = [
        *(ffmpeg(), "-hide_banner", "-loglevel", "error", "-f", "lavfi"),
        *("-i", "testsrc2=size=480x270", "-frames:v", "1", "-f", "mjpeg", "-"),
    ]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


async def fill(address: str, inputs: int, outputs: int) -> str:
    """Make everything through REST; the token of a session."""
    rest = Rest(address, EMAIL, PASSWORD, lambda: "")
    rest.http.timeout = 60
    await rest.login()
    for number in range(inputs):
        made = await rest.add_input(f"Stage {number + 1}", path=f"stage{number + 1}")
        for place in range(outputs):
            url = f"rtmp://platform{place}.example.com/live"
            await rest.add_output(made["id"], f"Channel {place + 1}", url, f"key-{number}-{place}")
    token = rest.http.headers["Authorization"].removeprefix("Bearer ")
    await rest.http.aclose()
    return token


async def run(given: argparse.Namespace) -> None:
    port = free_port()
    settings = ControlSettings(
        data_dir=given.folder,
        http_port=port,
        rtmp_port=1935,
        admin_email=EMAIL,
        admin_password=SecretStr(PASSWORD),
    )
    app = create_app(settings, start_engine=False, media=MadeUp().provider())
    services: Services = app.state.services
    services.runtime.set_http_port(port)
    config = uvicorn.Config(app, "127.0.0.1", port, log_config=None, lifespan="on")
    server = uvicorn.Server(config)
    serving = asyncio.ensure_future(server.serve())
    while not server.started:
        await asyncio.sleep(0.05)
    token = await fill(f"http://127.0.0.1:{port}", given.inputs, given.outputs)
    write_json_atomic(given.folder / RECORD, {"port": port, "token": token})
    await serving


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--inputs", type=int, default=100)
    parser.add_argument("--outputs", type=int, default=5)
    uvloop.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
