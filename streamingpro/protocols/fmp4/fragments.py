"""Movie fragments: `moof` and `mdat` (ISO 14496-12 §8.8)."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from streamingpro.protocols.fmp4.boxes import box, full_box
from streamingpro.protocols.media import Buffer

_BASE_IS_MOOF = 0x020000
_DATA_OFFSET, _DURATIONS, _SIZES, _FLAGS, _OFFSETS = 0x1, 0x100, 0x200, 0x400, 0x800
_SYNC, _NOT_SYNC = 0x02000000, 0x01010000
_DEFAULT_FLAGS = 0x20


class Sample(NamedTuple):
    """One frame. `duration` and `offset` (PTS - DTS, may be negative) in the track's ticks."""

    duration: int
    offset: int
    sync: bool
    data: Buffer


@dataclass(slots=True)
class Run:
    """Consecutive samples of one track; `start` is the first one's DTS in the track's ticks."""

    track_id: int
    is_video: bool
    start: int
    samples: list[Sample] = field(default_factory=list)


def fragment(sequence: int, runs: Sequence[Run]) -> bytes:
    """One fragment with the runs in order; runs without samples are left out."""
    runs = [run for run in runs if run.samples]
    size = 8 + sum(len(_fragment_of(run, 0)) for run in runs) + 16
    parts = [full_box(b"mfhd", 0, 0, (sequence & 0xFFFFFFFF).to_bytes(4, "big"))]
    data: list[Buffer] = []
    place = size + 8
    for run in runs:
        parts.append(_fragment_of(run, place))
        for sample in run.samples:
            data.append(sample.data)
            place += len(sample.data)
    moof = box(b"moof", *parts)
    head = (place - size).to_bytes(4, "big") + b"mdat"
    return b"".join((moof, head, *data))


def _fragment_of(run: Run, place: int) -> bytes:
    """`traf` of a run whose data begins `place` bytes after the start of `moof`."""
    track = run.track_id.to_bytes(4, "big")
    if run.is_video:
        header = full_box(b"tfhd", 0, _BASE_IS_MOOF, track)
    else:
        flags = _SYNC.to_bytes(4, "big")
        header = full_box(b"tfhd", 0, _BASE_IS_MOOF | _DEFAULT_FLAGS, track, flags)
    time = full_box(b"tfdt", 1, 0, run.start.to_bytes(8, "big"))
    return box(b"traf", header, time, _run(run, place))


def _run(run: Run, place: int) -> bytes:
    """`trun`, version 1 so that composition offsets are signed."""
    count = len(run.samples)
    fields: list[int] = [count, place]
    if run.is_video:
        flags = _DATA_OFFSET | _DURATIONS | _SIZES | _FLAGS | _OFFSETS
        layout = f">Ii{'IIIi' * count}"
        for sample in run.samples:
            kind = _SYNC if sample.sync else _NOT_SYNC
            fields += (sample.duration, len(sample.data), kind, sample.offset)
    else:
        flags = _DATA_OFFSET | _DURATIONS | _SIZES
        layout = f">Ii{'II' * count}"
        for sample in run.samples:
            fields += (sample.duration, len(sample.data))
    return full_box(b"trun", 1, flags, struct.pack(layout, *fields))
