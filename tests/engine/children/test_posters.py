"""Pictures of streams for whoever looks."""

import asyncio
import io
import os
import signal
from collections.abc import AsyncIterator
from typing import Any, cast

import av
import pytest

from streamingpro.engine.children import poster_main
from streamingpro.engine.children import posters as module
from streamingpro.engine.children.posters import Jpeg, Posters
from streamingpro.engine.hub import Stream
from streamingpro.engine.paths import PathManager
from streamingpro.engine.units import WireForm
from streamingpro.protocols.rtmp.chunks import Message
from tests.engine.children.harness import is_gone, open_descriptors
from tests.engine.hub.media import VIDEO, items, packets

CLIP = "h264_no_bframes_25_aac_mono.flv"


class Paths:
    """Streams by name, as the path manager has them."""

    def __init__(self) -> None:
        self.streams: dict[str, Stream] = {}

    def get(self, name: str) -> Any:
        found = self.streams.get(name)
        return None if found is None else type("Path", (), {"stream": found})()

    def publish(self, name: str, clip: str = CLIP, form: WireForm = WireForm.RTMP) -> Stream:
        stream = self.streams[name] = Stream(asyncio.get_running_loop(), name=name)
        stream.begin(form)
        self.send(stream, clip, form)
        return stream

    def send(self, stream: Stream, clip: str, form: WireForm = WireForm.RTMP) -> None:
        if form is WireForm.MPEGTS:
            for run in packets(items(clip)):
                stream.push_ts(run)
            return
        for type_id, timestamp, payload in items(clip):
            stream.push(Message(type_id, timestamp, 1, payload))


@pytest.fixture
def paths() -> Paths:
    return Paths()


@pytest.fixture
async def posters(paths: Paths) -> AsyncIterator[Posters]:
    made = Posters(cast(PathManager, paths))
    yield made
    await made.close()


def size_of(jpeg: Jpeg | None) -> tuple[int, int]:
    """Decoded by another decoder than ours."""
    assert jpeg is not None
    with av.open(io.BytesIO(jpeg.data), "r", format="jpeg_pipe") as container:
        frame = next(container.decode(video=0))
    return frame.width, frame.height


@pytest.mark.parametrize("form", list(WireForm))
async def test_a_picture_of_either_form(posters: Posters, paths: Paths, form: WireForm) -> None:
    paths.publish("live/a", form=form)
    jpeg = await posters.poster("live/a")
    assert size_of(jpeg) == (320, 180)
    assert jpeg is not None
    assert jpeg.data.startswith(b"\xff\xd8")
    assert len(jpeg.data) < 100_000


@pytest.mark.parametrize(
    ("clip", "size"),
    [
        ("h264_bframes_1366x768_2997.flv", (640, 360)),
        ("hvc1_main_1080_2997.flv", (640, 360)),
        ("h264_high10_60.flv", (426, 240)),
        ("av01_main_30.flv", None),
        ("vp09_profile0.flv", None),
    ],
)
async def test_pictures_of_every_codec_fit_into_640(
    posters: Posters, paths: Paths, clip: str, size: tuple[int, int] | None
) -> None:
    paths.publish("live/a", clip)
    found = size_of(await posters.poster("live/a"))
    assert found == (size or found)
    assert max(found) <= 640


async def test_pixels_that_are_not_square_are_stretched(posters: Posters, paths: Paths) -> None:
    paths.publish("live/a", "h264_interlaced_720x576.flv")
    width, height = size_of(await posters.poster("live/a"))
    assert width <= 640
    assert 1.2 < width / height < 1.8


async def test_there_is_none_of_what_is_not_live(posters: Posters, paths: Paths) -> None:
    assert await posters.poster("live/nothing") is None
    stream = paths.publish("live/a")
    stream.end()
    assert await posters.poster("live/a") is None
    paths.publish("live/sound", "aac_51.flv")
    assert await posters.poster("live/sound") is None
    assert posters.pid is None, "nobody needed the decoder"


async def test_a_codec_without_a_decoder_has_none(posters: Posters, paths: Paths) -> None:
    paths.publish("live/a", "sorenson_mp3.flv")
    assert await posters.poster("live/a") is None


