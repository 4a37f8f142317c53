"""A viewer of low-latency HLS that behaves as hls.js does, without a decoder.

Master playlist, media playlist, then blocking reloads; it joins `PART-HOLD-BACK` behind the live
edge, in the first part from there back that begins with a keyframe, and fetches every part once,
through the connection that reloads the playlist. Where sound is a rendition of its own, a second
player follows that. The picture position runs with the clock from the moment the first part up to
it is there; when it finds no part, it stands still (a stall) and stays so much further behind.
"""

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import urlencode, urljoin

import httpx

_ATTRIBUTE: Final = re.compile(r'([A-Z0-9-]+)=("[^"]*"|[^,]*)')
PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True)
class Part:
    """One part: where in the playlist's own time it begins (s), and how long it is."""

    url: str
    start: float
    duration: float
    independent: bool


@dataclass
class Playlist:
    """What of a media playlist matters to a player. `sequence` and `part` name the next part."""

    init: str = ""
    parts: list[Part] = field(default_factory=list)
    hold_back_s: float = 0.0
    sequence: int = 0
    part: int = 0

    @property
    def edge(self) -> float:
        return self.parts[-1].start + self.parts[-1].duration


def attributes(line: str) -> dict[str, str]:
    return {name: text.strip('"') for name, text in _ATTRIBUTE.findall(line.partition(":")[2])}


def parse(text: str, address: str) -> Playlist:
    """The low-latency playlist at `address`; times are those of EXT-X-PROGRAM-DATE-TIME."""
    found = Playlist()
    clock = 0.0
    of_open: list[Part] = []
    for line in text.splitlines():
        if line.startswith("#EXT-X-SERVER-CONTROL:"):
            found.hold_back_s = float(attributes(line).get("PART-HOLD-BACK", 0))
        elif line.startswith("#EXT-X-MEDIA-SEQUENCE:"):
            found.sequence = int(line.partition(":")[2])
        elif line.startswith("#EXT-X-MAP:"):
            found.init = urljoin(address, attributes(line)["URI"])
        elif line.startswith("#EXT-X-PROGRAM-DATE-TIME:"):
            clock = datetime.fromisoformat(line.partition(":")[2]).timestamp()
            of_open = []
        elif line.startswith("#EXT-X-PART:"):
            facts = attributes(line)
            duration = float(facts["DURATION"])
            start = of_open[-1].start + of_open[-1].duration if of_open else clock
            url = urljoin(address, facts["URI"])
            of_open.append(Part(url, start, duration, facts.get("INDEPENDENT") == "YES"))
            found.parts.append(of_open[-1])
        elif line and not line.startswith("#"):
            found.sequence += 1
            clock = of_open[-1].start + of_open[-1].duration if of_open else clock
            of_open = []
    found.part = len(of_open)
    return found


@dataclass(frozen=True, slots=True)
class Fetched:
    """A part that has arrived completely at `at` (s, monotonic)."""

    part: Part
    at: float
    body: bytes


class Player:
    """Follows one media playlist until cancelled; `fetched` is all that it has got."""

    def __init__(self, http: httpx.AsyncClient, url: str, *, keep: bool = False) -> None:
        self.fetched: list[Fetched] = []
        self.init = b""
        self.hold_back_s = 0.0
        self.join_at: float | None = None
        """Where playback begins, in the time of the playlist."""
        self._http = http
        self._url = url
        self._keep = keep

    async def run(self) -> None:
        playlist = await self._load({})
        while not playlist.parts:
            playlist = await self._load({})
        self.hold_back_s = playlist.hold_back_s
        self.join_at = playlist.edge - playlist.hold_back_s
        self.init = (await self._get(playlist.init)).content
        before = [at for at, part in enumerate(playlist.parts) if part.independent]
        first = max((at for at in before if playlist.parts[at].start <= self.join_at), default=0)
        seen: set[str] = {part.url for part in playlist.parts[:first]}
        while True:
            for part in playlist.parts:
                if part.url not in seen:
                    seen.add(part.url)
                    body = (await self._get(part.url)).content
                    kept = body if self._keep or len(self.fetched) < 1 else b""
                    self.fetched.append(Fetched(part, time.monotonic(), kept))
            playlist = await self._load({"_HLS_msn": playlist.sequence, "_HLS_part": playlist.part})

    async def _load(self, query: dict[str, int]) -> Playlist:
        joint = "&" if "?" in self._url else "?"
        address = f"{self._url}{joint}{urlencode(query)}" if query else self._url
        answer = await self._get(address)
        return parse(answer.text, str(answer.url))

    async def _get(self, url: str) -> httpx.Response:
        answer = await self._http.get(url)
        answer.raise_for_status()
        return answer


async def _media_playlists(http: httpx.AsyncClient, master: str) -> list[str]:
    """The first variant, and the rendition of its sound if that has an address of its own."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        answer = await http.get(master)
        if answer.is_success and "#EXT-X-STREAM-INF" in answer.text:
            break
        if time.monotonic() > deadline:
            raise TimeoutError(f"no master playlist: {answer.status_code} {answer.text[:200]}")
        await asyncio.sleep(0.2)
    lines = answer.text.splitlines()
    variant = next(line for line in lines if line and not line.startswith("#"))
    sounds = [attributes(line) for line in lines if line.startswith("#EXT-X-MEDIA:")]
    uris = [variant, *(facts["URI"] for facts in sounds if "URI" in facts)]
    return [urljoin(str(answer.url), uri) for uri in uris]


@contextlib.asynccontextmanager
async def watching(master: str, *, keep: bool = False) -> AsyncIterator[list[Player]]:
    """Players at work, that of the picture first, each of which has got two parts by now."""
    async with httpx.AsyncClient(
        timeout=PATIENCE_S, trust_env=False, follow_redirects=True
    ) as http:
        players = [Player(http, url, keep=keep) for url in await _media_playlists(http, master)]
        tasks = [asyncio.create_task(player.run()) for player in players]
        try:
            deadline = time.monotonic() + PATIENCE_S
            while not all(len(player.fetched) >= 2 for player in players):
                for task in tasks:
                    if task.done():
                        task.result()
                if time.monotonic() > deadline:
                    raise TimeoutError("the player gets no parts")
                await asyncio.sleep(0.05)
            yield players
            for task in tasks:
                if task.done():
                    task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
