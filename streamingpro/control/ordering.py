"""Orders that people make by dragging: pure."""

from collections.abc import Sequence

from streamingpro.control.errors import Invalid


def reordered(present: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """`present` with the ids of `wanted` first, in that order; the others follow as they were.

    Raises Invalid when `wanted` names an id twice or one that is not present.
    """
    if len(set(wanted)) != len(wanted):
        raise Invalid.field("ids", "The same id stands twice in the list.")
    if unknown := set(wanted) - set(present):
        raise Invalid.field("ids", f"There is nothing here with the id {min(unknown)[:60]!r}.")
    listed = set(wanted)
    return [*wanted, *(one for one in present if one not in listed)]
