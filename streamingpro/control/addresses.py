"""Names and addresses of machines, this one among them. Nothing here sends anything but DNS."""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress

_RESOLVE_TIMEOUT_S = 2.0

Resolve = Callable[[str], Awaitable[Iterable[str]]]


async def resolve(host: str) -> list[str]:
    """The addresses of `host`; none when they can't be found within two seconds."""
    loop = asyncio.get_running_loop()
    with suppress(OSError, UnicodeError, TimeoutError):
        async with asyncio.timeout(_RESOLVE_TIMEOUT_S):
            found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            return [str(entry[4][0]) for entry in found]
    return []


def is_own_ip(text: str) -> bool:
    """True when `text` is an IP address of this machine (loopback, any, or of an interface)."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_loopback or address.is_unspecified:
        return True
    if address.is_multicast:
        return False
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    # Only an address of an own interface can be bound; this sends nothing.
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.bind((str(address), 0))
        return True
    return False


def host_name() -> str:
    """What this machine calls itself, in lower case."""
    return socket.gethostname().lower()


async def own_address_towards(host: str) -> str | None:
    """The address of this machine as `host` sees it; None when the way there can't be found."""
    for address in await resolve(host):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        # Connecting a datagram socket only chooses the way; this sends nothing.
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((address, 9))
            return str(probe.getsockname()[0])
    return None
