"""Destinations that would come back to us: an input sent to itself, or round over others.

The check takes an address for ours when it has our RTMP port, a host that is this machine, and
the path of one of our inputs. Sending from one input to another is fine as long as no circle
results.
"""

import asyncio
import ipaddress
import socket
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from urllib.parse import urlsplit

from sqlalchemy import select

from streamingpro.control.db import Database
from streamingpro.control.errors import Invalid
from streamingpro.control.inputs.model import Input
from streamingpro.control.outputs.address import Address
from streamingpro.control.outputs.model import Output

_DEFAULT_PORT = 1935
_RESOLVE_TIMEOUT_S = 2.0

Resolve = Callable[[str], Awaitable[Iterable[str]]]


def ingest_path(address: Address) -> str:
    """The path under which an RTMP server that joins app and stream name would see it."""
    name = address.stream_key.partition("?")[0].strip("/")
    return "/".join(part for part in (_app(address), name) if part)


def _app(address: Address) -> str:
    return urlsplit(address.url).path.strip("/")


def leads_back(start: str, edges: Mapping[str, set[str]]) -> bool:
    """True when following `edges` from `start` comes back to `start`."""
    seen: set[str] = set()
    ahead = list(edges.get(start, ()))
    while ahead:
        place = ahead.pop()
        if place == start:
            return True
        if place not in seen:
            seen.add(place)
            ahead.extend(edges.get(place, ()))
    return False


async def resolve(host: str) -> list[str]:
    """The addresses of `host`; none when they can't be found within two seconds."""
    loop = asyncio.get_running_loop()
    with suppress(OSError, UnicodeError, TimeoutError):
        async with asyncio.timeout(_RESOLVE_TIMEOUT_S):
            found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            return [str(entry[4][0]) for entry in found]
    return []


def is_own_ip(text: str) -> bool:
    """True when `text` is an IP address of this machine (loopback, any, or of an interface)."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_loopback or address.is_unspecified:
        return True
    if address.is_multicast:
        return False
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    # Only an address of an own interface can be bound; this sends nothing.
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.bind((str(address), 0))
        return True
    return False


class LoopGuard:
    """Refuses circles. `rtmp_port` is asked each time: it may be known only when all runs."""

    def __init__(
        self,
        db: Database,
        rtmp_port: Callable[[], int],
        public_host: str | None,
        resolve_host: Resolve = resolve,
    ) -> None:
        self._db = db
        self._rtmp_port = rtmp_port
        self._public_host = (public_host or "").lower()
        self._resolve = resolve_host

    async def check_output(
        self, input_id: str, address: Address, our_host: str, *, output_id: str | None = None
    ) -> None:
        """May the input send to `address`? `our_host`: the name by which the caller reached us.
        `output_id`: the output whose address this replaces. Raises Invalid for `url`."""
        paths = await self._inputs_by_path()
        # With any other key behind it, the address of an input is still meant for that input.
        target = paths.get(ingest_path(address)) or paths.get(_app(address))
        if target is None or not await self._is_us(address.url, our_host):
            return
        edges = await self._edges(paths, our_host, without=output_id)
        edges[input_id].add(target)
        if leads_back(input_id, edges):
            raise Invalid.field("url", _circle(target == input_id))

    async def check_path(self, input_id: str, path: str, our_host: str) -> None:
        """May the input get this path? Raises Invalid for `path`."""
        paths = await self._inputs_by_path()
        if paths.get(path) == input_id:
            return
        paths = {known: owner for known, owner in paths.items() if owner != input_id}
        paths.setdefault(path, input_id)
        if leads_back(input_id, await self._edges(paths, our_host)):
            raise Invalid.field(
                "path",
                "An output of this input leads to this path: the stream would go in a circle.",
            )

    async def _inputs_by_path(self) -> dict[str, str]:
        async with self._db.session() as session:
            rows = await session.execute(select(Input.path, Input.id))
            return dict(rows.all())

    async def _edges(
        self, paths: Mapping[str, str], our_host: str, *, without: str | None = None
    ) -> dict[str, set[str]]:
        """Which input sends to which, by the outputs that are stored."""
        query = select(Output.id, Output.input_id, Output.url, Output.stream_key)
        async with self._db.session() as session:
            rows = (await session.execute(query)).all()
        edges: dict[str, set[str]] = defaultdict(set)
        for output_id, input_id, url, key in rows:
            target = paths.get(ingest_path(Address(url, key)))
            if target is not None and output_id != without and await self._is_us(url, our_host):
                edges[input_id].add(target)
        return edges

    async def _is_us(self, url: str, our_host: str) -> bool:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        if parts.scheme != "rtmp" or (parts.port or _DEFAULT_PORT) != self._rtmp_port():
            return False
        names = {"localhost", self._public_host, our_host.lower(), socket.gethostname().lower()}
        if host in names or host.endswith(".localhost") or is_own_ip(host):
            return True
        return any(is_own_ip(address) for address in await self._resolve(host))


def _circle(direct: bool) -> str:
    if direct:
        return "This destination is the input itself: the stream would go round in a circle."
    return (
        "This destination is another input of this server that sends back to this one: the stream"
        " would go round in a circle."
    )
