"""Frames as they can be compared whatever container they came in.

H.264 is compared without parameter sets, delimiters and SEI, which containers and remuxers place
freely; AAC without ADTS. What is left must be the very bytes that the encoder made.
"""

import itertools
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.peers.ffmpeg import ffmpeg

_PURE_VIDEO = "h264_mp4toannexb,filter_units=remove_types=6-9"
_PURE_AUDIO = "aac_adtstoasc"


@dataclass(frozen=True, slots=True)
class Frame:
    """`pts` in ms, not rounded; `digest` of the bare frame."""

    pts: float
    digest: str


@dataclass(frozen=True, slots=True)
class Frames:
    """What was in a file or came in from an address, in order."""

    video: list[Frame]
    audio: list[Frame]


def frames(source: Path | str, *options: str, seconds: float | None = None) -> Frames:
    """Read a file, or an address for `seconds`, without decoding. `options` go before the input."""
    command = [
        *(ffmpeg(), "-hide_banner", "-nostdin", "-loglevel", "error", "-copyts", *options),
        *("-i", str(source), *(() if seconds is None else ("-t", str(seconds)))),
        *("-map", "0:v:0?", "-map", "0:a:0?", "-c", "copy"),
        *("-bsf:v", _PURE_VIDEO, "-bsf:a", _PURE_AUDIO, "-f", "framehash", "-hash", "md5", "-"),
    ]
    limit = None if seconds is None else seconds + 30
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=limit)
    return parse(run.stdout)


def parse(text: str) -> Frames:
    """The output of ffmpeg's framehash writer."""
    kinds: dict[str, str] = {}
    bases: dict[str, float] = {}
    found: dict[str, list[Frame]] = {"video": [], "audio": []}
    for line in text.splitlines():
        if match := re.match(r"#media_type (\d+): (video|audio)", line):
            kinds[match[1]] = match[2]
        elif match := re.match(r"#tb (\d+): (\d+)/(\d+)", line):
            bases[match[1]] = int(match[2]) * 1000 / int(match[3])
        elif not line.startswith("#"):
            index, _, pts, _, _, digest = (part.strip() for part in line.split(",")[:6])
            found[kinds[index]].append(Frame(int(pts) * bases[index], digest))
    return Frames(found["video"], found["audio"])


def assert_part_of(sent: Frames, got: Frames, who: str, *, least: int) -> float:
    """Fail unless `got` is an unbroken run of `sent`, which may be sent over and over.

    At least `least` pictures. Gives how far sound has moved against the picture (ms).
    """
    assert len(got.video) >= least, f"{who}: {len(got.video)} pictures, not {least}"
    offsets = {}
    for kind in ("video", "audio"):
        want, have = getattr(sent, kind), getattr(got, kind)
        offsets[kind] = _run(want, have, f"{who}: {kind}")
    (video_at, video), (audio_at, audio) = offsets["video"], offsets["audio"]
    apart = audio.pts - audio_at.pts - (video.pts - video_at.pts)
    period = _period(sent)
    return apart - round(apart / period) * period  # they may have been met in different rounds


def _run(want: Sequence[Frame], have: Sequence[Frame], who: str) -> tuple[Frame, Frame]:
    """The frame of `want` that the first of `have` is, and that one."""
    assert have, f"{who}: nothing came"
    digests = [frame.digest for frame in want]
    assert len(set(digests)) == len(digests), "the clip repeats itself and proves nothing"
    strange = [i for i, frame in enumerate(have) if frame.digest not in set(digests)]
    assert not strange, f"{who}: frames that nobody sent, at {strange[:10]} of {len(have)}"
    places = [digests.index(frame.digest) for frame in have]
    gaps = [
        (i, a, b) for i, (a, b) in enumerate(itertools.pairwise(places)) if b != (a + 1) % len(want)
    ]
    assert not gaps, f"{who}: of {len(have)} frames some are missing: {gaps[:5]}"
    return want[places[0]], have[0]


def _period(sent: Frames) -> float:
    """How long one round of the clip takes (ms), judged by its pictures."""
    stamps = sorted(frame.pts for frame in sent.video)
    return (stamps[-1] - stamps[0]) * len(stamps) / (len(stamps) - 1)
