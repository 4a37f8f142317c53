"""The server itself and its global configuration."""

from collections.abc import Mapping
from typing import Any

from streamingpro.mediamtx.answers import names
from streamingpro.mediamtx.calls.base import Calls
from streamingpro.mediamtx.errors import NotFound
from streamingpro.mediamtx.features import Features, version_of_configuration
from streamingpro.mediamtx.models import GlobalConf, Info, PathConf
from streamingpro.mediamtx.transport import Request


class ServerCalls(Calls):
    """`/v3/info`, `/v3/config/global` and `/v3/config/pathdefaults`."""

    async def info(self) -> Info:
        """The server itself; NotFound before MediaMTX v1.15.2."""
        return await self._get(Info, "/v3/info")

    async def features(self) -> Features:
        """What the server can do. One that does not tell its version is known by its settings."""
        try:
            info = await self.info()
        except NotFound:
            request, server = Request("GET", "/v3/config/global/get"), self._transport.server
            settings = await self._transport.call(request, lambda body: names(body, server))
            return Features.of(version_of_configuration(settings))
        return Features.of(info.version, engine=info.engine)

    async def global_get(self) -> GlobalConf:
        return await self._get(GlobalConf, "/v3/config/global/get")

    async def global_patch(self, conf: Mapping[str, Any]) -> None:
        """Change the given global values (JSON names)."""
        await self._change("PATCH", "/v3/config/global/patch", conf)

    async def path_defaults_get(self) -> PathConf:
        return await self._get(PathConf, "/v3/config/pathdefaults/get")

    async def path_defaults_patch(self, conf: Mapping[str, Any]) -> None:
        """Change the given path defaults (JSON names)."""
        await self._change("PATCH", "/v3/config/pathdefaults/patch", conf)
