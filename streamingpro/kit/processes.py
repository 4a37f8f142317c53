"""Processes of this machine: whether another one lives, what this one may have."""

import os
import resource
import shutil
import subprocess
from pathlib import Path

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


def began(pid: int) -> str | None:
    """When a process was started, in a form that no other process of this pid ever has; None when
    there is none, or it can't be seen."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return _began_elsewhere(pid)
    ticks = stat.rpartition(")")[2].split()[19]  # field 22; the name before it may have blanks
    return f"{boot} {ticks}"


def _began_elsewhere(pid: int) -> str | None:
    """The same where there is no /proc (macOS), to the second."""
    ps = shutil.which("ps")
    if ps is None or Path("/proc/self").exists():
        return None
    asked = subprocess.run(  # noqa: S603 - the system's own program
        [ps, "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return " ".join(asked.stdout.split()) or None


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
