"""One file over HTTP, to a partial file that the next attempt, or the next run, goes on with.

Beside the partial file stands what it is the beginning of: address, size, and the mark (ETag or
date) by which the server tells whether it is still the same file. Without such a mark, or when the
server does not serve parts, it begins again.
"""

import json
import os
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

from streamingpro.mediamtxinstall.errors import (
    Interrupted,
    NoRoom,
    NotFound,
    Refused,
    Unreachable,
)

MAX_BYTES = 300 << 20
SPARE_BYTES = 200 << 20  # the program is taken out of the archive beside it
ATTEMPTS = 5
"""Attempts in a row that bring nothing new, before it is given up."""

Progress = Callable[[int, int | None], None]
"""Bytes that are there, bytes of the whole as far as known."""

_PARTS = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


class _Cut(Exception):
    """The transfer broke off; another attempt may go on."""


@dataclass(frozen=True, slots=True)
class _Beginning:
    """What a partial file is the beginning of."""

    url: str
    mark: str
    size: int | None


class Download:
    """`url` into `part`. `pause` sleeps between two attempts."""

    def __init__(
        self,
        http: httpx.Client,
        url: str,
        part: Path,
        *,
        progress: Progress = lambda _have, _whole: None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._http = http
        self._url = url
        self._part = part
        self._note = part.with_name(f"{part.name}.json")
        self._progress = progress
        self._pause = pause

    def run(self) -> None:
        """Until the whole file is there. Raises an InstallError; what has come is kept then."""
        most, fruitless = self._have(), 0
        while True:
            try:
                self._attempt()
            except _Cut as cut:
                have = self._have()
                fruitless = 0 if have > most else fruitless + 1
                most = max(most, have)
                if fruitless >= ATTEMPTS:
                    raise self._gave_up(have, str(cut)) from None
                self._pause(min(0.5 * 2**fruitless, 8.0))
            except OSError as error:
                raise NoRoom(f"{self._part.parent} can't be written: {error.strerror}.") from None
            else:
                return

    def discard(self) -> None:
        """Throw away what has come."""
        self._part.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def _gave_up(self, have: int, why: str) -> Interrupted | Unreachable:
        host = httpx.URL(self._url).host
        if have:
            return Interrupted(
                f"The transfer from {host} broke off again and again ({why}). The"
                f" {have / 1e6:.1f} MB that have come are kept: run the command again to go on."
            )
        return Unreachable(
            f"{host} can't be reached ({why}). Is this machine online? Without the internet,"
            f" bring {self._url} here by other means and give the file with --from."
        )

    def _attempt(self) -> None:
        beginning = self._beginning()
        have = self._have() if beginning else 0
        headers = {"Accept-Encoding": "identity"}
        if beginning and have:
            headers |= {"Range": f"bytes={have}-", "If-Range": beginning.mark}
        try:
            with self._http.stream("GET", self._url, headers=headers) as response:
                self._take(response, beginning, have)
        except httpx.TooManyRedirects:
            raise Refused(f"{self._url} leads from one address to the next without end.") from None
        except httpx.InvalidURL:
            raise Refused(f"{self._url} is no address.") from None
        except httpx.TransportError as error:
            raise _Cut(type(error).__name__) from None

    def _take(self, response: httpx.Response, beginning: _Beginning | None, have: int) -> None:
        status = response.status_code
        whole: int | None
        if status == 206 and beginning is not None and self._goes_on(response, beginning, have):
            whole = beginning.size or int(_size_of(response) or 0)
        elif status == 200:
            have, whole = 0, _length(response)
            self._begin(response, whole)
        elif status in (206, 416):  # it is another file by now, or there is no more of it
            if status == 416 and beginning is not None and have == beginning.size:
                return
            self.discard()
            raise _Cut("the file has changed")
        else:
            raise self._refusal(status)
        self._check_room(have, whole)
        self._write(response, have, whole)

    def _refusal(self, status: int) -> Exception:
        if status in (404, 410):
            return NotFound(f"There is no {self._url} (HTTP {status}).")
        if status == 429 or status >= 500:
            return _Cut(f"HTTP {status}")
        return Refused(f"{httpx.URL(self._url).host} refuses {self._url} (HTTP {status}).")

    def _goes_on(self, response: httpx.Response, beginning: _Beginning, have: int) -> bool:
        found = _PARTS.fullmatch(response.headers.get("Content-Range", ""))
        if found is None or int(found[1]) != have:
            return False
        return beginning.size in (None, int(found[3]))

    def _begin(self, response: httpx.Response, whole: int | None) -> None:
        self.discard()
        self._part.touch(mode=0o600)
        tag = response.headers.get("ETag", "")
        mark = tag if tag and not tag.startswith("W/") else response.headers.get("Last-Modified")
        if mark:
            self._note.write_text(json.dumps(asdict(_Beginning(self._url, mark, whole))))

    def _write(self, response: httpx.Response, have: int, whole: int | None) -> None:
        with self._part.open("r+b") as file:
            file.seek(have)
            file.truncate()
            for chunk in response.iter_raw():  # as they come, so that a cut loses none
                have += len(chunk)
                if have > MAX_BYTES or (whole is not None and have > whole):
                    raise Refused(f"{self._url} is larger than it can be.")
                file.write(chunk)
                self._progress(have, whole)
            file.flush()
            os.fsync(file.fileno())
        if whole is not None and have < whole:
            raise _Cut(f"{have} of {whole} bytes")

    def _check_room(self, have: int, whole: int | None) -> None:
        if whole is not None and whole > MAX_BYTES:
            raise Refused(f"{self._url} is larger than it can be ({whole / 1e6:.0f} MB).")
        needed = (whole or have) - have + SPARE_BYTES
        free = shutil.disk_usage(self._part.parent).free
        if free < needed:
            raise NoRoom(
                f"There is too little room in {self._part.parent}: {needed / 1e6:.0f} MB are"
                f" needed, {free / 1e6:.0f} MB are free."
            )

    def _have(self) -> int:
        return self._part.stat().st_size if self._part.exists() else 0

    def _beginning(self) -> _Beginning | None:
        """What is there is the beginning of, or None when it is of no use."""
        try:
            beginning = _Beginning(**json.loads(self._note.read_text()))
        except (OSError, ValueError, TypeError):
            return None
        fits = beginning.url == self._url and isinstance(beginning.mark, str)
        return beginning if fits and self._part.exists() else None


def _length(response: httpx.Response) -> int | None:
    text = response.headers.get("Content-Length", "")
    return int(text) if text.isdigit() else None


def _size_of(response: httpx.Response) -> str | None:
    found = _PARTS.fullmatch(response.headers.get("Content-Range", ""))
    return found[3] if found else None
