"""What an RTSP server says before media flows, on its way to FFmpeg's client. Pure.

FFmpeg follows a server that leads to another one, and sends its UDP packets where the server says.
Both are kept from it here. It reads replies more loosely than the standard writes them (RFC 2326
§7): lines end with LF alone, a CR anywhere is passed over, and so are blanks. What is looked for
is therefore looked for as it would be read there.
"""

import re

MAX_LINE = 64 * 1024
_REDIRECTION = re.compile(rb"RTSP/[^ \t\n]*[ \t][\s+0]*3")
_TRANSPORT = b"transport:"
_ELSEWHERE = (b"source", b"destination")
_INTERLEAVED = b"$"
"""Begins a packet of media, after which a line may begin anywhere."""


class LeadsAway(Exception):
    """The server leads to another one, or nobody knows where."""


class Replies:
    """`pass_on` each run of bytes. UDP packets for the server go to `address`, its own."""

    def __init__(self, address: str) -> None:
        self._address = address.encode()
        self._line = b""
        self._held = b""

    def pass_on(self, data: bytes) -> bytes:
        """What the client may read of it now. Raises LeadsAway."""
        *lines, rest = data.split(b"\n")
        passed = b"".join(self._ended(line) for line in lines)
        self._add(rest)
        if _may_be_transport(self._line):
            self._held += rest
            return passed
        held, self._held = self._held, b""
        return passed + held + rest

    def _ended(self, rest: bytes) -> bytes:
        """The end of a line has come."""
        self._add(rest)
        raw, line = self._held + rest + b"\n", self._line
        self._held = self._line = b""
        return self._to_server(line) if line.lower().startswith(_TRANSPORT) else raw

    def _add(self, rest: bytes) -> None:
        line = self._line = self._line + rest.replace(b"\r", b"")
        if len(line) > MAX_LINE or _REDIRECTION.search(line):
            raise LeadsAway
        if _INTERLEAVED in line and _TRANSPORT in line.lower():
            raise LeadsAway

    def _to_server(self, line: bytes) -> bytes:
        """UDP packets are not for this relay, whose address is all that the client knows."""
        first, *others = line.replace(b"\0", b"").split(b";")
        kept = [one for one in others if not one.lower().strip(b" \t/").startswith(_ELSEWHERE)]
        return b";".join((first, *kept, b"source=" + self._address)) + b"\r\n"


def _may_be_transport(line: bytes) -> bool:
    start = line[: len(_TRANSPORT)].lower()
    return bool(start) and _TRANSPORT.startswith(start)
