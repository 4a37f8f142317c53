"""How far behind the encoder a low-latency player is, counted in frames instead of by a clock."""

import asyncio

from tests.engine.harness import until
from tests.engine.media import Encoder
from tests.engine.servers.hls.conftest import Hls, addresses
from tests.protocols.fmp4.reader import frames

GOP_FRAMES = 50
FRAME_MS = 40


def attribute(playlist: str, name: str) -> float:
    return float(playlist.partition(f"{name}=")[2].partition("\n")[0].partition(",")[0])


async def test_a_player_that_follows_the_parts_is_one_part_behind(hls: Hls) -> None:
    """As hls.js does it: a reload for the next part, the part itself, and again, for two GOPs."""
    encoder = hls.publish()
    hls.server.muxer_of(hls.path())
    gop(encoder, 2)
    viewer = await hls.watch()
    window = hls.muxer.window
    seen: list[int] = []
    for _ in range(20):
        newest = window.segments[-1]
        sequence, place = newest.sequence, len(newest.parts)
        query = f"?_HLS_msn={sequence}&_HLS_part={place}"
        reload = asyncio.ensure_future(viewer.playlist(query))
        await until(lambda: hls.muxer.files.waiting.count)
        while not window.has(sequence, place):
            step(encoder)
        part = [name for name in addresses(await reload) if "_part" in name][-2]  # then the hint
        got = frames((await viewer.file(part)).content)
        seen += [frame.dts // 90 for frame in got]
        assert encoder.ms - seen[-1] <= 2 * FRAME_MS  # the newest frame waits for the next one
    assert seen == list(range(seen[0], seen[0] + len(seen) * FRAME_MS, FRAME_MS))


async def test_the_distance_players_are_told_to_keep(hls: Hls) -> None:
    encoder = hls.publish()
    hls.server.muxer_of(hls.path())
    gop(encoder, 3)
    playlist = await (await hls.watch()).playlist()
    assert attribute(playlist, "PART-HOLD-BACK") >= 3 * attribute(playlist, "PART-TARGET")
    behind = attribute(playlist, "PART-HOLD-BACK") + attribute(playlist, "PART-TARGET")
    assert behind < 1.5
    assert "#EXT-X-TARGETDURATION:2\n" in playlist


def gop(encoder: Encoder, count: float) -> None:
    """So many GOPs of two seconds."""
    for _ in range(round(count * GOP_FRAMES)):
        step(encoder)


def step(encoder: Encoder) -> None:
    if encoder.ms % (GOP_FRAMES * FRAME_MS) == 0:
        encoder.key()
    else:
        encoder.frames()
