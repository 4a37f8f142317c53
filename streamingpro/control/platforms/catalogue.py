"""The presets, read once from `catalogue.json` beside this file."""

import json
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import TypeAdapter

from streamingpro.control.schemas import ResponseModel


class Server(ResponseModel):
    """One ingest server. `url` is what goes into an output's url, without a key."""

    name: str
    url: str
    protocol: Literal["rtmp", "rtmps"]


class Limits(ResponseModel):
    """What the platform takes; null or empty where it states nothing. Codecs have the names that
    status uses (`H264`, `MPEG-4 Audio`)."""

    max_video_kbps: int | None = None
    max_audio_kbps: int | None = None
    keyframe_interval_s: int | None = None
    max_fps: int | None = None
    video_codecs: tuple[str, ...] = ()
    audio_codecs: tuple[str, ...] = ()


class Platform(ResponseModel):
    """One preset. `servers` has RTMPS first; the first is the default. `common`: show it first.
    `key_help_url`: the page where people find their stream key."""

    id: str
    name: str
    common: bool
    key_help_url: str | None
    limits: Limits
    servers: list[Server]


@cache
def platforms() -> dict[str, Platform]:
    """All presets by id, in the order in which to show them."""
    raw = files(__package__).joinpath("catalogue.json").read_bytes()
    listed = TypeAdapter(list[Platform]).validate_python(json.loads(raw))
    return {platform.id: platform for platform in listed}


@cache
def server_urls() -> frozenset[str]:
    """The URLs of all servers of all presets."""
    return frozenset(server.url for one in platforms().values() for server in one.servers)
