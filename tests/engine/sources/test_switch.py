"""A path that pulls becomes one for encoders and back, as the control plane says so; or an encoder
comes to a path that is fetched from another server of the installation."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path as File

import pytest

from streamingpro.engine.conf import ConfStore
from streamingpro.engine.path import Path
from streamingpro.engine.patherrors import PathBusy
from streamingpro.engine.paths import PathManager
from streamingpro.engine.sources.pull import SourceOptions
from tests.engine.client import gop
from tests.engine.harness import until
from tests.engine.sources.station import Ways, station

MEDIA = File(__file__).parents[2] / "data" / "media"
PULLED = {"source": f"file://{MEDIA}/avc1_bframes_30.flv", "publishKeyVersion": ""}


class Encoder:
    """A publisher that leaves when it is sent away."""

    id, kind, protocol, remote_address, bytes_sent = "enc", "rtmpConn", "rtmp", "192.0.2.7:1", 0

    def __init__(self, path: Path) -> None:
        self.path = path

    def dismiss(self, _reason: str) -> None:
        self.path.unpublish(self)


@contextlib.asynccontextmanager
async def path_of(store: ConfStore, conf: dict[str, object]) -> AsyncIterator[Path]:
    """The path "show" of a server with this store."""
    closing: list[asyncio.Task[None]] = []
    options = SourceOptions(networks=(), media_folders=(MEDIA,))
    paths = PathManager(
        store, lambda path: closing.append(asyncio.ensure_future(path.close())), options
    )
    store.add("show", conf)
    path = paths.get("show")
    assert path is not None
    try:
        yield path
    finally:
        await paths.close()
        await asyncio.gather(*closing)


async def test_from_an_encoder_to_a_source_and_back() -> None:
    store = ConfStore()
    async with path_of(store, {"publishKeyVersion": "of a key"}) as path:
        encoder = Encoder(path)
        path.publish(encoder)
        store.patch("show", PULLED)
        assert path.publisher is not encoder, "its key is of no use any more"
        await until(lambda: path.publisher)
        assert path.publisher is path.supply.source
        store.patch("show", {"source": "publisher", "publishKeyVersion": "of a key"})
        await until(lambda: path.publisher is None)
        assert path.supply.source is None
        path.publish(encoder)


async def test_an_encoder_takes_over_from_a_server_of_ours() -> None:
    store = ConfStore()
    async with station(Ways.PLAY, *gop()) as there, station(Ways.PLAY, *gop()) as third:
        conf = {"source": there.url(), "sourceInternal": True, "publishKeyVersion": "of a key"}
        async with path_of(store, conf) as path:
            source = path.supply.source
            assert source is not None
            await until(lambda: path.publisher is source)
            stream, encoder = path.stream, Encoder(path)
            assert path.publish(encoder) is stream, "destinations stay connected"
            await until(lambda: source.state == "idle" and not there.present)
            store.patch("show", {"maxReaders": 3})
            path.tick(0.0)
            assert (path.publisher, source.state) == (encoder, "idle"), "it waits"

            path.unpublish(encoder)
            await until(lambda: path.publisher is source)

            path.publish(encoder)
            store.patch("show", {"source": "publisher", "sourceInternal": False})
            assert path.publisher is encoder, "what was found out later disturbs nobody"

            store.patch("show", {"source": third.url(), "sourceInternal": True})
            await until(lambda: path.publisher is path.supply.source)
            assert third.present, "who came last has the path"


async def test_where_nobody_may_take_over_a_server_of_ours_keeps_the_path() -> None:
    store = ConfStore()
    async with station(Ways.PLAY, *gop()) as there:
        conf = {"source": there.url(), "sourceInternal": True, "overridePublisher": False}
        async with path_of(store, conf) as path:
            await until(lambda: path.publisher)
            with pytest.raises(PathBusy, match="already publishing"):
                path.publish(Encoder(path))
            assert path.publisher is path.supply.source
