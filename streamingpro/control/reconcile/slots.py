"""Pure: destinations of a server that knows them by their place in the list.

MediaMTX restarts every destination whose place holds another one than before: removing the first
of ten would interrupt the nine others. So each keeps its place for as long as it is wanted, and a
place that falls vacant is held by an address that leads nowhere until a new one needs it.
"""

from collections.abc import Iterable, Sequence

from streamingpro.control.reconcile.destination import Destination

VACANT = Destination("rtmp://127.0.0.1:9/vacant/place")
"""Port 9 (discard): nobody listens there, and nothing would come of it."""


def in_slots(
    actual: Sequence[Destination], wanted: Iterable[Destination]
) -> tuple[Destination, ...]:
    """The list that has all of `wanted` and changes the fewest places of `actual`."""
    waiting = [_bare(one) for one in wanted]
    slots: list[Destination | None] = []
    for one in map(_bare, actual):
        if one in waiting:
            waiting.remove(one)
            slots.append(one)
        else:
            slots.append(None)
    for place, slot in enumerate(slots):
        if slot is None and waiting:
            slots[place] = waiting.pop(0)
    while slots and slots[-1] is None:
        slots.pop()
    return (*(slot or VACANT for slot in slots), *waiting)


def _bare(one: Destination) -> Destination:
    """As such a server tells it: without a label."""
    return Destination(one.dest, one.fingerprint)
