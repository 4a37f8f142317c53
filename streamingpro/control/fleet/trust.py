"""Which addresses of pulled inputs may be given to a server that has no guard of its own.

Our engine looks at every address that it connects to; a MediaMTX connects to whatever it is told.
So a name is looked up before, and what leads to a private network stays with the engine, which
refuses it in its own words (or an administrator has allowed it).
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from streamingpro.control.addresses import Resolve
from streamingpro.control.inputs.pull_address import PullRules
from streamingpro.kit.tasks import spawn


class PullTrust:
    """Remembers what was found out. `on_known` is called when there is something new."""

    def __init__(self, rules: PullRules, resolve: Resolve, on_known: Callable[[], None]) -> None:
        self._rules = rules
        self._resolve = resolve
        self._on_known = on_known
        self._known: dict[str, bool] = {}
        self._asking: set[str] = set()

    def of(self, url: str) -> bool | None:
        """Whether it may be reached; None while that is being found out."""
        if self._rules.networks == "any":
            return True
        host = urlsplit(url).hostname or ""
        if host not in self._known and host not in self._asking:
            self._asking.add(host)
            spawn(self._ask(host), name="look-up of a source")
        return self._known.get(host)

    async def _ask(self, host: str) -> None:
        found = list(await self._resolve(host)) if host else []
        self._known[host] = bool(found) and all(map(self._rules.allows, found))
        self._asking.discard(host)
        self._on_known()
