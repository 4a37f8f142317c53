"""Which addresses and files a source may reach.

Whoever may enter an address could otherwise make this server read its own disk, or speak to what
only it can reach: its own services, the company's network, a cloud's metadata. So every address
is checked after the name look-up, and the connection goes to the very address that was checked.
"""

import asyncio
import os
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)
from pathlib import Path
from typing import TYPE_CHECKING

from streamingpro.engine.resolve import Address, resolve
from streamingpro.engine.sources.errors import SourceError, SourceErrorKind

if TYPE_CHECKING:
    from streamingpro.engine.sources.pull import SourceOptions

LOOKUP_TIMEOUT_S = 10.0

_IPV6_PUBLIC = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_NOT_PUBLIC = (
    IPv4Network("168.63.129.16/32"),  # Azure's own services, as seen from its machines
    IPv4Network("192.0.0.0/24"),  # protocol assignments; Oracle's cloud has services there
    IPv4Network("192.88.99.0/24"),  # relays of 6to4, long dead
    IPv6Network("2001::/23"),  # protocol assignments, Teredo among them
    IPv6Network("3fff::/20"),  # documentation
)


class Guard:
    """Says yes or raises SourceError of kind `forbidden`, in words for the user."""

    def __init__(self, options: "SourceOptions") -> None:
        self._options = options

    def allows(self, address: str) -> bool:
        """Whether a source may connect to this IP address ("192.0.2.1", "2001:db8::1")."""
        networks = self._options.networks
        if networks == "any":
            return True
        try:
            ip = _plain(ip_address(address))
        except ValueError:
            return False
        return any(ip in network for network in networks) or is_public(ip)

    async def resolve(self, host: str, port: int) -> list[Address]:
        """The addresses of a server that may be connected to, never empty.

        Connect to one of these, not to the name: the name's next answer may be another. Raises
        SourceError: `dns`, or `forbidden` when none of the addresses is allowed.
        """
        where = f"{host}:{port}"
        try:
            async with asyncio.timeout(LOOKUP_TIMEOUT_S):
                found = await resolve(host, port)
        except (OSError, UnicodeError):
            raise SourceError(
                SourceErrorKind.DNS,
                f"Could not connect to {where}: the server's name was not found. Check the "
                "address for typing errors, and this machine's internet connection.",
            ) from None
        allowed = [entry for entry in found if self.allows(entry[4][0])]
        if not allowed:
            raise SourceError(
                SourceErrorKind.FORBIDDEN,
                f"Could not connect to {where}: it is an address of this server or its own "
                "network. An administrator can allow it in STREAMINGPRO_PULL_NETWORKS.",
            )
        return allowed

    def folders(self) -> list[Path]:
        """Where files may lie, as the disk has it. Reads the disk: not for the event loop."""
        return [folder.resolve() for folder in self._options.media_folders]

    def file(self, path: Path) -> Path:
        """The real path of a file or folder that may be read. Raises SourceError: `forbidden`
        outside of the media folders, `not_found`. Reads the disk: not for the event loop."""
        folders = self.folders()
        try:
            real = path.resolve(strict=True)
        except (OSError, RuntimeError, ValueError):
            real = None
        if not folders:
            raise SourceError(
                SourceErrorKind.FORBIDDEN,
                "Files can't be played: no folder is set for them. An administrator can name one "
                "in STREAMINGPRO_MEDIA_FOLDERS.",
            )
        inside = real is not None and any(real.is_relative_to(folder) for folder in folders)
        lies_inside = any(_lexically(path).is_relative_to(folder) for folder in folders)
        if real is None and lies_inside:
            raise SourceError(
                SourceErrorKind.NOT_FOUND, f"There is no file “{path.name}” in the media folder."
            )
        if real is None or not inside:
            raise SourceError(
                SourceErrorKind.FORBIDDEN,
                f"“{path.name}” is not in a media folder. Move it there, or ask an administrator "
                "to add its folder to STREAMINGPRO_MEDIA_FOLDERS.",
            )
        return real


def is_public(ip: IPv4Address | IPv6Address) -> bool:
    """Whether an address belongs to the public internet (IANA's special-purpose registries, of
    which versions of Python know more or less)."""
    ip = _plain(ip)
    if any(ip in network for network in _NOT_PUBLIC) or ip.is_multicast:
        return False
    if isinstance(ip, IPv6Address) and ip not in _IPV6_PUBLIC:
        return False
    return ip.is_global


def _plain(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address inside an IPv6 one (mapped, NAT64, 6to4), which is where it leads."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip


def _lexically(path: Path) -> Path:
    """Without `..` and `.`, whether it exists or not."""
    return Path(os.path.normpath(path))
