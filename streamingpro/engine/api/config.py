"""Routes that read and change the configuration: `/v3/config/…`."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from streamingpro.engine.api.answers import answer, ok, page_of, path_name, read_object
from streamingpro.engine.conf import ConfStore
from streamingpro.engine.conf.unsupported import GLOBAL_SWITCHES

_NAME = "{name:path}"


class ConfigRoutes:
    """Each endpoint parses, calls the store, answers; the app turns ConfError into an answer."""

    def __init__(self, store: ConfStore) -> None:
        self._store = store

    def routes(self) -> list[Route]:
        base = "/v3/config"
        return [
            Route(f"{base}/global/get", self.global_get, methods=["GET"]),
            Route(f"{base}/global/patch", self.global_patch, methods=["PATCH"]),
            Route(f"{base}/pathdefaults/get", self.defaults_get, methods=["GET"]),
            Route(f"{base}/pathdefaults/patch", self.defaults_patch, methods=["PATCH"]),
            Route(f"{base}/paths/list", self.paths_list, methods=["GET"]),
            Route(f"{base}/paths/get/{_NAME}", self.path_get, methods=["GET"]),
            Route(f"{base}/paths/add/{_NAME}", self.path_add, methods=["POST"]),
            Route(f"{base}/paths/patch/{_NAME}", self.path_patch, methods=["PATCH"]),
            Route(f"{base}/paths/replace/{_NAME}", self.path_replace, methods=["POST"]),
            Route(f"{base}/paths/delete/{_NAME}", self.path_delete, methods=["DELETE"]),
        ]

    async def global_get(self, _request: Request) -> Response:
        return answer(self._store.global_.to_json() | GLOBAL_SWITCHES)

    async def global_patch(self, request: Request) -> Response:
        self._store.patch_global(await read_object(request))
        return ok()

    async def defaults_get(self, _request: Request) -> Response:
        return answer(self._store.path_defaults.to_json())

    async def defaults_patch(self, request: Request) -> Response:
        self._store.patch_path_defaults(await read_object(request))
        return ok()

    async def paths_list(self, request: Request) -> Response:
        paths = self._store.paths
        return page_of([paths[name].to_json() for name in sorted(paths)], request)

    async def path_get(self, request: Request) -> Response:
        return answer(self._store.get(path_name(request)).to_json())

    async def path_add(self, request: Request) -> Response:
        name = path_name(request)
        self._store.add(name, await read_object(request))
        return ok()

    async def path_patch(self, request: Request) -> Response:
        name = path_name(request)
        self._store.patch(name, await read_object(request))
        return ok()

    async def path_replace(self, request: Request) -> Response:
        name = path_name(request)
        self._store.replace(name, await read_object(request))
        return ok()

    async def path_delete(self, request: Request) -> Response:
        self._store.delete(path_name(request))
        return ok()
