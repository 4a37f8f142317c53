"""The build's files with their headers.

Names under `assets/` hold a digest of what is in them and may be kept for ever; everything else
is asked for anew each time (and answered with 304 when it is the same). Every address that is no
file is the dashboard's own page, which reads the address itself.
"""

import os
import re
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from streamingpro.control.dashboard.unbuilt import PAGE

STATIC = Path(__file__).parent / "static"
INDEX, APIDOCS = "index.html", "apidocs.html"
ASSETS = "assets"
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_NOT_WANTED = re.compile(r"\s*q\s*=\s*0(\.0*)?\s*", re.IGNORECASE)
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
"""Not left to the machine's own table, which may be wrong."""


class Dashboard(StaticFiles):
    """The build in `folder`, which may be missing, and may appear while we run."""

    def __init__(self, folder: Path = STATIC) -> None:
        super().__init__(directory=folder, check_dir=False)
        self._folder = folder

    @property
    def built(self) -> bool:
        return (self._folder / INDEX).is_file()

    async def check_config(self) -> None:
        """A build that is missing is no mistake of the configuration."""
        if self.built:
            await super().check_config()

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file at `path`, or the dashboard's page. Raises HTTPException (404, 405)."""
        if not self.built:
            return self._unbuilt(scope)
        path = path.replace("\\", "/").removeprefix("./")
        if path in ("", "."):
            path = INDEX
        if any(part.startswith(".") for part in path.split("/")):
            raise HTTPException(404)
        try:
            return await self._file(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or _names_a_file(path):
                raise
        return await self._file(INDEX, scope)

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """As inherited; a name that no file can have (too long, a null byte) is no file."""
        try:
            return super().lookup_path(path)
        except (OSError, ValueError):
            return "", None

    async def _file(self, path: str, scope: Scope) -> Response:
        encoding, ending = self._encoding(path, scope)
        response = await super().get_response(path + ending, scope)
        headers = response.headers
        headers["Vary"] = "Accept-Encoding"
        headers["Cache-Control"] = _FOR_EVER if path.startswith(f"{ASSETS}/") else _ASK_AGAIN
        if response.status_code == 200:
            kind = _TYPES.get(Path(path).suffix)
            if kind is not None:
                headers["Content-Type"] = kind
            if encoding is not None:
                headers["Content-Encoding"] = encoding
        return response

    def _encoding(self, path: str, scope: Scope) -> tuple[str | None, str]:
        """The best that the browser takes and the build has: its name, and the file's ending."""
        asked = Headers(scope=scope).get("accept-encoding", "")
        taken = {
            name.strip().lower()
            for name, _, weight in (one.partition(";") for one in asked.split(","))
            if not _NOT_WANTED.fullmatch(weight)
        }
        for name, ending in _ENCODINGS:
            if name in taken and self.lookup_path(path + ending)[1] is not None:
                return name, ending
        return None, ""

    @staticmethod
    def _unbuilt(scope: Scope) -> Response:
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405)
        return HTMLResponse(PAGE, 503, {"Cache-Control": "no-store"})


def _names_a_file(path: str) -> bool:
    """An address of the dashboard's own pages has no dot in its last part."""
    parts = path.split("/")
    return parts[0] == ASSETS or "." in parts[-1]
