"""Notice of changes: services tell, after their commit, what is no longer as it was.

The reconciler and the live hub listen. A notice carries ids, never content: who needs the
content reads the database, so that a lost or doubled notice can do no harm.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from streamingpro.kit.logging import get_logger

_log = get_logger("changes")


class ChangeKind(StrEnum):
    """What has changed; `Change.ids` are ids of that thing."""

    INPUTS = "inputs"
    OUTPUTS = "outputs"
    NODES = "nodes"


@dataclass(frozen=True, slots=True)
class Change:
    """`ids`: the changed things (created, updated, reordered or deleted); `input_ids`: the inputs
    they belong to (for inputs the same ids)."""

    kind: ChangeKind
    ids: tuple[str, ...]
    input_ids: tuple[str, ...] = ()


Listener = Callable[[Change], None]


class ChangeBus:
    """Hands every change to every listener, synchronously and in order. Listeners must be quick."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every change from now on; returns the function that ends it."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def notify(
        self, kind: ChangeKind, ids: Iterable[str], *, input_ids: Iterable[str] | None = None
    ) -> None:
        """Tell all listeners. One that fails is logged; it hinders nobody else."""
        known = tuple(ids)
        change = Change(kind, known, known if input_ids is None else tuple(input_ids))
        for listener in tuple(self._listeners):
            try:
                listener(change)
            except Exception:
                _log.exception("a listener failed on a change", kind=kind)
