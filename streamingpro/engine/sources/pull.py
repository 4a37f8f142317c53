"""The tiny interface between a source and a protocol."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal, Protocol

from streamingpro.engine.conf import PathConf
from streamingpro.engine.hub import Stream
from streamingpro.engine.sources.guard import Guard
from streamingpro.engine.units import WireForm

Networks = tuple[IPv4Network | IPv6Network, ...] | Literal["any"]


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """What an administrator allows sources to reach beside the public internet.

    `networks`: addresses that are not public but may be pulled from, or "any". `media_folders`:
    where files may lie; without one, no file may be read.
    """

    networks: Networks = ()
    media_folders: tuple[Path, ...] = ()


class Feed(Protocol):
    """What an attempt is given: its address and settings, the guard, and the path to feed."""

    @property
    def name(self) -> str:
        """The path's, for logs."""

    @property
    def url(self) -> str:
        """Where to pull from; a secret, like every address with a key or password in it."""

    @property
    def conf(self) -> PathConf: ...
    @property
    def options(self) -> SourceOptions: ...
    @property
    def guard(self) -> Guard:
        """Whom to ask before any address is connected to and any file is opened."""

    def publish(self, form: WireForm) -> Stream:
        """Take over the path: call it when media begins to come, once. The stream is fed with
        `push` (RTMP) or `push_ts` (MPEG-TS). Raises SourceError when the path is not to be had."""


class Pull(Protocol):
    """One attempt, from the name look-up to the last byte. Made with a `Feed`.

    A pull over SRT has `srt_figures(now)` besides (see `Member`).
    """

    kind: str
    """MediaMTX's name of it ("rtmpSource"), or one of ours ("mpegtsSource")."""
    protocol: str
    """"rtmp", "rtmps", "srt", "hls", "rtsp", "http-ts", "http-flv" or "file"."""
    stall_s: float
    """After how many seconds without a byte it counts as dead; 0 when it watches that itself."""

    @property
    def remote_address(self) -> str:
        """ "host:port" of the peer once connected, else ""."""

    @property
    def bytes_received(self) -> int:
        """Total of this attempt; when it stands still for `stall_s`, the attempt is given up."""

    async def run(self) -> None:
        """Connect, publish, feed, until something ends it: always raises SourceError.

        Cancelled, it takes leave in the protocol's way and closes. It need not unpublish.
        """
