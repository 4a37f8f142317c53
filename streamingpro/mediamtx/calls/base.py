"""What every group of calls is made of."""

from collections.abc import Mapping
from typing import Any, Literal, TypeVar
from urllib.parse import quote

from streamingpro.mediamtx import answers, lists
from streamingpro.mediamtx.base import ApiModel
from streamingpro.mediamtx.transport import Request, Transport

Model = TypeVar("Model", bound=ApiModel)


class Calls:
    """Ways of calling: get an object, list objects, change something."""

    _transport: Transport
    _pages: lists.Pages

    async def _get(
        self, model: type[Model], url: str, params: Mapping[str, str] | None = None
    ) -> Model:
        server = self._transport.server
        request = Request("GET", url, params or {})
        return await self._transport.call(request, lambda body: answers.read(model, body, server))

    async def _list(
        self, model: type[Model], url: str, params: Mapping[str, str] | None = None
    ) -> list[Model]:
        """Every object of a list, through all pages. What has not changed since the last time is
        the same object, except in lists that `params` choose."""
        items: list[Model] = []
        pages = lists.Pages() if params else self._pages
        number, count = 0, 1
        while number < count:
            query = {"itemsPerPage": str(lists.ITEMS_PER_PAGE), "page": str(number)}
            read = pages.reader(model, url, number, self._transport.server)
            request = Request("GET", url, {**(params or {}), **query})
            page = await self._transport.call(request, read)
            items += page.items
            # A server that counts pages without items would never come to an end.
            number, count = number + 1, page.page_count if page.items else 0
        pages.forget_after(url, number)
        return items

    async def _change(
        self,
        method: Literal["POST", "PATCH", "DELETE"],
        url: str,
        conf: Mapping[str, Any] | None = None,
        *,
        params: Mapping[str, str] | None = None,
        repeatable: bool | None = None,
    ) -> None:
        """A POST is not repeated unless it is said to be `repeatable`."""
        again = method != "POST" if repeatable is None else repeatable
        await self._transport.call(Request(method, url, params or {}, conf, again), _nothing)


def named(prefix: str, name: str) -> str:
    """The URL of something named: slashes stay as they are, dots can't climb out of the prefix."""
    segments = [
        segment.replace(".", "%2E") if set(segment) == {"."} else quote(segment, safe="")
        for segment in name.split("/")
    ]
    return prefix + "/".join(segments)


def _nothing(_body: bytes) -> None:
    """What a change answers says nothing."""
