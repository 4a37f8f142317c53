"""srt-live-transmit: the SRT peer that is not ours."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from tests.peers.tools import Child, free_udp_port, program, tail

HOW = "install srt-live-transmit (Debian: apt install srt-tools)"


@dataclass
class Sink:
    """A listener that writes what it is sent into `file`, from the first caller on."""

    port: int
    file: Path
    child: Child
    parameters: str = ""

    @property
    def url(self) -> str:
        """Where to send."""
        return f"srt://127.0.0.1:{self.port}{self.parameters}"

    def log_tail(self) -> str:
        return tail(self.child.log)


@contextlib.asynccontextmanager
async def sink(
    folder: Path, *, passphrase: str = "", key_length: int = 0, keep: bool = False
) -> AsyncIterator[Sink]:
    """Run a listener that takes one caller after the other; without `keep` it keeps nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "received.ts"
    port = free_udp_port()
    crypto = f"&passphrase={passphrase}" if passphrase else ""
    crypto += f"&pbkeylen={key_length}" if key_length else ""
    words = [program("srt-live-transmit", HOW), "-loglevel:error", "-autoreconnect:yes"]
    words += ["-timeout:0", f"srt://127.0.0.1:{port}?mode=listener{crypto}"]
    if keep:
        command = ["sh", "-c", 'exec "$@" > "$0"', str(file), *words, "file://con"]
    else:
        command = ["sh", "-c", 'exec "$@" > /dev/null', "sink", *words, "file://con"]
    child = Child.start(command, folder / "srt.log")
    try:
        yield Sink(port, file, child, f"?{crypto.lstrip('&')}" if crypto else "")
    finally:
        await child.stop()
