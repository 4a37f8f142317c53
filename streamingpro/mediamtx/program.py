"""The MediaMTX program on this machine: which file it is, and of which version."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

Version = tuple[int, int, int]

OLDEST: Version = (1, 9, 0)
"""Older ones have another Control API."""
COMPLETE: Version = (1, 20, 0)
"""From here on it can do all that we can make use of."""

_INSTALLED = Path("bin") / "mediamtx"
_VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)\b")
_PATIENCE_S = 10.0


class Origin(Enum):
    """Who named the program."""

    SETTING = "STREAMINGPRO_MEDIAMTX_BIN"
    PATH = "PATH"
    INSTALLED = "streamingpro mediamtx install"


class ProgramError(Exception):
    """There is no MediaMTX that can be run; the text is a plain sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Program:
    """A MediaMTX that was found, and asked for its version."""

    path: Path
    origin: Origin
    version: Version

    @property
    def version_text(self) -> str:
        """As MediaMTX writes it: `v1.20.1`."""
        return version_text(self.version)


def installed_path(data_dir: Path) -> Path:
    """Where `streamingpro mediamtx install` puts the program."""
    return data_dir / _INSTALLED


def locate(named: Path | None, data_dir: Path) -> tuple[Path, Origin]:
    """The program to run: the `named` one, else that of PATH, else the installed one.

    Raises ProgramError.
    """
    if named is not None:
        if not _can_be_run(named):
            raise ProgramError(
                f"STREAMINGPRO_MEDIAMTX_BIN names {named}, which is no program that can be run."
            )
        return named, Origin.SETTING
    on_path = shutil.which("mediamtx")
    if on_path is not None:
        return Path(on_path), Origin.PATH
    installed = installed_path(data_dir)
    if _can_be_run(installed):
        return installed, Origin.INSTALLED
    raise ProgramError(
        "MediaMTX is not on this machine. Run “streamingpro mediamtx install”, or name its file"
        " in STREAMINGPRO_MEDIAMTX_BIN."
    )


def find(named: Path | None, data_dir: Path) -> Program:
    """The program that `locate` finds, with its version. Raises ProgramError also when it does not
    run, or is too old."""
    path, origin = locate(named, data_dir)
    version = version_of(path)
    if version < OLDEST:
        raise ProgramError(
            f"{path} is MediaMTX {version_text(version)}, but {version_text(OLDEST)} or newer is"
            " needed. Run “streamingpro mediamtx install”."
        )
    return Program(path, origin, version)


def version_of(path: Path) -> Version:
    """What the program says of itself. Raises ProgramError when it does not run or says nothing."""
    try:
        done = subprocess.run(  # noqa: S603 - the program that we are told to use
            [path, "--version"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE_S,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        why = error.strerror if isinstance(error, OSError) else "it does not end"
        raise ProgramError(f"{path} does not run on this machine ({why}).") from None
    version = parse_version(done.stdout)
    if done.returncode or version is None:
        raise ProgramError(f"{path} does not say its version: it is hardly MediaMTX.")
    return version


def parse_version(text: str) -> Version | None:
    """`v1.20.1` or `1.20.1` as numbers, None for anything else."""
    found = _VERSION.fullmatch(text.strip().partition("-")[0])
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def version_text(version: Version) -> str:
    """The version as MediaMTX writes it: `v1.20.1`."""
    return "v" + ".".join(str(part) for part in version)


def _can_be_run(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)
