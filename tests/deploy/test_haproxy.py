"""HAProxy between real encoders and real RTMP servers: who dies is out within 3 s."""

import asyncio
import contextlib
import getpass
import os
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.deploy.balancers import HAPROXY_CFG, HaProxy, haproxy
from tests.peers.ffmpeg import Publisher, clip
from tests.peers.nginx import HOW, module
from tests.peers.tools import Child, eventually, free_port, port_open, program, tail

OUT_WITHIN_S = 3.0

# An nginx-rtmp that is to HAProxy what a node is: it takes the PROXY header, and answers HTTP on
# another port in the same process.
CONFIG = """
load_module {module};
daemon off;
master_process off;
{user}
pid {folder}/nginx.pid;
events {{}}
rtmp {{
  access_log off;
  server {{
    listen 127.0.0.1:{rtmp} proxy_protocol;
    application live {{ live on; }}
  }}
}}
http {{
  access_log off;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{http}; return 404; }}
}}
"""


@dataclass
class RtmpNode:
    folder: Path
    rtmp: int = field(default_factory=free_port)
    http: int = field(default_factory=free_port)
    child: Child | None = None

    async def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        text = CONFIG.format(
            module=module(),
            folder=self.folder,
            rtmp=self.rtmp,
            http=self.http,
            user=f"user {getpass.getuser()};" if os.geteuid() == 0 else "",
        )
        (self.folder / "nginx.conf").write_text(text)
        command: list[str | Path] = [program("nginx", HOW), "-p", self.folder, "-e", "stderr"]
        log = self.folder / "nginx.log"
        self.child = Child.start([*command, "-c", self.folder / "nginx.conf"], log)
        for port in (self.rtmp, self.http):
            await eventually(
                lambda port=port: port_open("127.0.0.1", port),  # type: ignore[misc]
                "nginx listens",
                within=10,
                report=lambda: tail(log),
            )

    def signal(self, number: int) -> None:
        assert self.child is not None
        os.kill(self.child.pid, number)


@dataclass
class Scene:
    """Two nodes behind HAProxy, and encoders that publish through it."""

    nodes: dict[str, RtmpNode]
    balancer: HaProxy
    folder: Path
    cleanup: contextlib.AsyncExitStack
    encoders: list[Publisher] = field(default_factory=list)

    def publish(self) -> Publisher:
        number = len(self.encoders)
        url = f"rtmp://127.0.0.1:{self.balancer.ports[1935]}/live/show{number}"
        source = clip(10, size="640x360", bitrate="1M")
        encoder = Publisher.publish(source, url, self.folder / f"encoder{number}.log", loop=True)
        self.cleanup.push_async_callback(encoder.stop, 0)
        self.encoders.append(encoder)
        return encoder

    async def sessions_are(self, *, within: float = 10, **wanted: int) -> None:
        seen: list[dict[str, int]] = []

        async def look() -> bool:
            seen[:] = [await self.balancer.sessions("rtmp_nodes")]
            return all(seen[0][name] == count for name, count in wanted.items())

        def report() -> str:
            logs = [encoder.log for encoder in self.encoders]
            return "\n".join(map(str, [seen, *(tail(log, 8) for log in logs)]))

        await eventually(look, f"connections: {wanted}", within=within, report=report)


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with contextlib.AsyncExitStack() as cleanup:
        nodes = {name: RtmpNode(tmp_path / name) for name in ("media1", "media2")}
        real: dict[tuple[str, int], int] = {}
        for name, one in nodes.items():
            await one.start()
            assert one.child is not None
            cleanup.push_async_callback(_end, one)
            real |= {(name, 1935): one.rtmp, (name, 8888): one.http}
        balancer = await cleanup.enter_async_context(haproxy(tmp_path / "haproxy", real))
        for name in nodes:
            await balancer.is_(f"rtmp_nodes/{name}", "UP", within=10)
        yield Scene(nodes, balancer, tmp_path, cleanup)


def _one_ended(encoders: list[Publisher]) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return [encoder.running for encoder in encoders].count(True) == 1

    return look


async def _end(one: RtmpNode) -> None:
    assert one.child is not None
    if one.child.running:
        one.signal(signal.SIGCONT)  # a stopped process does not hear SIGTERM
    await one.child.stop()


def test_the_configuration_is_valid(tmp_path: Path) -> None:
    """As it is, but for the names, which only an installation knows."""
    text = HAPROXY_CFG.read_text()
    for name in ("media1", "media2", "control"):
        text = text.replace(f" {name}:", " 127.0.0.1:")
    file = tmp_path / "haproxy.cfg"
    file.write_text(text)
    run = subprocess.run(
        [program("haproxy", "apt install haproxy"), "-c", "-f", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "WARNING" not in run.stderr, run.stderr


@pytest.mark.parametrize("how", ["killed", "hangs"])
async def test_a_dead_node_is_out_within_3_s_and_its_encoders_go_to_another(
    scene: Scene, how: str
) -> None:
    before = [scene.publish(), scene.publish()]
    await scene.sessions_are(media1=1, media2=1)

    gone = time.monotonic()
    scene.nodes["media1"].signal(signal.SIGKILL if how == "killed" else signal.SIGSTOP)
    await scene.balancer.is_("rtmp_nodes/media1", "DOWN", within=OUT_WITHIN_S)
    assert time.monotonic() - gone < OUT_WITHIN_S
    await scene.sessions_are(media1=0, media2=1, within=1)
    await eventually(_one_ended(before), "its encoder is told so", within=2)

    scene.publish()
    await scene.sessions_are(media1=0, media2=2)

    if how == "killed":
        await scene.nodes["media1"].start()
    else:
        scene.nodes["media1"].signal(signal.SIGCONT)
    await scene.balancer.is_("rtmp_nodes/media1", "UP", within=10)
    scene.publish()
    scene.publish()
    await scene.sessions_are(media1=1, media2=3)


async def test_an_encoder_that_comes_before_the_death_is_noticed_is_served_at_once(
    scene: Scene,
) -> None:
    scene.nodes["media1"].signal(signal.SIGKILL)
    await asyncio.to_thread(scene.nodes["media1"].child.process.wait)  # type: ignore[union-attr]
    encoders = [scene.publish() for _ in range(2)]
    await scene.sessions_are(media1=0, media2=2, within=2)
    assert all(encoder.running for encoder in encoders)
