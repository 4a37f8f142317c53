"""An engine that works for an hour: does its memory grow, does sound drift, does it reconnect?

`python -m bench.soak [--minutes 60] [--json FILE]`. Two encoders (SRT, RTMP) send pictures and a
tone; each stream goes to a destination over RTMP (nginx) and one over SRT (srt-live-transmit), and
is read over RTMP, SRT and HLS by ffmpeg, so that every conversion runs all the time.

Drift: sound has 1024 samples in every packet and pictures come at a fixed rate, so both clocks can
be told by counting. What timestamps and counts disagree about, more than at the start, is drift (or
a loss, which shows as a jump).
"""

import argparse
import asyncio
import contextlib
import json
import re
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.procs import memory, with_children
from tests.peers.ffmpeg import ffmpeg
from tests.peers.nginx import nginx
from tests.peers.srt import sink
from tests.peers.stack import Engine, engine
from tests.peers.tools import Child

FPS, RATE, SAMPLES = 30, 48_000, 1024
WARM_UP = 0.1
"""Of the whole time; what is allocated by then is the normal size."""
SAMPLE_S = 5.0


@dataclass
class Clocks:
    """What one reader has received: counts and the last timestamps (s)."""

    name: str
    counts: dict[str, int] = field(default_factory=dict)
    last: dict[str, float] = field(default_factory=dict)
    first: float | None = None
    worst_ms: float = 0.0

    def packet(self, kind: str, dts: float) -> None:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        self.last[kind] = dts

    def drift_ms(self) -> float | None:
        """Sound against pictures, compared with the first look; None before there are both."""
        if not {"audio", "video"} <= self.counts.keys():
            return None
        ahead = self.last["audio"] - self.counts["audio"] * SAMPLES / RATE
        ahead -= self.last["video"] - self.counts["video"] / FPS
        if self.first is None:
            self.first = ahead
        drift = (ahead - self.first) * 1000
        self.worst_ms = max(self.worst_ms, abs(drift))
        return drift


@dataclass
class Sample:
    """One look: memory of the engine alone and of its children (MB)."""

    at_s: float
    engine_mb: float
    children_mb: float
    children: int


