"""The least of an MP4 reader, written apart from the writer: boxes, samples of fragments."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"dinf", b"stbl", b"mvex", b"moof", b"traf"}


@dataclass(frozen=True)
class Box:
    """`start` is where it begins in the file; `body` is what follows its name."""

    name: bytes
    start: int
    body: bytes

    @property
    def children(self) -> list["Box"]:
        return list(boxes(self.body, self.start + 8)) if self.name in CONTAINERS else []

    def find(self, *path: bytes) -> "Box":
        """The one box at this path."""
        if not path:
            return self
        (child,) = [box for box in self.children if box.name == path[0]]
        return child.find(*path[1:])

    def all(self, name: bytes) -> list["Box"]:
        return [box for box in self.children if box.name == name]


def boxes(data: bytes, start: int = 0) -> Iterator[Box]:
    """The boxes that fill `data` exactly."""
    place = 0
    while place < len(data):
        (size,) = struct.unpack_from(">I", data, place)
        assert 8 <= size <= len(data) - place, "a box reaches past its end"
        yield Box(data[place + 4 : place + 8], start + place, data[place + 8 : place + size])
        place += size


@dataclass(frozen=True)
class Frame:
    """A sample in the ticks of its track."""

    track: int
    dts: int
    duration: int
    offset: int
    sync: bool
    data: bytes


def frames(data: bytes) -> list[Frame]:
    """The samples of every fragment in `data`, in the order of the file."""
    found: list[Frame] = []
    parts = list(boxes(data))
    assert [box.name for box in parts] == [b"moof", b"mdat"] * (len(parts) // 2)
    for moof in parts[::2]:
        for traf in moof.all(b"traf"):
            found += _run(data, moof, traf)
    return found


def sequence(data: bytes) -> int:
    """The number of the first fragment."""
    return int.from_bytes(next(boxes(data)).find(b"mfhd").body[4:8], "big")


def _run(data: bytes, moof: Box, traf: Box) -> Iterator[Frame]:
    header, times, run = (traf.find(name).body for name in (b"tfhd", b"tfdt", b"trun"))
    flags, track = struct.unpack_from(">II", header)
    assert flags & 0x020000, "offsets must count from the start of moof"
    default = struct.unpack_from(">I", header, 8)[0] if flags & 0x20 else 0
    assert times[0] == 1
    (dts,) = struct.unpack_from(">Q", times, 4)
    head, count, place = struct.unpack_from(">IIi", run)
    assert head >> 24 == 1, "offsets must be signed"
    place += moof.start
    at = 12
    for _ in range(count):
        duration, size = struct.unpack_from(">II", run, at)
        at += 8
        kind, offset = default, 0
        if head & 0x400:
            kind, offset = struct.unpack_from(">Ii", run, at)
            at += 8
        yield Frame(track, dts, duration, offset, not kind & 0x10000, data[place : place + size])
        place += size
        dts += duration
    assert at == len(run)
