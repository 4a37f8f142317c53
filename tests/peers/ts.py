"""Transport streams as a real muxer makes them, with the faults of real encoders cut into them.

ffmpeg makes the packets; here they are only left out, joined, and sent in real time through
srt-live-transmit, which changes none of them.
"""

import asyncio
import contextlib
import itertools
import subprocess
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.peers.ffmpeg import ffmpeg
from tests.peers.srt import HOW
from tests.peers.tools import POLL_S, Child, program, tail

PACKET = 188
MESSAGE = 7 * PACKET
PAT, PMT, VIDEO, AUDIO = 0, 0x1000, 0x100, 0x101
"""PIDs as ffmpeg gives them."""
CONNECTED = b"SRT target connected"
"""What srt-live-transmit says when it is let in."""
_TICKS = 90_000


def ts(source: Path, *options: str, before: Sequence[str] = ()) -> bytes:
    """A file as MPEG-TS, packets copied unless `options` say otherwise."""
    command = [
        *(ffmpeg(), "-hide_banner", "-nostdin", "-loglevel", "error", "-copyts", *before),
        *("-i", str(source), "-c", "copy", *options, "-f", "mpegts", "-"),
    ]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


def split(data: bytes) -> Iterator[bytes]:
    """Packet by packet."""
    assert len(data) % PACKET == 0
    return (data[pos : pos + PACKET] for pos in range(0, len(data), PACKET))


def pid(packet: bytes) -> int:
    return (packet[1] & 0x1F) << 8 | packet[2]


def without(data: bytes, *pids: int) -> bytes:
    """The same without the packets of these PIDs."""
    return b"".join(packet for packet in split(data) if pid(packet) not in pids)


def cut(data: bytes, seconds: float) -> tuple[bytes, bytes]:
    """In two, before the first keyframe that is shown `seconds` after the first one, or later.

    The tables that stand before it go with it.
    """
    first: int | None = None
    begin = 0
    for place, packet in enumerate(split(data)):
        if _is_table(packet):
            continue
        shown = _keyframe(packet)
        if shown is not None:
            first = shown if first is None else first
            if shown - first >= seconds * _TICKS:
                return data[: begin * PACKET], data[begin * PACKET :]
        begin = place + 1
    raise AssertionError(f"no keyframe after {seconds} s")


def join(*parts: bytes) -> bytes:
    """One after the other, with continuity counters that go on."""
    last: dict[int, int] = {}
    out = bytearray()
    for packet in itertools.chain.from_iterable(map(split, parts)):
        number, flags = pid(packet), packet[3]
        counter = last.get(number, flags & 15)
        if flags & 0x10:
            counter = last[number] = counter + 1 & 15
        out += packet[:3] + bytes([flags & 0xF0 | counter]) + packet[4:]
    return bytes(out)


def _is_table(packet: bytes) -> bool:
    return not VIDEO <= pid(packet) < PMT


def media_of(data: bytes) -> bytes:
    """From the first packet that belongs to no table on."""
    whole = data[: len(data) // PACKET * PACKET]
    tables = sum(1 for _ in itertools.takewhile(_is_table, split(whole)))
    return whole[tables * PACKET :]


def _keyframe(packet: bytes) -> int | None:
    """The PTS of the keyframe that begins in a packet."""
    starts, adapted = packet[1] & 0x40, packet[3] & 0x20
    if not (starts and adapted and packet[4] and packet[5] & 0x40):
        return None
    pes = packet[5 + packet[4] :]
    if pes[:3] != b"\0\0\1" or pes[3] & 0xF0 != 0xE0:
        return None
    return (
        (pes[9] >> 1 & 7) << 30
        | int.from_bytes(pes[10:12], "big") >> 1 << 15
        | (int.from_bytes(pes[12:14], "big") >> 1)
    )


def _clock(packet: bytes) -> float | None:
    """The PCR in a packet, in seconds."""
    if packet[3] & 0x20 and packet[4] >= 7 and packet[5] & 0x10:
        return (int.from_bytes(packet[6:11], "big") >> 7) / _TICKS
    return None


def schedule(data: bytes) -> list[tuple[float, bytes]]:
    """Messages and when each is due (s after the first), by the stream's own clock."""
    clocks = [(place, now) for place, p in enumerate(split(data)) if (now := _clock(p)) is not None]
    due = [0.0] * (len(data) // PACKET)
    for (place, at), (following, then) in itertools.pairwise(clocks):
        for step in range(place, following):
            due[step] = at - clocks[0][1] + (then - at) * (step - place) / (following - place)
    last = clocks[-1][0]
    due[last:] = [clocks[-1][1] - clocks[0][1]] * (len(due) - last)
    return [(due[pos // PACKET], data[pos : pos + MESSAGE]) for pos in range(0, len(data), MESSAGE)]


@dataclass
class Sender:
    """srt-live-transmit as an encoder. `done` is set when everything has been handed to it; `begin`
    is where its words begin in the log."""

    child: Child
    begin: int
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def log_tail(self) -> str:
        return tail(self.child.log)


@contextlib.asynccontextmanager
async def sender(data: bytes, url: str, log: Path) -> AsyncIterator[Sender]:
    """Send `data` in real time, once, to an SRT address as a caller, once it is let in."""
    begin = log.stat().st_size if log.exists() else 0
    process = _start(url, log)
    me = Sender(Child(process, log), begin)
    feeding = asyncio.ensure_future(_feed(process, schedule(data), me))
    try:
        yield me
    finally:
        feeding.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await feeding
        assert process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        await me.child.stop(2)


def _start(url: str, log: Path) -> subprocess.Popen[bytes]:
    words = [program("srt-live-transmit", HOW), "-autoreconnect:no", f"-chunk:{MESSAGE}"]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        return subprocess.Popen(
            [*words, "file://con", url],
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=out,
            start_new_session=True,
            bufsize=0,
        )


async def _feed(
    process: subprocess.Popen[bytes], due: list[tuple[float, bytes]], me: Sender
) -> None:
    assert process.stdin is not None
    while CONNECTED not in me.child.log.read_bytes()[me.begin :]:  # till then all is thrown away
        await asyncio.sleep(POLL_S)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    for at, message in due:
        wait = begun + at - loop.time()
        if wait > 0:
            await asyncio.sleep(wait)
        try:
            process.stdin.write(message)  # never more than the pipe holds: it is read at once
        except BrokenPipeError:
            return
    me.done.set()


def gaps(data: bytes) -> int:
    """Places where a PID's continuity counter does not go on (ISO 13818-1 §2.4.3.3)."""
    last: dict[int, int] = {}
    found = 0
    for packet in split(data[: len(data) // PACKET * PACKET]):
        if not packet[3] & 0x10:
            continue
        number, counter = pid(packet), packet[3] & 15
        found += number in last and counter not in (last[number], last[number] + 1 & 15)
        last[number] = counter
    return found
