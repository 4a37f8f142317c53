"""Streams that would come back to us: an input sent to itself or pulled from itself, or round over
others.

The check takes an address for ours when it has the port of one of our listeners, a host that is
this machine, and the path of one of our inputs. Sending from one input to another is fine as long
as no circle results.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from streamingpro.control.addresses import Resolve, host_name, is_own_ip, resolve
from streamingpro.control.db import Database
from streamingpro.control.errors import Invalid
from streamingpro.control.inputs.model import Input
from streamingpro.control.nodes.ports import PortsNow
from streamingpro.control.outputs.address import Address
from streamingpro.control.outputs.model import Output
from streamingpro.control.outputs.own_paths import ingest_paths, server_of, source_path


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


class LoopGuard:
    """Refuses circles. `ports` is asked each time: they may be known only when all runs."""

    def __init__(
        self,
        db: Database,
        ports: PortsNow,
        public_host: str | None,
        resolve_host: Resolve = resolve,
    ) -> None:
        self._db = db
        self._ports = ports
        self._public_host = (public_host or "").lower()
        self._resolve = resolve_host

    async def check_output(
        self, input_id: str, address: Address, our_host: str, *, output_id: str | None = None
    ) -> None:
        """May the input send to `address`? `our_host`: the name by which the caller reached us.
        `output_id`: the output whose address this replaces. Raises Invalid for `url`."""
        paths = await self._inputs_by_path()
        target = _owner(paths, ingest_paths(address))
        if target is None or not await self._is_us(address.url, our_host):
            return
        edges = await self._edges(paths, our_host, without=output_id)
        edges[input_id].add(target)
        if leads_back(input_id, edges):
            raise Invalid.field("url", _circle(target == input_id))

    async def own_input(self, address: Address, our_host: str) -> str | None:
        """The id of the input of this server that `address` leads to."""
        target = _owner(await self._inputs_by_path(), ingest_paths(address))
        return target if target and await self._is_us(address.url, our_host) else None

    async def check_source(self, input_id: str, path: str | None, url: str, our_host: str) -> None:
        """May the input be pulled from `url`? `input_id` is "" and `path` its path (None: to be
        made up) for a new one. Raises Invalid for `source.url`."""
        paths = await self._inputs_by_path()
        if path is not None:
            paths.setdefault(path, input_id)
        origin = paths.get(source_path(url))
        if origin is None or not await self._is_us(url, our_host):
            return
        edges = await self._edges(paths, our_host, repulled=input_id)
        edges[origin].add(input_id)
        if leads_back(input_id, edges):
            raise Invalid.field("source.url", _circle_of_source(origin == input_id))

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
        self,
        paths: Mapping[str, str],
        our_host: str,
        *,
        without: str | None = None,
        repulled: str | None = None,
    ) -> dict[str, set[str]]:
        """Which input's stream goes into which, by the outputs (but `without`) and the sources (but
        that of the input `repulled`) that are stored."""
        async with self._db.session() as session:
            outputs = (await session.execute(_OUTPUTS)).all()
            sources = (await session.execute(_SOURCES)).all()
        edges: dict[str, set[str]] = defaultdict(set)
        for output_id, input_id, url, key in outputs:
            target = paths.get(ingest_paths(Address(url, key))[0])
            if target is not None and output_id != without and await self._is_us(url, our_host):
                edges[input_id].add(target)
        for input_id, source in sources:
            origin = paths.get(source_path(source))
            if origin is not None and input_id != repulled and await self._is_us(source, our_host):
                edges[origin].add(input_id)
        return edges

    async def _is_us(self, url: str, our_host: str) -> bool:
        server = server_of(url)
        if server is None or self._ports().on.get(server[2]) != server[1]:
            return False
        host = server[0]
        names = {"localhost", self._public_host, our_host.lower(), host_name()}
        if host in names or host.endswith(".localhost") or is_own_ip(host):
            return True
        return any(is_own_ip(address) for address in await self._resolve(host))


_OUTPUTS = select(Output.id, Output.input_id, Output.url, Output.stream_key)
_SOURCES: Any = select(Input.id, Input.source_url).where(Input.source_url.is_not(None))


def _owner(paths: Mapping[str, str], names: Iterable[str]) -> str | None:
    return next((paths[name] for name in names if name in paths), None)


def _circle(direct: bool) -> str:
    if direct:
        return "This destination is the input itself: the stream would go round in a circle."
    return (
        "This destination is another input of this server that sends back to this one: the stream"
        " would go round in a circle."
    )


def _circle_of_source(direct: bool) -> str:
    if direct:
        return "This is the address of the input itself: it can't be its own source."
    return (
        "This is another input of this server, which gets its stream from this one: the stream"
        " would go round in a circle."
    )
