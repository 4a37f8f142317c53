"""Mutation fuzzing of what strangers write into an SRT handshake and users into addresses.

    python -m tests.fuzz.srt_streamid [RUNS] [SEED]

Every input goes through the stream id parser and, as part of an address, through the parser of
SRT addresses. Each returns or raises its own typed error, without the input's secret; what was
understood can be written again and means the same. Anything else ends the run with the input. A
run that hangs is killed with a traceback, one that grows fails.
"""

import faulthandler
import random
import sys
import tracemalloc
from dataclasses import dataclass

from streamingpro.protocols.srt_streamid import (
    MAX_BYTES,
    StreamIdError,
    format_publish,
    format_read,
    parse,
)
from streamingpro.protocols.srt_url import SrtUrlError, parse_srt_url

HANG_SECONDS = 60
MAX_GROWTH_BYTES = 1024 * 1024
SECRET = "topsecret"
CORPUS = (
    "publish:show",
    "read:live/show",
    f"publish:show:publisher:{SECRET}",
    f"read:show:user:{SECRET}:key={SECRET}&a=b",
    f"publish:show:key={SECRET}",
    "show",
    f"#!::m=publish,r=live/show,u=user,s={SECRET}",
    f"#!::h=host,r=show,m=request,t=stream,s={SECRET}",
    f"publish:show:publisher:{SECRET}#feedbackplay",
    f"%23!::r=show%2Fa,m=publish,s={SECRET}",
    f"publish:päth:ü:{SECRET}",
)
ADDRESSES = (
    "srt://host.example:9000?streamid={}&passphrase=0123456789&pbkeylen=32&latency=200",
    "srt://[::1]:9000?streamid={}&pkt_size=1316&mode=rendezvous&localaddr=::1&port=9001",
    "srt://:9000?mode=listener&streamid={}&maxbw=0&oheadbw=25&transtype=live",
)
_PIECES = (":", "::", ",", "=", "#!::", "publish", "read:", "m=", "r=", "%", "%00", "%ff", "&", "/")


@dataclass(slots=True)
class Tally:
    """What a run did."""

    runs: int = 0
    refused: int = 0
    understood: int = 0
    growth_bytes: int = 0


def mutate(rng: random.Random, text: str) -> str:
    """`text` with one to four changes."""
    for _ in range(rng.randint(1, 4)):
        at, length = rng.randint(0, len(text)), rng.randint(0, 5)
        match rng.randrange(6):
            case 0:
                text = text[:at] + chr(rng.randrange(0x250)) + text[at + 1 :]
            case 1:
                text = text[:at] + text[at + length :]
            case 2:
                text = text[:at] + rng.choice(_PIECES) + text[at:]
            case 3:
                text = text[:at] + text[at : at + length] * rng.randint(1, 60) + text[at:]
            case 4:
                text = (
                    text[:at] + chr(rng.choice((0, 10, 0x7F, 0xD800, 0xFFFD, 0x1F600))) + text[at:]
                )
            case 5:
                raw = bytearray(text.encode(errors="replace"))
                if raw:
                    raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
                text = raw.decode(errors="replace")
    return text


def check(tally: Tally, text: str) -> None:
    """A stream id is understood or refused."""
    tally.runs += 1
    try:
        found = parse(text)
    except StreamIdError as error:
        tally.refused += 1
        _tells_nothing(error)
        return
    tally.understood += 1
    assert found.path
    assert len(text.encode(errors="surrogatepass")) <= MAX_BYTES
    _write_again(text)


def _tells_nothing(error: ValueError) -> None:
    assert SECRET not in str(error)


def _write_again(text: str) -> None:
    found = parse(text)
    write = format_publish if found.action == "publish" else format_read
    try:
        again = write(found.path, found.user, found.password, found.query)
    except StreamIdError:
        return  # a colon inside, or longer than it was
    assert parse(again) == found


def check_address(text: str) -> None:
    """An address either works or says why not."""
    try:
        target = parse_srt_url(text)
    except SrtUrlError as error:
        _tells_nothing(error)
        return
    assert 0 < target.port < 65536
    assert target.payload_size % 188 == 0
    assert not target.passphrase or 10 <= len(target.passphrase.encode()) <= 79


def run(runs: int, seed: int) -> Tally:
    """Fuzz; AssertionError with the input when something but a typed error comes out."""
    rng = random.Random(seed)
    tally = Tally()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(runs):
        text = mutate(rng, rng.choice(CORPUS))
        address = mutate(rng, rng.choice(ADDRESSES).replace("{}", text))
        try:
            check(tally, text)
            check_address(address)
        except Exception as error:
            raise AssertionError(f"stream id {text!r}, address {address!r}") from error
    tally.growth_bytes = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert tally.growth_bytes < MAX_GROWTH_BYTES
    return tally


def main() -> None:
    """Run from the command line."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32)
    print(f"seed {seed}")
    faulthandler.dump_traceback_later(HANG_SECONDS * (1 + runs // 100_000), exit=True)
    tally = run(runs, seed)
    print(
        f"{tally.runs} inputs: {tally.understood} understood, {tally.refused} refused, "
        f"memory grew by {tally.growth_bytes} bytes"
    )


if __name__ == "__main__":
    main()
