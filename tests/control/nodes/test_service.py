"""Rules of media servers that were added."""

import pytest

from streamingpro.control.errors import Conflict
from streamingpro.control.nodes.schemas import NodeCreate, NodePatch
from streamingpro.control.services import Services


async def test_a_media_server_is_added_once(services: Services) -> None:
    one = await services.nodes.create(NodeCreate(name="One", api_url="http://media-1.example:9997"))
    with pytest.raises(Conflict, match="it is “One”"):
        await services.nodes.create(NodeCreate(name="Two", api_url="Media-1.example:9997/"))
    with pytest.raises(Conflict, match="called “One”"):
        await services.nodes.create(NodeCreate(name="One", api_url="http://media-2.example:9997"))
    two = await services.nodes.create(NodeCreate(name="Two", api_url="http://media-2.example:9997"))
    with pytest.raises(Conflict, match="it is “One”"):
        await services.nodes.update(two.id, NodePatch(api_url=one.api_url))
    await services.nodes.update(two.id, NodePatch(api_url=two.api_url, draining=True))
