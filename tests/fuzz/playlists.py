"""Mutation fuzzing of what an HLS server sends: playlists, transport stream clocks, bare AAC.

    python -m tests.fuzz.playlists [RUNS] [SEED]

Whatever comes, a parser returns or raises PlaylistError, quickly and without keeping more than it
was given. Anything else ends the run with the input. A run that hangs is killed with a traceback.
"""

import faulthandler
import random
import sys
import time
from dataclasses import dataclass, field

from streamingpro.protocols.hls.attributes import PlaylistError
from streamingpro.protocols.hls.choose import choose
from streamingpro.protocols.hls.clock import TsClock
from streamingpro.protocols.hls.packed import PackedAac
from streamingpro.protocols.hls.playlist import Master, Media, parse

HANG_SECONDS = 60
SLOW_S = 2.0

MASTER = """#EXTM3U
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aud",NAME="English",DEFAULT=YES,AUTOSELECT=YES,URI="a/e.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=1280000,CODECS="avc1.4d401f,mp4a.40.2",RESOLUTION=640x360,AUDIO="aud"
low/index.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=7680000,FRAME-RATE=59.940,CODECS="hvc1.2.4.L120",RESOLUTION=1920x1080
high/index.m3u8
"""
MEDIA = """#EXTM3U
#EXT-X-VERSION:9
#EXT-X-TARGETDURATION:4
#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.0,CAN-SKIP-UNTIL=24.0
#EXT-X-MEDIA-SEQUENCE:266
#EXT-X-DISCONTINUITY-SEQUENCE:3
#EXT-X-START:TIME-OFFSET=-12.5,PRECISE=YES
#EXT-X-KEY:METHOD=AES-128,URI="https://example.com/key?x=1",IV=0x000102030405060708090A0B0C0D0E0F
#EXT-X-MAP:URI="init.mp4",BYTERANGE="720@0"
#EXT-X-PROGRAM-DATE-TIME:2026-02-14T02:13:36.106Z
#EXTINF:4.00008,
fileSequence266.mp4
#EXT-X-BYTERANGE:5000@720
#EXTINF:4.00008,title
fileSequence267.mp4
#EXT-X-DISCONTINUITY
#EXT-X-GAP
#EXTINF:3.5
https://other.example/x.ts
#EXT-X-KEY:METHOD=NONE
#EXT-X-PART:DURATION=0.33334,URI="filePart268.a.mp4",INDEPENDENT=YES
#EXTINF:4,
fileSequence268.mp4
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="filePart269.a.mp4"
#EXT-X-ENDLIST
"""
_TOKENS = (
    *("\n", "\r\n", ",", '"', "=", "@", ":", "#EXT", "#EXTINF:", "#EXT-X-DISCONTINUITY\n", "0x"),
    *(
        "99999999999999999999999",
        "-1",
        "1e308",
        "NaN",
        "\0",
        "\u2028",
        "\ufeff",
        "\u0664",
        "x" * 999,
    ),
    *("#EXT-X-MEDIA-SEQUENCE:18446744073709551616\n", "#EXT-X-BYTERANGE:1@", "METHOD=SAMPLE-AES"),
)


@dataclass(slots=True)
class Tally:
    """What a run did."""

    runs: int = 0
    refused: int = 0
    masters: int = 0
    medias: int = 0
    slowest_s: float = 0.0
    clock: TsClock = field(default_factory=TsClock)
    packed: PackedAac = field(default_factory=PackedAac)


def mutate(rng: random.Random, text: str, other: str) -> str:
    """`text` with one to six changes."""
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(text) + 1)
        to = min(len(text), at + int(rng.expovariate(1 / 12)))
        match rng.randrange(6):
            case 0:
                text = text[:at] + text[to:]
            case 1:
                text = text[:at] + rng.choice(_TOKENS) + text[at:]
            case 2:
                text = text[:at] + rng.choice(_TOKENS) + text[to:]
            case 3:
                text = text[:at] + text[at:to] * rng.randint(2, 9) + text[to:]
            case 4:
                start = rng.randrange(len(other))
                text = text[:at] + other[start : start + rng.randint(1, 200)] + text[to:]
            case 5:
                text = (
                    text[:at]
                    + chr(rng.choice((rng.randrange(128), rng.randrange(0xD800))))
                    + text[to:]
                )
    return text[:20_000]


def stream(rng: random.Random) -> bytes:
    """Bytes that look a little like packets of a transport stream, or like AAC."""
    parts = []
    for _ in range(rng.randint(1, 40)):
        packet = bytearray(rng.randbytes(188))
        packet[0] = 0x47 if rng.random() < 0.95 else packet[0]
        packet[1] &= rng.choice((0xFF, 0x41))
        packet[4] = rng.choice((0, 1, 7, 183, 255, packet[4]))
        parts.append(bytes(packet[: rng.choice((188, 188, 188, 100, 0))]))
        if rng.random() < 0.2:
            parts.append(b"\xff\xf1\x4c\x80" + rng.randbytes(rng.randint(0, 40)))
        if rng.random() < 0.05:
            parts.append(b"ID3\x04\0\0" + rng.randbytes(rng.randint(0, 80)))
    return b"".join(parts)


def check(tally: Tally, text: str, data: bytes, rng: random.Random) -> None:
    """Put one input through every parser that may meet it."""
    tally.runs += 1
    began = time.perf_counter()
    try:
        found = parse(text)
        if isinstance(found, Master):
            tally.masters += 1
            choose(found)
        else:
            tally.medias += 1
            _check_media(found, text)
    except PlaylistError:
        tally.refused += 1
    if rng.random() < 0.1:
        tally.clock.join(contiguous=rng.random() < 0.8, new_clock=rng.random() < 0.2)
        tally.packed.join()
    given = tally.clock.feed(data)
    given += tally.clock.flush()
    assert all(len(piece.data) % 188 == 0 for piece in given)
    assert sum(len(frame.body) for frame in tally.packed.feed(data)) <= len(data) + (1 << 20)
    tally.slowest_s = max(tally.slowest_s, time.perf_counter() - began)


def _check_media(found: Media, text: str) -> None:
    assert len(found.segments) <= text.count("\n") + 1
    assert found.target_duration_s > 0
    numbers = [segment.sequence for segment in found.segments]
    assert numbers == list(range(found.sequence, found.sequence + len(numbers)))


def run(runs: int, seed: int) -> Tally:
    """Fuzz; AssertionError with the input when something but a typed error comes out."""
    rng, tally = random.Random(seed), Tally()
    for _ in range(runs):
        text, other = rng.choice(((MASTER, MEDIA), (MEDIA, MASTER)))
        text, data = mutate(rng, text, other), stream(rng)
        try:
            check(tally, text, data, rng)
        except Exception as error:
            raise AssertionError(f"playlist {text!r}, stream {data.hex()}") from error
    assert tally.slowest_s < SLOW_S, f"an input took {tally.slowest_s:.1f} s"
    return tally


def main() -> None:
    """Run from the command line."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32)
    print(f"seed {seed}")
    faulthandler.dump_traceback_later(HANG_SECONDS * (1 + runs // 50_000), exit=True)
    tally = run(runs, seed)
    print(
        f"{tally.runs} inputs, {tally.refused} refusals, {tally.masters} master and "
        f"{tally.medias} media playlists, slowest {tally.slowest_s * 1000:.1f} ms"
    )


if __name__ == "__main__":
    main()
