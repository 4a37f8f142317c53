"""Pure: the release that is installed, its archives and their checksums."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from streamingpro.mediamtx.program import Version, version_text
from streamingpro.mediamtxinstall.errors import Unsupported

CHECKSUMS = "checksums.sha256"

_PLATFORMS = {
    ("Linux", "x86_64"): "linux_amd64",
    ("Linux", "amd64"): "linux_amd64",
    ("Linux", "aarch64"): "linux_arm64",
    ("Linux", "arm64"): "linux_arm64",
    ("Linux", "armv8l"): "linux_armv7",
    ("Linux", "armv7l"): "linux_armv7",
    ("Linux", "armv6l"): "linux_armv6",
    ("Darwin", "x86_64"): "darwin_amd64",
    ("Darwin", "arm64"): "darwin_arm64",
}
_SUM = re.compile(r"([0-9a-fA-F]{64})\s+\*?(\S+)")


@dataclass(frozen=True, slots=True)
class Release:
    """A release of MediaMTX. `pinned`: SHA-256 of archives by platform, as far as they are known
    to us; for the others the release's own list must be asked."""

    version: Version
    address: str
    pinned: Mapping[str, str] = field(default_factory=dict)

    def archive(self, platform: str) -> str:
        """The file name of the archive for a platform such as `linux_amd64`."""
        return f"mediamtx_{version_text(self.version)}_{platform}.tar.gz"

    def url(self, name: str) -> str:
        return f"{self.address.rstrip('/')}/{name}"


RELEASE = Release(
    version=(1, 20, 1),
    address="https://github.com/bluenviron/mediamtx/releases/download/v1.20.1",
    pinned={
        "linux_amd64": "81b143f55a5d23d4a8c028d52869c14ea4a59919900528698fcc97a747fd69c6",
        "linux_arm64": "d1689f0bfefb1864e5ed3dcc8495eb2d7ec0a654f90bf3cd48980cb3bd08718a",
    },
)


def platform_of(system: str, machine: str) -> str:
    """The release's name for a machine, of what Python's `platform` says. Raises Unsupported."""
    found = _PLATFORMS.get((system, machine))
    if found is None:
        raise Unsupported(
            f"There is no MediaMTX for {system} on {machine} among its releases. Build it from its"
            " sources, and name the file in STREAMINGPRO_MEDIAMTX_BIN."
        )
    return found


def listed_sum(text: str, name: str) -> str | None:
    """The SHA-256 of `name` in the output of `sha256sum`, in small letters, or None."""
    for line in text.splitlines():
        found = _SUM.fullmatch(line.strip())
        if found and found[2] == name:
            return found[1].lower()
    return None


def as_sum(text: str) -> str | None:
    """A SHA-256 as somebody gives it, in small letters; None when it is none."""
    plain = text.strip().lower()
    return plain if re.fullmatch(r"[0-9a-f]{64}", plain) else None