async def follow(clocks: Clocks, source: str) -> None:
    """Read `source` with ffmpeg, without decoding, and keep the clocks."""
    words = [ffmpeg(), "-hide_banner", "-nostdin", "-loglevel", "error", "-copyts", "-i", source]
    words += ["-map", "0", "-c", "copy", "-f", "framecrc", "-"]
    process = await asyncio.create_subprocess_exec(
        *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    assert process.stdout is not None
    kinds: dict[str, str] = {}
    bases: dict[str, float] = {}
    try:
        async for raw in process.stdout:
            line = raw.decode()
            if found := re.match(r"#media_type (\d+): (video|audio)", line):
                kinds[found[1]] = found[2]
            elif found := re.match(r"#tb (\d+): (\d+)/(\d+)", line):
                bases[found[1]] = int(found[2]) / int(found[3])
            elif not line.startswith("#"):
                index, dts = (part.strip() for part in line.split(",")[:2])
                clocks.packet(kinds.get(index, "other"), int(dts) * bases[index])
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


@contextlib.asynccontextmanager
async def encoder(url: str, container: str, log: Path) -> AsyncIterator[Child]:
    """ffmpeg with a small picture with B-frames and a tone, in real time and without an end."""
    words = [ffmpeg(), "-hide_banner", "-nostdin", "-loglevel", "error", "-re"]
    words += ["-f", "lavfi", "-i", f"testsrc2=size=320x180:rate={FPS}"]
    words += ["-f", "lavfi", "-i", f"sine=sample_rate={RATE}"]
    words += ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", str(2 * FPS)]
    words += ["-pix_fmt", "yuv420p", "-b:v", "1M", "-c:a", "aac", "-f", container, url]
    child = Child.start(words, log)
    try:
        yield child
    finally:
        await child.stop()


def look(server: Engine, since: float) -> Sample:
    pid = server.child.pid
    children = [child for child in with_children([pid]) if child != pid]
    own, theirs = memory([pid]), memory(children)
    return Sample(
        round(time.monotonic() - since, 1),
        round(own.rss / 1e6, 2),
        round(theirs.rss / 1e6, 2),
        len(children),
    )


@dataclass
class Result:
    """What `soak` found. `growth_percent` is of the engine's memory after the warm-up."""

    minutes: float
    growth_percent: float
    drift_ms: dict[str, float]
    packets: dict[str, int]
    reconnects: int
    frames_dropped: int
    not_live: list[str]
    samples: list[Sample]


async def soak(minutes: float, folder: Path) -> Result:
    """Run it all for that long."""
    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(
            engine(folder / "engine", SRT_PORT="0", HLS_PORT="0", RTMPS_PORT="off")
        )
        platform = await stack.enter_async_context(nginx(folder / "nginx"))
        for name in ("by_srt", "by_rtmp"):
            receiver = await stack.enter_async_context(sink(folder / f"{name}-sink"))
            destinations = [platform.url("sink") + f"/{name}", receiver.url]
            await server.api.add_path(name, [{"dest": dest} for dest in destinations])
        services = (await server.api.call("GET", "info"))["services"]
        srt = f"srt://127.0.0.1:{services['srt']['port']}?streamid="
        hls = f"http://127.0.0.1:{services['hls']['port']}"
        await stack.enter_async_context(
            encoder(f"{srt}publish:by_srt&pkt_size=1316", "mpegts", folder / "srt.log")
        )
        await stack.enter_async_context(encoder(server.url("by_rtmp"), "flv", folder / "rtmp.log"))
        for name in ("by_srt", "by_rtmp"):
            await server.all_live(name, 2, within=30)
        readers: list[tuple[Clocks, asyncio.Task[None]]] = []
        for name in ("by_srt", "by_rtmp"):
            for way, url in (
                ("rtmp", server.url(name)),
                ("srt", f"{srt}read:{name}"),
                ("hls", f"{hls}/{name}/index.m3u8"),
            ):
                clocks = Clocks(f"{name} over {way}")
                readers.append((clocks, asyncio.create_task(follow(clocks, url))))
        samples = await watch(server, minutes, [clocks for clocks, _ in readers])
        destinations_now = [
            item for name in ("by_srt", "by_rtmp") for item in await server.api.forward(name)
        ]
        for _, task in readers:
            task.cancel()
        await asyncio.gather(*(task for _, task in readers), return_exceptions=True)
    settled = [sample for sample in samples if sample.at_s >= minutes * 60 * WARM_UP]
    start = settled[0].engine_mb
    return Result(
        minutes,
        round(100 * (max(sample.engine_mb for sample in settled) - start) / start, 2),
        {clocks.name: round(clocks.worst_ms, 1) for clocks, _ in readers},
        {clocks.name: sum(clocks.counts.values()) for clocks, _ in readers},
        sum(item["reconnects"] for item in destinations_now),
        sum(item["framesDropped"] for item in destinations_now),
        [item["lastError"] for item in destinations_now if item["status"] != "live"],
        samples,
    )


async def watch(server: Engine, minutes: float, readers: list[Clocks]) -> list[Sample]:
    """Look every few seconds; print once a minute or so."""
    since, samples = time.monotonic(), []
    every = max(1, round(minutes * 60 / SAMPLE_S / 60))
    while time.monotonic() - since < minutes * 60:
        await asyncio.sleep(SAMPLE_S)
        assert server.child.running, server.log_tail()
        samples.append(look(server, since))
        drifts = [clocks.drift_ms() for clocks in readers]
        if len(samples) % every == 0:
            shown = " ".join("-" if drift is None else f"{drift:+.0f}" for drift in drifts)
            now = samples[-1]
            print(
                f"{now.at_s:7.0f} s  engine {now.engine_mb:.1f} MB, {now.children} children "
                f"{now.children_mb:.1f} MB, drift ms: {shown}",
                flush=True,
            )
    return samples


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        result = asyncio.run(soak(given.minutes, Path(scratch)))
    print(
        f"{result.minutes:g} minutes: memory {result.growth_percent:+.1f} %, "
        f"{result.reconnects} reconnects, {result.frames_dropped} frames dropped, "
        f"{len(result.not_live)} destinations not live"
    )
    for name, drift in result.drift_ms.items():
        print(f"  {name}: {result.packets[name]} packets, at most {drift:.0f} ms of drift")
    if given.json:
        given.json.write_text(json.dumps(asdict(result), indent=1) + "\n")


if __name__ == "__main__":
    main()
