"""What `streamingpro mediamtx …` does, in words for a terminal."""

import platform
import sys

import typer

from streamingpro.config import Settings
from streamingpro.mediamtx.program import (
    COMPLETE,
    Program,
    ProgramError,
    find,
    installed_path,
    version_of,
    version_text,
)
from streamingpro.mediamtxinstall.download import Progress
from streamingpro.mediamtxinstall.errors import InstallError
from streamingpro.mediamtxinstall.install import Order, client, install
from streamingpro.mediamtxinstall.release import RELEASE, platform_of


def run_install(
    settings: Settings, *, origin: str | None, sha256: str | None, again: bool = False
) -> int:
    """Install the pinned release. Returns the exit code: 0, or 1 with a sentence on stderr."""
    origin = origin or settings.mediamtx_url
    try:
        if not (again or sha256) and _is_there(settings):
            path = installed_path(settings.data_dir)
            typer.echo(f"MediaMTX {version_text(RELEASE.version)} is installed already: {path}")
            return 0
        order = Order(
            RELEASE,
            platform_of(platform.system(), platform.machine()),
            settings.data_dir,
            origin,
            sha256,
        )
        with client() as http:
            program = install(order, http, progress=_progress())
    except InstallError as error:
        typer.echo(f"streamingpro: {error}", err=True)
        return 1
    typer.echo(f"MediaMTX {program.version_text} is installed: {program.path}")
    _hint(settings, program)
    return 0


def run_where(settings: Settings) -> int:
    """Say which MediaMTX is used, and its version. Returns 1 when there is none."""
    try:
        found = find(settings.mediamtx_bin, settings.data_dir)
    except ProgramError as error:
        typer.echo(f"streamingpro: {error}", err=True)
        return 1
    typer.echo(f"MediaMTX {found.version_text}: {found.path} (by {found.origin.value})")
    if found.version < COMPLETE:
        wanted = version_text(COMPLETE)
        typer.echo(f"It works; {wanted} or newer can do more.")
    return 0


def _is_there(settings: Settings) -> bool:
    path = installed_path(settings.data_dir)
    try:
        return path.is_file() and version_of(path) == RELEASE.version
    except ProgramError:
        return False


def _hint(settings: Settings, program: Program) -> None:
    """Say so when another one is found first."""
    try:
        used = find(settings.mediamtx_bin, settings.data_dir)
    except ProgramError:
        return
    if used.path != program.path:
        typer.echo(
            f"Note: {used.path} ({used.version_text}) is found first and will be used. Set"
            f" STREAMINGPRO_MEDIAMTX_BIN={program.path} to use this one."
        )


def _progress() -> Progress:
    """A line that is written again and again on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        return lambda _have, _whole: None

    def show(have: int, whole: int | None) -> None:
        of = f" of {whole / 1e6:.1f}" if whole else ""
        end = "\n" if have == whole else ""
        typer.echo(f"\r{have / 1e6:.1f}{of} MB{end}", nl=False, err=True)

    return show
