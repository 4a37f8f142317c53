"""Judging a recording against what was sent."""

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from tests.peers.ffmpeg import Packet, packets, slices

LATE_MS = 4500

Kind = Literal["video", "audio"]


def of_kind(packets: Sequence[Packet], kind: Kind) -> list[Packet]:
    return [packet for packet in packets if packet.kind == kind]


def assert_same(sent: Sequence[Packet], got: Sequence[Packet], who: str) -> None:
    """Fail unless `got` is `sent`: every payload, in order, DTS and PTS equal.

    A recorder may start its clock at zero: one and the same shift (ms) for every packet of both
    tracks is allowed, so that an offset between sound and picture is an error.
    """
    shifts: set[int] = set()
    for kind in ("video", "audio"):
        want, have = of_kind(sent, kind), of_kind(got, kind)
        digests = [packet.digest for packet in have]
        expected = [packet.digest for packet in want]
        assert digests == expected, f"{who}: {kind}: {_difference(expected, digests)}"
        shifts |= {h.dts - w.dts for w, h in zip(want, have, strict=True)}
        shifts |= {h.pts - w.pts for w, h in zip(want, have, strict=True)}
    assert len(shifts) <= 1, f"{who}: timestamps moved against each other: {sorted(shifts)} ms"


def assert_tail_of(sent: Sequence[Packet], got: Sequence[Packet], who: str) -> None:
    """Fail unless `got` is the unbroken rest of `sent` from one of its video keyframes on."""
    first = next(packet for packet in got if packet.kind == "video")
    assert first.key, f"{who}: the first picture is no keyframe"
    start = next(i for i, packet in enumerate(sent) if packet.digest == first.digest)
    wanted = of_kind(sent[start:], "video")
    digests = [packet.digest for packet in of_kind(got, "video")]
    expected = [packet.digest for packet in wanted]
    assert digests == expected, f"{who}: video: {_difference(expected, digests)}"


def assert_arrived(sent: Path, recording: Path, who: str, *, relayed: bool, after: int = 0) -> None:
    """Fail unless all of file `sent` came, after the first `after` packets of the recording; of
    what was `relayed`, all pictures as `assert_pictures_arrived` says."""
    if relayed:
        assert_pictures_arrived(sent, recording, who, relayed=True)
    else:
        assert_same(packets(sent), packets(recording)[after:], who)


def assert_pictures_arrived(sent: Path, recording: Path, who: str, *, relayed: bool) -> None:
    """Fail unless the recording ends with all pictures of file `sent`.

    `relayed`: a MediaMTX is in between, which has no cached GOP for our engine: the session may
    begin with its second or third GOP, and misses no picture from there on.
    """
    wanted = slices(sent)
    digests, got = [p.digest for p in wanted], [p.digest for p in slices(recording)]
    start = next((digests.index(one) for one in got if one in digests), None)
    assert start is not None, f"{who}: no picture came"
    expected = digests[start:]
    arrived = got[-len(expected) :]
    assert arrived == expected, f"{who}: {_difference(expected, arrived)}"
    missed = wanted[start].dts - wanted[0].dts
    assert missed <= (LATE_MS if relayed else 0), f"{who}: the first {missed} ms are missing"


def assert_monotonic(got: Sequence[Packet], who: str) -> None:
    """Fail when the DTS of a track jumps back."""
    for kind in ("video", "audio"):
        times = [packet.dts for packet in of_kind(got, kind)]
        back = [(a, b) for a, b in itertools.pairwise(times) if b < a]
        assert not back, f"{who}: {kind} timestamps jump back: {back[:5]}"


def _difference(expected: list[str], got: list[str]) -> str:
    lost = set(expected) - set(got)
    where = [i for i, digest in enumerate(expected) if digest in lost]
    strange = len(set(got) - set(expected))
    return (
        f"{len(got)} of {len(expected)} packets, {len(lost)} lost (at {where[:10]}…), "
        f"{strange} strange, order {'kept' if not lost and not strange else 'unknown'}"
    )
