"""GET /api/system."""

import platform

import httpx

from streamingpro import __version__
from streamingpro.control.settings import ControlSettings


async def test_what_runs_here(viewer: httpx.AsyncClient, settings: ControlSettings) -> None:
    told = (await viewer.get("/api/system")).json()
    assert told["version"] == __version__
    assert told["python"] == platform.python_version()
    assert told["database"] == settings.database_url.partition(":")[0]
    assert told["media_server"]["state"] == "off"
    versions = {one["name"]: one["version"] for one in told["components"]}
    assert all(versions.values()), versions
    assert str(settings.data_dir) not in (await viewer.get("/api/system")).text


async def test_only_for_those_who_are_signed_in(anonymous: httpx.AsyncClient) -> None:
    assert (await anonymous.get("/api/system")).status_code == 401
