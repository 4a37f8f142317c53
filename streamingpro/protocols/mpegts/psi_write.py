"""The program tables of one programme, written: PAT and PMT (ISO 13818-1 §2.4.4), CRC included."""

from collections.abc import Iterable
from typing import NamedTuple

from streamingpro.protocols.mpegts.packets import PACKET
from streamingpro.protocols.mpegts.psi import PAT_PID, PAT_TABLE, PMT_TABLE, crc32

PROGRAM = 1
PMT_PID = 0x1000
_STREAM_ID = 1
_ROOM = PACKET - 5
"""Bytes of a section that fit in a packet behind its header and pointer field."""


class Entry(NamedTuple):
    """One elementary stream in the PMT; `descriptors` are ready bytes."""

    stream_type: int
    pid: int
    descriptors: bytes = b""


def descriptor(tag: int, body: bytes) -> bytes:
    """A descriptor: tag, length, body."""
    return bytes((tag, len(body))) + body


def registration(identifier: bytes) -> bytes:
    """A registration descriptor (§2.6.8) with its four letters."""
    return descriptor(0x05, identifier)


def tables(entries: Iterable[Entry], pcr_pid: int, version: int) -> bytearray:
    """A packet with the PAT and one with the PMT, both with continuity counter 0.

    `version` (0 to 31) is the PMT's; the PAT never changes. ValueError when the PMT needs more than
    one packet, which takes a dozen streams.
    """
    pat = _section(PAT_TABLE, _STREAM_ID, 0, _u16(PROGRAM) + _u16(0xE000 | PMT_PID))
    body = _u16(0xE000 | pcr_pid) + _u16(0xF000)
    for entry in entries:
        body += bytes((entry.stream_type,)) + _u16(0xE000 | entry.pid)
        body += _u16(0xF000 | len(entry.descriptors)) + entry.descriptors
    pmt = _section(PMT_TABLE, PROGRAM, version, body)
    return bytearray(_packet(PAT_PID, pat) + _packet(PMT_PID, pmt))


def _section(table_id: int, extension: int, version: int, body: bytes) -> bytes:
    head = bytes((table_id,)) + _u16(0xB000 | 5 + len(body) + 4) + _u16(extension)
    section = head + bytes((0xC1 | version << 1, 0, 0)) + body
    return section + crc32(section).to_bytes(4, "big")


def _packet(pid: int, section: bytes) -> bytes:
    if len(section) > _ROOM:
        raise ValueError(f"a section of {len(section)} bytes does not fit in one packet")
    head = b"\x47" + _u16(0x4000 | pid) + b"\x10\x00"
    return (head + section).ljust(PACKET, b"\xff")


def _u16(value: int) -> bytes:
    return value.to_bytes(2, "big")
