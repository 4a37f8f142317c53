"""Pure: the addresses of peers and listeners as text, `host:port` with IPv6 in brackets."""

import ipaddress


def address_of(host: str, port: int) -> str:
    """`host:port` as MediaMTX writes it: every interface is an empty host."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def text_address(name: tuple[str, int]) -> str:
    """`host:port` of a socket address; IPv4 in IPv6 is shown as IPv4."""
    return address_of(plain_ip(name[0]), name[1])


def plain_ip(host: str) -> str:
    """The IP without zone, IPv4-mapped IPv6 as IPv4."""
    address = ipaddress.ip_address(host.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)


def ip_of(address: str) -> str:
    """The IP of `host:port`."""
    return address.rpartition(":")[0].strip("[]")
