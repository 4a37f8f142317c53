"""Pure: where encoders and players find the media servers."""

from collections.abc import Mapping
from dataclasses import dataclass

from streamingpro.control.fleet.facts import NodeFacts
from streamingpro.control.fleet.view import Listener
from streamingpro.control.nodes.ports import Ports

_USUAL = ("rtmp", "rtmps", "srt", "hls")


@dataclass(frozen=True, slots=True)
class ServerPlace:
    """A media server as people reach it. `host` None: the name by which they reach us. `takes`
    encoders, or only gives streams to viewers."""

    node: str
    name: str
    host: str | None
    ports: Ports
    takes: bool = True


def place_of(facts: NodeFacts, listeners: Mapping[str, Listener]) -> ServerPlace:
    """Of a node that has told its listeners, if it has."""
    host = facts.public_host or (None if facts.builtin else facts.api_host)
    return ServerPlace(facts.id, facts.name, host, ports_of_listeners(listeners), facts.ingests)


def ports_of_listeners(listeners: Mapping[str, Listener]) -> Ports:
    """Ports of a MediaMTX, from its own configuration."""
    off = {} if listeners else dict.fromkeys(_USUAL, "The media server has not answered yet.")
    for name in _USUAL:
        if listeners and name not in listeners:
            off[name] = f"{name.upper()} is switched off in the configuration of the media server."
    return Ports(
        on={name: one.port for name, one in listeners.items()},
        off=off,
        encrypted=frozenset(name for name, one in listeners.items() if one.encrypted),
    )
