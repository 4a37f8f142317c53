"""POST /api/entrada/sync: a round of the reconciler at once, and what it found."""

from typing import TYPE_CHECKING

from streamingpro.control.compat.media.servers import media_servers
from streamingpro.control.compat.schemas import SyncOut
from streamingpro.control.compat.store import EntradaStore
from streamingpro.control.errors import Unavailable

if TYPE_CHECKING:
    from streamingpro.control.runtime import Runtime


async def synchronise(runtime: "Runtime", store: EntradaStore) -> SyncOut:
    """Raises Unavailable, MediaServerError."""
    if not media_servers(runtime):
        raise Unavailable("The media server is not running.")
    reconciler = runtime.reconciler
    await reconciler.run_once()
    entradas = await store.all()
    problems = {one.item.path: reconciler.problem(one.item.path) for one in entradas}
    found = {path: problem.message for path, problem in problems.items() if problem is not None}
    return SyncOut(
        message=(
            f"The media server refused {len(found)} paths; “problemas” says why."
            if found
            else "Everything on the media server is as it should be."
        ),
        entradas=len(entradas),
        problemas=found,
        sin_gestionar=list(reconciler.unmanaged),
    )
