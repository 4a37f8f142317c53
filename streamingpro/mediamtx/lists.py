"""Lists in pages; what has not changed since the last time is not read again.

A list is asked for again and again, and most of it is as it was: a path that nobody publishes to,
a configuration. A page with the same bytes gives the objects of the last time; in any other, so
does each item that is equal to what stood in its place.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import orjson
from pydantic import ValidationError

from streamingpro.mediamtx.answers import no_json, unexpected
from streamingpro.mediamtx.base import ApiModel, Page

Model = TypeVar("Model", bound=ApiModel)

ITEMS_PER_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Part(Generic[Model]):
    """A page: its items, how many pages there are, and what it was read from."""

    items: Sequence[Model]
    page_count: int
    body: bytes = field(repr=False)
    raw: Sequence[Any] = field(repr=False)


class Pages:
    """The pages that a client read last, by list and number."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], Part[Any]] = {}

    def reader(
        self, model: type[Model], url: str, number: int, server: str
    ) -> Callable[[bytes], Part[Model]]:
        """Reads the body of page `number` of the list at `url`. Raises ProtocolError."""

        def read(body: bytes) -> Part[Model]:
            part: Part[Model] | None = self._known.get((url, number))
            if part is None or part.body != body:
                part = self._known[url, number] = _read(model, body, part, server)
            return part

        return read

    def forget_after(self, url: str, count: int) -> None:
        """The list has `count` pages now."""
        while self._known.pop((url, count), None) is not None:
            count += 1


def _read(model: type[Model], body: bytes, before: Part[Model] | None, server: str) -> Part[Model]:
    known = before.raw if before else ()
    try:
        page = Page[Any].model_validate(orjson.loads(body))
        items = [
            before.items[i]
            if before and i < len(known) and one == known[i]
            else model.model_validate(one)
            for i, one in enumerate(page.items)
        ]
    except ValidationError as error:
        raise unexpected(model, error, server) from None
    except orjson.JSONDecodeError:
        raise no_json(model, server) from None
    return Part(items, page.page_count, body, page.items)
