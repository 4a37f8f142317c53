"""What `deploy/` sets up, as processes: two nodes, both balancers, one control plane."""

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deploy.balancers import DEPLOY, HaProxy, haproxy, nginx_srt
from tests.deploy.nodes import DeployedNode, deployed
from tests.e2e.conftest import NewKey, Publish
from tests.peers.ffmpeg import Publisher
from tests.peers.nginx import Nginx
from tests.peers.rest import Json
from tests.peers.stack import Stack
from tests.peers.tools import eventually, free_udp_port, missing

pytestmark = pytest.mark.e2e
MPEGTS = ("-bsf:v", "h264_mp4toannexb", "-f", "mpegts")


@dataclass
class Site:
    nodes: dict[str, DeployedNode]
    balancer: HaProxy
    srt_port: int

    def rtmp(self, entry: Json) -> str:
        port = self.balancer.ports[1935]
        return f"rtmp://127.0.0.1:{port}/{entry['path']}?key={entry['publish_key']}"

    def srt(self, entry: Json) -> str:
        streamid = f"publish:{entry['path']}:publisher:{entry['publish_key']}"
        return f"srt://127.0.0.1:{self.srt_port}?streamid={streamid}&pkt_size=1316"


async def add_node(app: Stack, token: str, node: DeployedNode) -> str:
    """With the command of the instructions."""
    curl = shutil.which("curl") or missing("curl", "apt install curl")
    process = await asyncio.create_subprocess_exec(
        DEPLOY / "add-node",
        app.home,
        node.name,
        node.api_url,
        f"control_url={app.home.rstrip('/')}",
        env={
            "PATH": f"{Path(curl).parent}:{os.defpath}",
            "STREAMINGPRO_TOKEN": token,
            "MEDIA_API_PASSWORD": node.password,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    words, _ = await process.communicate()
    assert process.returncode == 0, words.decode()
    return await node.added(app.rest)


@pytest.fixture
async def site(app: Stack, tmp_path: Path) -> AsyncIterator[Site]:
    made = await app.rest.call("POST", "/api/auth/tokens", {"name": "set-up", "role": "admin"})
    token = str(made["token"])
    app.rest.secrets.add(token)
    async with contextlib.AsyncExitStack() as cleanup:
        nodes: dict[str, DeployedNode] = {}
        real = {("control", 8000): int(app.home.rstrip("/").rpartition(":")[2])}
        for number in (1, 2):
            one = await cleanup.enter_async_context(
                deployed(tmp_path / f"media{number}", f"Media {number}")
            )
            app.rest.secrets.add(one.password)
            nodes[await add_node(app, token, one)] = one
            real |= one.real(f"media{number}")
        balancer = await cleanup.enter_async_context(haproxy(tmp_path / "haproxy", real))
        port = free_udp_port()
        srt = {address: found for address, found in real.items() if address[1] == 8890}
        await cleanup.enter_async_context(nginx_srt(tmp_path / "nginx-srt", srt, port))
        for number in (1, 2):
            await balancer.is_(f"rtmp_nodes/media{number}", "UP", within=10)
        yield Site(nodes, balancer, port)


async def known_everywhere(site: Site, entry: Json) -> None:
    async def look() -> bool:
        return all([entry["path"] in await one.configured() for one in site.nodes.values()])

    await eventually(look, "both nodes have the path", within=5)


async def test_encoders_reach_a_node_through_the_balancer_and_another_when_it_dies(
    app: Stack, site: Site, platform: Nginx, publish: Publish, clip_small: Path, new_key: NewKey
) -> None:
    rest = app.rest
    show = await rest.add_input("Show")
    out = await rest.add_output(show["id"], "Out", platform.url("sink"), new_key("out"))
    await known_everywhere(site, show)

    encoder = publish(clip_small, site.rtmp(show), loop=True)
    first = (await rest.input_is(show["id"], "live"))["status"]["node"]
    await rest.output_is(out["id"], "live", within=10)

    await site.nodes[first].kill()
    await encoder.wait(5)
    publish(clip_small, site.rtmp(show), loop=True)

    async def moved() -> bool:
        status = (await rest.input(show["id"]))["status"]
        return status["state"] == "live" and status["node"] not in (None, first)

    await eventually(moved, "the other node has the stream", within=10, report=app.log_tail)
    await rest.output_is(out["id"], "live", within=10)


async def test_srt_goes_through_its_own_balancer(
    app: Stack, site: Site, clip_small: Path, tmp_path: Path
) -> None:
    rest = app.rest
    show = await rest.add_input("Show")
    await known_everywhere(site, show)
    log = tmp_path / "srt.log"
    encoder = Publisher.publish(clip_small, site.srt(show), log, loop=True, form=MPEGTS)
    try:
        first = (await rest.input_is(show["id"], "live"))["status"]
        assert first["protocol"] == "srt"
        await site.nodes[first["node"]].kill()
        await encoder.wait(15)  # SRT gives a silent peer up after 5 s
        encoder = Publisher.publish(clip_small, site.srt(show), log, loop=True, form=MPEGTS)

        async def moved() -> bool:
            status = (await rest.input(show["id"]))["status"]
            return status["state"] == "live" and status["node"] not in (None, first["node"])

        await eventually(moved, "the other node has the stream", within=10, report=app.log_tail)
    finally:
        await encoder.stop(0)