async def test_many_who_look_at_once_share_one_decoding(posters: Posters, paths: Paths) -> None:
    paths.publish("live/a")
    first, *others = await asyncio.gather(*(posters.poster("live/a") for _ in range(20)))
    assert first is not None
    assert all(other is first for other in others)


async def test_the_last_picture_is_given_again_for_a_while(
    posters: Posters, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = paths.publish("live/a")
    first = await posters.poster("live/a")
    paths.send(stream, CLIP)
    assert await posters.poster("live/a") is first, "another keyframe, but too soon"
    monkeypatch.setattr(module, "REPEAT_S", 0.0)
    second = await posters.poster("live/a")
    assert second is not None
    assert second is not first
    assert await posters.poster("live/a") is second, "still the same keyframe"


async def test_many_streams_share_one_child(posters: Posters, paths: Paths) -> None:
    for number in range(8):
        form = list(WireForm)[number % 2]
        paths.publish(f"live/{number}", form=form)
    found = await asyncio.gather(*(posters.poster(f"live/{number}") for number in range(8)))
    assert {size_of(jpeg) for jpeg in found} == {(320, 180)}


async def test_damaged_pictures_give_none_and_harm_nobody(posters: Posters, paths: Paths) -> None:
    stream = Stream(asyncio.get_running_loop(), name="bad")
    paths.streams["bad"] = stream
    stream.begin()
    for type_id, timestamp, payload in items(CLIP):
        broken = payload
        if type_id == VIDEO and payload[1] == 1:
            broken = payload[:5] + os.urandom(len(payload) - 5)
        stream.push(Message(type_id, timestamp, 1, broken))
    paths.publish("live/a")
    bad, good = await asyncio.gather(posters.poster("bad"), posters.poster("live/a"))
    assert bad is None
    assert size_of(good) == (320, 180)


async def test_a_decoder_that_dies_is_replaced(posters: Posters, paths: Paths) -> None:
    paths.publish("live/a")
    paths.publish("live/b")
    assert await posters.poster("live/a") is not None
    killed = posters.pid
    assert killed is not None
    os.kill(killed, signal.SIGSTOP)
    waiting = asyncio.gather(posters.poster("live/b"))
    await asyncio.sleep(0)
    os.kill(killed, signal.SIGKILL)
    (jpeg,) = await waiting
    assert jpeg is None
    paths.publish("live/c")
    assert size_of(await posters.poster("live/c")) == (320, 180)
    assert posters.pid != killed


async def test_a_decoder_that_hangs_is_given_up(
    posters: Posters, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ANSWER_S", 0.1)
    paths.publish("live/a")
    paths.publish("live/b")
    await posters.poster("live/a")
    if posters.pid is not None:  # the first answer may itself have taken too long
        os.kill(posters.pid, signal.SIGSTOP)
    assert await posters.poster("live/b") is None
    assert posters.pid is None
    monkeypatch.setattr(module, "ANSWER_S", 20.0)
    paths.publish("live/c")
    assert size_of(await posters.poster("live/c")) == (320, 180)


async def test_the_decoder_ends_when_nobody_looks(
    posters: Posters, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths.publish("live/a")
    before = open_descriptors()
    await posters.poster("live/a")
    pid = posters.pid
    assert pid is not None
    monkeypatch.setattr(module, "IDLE_S", 0.0)
    await posters.poster("live/a")
    while posters.pid is not None or not is_gone(pid):
        await asyncio.sleep(0.005)
    assert open_descriptors() == before


@pytest.mark.parametrize(
    "clip",
    [CLIP, "hvc1_main_1080_2997.flv", "av01_main_30.flv", "vp09_profile0.flv"],
)
def test_pictures_larger_than_any_camera_are_not_decoded(
    clip: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A keyframe of some kB may claim 16,000 x 16,000 pixels."""
    bodies = [payload for type_id, _, payload in items(clip) if type_id == VIDEO]
    assert poster_main.poster(bodies).startswith(b"\xff\xd8")
    monkeypatch.setattr(poster_main, "MAX_PIXELS", 100 * 100)
    assert poster_main.poster(bodies) == b""
