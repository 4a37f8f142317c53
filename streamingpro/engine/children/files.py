"""The files job: files in real time, one after the other, on one timeline without gaps."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue
from threading import Thread

from streamingpro.engine.children import inside, notices
from streamingpro.engine.children.emit import Emitter
from streamingpro.engine.children.failure import GONE, Failure, of_file
from streamingpro.engine.children.jobs import FilesJob
from streamingpro.engine.children.notices import Notice
from streamingpro.engine.children.opened import Opened, open_container
from streamingpro.engine.children.pace import Pace
from streamingpro.engine.children.splice import Placed, Splice

_FORMATS = "mov,matroska,mpegts,flv,avi,mpeg,mp3,aac,ac3,eac3,ogg"
"""FFmpeg's names of the containers that are read. None of them can name other files or addresses:
playlists and scripts are not among them, whatever a file's name ends in."""
_READ_AHEAD = 500
"""Frames between reading and sending, some five seconds: a slow disk is not seen."""


Step = Placed | Notice | Failure


def play_files(job: FilesJob) -> None:
    """Play until the engine closes the socket, or once through. Raises Failure."""
    queue: Queue[Step | None] = Queue(_READ_AHEAD)
    Thread(target=_read_all, args=(job, queue.put), daemon=True).start()
    pace, emitter = Pace(), Emitter()
    while (step := queue.get()) is not None:
        if isinstance(step, Placed):
            pace.wait(step.at)
            emitter.emit(step.sample, step.shift)
        elif isinstance(step, Notice):
            inside.notify(step)
        else:
            raise step


def _read_all(job: FilesJob, put: Callable[[Step | None], None]) -> None:
    """In a thread: everything in order, then None or the failure that ended it."""
    try:
        for step in steps(job):
            put(step)
    except Failure as failure:
        put(failure)
    except Exception as error:  # it would end this thread alone, in silence
        put(Failure("internal", f"Reading the files failed ({type(error).__name__})."))
    else:
        put(None)


def steps(job: FilesJob) -> Iterator[Placed | Notice]:
    """Frames and notices in the order they are due. Raises Failure when no file can be played."""
    splice: Splice[Notice] = Splice()
    while True:
        reasons = []
        for name in job.files:
            try:
                yield from _one_file(job, name, splice)
            except _Unplayable as error:
                words = f"“{Path(name).name}” is passed over: {error}."
                reasons.append(words)
                yield Notice(notices.SKIPPED, words, data={"file": Path(name).name})
        if len(reasons) == len(job.files):
            kind = "not_found" if all(words.endswith(f"{GONE}.") for words in reasons) else "codec"
            first = f" {reasons[0]}" if reasons else ""
            raise Failure(kind, f"None of the files can be played.{first}")
        if not job.loop:
            yield from splice.flush()
            return


class _Unplayable(Exception):
    """The text is the end of a sentence about the file."""


def _one_file(job: FilesJob, name: str, splice: Splice[Notice]) -> Iterator[Placed | Notice]:
    before = splice.placed
    shown = {"file": Path(name).name}
    try:
        fd = _open(name, job.folders)
    except OSError as error:
        raise _Unplayable(of_file(error)) from None
    try:
        opened = _opened(fd)
        yield from opened.left_out
        mark = Notice(notices.FILE, data=shown)
        yield from splice.place(opened.continuous_samples(), mark, has_video=opened.has_video)
        opened.close()
    except _Unplayable:
        raise
    except Exception as error:  # PyAV raises whatever its objects do not like
        if splice.placed == before:
            raise _Unplayable(of_file(error)) from None
        words = f"“{shown['file']}” is damaged: only its beginning was played."
        yield Notice(notices.SKIPPED, words, data=shown)
    finally:
        os.close(fd)
    if splice.placed == before:
        raise _Unplayable("it is empty")


def _opened(fd: int) -> Opened:
    options = {
        "fd": str(fd),
        "protocol_whitelist": "fd",
        "format_whitelist": _FORMATS,
        "fpsprobesize": "0",
    }
    container = open_container("fd:", options=options)
    try:
        opened = Opened(container)
        opened.need_video()
    except Failure as failure:
        container.close()
        raise _Unplayable(_in_sentence(failure.message)) from None
    return opened


def _in_sentence(words: str) -> str:
    return words[:1].lower() + words[1:].rstrip(".")


def _open(name: str, folders: tuple[str, ...]) -> int:
    """The file's descriptor; where it lies is looked at after it is open, so that no link can be
    changed in between. Raises OSError."""
    fd = os.open(name, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        mode = os.fstat(fd).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError
        if not stat.S_ISREG(mode):
            raise OSError(0, "it is no file")
        if folders and not any(_real(fd, name).is_relative_to(folder) for folder in folders):
            raise OSError(0, "it is not in a media folder")
    except BaseException:
        os.close(fd)
        raise
    return fd


def _real(fd: int, name: str) -> Path:
    link = Path(f"/proc/self/fd/{fd}")
    return link.readlink() if link.exists() else Path(name).resolve()
