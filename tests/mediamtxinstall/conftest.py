"""Fixtures: a web server with a release, and an order of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from streamingpro.mediamtxinstall.install import Order
from streamingpro.mediamtxinstall.release import (
    CHECKSUMS,
    Release,
)
from tests.mediamtxinstall.material import ARCHIVE, NAME, sum_of
from tests.mediamtxinstall.origin import Origin, serving


@pytest.fixture
def origin() -> Iterator[Origin]:
    with serving() as origin:
        origin.files = {
            f"/v1.20.1/{NAME}": ARCHIVE,
            f"/v1.20.1/{CHECKSUMS}": f"{'0' * 64} *other\n{sum_of(ARCHIVE)} *{NAME}\n".encode(),
        }
        yield origin


@pytest.fixture
def order(origin: Origin, tmp_path: Path) -> Order:
    release = Release((1, 20, 1), f"{origin.address}/v1.20.1")
    return Order(release, "linux_amd64", tmp_path)
