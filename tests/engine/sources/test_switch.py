"""A path that pulls becomes one for encoders and back, with the key's version changing as it does
when the control plane says so."""

import asyncio
from pathlib import Path as File

from streamingpro.engine.conf import ConfStore
from streamingpro.engine.path import Path
from streamingpro.engine.paths import PathManager
from streamingpro.engine.sources.pull import SourceOptions
from tests.engine.harness import until

MEDIA = File(__file__).parents[2] / "data" / "media"
PULLED = {"source": f"file://{MEDIA}/avc1_bframes_30.flv", "publishKeyVersion": ""}


class Encoder:
    """A publisher that leaves when it is sent away."""

    id, kind, protocol, remote_address, bytes_sent = "enc", "rtmpConn", "rtmp", "192.0.2.7:1", 0

    def __init__(self, path: Path) -> None:
        self.path = path

    def dismiss(self, _reason: str) -> None:
        self.path.unpublish(self)


async def test_from_an_encoder_to_a_source_and_back() -> None:
    store = ConfStore()
    closing: list[asyncio.Task[None]] = []
    options = SourceOptions(networks=(), media_folders=(MEDIA,))
    paths = PathManager(
        store, lambda path: closing.append(asyncio.ensure_future(path.close())), options
    )
    store.add("show", {"publishKeyVersion": "of a key"})
    path = paths.get("show")
    assert path is not None
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
    await paths.close()
    await asyncio.gather(*closing)
