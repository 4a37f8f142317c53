"""Sends publishers away that have come to a server although another one serves their input."""

from collections.abc import Mapping

from streamingpro.control.fleet.node import FleetNode
from streamingpro.control.fleet.peers import dismiss
from streamingpro.control.fleet.serving import Surplus
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.kit.logging import get_logger
from streamingpro.kit.tasks import spawn
from streamingpro.mediamtx.errors import MediaServerError

_log = get_logger("control.fleet")


class Departures:
    """In the background, each once at a time."""

    def __init__(self, nodes: Mapping[str, FleetNode], engine: MediaProvider) -> None:
        self._nodes = nodes
        self._engine = engine
        self._ending: set[Surplus] = set()

    def end(self, surplus: Surplus) -> None:
        """Send it away, unless that is being done, or its server does not answer now."""
        node = self._nodes.get(surplus.node)
        reachable = node is None or node.watch.answers
        if reachable and surplus not in self._ending:
            self._ending.add(surplus)
            media = self._engine if node is None else node.media
            spawn(self._dismiss(surplus, media), name="end of a surplus publisher")

    async def _dismiss(self, surplus: Surplus, media: MediaProvider) -> None:
        client = media.client()
        try:
            if client is not None:
                await dismiss(client, await client.path_get(surplus.path))
                _log.info("publisher sent away", path=surplus.path, node=surplus.node)
        except MediaServerError as error:
            _log.warning("publisher not sent away", path=surplus.path, reason=error.message)
        finally:
            self._ending.discard(surplus)
