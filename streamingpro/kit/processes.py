"""Other processes of this machine."""

import os


def exists(pid: int) -> bool:
    """Whether a process of that id exists, also another user's."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
