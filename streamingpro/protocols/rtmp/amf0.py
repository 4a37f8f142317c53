"""AMF0 values to and from bytes (Action Message Format, AMF 0, §2).

============== ====== ==========================
AMF0 type      marker Python
============== ====== ==========================
number         0      float (int is accepted)
boolean        1      bool
string         2, 12  str
object         3      dict
null           5      None
undefined      6      UNDEFINED
reference      7      Reference, not resolved
ECMA array     8      EcmaArray (a dict)
strict array   10     list
date           11     Date
unsupported    13     UNSUPPORTED
XML document   15     XmlDocument (a str)
typed object   16     TypedObject (a dict)
============== ====== ==========================

Movie clip (4), record set (14) are reserved and refused; the switch to AMF3 (17) is refused too,
since no encoder uses it inside a command. References stay opaque: resolving them would let a peer
build cycles or grow an answer exponentially. Strings that are not UTF-8 (older encoders send their
code page) are decoded with replacement characters.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from struct import Struct
from typing import Any, Final

from .errors import AmfError, LimitExceeded, LocalError
from .limits import DEFAULT_LIMITS, Limits

_U16 = Struct(">H")
_U32 = Struct(">I")
_F64 = Struct(">d")
_DATE = Struct(">dh")
_OBJECT_END = b"\x00\x00\x09"


class Special(Enum):
    """The two AMF0 values without a Python counterpart."""

    UNDEFINED = 6
    UNSUPPORTED = 13

    def __bool__(self) -> bool:
        return False


UNDEFINED: Final = Special.UNDEFINED
UNSUPPORTED: Final = Special.UNSUPPORTED


class EcmaArray(dict[str, object]):
    """An associative array; differs from an object only on the wire."""


class TypedObject(dict[str, object]):
    """An object with a class name."""

    def __init__(self, class_name: str, members: dict[str, object] | None = None) -> None:
        super().__init__(members or {})
        self.class_name = class_name

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, TypedObject)
            and self.class_name == other.class_name
            and dict.__eq__(self, other)
        )


class XmlDocument(str):
    """An XML document, unparsed."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Date:
    """``milliseconds`` since 1970 UTC; ``timezone`` in minutes is to be ignored (§2.13)."""

    milliseconds: float
    timezone: int = 0


@dataclass(frozen=True, slots=True)
class Reference:
    """The n-th complex value of the same body."""

    index: int


class Reader:
    """Reads values one by one from a body, within limits.

    :raises AmfError: from any method, on malformed or truncated bytes.
    :raises LimitExceeded: on too deep nesting, too many values or too long strings.
    """

    __slots__ = ("_data", "_end", "_items", "_limits", "pos")

    def __init__(self, data: bytes, limits: Limits = DEFAULT_LIMITS, pos: int = 0) -> None:
        self.pos = pos
        self._data = data
        self._end = len(data)
        self._limits = limits
        self._items = 0

    @property
    def at_end(self) -> bool:
        """True when the body is used up."""
        return self.pos >= self._end

    def value(self) -> object:
        """The next value."""
        return self._value(0)

    def _take(self, size: int) -> int:
        pos = self.pos
        if self._end - pos < size:
            raise AmfError("an AMF body ends in the middle of a value")
        self.pos = pos + size
        return pos

    def _value(self, depth: int) -> object:
        if depth > self._limits.amf_max_depth:
            raise LimitExceeded("an AMF value is nested too deeply")
        self._items += 1
        if self._items > self._limits.amf_max_items:
            raise LimitExceeded("an AMF body holds too many values")
        marker = self._data[self._take(1)]
        if marker == 0:
            return _F64.unpack_from(self._data, self._take(8))[0]
        if marker == 2:
            return self._short_string()
        if marker == 1:
            return self._data[self._take(1)] != 0
        if marker == 5:
            return None
        if marker == 3:
            return self._members({}, depth)
        return self._rare(marker, depth)

    def _rare(self, marker: int, depth: int) -> object:
        if marker == 8:
            # The count is a hint; some encoders send 0, the end marker decides.
            self._take(4)
            return self._members(EcmaArray(), depth)
        if marker == 10:
            return self._strict_array(depth)
        if marker == 12:
            return self._long_string()
        if marker == 16:
            return self._members(TypedObject(self._short_string()), depth)
        if marker == 11:
            milliseconds, zone = _DATE.unpack_from(self._data, self._take(10))
            return Date(milliseconds, zone)
        if marker == 15:
            return XmlDocument(self._long_string())
        if marker == 7:
            return Reference(_U16.unpack_from(self._data, self._take(2))[0])
        if marker in (6, 13):
            return Special(marker)
        if marker == 17:
            raise AmfError("AMF3 values inside AMF0 are not supported")
        raise AmfError(f"unknown AMF0 marker {marker}")

    def _members(self, into: dict[str, Any], depth: int) -> dict[str, Any]:
        while True:
            if self._data.startswith(_OBJECT_END, self.pos):
                self.pos += 3
                return into
            if self.at_end and isinstance(into, EcmaArray):
                # Seen from hardware encoders: onMetaData without its end marker.
                return into
            key = self._short_string()
            into[key] = self._value(depth + 1)

    def _strict_array(self, depth: int) -> list[object]:
        count = _U32.unpack_from(self._data, self._take(4))[0]
        if count > self._limits.amf_max_items:
            raise LimitExceeded("an AMF body holds too many values")
        return [self._value(depth + 1) for _ in range(count)]

    def _short_string(self) -> str:
        return self._string(_U16.unpack_from(self._data, self._take(2))[0])

    def _long_string(self) -> str:
        return self._string(_U32.unpack_from(self._data, self._take(4))[0])

    def _string(self, size: int) -> str:
        if size > self._limits.amf_max_string:
            raise LimitExceeded("an AMF string is too long")
        pos = self._take(size)
        return self._data[pos : pos + size].decode("utf-8", "replace")


