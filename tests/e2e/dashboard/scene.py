"""A server in the middle of a show: one input live, its destinations each in another state."""

import contextlib
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from tests.peers.ffmpeg import Publisher
from tests.peers.hostile import refused_port
from tests.peers.nginx import Nginx
from tests.peers.rest import Json
from tests.peers.stack import Stack


@dataclass
class Scene:
    """`entry` is live: its outputs are live, in error and off. `quiet` has no signal. Names belong
    to no language, so that a search for English words finds none of them."""

    entry: Json
    quiet: Json
    live: Json
    broken: Json
    off: Json

    def path(self, path: str) -> str:
        """An address with the id of the live input in it."""
        return path.replace("ID", self.entry["id"])


@contextlib.asynccontextmanager
async def scene(app: Stack, platform: Nginx, clip: Path, log: Path) -> AsyncIterator[Scene]:
    rest = app.rest
    entry = await rest.add_input("Aula Magna", path=f"aula-{secrets.token_hex(4)}")
    quiet = await rest.add_input("Capilla")
    key = secrets.token_hex(8)
    with refused_port() as closed:
        live = await rest.add_output(entry["id"], "Canal 1", platform.url("sink"), f"a{key}")
        broken = await rest.add_output(
            entry["id"], "Canal 2", f"rtmp://127.0.0.1:{closed}/live", f"b{key}"
        )
        off = await rest.add_output(
            entry["id"], "Canal 3", platform.url("sink"), f"c{key}", enabled=False
        )
        publisher = Publisher.publish(clip, app.publish_url(entry), log, loop=True)
        try:
            await rest.output_is(live["id"], "live")
            await rest.output_is(broken["id"], "error")
            yield Scene(entry, quiet, live, broken, off)
        finally:
            await publisher.stop(0)
