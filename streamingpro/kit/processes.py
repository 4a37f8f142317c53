"""Processes of this machine: whether another one lives, what this one may have."""

import os
import resource

FILES_WANTED = 65_536


def exists(pid: int) -> bool:
    """Whether a process of that id exists, also another user's."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def raise_file_limit() -> bool:
    """As many open files and sockets as the system lets us have; False when it lets us not."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES_WANTED if hard == resource.RLIM_INFINITY else min(FILES_WANTED, hard)
    if soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (ValueError, OSError):
            return False
    return True