def decode(data: bytes, limits: Limits = DEFAULT_LIMITS) -> list[object]:
    """All values of a body.

    :raises AmfError: on malformed bytes. :raises LimitExceeded: on too much of anything.
    """
    reader = Reader(data, limits)
    values = []
    while not reader.at_end:
        values.append(reader.value())
    return values


def encode(*values: object) -> bytes:
    """A body holding ``values``.

    :raises LocalError: a value that AMF0 cannot express, or nesting beyond 64 levels.
    """
    out = bytearray()
    for value in values:
        _encode(out, value, 0)
    return bytes(out)


def _encode(out: bytearray, value: object, depth: int) -> None:
    if depth > 64:
        raise LocalError("a value is nested too deeply for AMF0")
    if value is None:
        out.append(5)
    elif isinstance(value, bool):
        out += b"\x01\x01" if value else b"\x01\x00"
    elif isinstance(value, int | float):
        out.append(0)
        out += _F64.pack(value)
    elif isinstance(value, str):
        _encode_string(out, value)
    elif isinstance(value, dict):
        _encode_members(out, value, depth)
    elif isinstance(value, list | tuple):
        out.append(10)
        out += _U32.pack(len(value))
        for item in value:
            _encode(out, item, depth + 1)
    else:
        _encode_rare(out, value)


def _encode_string(out: bytearray, value: str) -> None:
    raw = value.encode("utf-8", "replace")
    if isinstance(value, XmlDocument):
        out.append(15)
        out += _U32.pack(len(raw))
    elif len(raw) <= 0xFFFF:
        out.append(2)
        out += _U16.pack(len(raw))
    else:
        out.append(12)
        out += _U32.pack(len(raw))
    out += raw


def _encode_members(out: bytearray, value: dict[Any, Any], depth: int) -> None:
    if isinstance(value, EcmaArray):
        out.append(8)
        out += _U32.pack(len(value))
    elif isinstance(value, TypedObject):
        out.append(16)
        out += _key(value.class_name)
    else:
        out.append(3)
    for key, member in value.items():
        out += _key(key)
        _encode(out, member, depth + 1)
    out += _OBJECT_END


def _key(key: object) -> bytes:
    if not isinstance(key, str):
        raise LocalError("AMF0 member names must be text")
    raw = key.encode("utf-8", "replace")
    if len(raw) > 0xFFFF:
        raise LocalError("an AMF0 member name is too long")
    return _U16.pack(len(raw)) + raw


def _encode_rare(out: bytearray, value: object) -> None:
    if isinstance(value, Special):
        out.append(value.value)
    elif isinstance(value, Date):
        out.append(11)
        out += _DATE.pack(value.milliseconds, value.timezone)
    elif isinstance(value, Reference):
        out.append(7)
        out += _U16.pack(value.index)
    else:
        raise LocalError(f"AMF0 cannot express a {type(value).__name__}")
