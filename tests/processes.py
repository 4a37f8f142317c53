"""Processes that tests look for. One that has ended is there as a zombie until its parent asks for
it, and may go away while it is looked at: neither is taken for one that runs."""

from contextlib import suppress

import psutil


def children_running(program: str) -> list[int]:
    """The ids of this process's children that run `program` (a part of their command)."""
    found = []
    for child in psutil.Process().children():
        with suppress(psutil.Error):
            if program in " ".join(child.cmdline()) and not _is_zombie(child):
                found.append(child.pid)
    return found


def runs(pid: int, program: str = "") -> bool:
    """Whether the process is there, is no zombie, and has `program` in its command."""
    try:
        process = psutil.Process(pid)
        return not _is_zombie(process) and program in " ".join(process.cmdline())
    except psutil.Error:
        return False


def _is_zombie(process: psutil.Process) -> bool:
    return bool(process.status() == psutil.STATUS_ZOMBIE)
