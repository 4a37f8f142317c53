"""The engine's Control API: the part of MediaMTX's Control API v3 that the engine acts on.

state      EngineState: what the API needs to know of the running engine
auth       only callers with the token get in (ASGI middleware)
answers    bodies and status codes of answers, paging, request bodies, ids
config     routes that read and change the configuration
live       routes that show what runs
trials     the route that tries a destination without a stream
clients    routes that show who is connected, and throw them out
app        create_api: the Starlette application
server     ApiServer: the application behind a listening socket, in the engine's event loop

docs/engine-api.md tells users what is supported, refused and added.
"""

from streamingpro.engine.api.app import create_api
from streamingpro.engine.api.server import ApiServer
from streamingpro.engine.api.state import EngineState

__all__ = ["ApiServer", "EngineState", "create_api"]
