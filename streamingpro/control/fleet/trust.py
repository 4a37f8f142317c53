"""Which addresses of pulled inputs may be given to a server that has no guard of its own.

Our engine looks at every address that it connects to; a MediaMTX connects to whatever it is told.
So a name is looked up before, and what leads to a private network stays with the engine, which
refuses it in its own words (or an administrator has allowed it).
"""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from streamingpro.control.addresses import Resolve
from streamingpro.control.inputs.pull_address import PullRules
from streamingpro.kit.tasks import spawn

ASK_AGAIN_AFTER_S = 60.0
"""A name that could not be found may be found later."""


class PullTrust:
    """Remembers what was found out. `on_known` is called when there is something new; `now` gives
    monotonic seconds."""

    def __init__(
        self,
        rules: PullRules,
        resolve: Resolve,
        on_known: Callable[[], None],
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rules = rules
        self._resolve = resolve
        self._on_known = on_known
        self._now = now
        self._known: dict[str, bool] = {}
        self._unfound: dict[str, float] = {}
        self._asking: set[str] = set()

    def of(self, url: str) -> bool | None:
        """Whether it may be reached; None while that is being found out."""
        if self._rules.networks == "any":
            return True
        host = urlsplit(url).hostname
        if not host:
            return False
        if host not in self._asking and self._is_open(host):
            self._asking.add(host)
            spawn(self._ask(host), name="look-up of a source")
        return self._known.get(host)

    def _is_open(self, host: str) -> bool:
        if host not in self._known:
            return True
        failed = self._unfound.get(host)
        return failed is not None and self._now() - failed >= ASK_AGAIN_AFTER_S

    async def _ask(self, host: str) -> None:
        found = list(await self._resolve(host))
        if found:
            self._unfound.pop(host, None)
        else:
            self._unfound[host] = self._now()
        before = self._known.get(host)
        self._known[host] = bool(found) and all(map(self._rules.allows, found))
        self._asking.discard(host)
        if self._known[host] != before:
            self._on_known()
