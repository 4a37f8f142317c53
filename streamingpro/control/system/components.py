"""Which versions of the libraries that matter are installed. Read once."""

import platform
from functools import cache
from importlib import metadata

from streamingpro.control.system.schemas import Component

_PACKAGES = {
    "FastAPI": "fastapi",
    "SQLAlchemy": "sqlalchemy",
    "uvicorn": "uvicorn",
    "uvloop": "uvloop",
    "PyAV (FFmpeg)": "av",
}
"""What people call them → the name of the package."""


@cache
def components() -> tuple[Component, ...]:
    """Name and version of each; a missing one has no version and a note."""
    return tuple(_component(name, package) for name, package in _PACKAGES.items())


@cache
def operating_system() -> str:
    """Such as `Debian GNU/Linux 12 (bookworm)`, else the kernel's name and version."""
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return f"{platform.system()} {platform.release()}"


def _component(name: str, package: str) -> Component:
    try:
        return Component(name=name, version=metadata.version(package))
    except metadata.PackageNotFoundError:
        return Component(name=name, version=None, note="It is not installed.")
