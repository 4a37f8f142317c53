"""Pure: the base address of a server, as people enter it."""

from urllib.parse import urlsplit

from streamingpro.control.hosts import BLANKS, EDGES, QUOTES, BadAddress, checked_host


def checked_base_url(text: str) -> str:
    """`http://host:port` without a path or a slash at its end. Raises BadAddress."""
    url = text.strip(EDGES + QUOTES)
    if BLANKS.search(url):
        raise BadAddress("The address has a space or a line break in it. Please copy it again.")
    if "://" not in url:
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadAddress(
            "The server name or the port in the address is not right. A port is a number from 1 to"
            " 65535."
        ) from None
    if parts.scheme.lower() not in ("http", "https"):
        raise BadAddress("The address must begin with http:// or https://.")
    if parts.username is not None or parts.password is not None:
        raise BadAddress("User and password have fields of their own, not a place in the address.")
    if port == 0 or parts.netloc.endswith(":"):
        raise BadAddress("The port in the address is not right: it is a number from 1 to 65535.")
    if parts.query or parts.fragment or parts.path.rstrip("/"):
        raise BadAddress("The address ends after the port, such as http://media-1.example:9997.")
    host = checked_host(parts.hostname or "")
    return f"{parts.scheme.lower()}://{host}" + (f":{port}" if port is not None else "")
