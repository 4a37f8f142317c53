"""The initialization segment: `ftyp` and `moov` (ISO 14496-12 §4.3 and §8.2)."""

from collections.abc import Sequence

from streamingpro.protocols.fmp4.boxes import MATRIX, box, full_box
from streamingpro.protocols.fmp4.tracks import Mp4Track

_MOVIE_TIMESCALE = 1000


def init_segment(tracks: Sequence[Mp4Track]) -> bytes:
    """What a player must have before the first fragment."""
    brands = box(b"ftyp", b"iso6", bytes(4), b"iso6iso5mp41mp42cmfchlsf")
    highest = max(track.id for track in tracks)
    header = full_box(
        b"mvhd",
        0,
        0,
        bytes(8),
        _MOVIE_TIMESCALE.to_bytes(4, "big"),
        bytes(4),
        b"\x00\x01\x00\x00\x01\x00",  # rate and volume: as they are
        bytes(10),
        MATRIX,
        bytes(24),
        (highest + 1).to_bytes(4, "big"),
    )
    defaults = [
        full_box(b"trex", 0, 0, track.id.to_bytes(4, "big"), b"\0\0\0\x01", bytes(12))
        for track in tracks
    ]
    boxes = [header, *(_track(track) for track in tracks), box(b"mvex", *defaults)]
    return brands + box(b"moov", *boxes)


def _track(track: Mp4Track) -> bytes:
    """`trak` without samples: they come in fragments (ISO 14496-12 §8.3)."""
    number = track.id.to_bytes(4, "big")
    volume = b"\x01\x00" if track.kind == "audio" else b"\x00\x00"
    place = bytes(8) + bytes(4) + volume + bytes(2)
    size = (track.width << 16).to_bytes(4, "big") + (track.height << 16).to_bytes(4, "big")
    header = full_box(b"tkhd", 0, 3, bytes(8), number, bytes(8), place, MATRIX, size)
    return box(b"trak", header, _media(track))


def _media(track: Mp4Track) -> bytes:
    video = track.kind == "video"
    times = full_box(
        b"mdhd", 0, 0, bytes(8), track.timescale.to_bytes(4, "big"), bytes(4), b"\x55\xc4\x00\x00"
    )  # the language: undetermined
    kind = b"vide" if video else b"soun"
    label = b"Video\0" if video else b"Audio\0"
    handler = full_box(b"hdlr", 0, 0, bytes(4), kind, bytes(12), label)
    media = full_box(b"vmhd", 0, 1, bytes(8)) if video else full_box(b"smhd", 0, 0, bytes(4))
    here = box(b"dinf", full_box(b"dref", 0, 0, b"\0\0\0\x01", full_box(b"url ", 0, 1)))
    tables = box(
        b"stbl",
        full_box(b"stsd", 0, 0, b"\0\0\0\x01", track.entry),
        full_box(b"stts", 0, 0, bytes(4)),
        full_box(b"stsc", 0, 0, bytes(4)),
        full_box(b"stsz", 0, 0, bytes(8)),
        full_box(b"stco", 0, 0, bytes(4)),
    )
    return box(b"mdia", times, handler, box(b"minf", media, here, tables))
