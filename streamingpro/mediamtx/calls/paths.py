"""Configurations of paths, and paths at work."""

from collections.abc import Mapping
from typing import Any

from streamingpro.mediamtx.calls.base import Calls, named
from streamingpro.mediamtx.models import Path, PathConf
from streamingpro.mediamtx.transport import Request


class PathCalls(Calls):
    """`/v3/config/paths` and `/v3/paths`."""

    async def config_paths_list(self) -> list[PathConf]:
        """Every path configuration, through all pages."""
        return await self._list(PathConf, "/v3/config/paths/list")

    async def config_path_get(self, name: str) -> PathConf:
        return await self._get(PathConf, named("/v3/config/paths/get/", name))

    async def config_path_add(self, name: str, conf: Mapping[str, Any]) -> None:
        """Add a path configuration; BadRequest when there is one of that name."""
        await self._change("POST", named("/v3/config/paths/add/", name), conf)

    async def config_path_patch(self, name: str, conf: Mapping[str, Any]) -> None:
        """Change the given values of a path configuration."""
        await self._change("PATCH", named("/v3/config/paths/patch/", name), conf)

    async def config_path_replace(self, name: str, conf: Mapping[str, Any]) -> None:
        """Put a path configuration in place of the one of that name, or add it."""
        url = named("/v3/config/paths/replace/", name)
        await self._change("POST", url, conf, repeatable=True)

    async def config_path_delete(self, name: str) -> None:
        await self._change("DELETE", named("/v3/config/paths/delete/", name))

    async def paths_list(self) -> list[Path]:
        """Every path at work, through all pages."""
        return await self._list(Path, "/v3/paths/list")

    async def path_get(self, name: str) -> Path:
        return await self._get(Path, named("/v3/paths/get/", name))

    async def poster(self, path: str) -> bytes:
        """A JPEG of the path's last keyframe (embedded engine); NotFound when there is none."""
        return await self._transport.call(Request("GET", named("/v3/paths/poster/", path)), bytes)
