"""One attempt to play files: one, those that a list names, or all of a folder, over and over."""

import asyncio
from pathlib import Path
from urllib.parse import unquote, urlsplit

from streamingpro.engine.children.jobs import FilesJob
from streamingpro.engine.sources.child_pull import ChildPull
from streamingpro.engine.sources.errors import SourceError, SourceErrorKind
from streamingpro.engine.sources.guard import Guard

MAX_FILES = 10_000
MAX_LIST_BYTES = 4 << 20
LISTS = frozenset({".m3u", ".m3u8", ".txt"})
MEDIA = frozenset(
    {
        *(".mp4", ".m4v", ".mov", ".mkv", ".webm", ".ts", ".m2ts", ".mts", ".mpg", ".mpeg"),
        *(".flv", ".avi", ".3gp"),
        *(".mp3", ".m4a", ".aac", ".ac3", ".eac3", ".ogg", ".opus", ".mka"),
    }
)
"""What is played of a folder."""


class FilePull(ChildPull):
    """See `Pull`."""

    kind = "fileSource"
    protocol = "file"

    async def job(self) -> FilesJob:
        """See `ChildPull`."""
        path = path_of(self._feed.url)
        names = await asyncio.to_thread(find_files, path, self._feed.guard)
        folders = await asyncio.to_thread(self._feed.guard.folders)
        return FilesJob(
            tuple(str(name) for name in names), tuple(str(folder) for folder in folders)
        )


def path_of(url: str) -> Path:
    """The path in a file URL (RFC 8089). Raises SourceError."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    path = unquote(parts.path)
    if parts.netloc not in ("", "localhost") or not path.startswith("/") or "\0" in path:
        raise SourceError(
            SourceErrorKind.PROTOCOL,
            "The address can't be used: a file is named by its whole path, such as "
            "file:///media/show.mp4.",
        )
    return Path(path)


def find_files(path: Path, guard: Guard) -> list[Path]:
    """The files that a path stands for, never none, each allowed by the guard. Reads the disk: not
    for the event loop. Raises SourceError."""
    real = guard.file(path)
    try:
        if real.is_dir():
            found = _in_folder(real, guard)
        elif not real.is_file():  # a pipe or a device would keep whoever opens it waiting
            raise SourceError(SourceErrorKind.NOT_FOUND, f"“{path.name}” is not a file.")
        elif real.suffix.lower() in LISTS:
            found = _in_list(real, guard)
        else:
            return [real]
    except OSError as error:
        reason = (error.strerror or "it can't be read").lower()
        words = f"“{path.name}” can't be read: {reason}."
        raise SourceError(SourceErrorKind.NOT_FOUND, words) from None
    if not found:
        words = f"There is no media file in “{path.name}”."
        raise SourceError(SourceErrorKind.NOT_FOUND, words)
    return found


def _in_folder(folder: Path, guard: Guard) -> list[Path]:
    names = sorted(
        entry.name
        for entry in folder.iterdir()
        if not entry.name.startswith(".") and entry.suffix.lower() in MEDIA
    )
    return [path for name in names[:MAX_FILES] if (path := guard.file(folder / name)).is_file()]


def _in_list(file: Path, guard: Guard) -> list[Path]:
    """One file per line; what begins with # says nothing. Names are relative to the list. A file
    that is missing is passed over, one that may not be read is an error."""
    with file.open("rb") as opened:
        text = opened.read(MAX_LIST_BYTES).decode("utf-8", "replace").removeprefix("\ufeff")
    lines = [line.strip() for line in text.splitlines()]
    entries = [line for line in lines if line and not line.startswith("#")]
    found = []
    for entry in entries[:MAX_FILES]:
        try:
            found.append(guard.file(_entry(entry, file)))
        except SourceError as error:
            if error.kind is not SourceErrorKind.NOT_FOUND:
                raise
    return [path for path in found if path.is_file()]


def _entry(entry: str, file: Path) -> Path:
    if entry.lower().startswith("file:"):
        return path_of(entry)
    if "://" in entry or "\0" in entry:
        raise SourceError(
            SourceErrorKind.FORBIDDEN,
            f"“{file.name}” names an address: only files of a media folder can be in a list.",
        )
    return file.parent / entry
