"""A private PostgreSQL cluster for the tests, from the binaries of the system."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_USER = "streamingpro"
_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


def find_binaries() -> Path | None:
    """The folder with `initdb` and `pg_ctl`, newest version first, or None."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda f: int(f.parent.name), reverse=True
    )
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    return next((f for f in folders if (f / "initdb").exists() and (f / "pg_ctl").exists()), None)


class Cluster:
    """A running cluster that only its Unix socket reaches."""

    def __init__(self, socket_dir: Path) -> None:
        self._socket_dir = socket_dir

    def url(self, database: str) -> str:
        return f"postgresql://{_USER}@/{database}?host={self._socket_dir}"


@contextmanager
def running_cluster(binaries: Path) -> Iterator[Cluster]:
    """Start a fresh cluster; stop and remove it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="sp-pg-"))
    data = folder / "data"
    try:
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(folder, "postgres", "postgres")
        options = " ".join(f"-c {setting}" for setting in _SETTINGS)
        _run(
            binaries / "initdb", "-D", data, "-U", _USER, "--auth=trust", "-E", "UTF8", "--no-sync"
        )
        _run(
            *(binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log"),
            *("-o", f"-c listen_addresses= -k {folder} {options}", "start"),
        )
        try:
            yield Cluster(folder)
        finally:
            _run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: str | Path) -> None:
    plain = [str(part) for part in command]
    if os.geteuid() == 0:
        plain = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *plain]
    done = subprocess.run(
        plain, stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd="/", check=False
    )
    if done.returncode:
        raise RuntimeError(f"{plain}: {done.stdout}{done.stderr}")
