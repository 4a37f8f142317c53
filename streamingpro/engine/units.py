"""What the fan-out sends: units in one of the two wire forms, serialised once for everybody.

An RTMP unit holds the messages of one flush window in order. Its bytes (RTMP chunks of 60000
bytes, absolute timestamps) depend only on the message stream id that the peer gave us and on
whether we publish to it or it plays from us; nearly always one buffer serves every destination.
An MPEG-TS unit is a run of packets, the same for everybody.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple, Protocol

from streamingpro.protocols.rtmp.chunks import serialize_media
from streamingpro.protocols.rtmp.messages import DATA_AMF0, with_set_data_frame

_TIMESTAMP_MASK = 0xFFFFFFFF

TrackKey = tuple[str | int, ...]
"""Which codec header a config message carries (`Classified.header_key`)."""

Item = tuple[int, int, bytes]
"""Message type id, timestamp in ms on the stream's timeline, payload."""


class WireForm(StrEnum):
    """What a stream is on the wire: messages of RTMP or FLV, or packets of 188 bytes."""

    RTMP = "rtmp"
    MPEGTS = "mpegts"


class Form(NamedTuple):
    """How a peer wants to be spoken to; peers with equal forms share every buffer."""

    stream_id: int
    publishing: bool
    lane: WireForm = WireForm.RTMP


TS_FORM = Form(0, publishing=True, lane=WireForm.MPEGTS)
"""How everybody is spoken to who takes MPEG-TS."""


class Preamble(Protocol):
    """What a decoder needs before its first frame; a change makes one of the next version."""

    version: int

    def wire(self, form: Form, timestamp: int) -> bytes:
        """The bytes for a peer that joins at `timestamp` (ms); may be empty."""


class WireUnit(Protocol):
    """What an outlet sends whole or not at all. `timestamp` in ms on the stream's timeline.

    A `keyframe` unit can be decoded without what came before it. `frames` counts pictures, `at` is
    when it left the hub (s).
    """

    @property
    def timestamp(self) -> int: ...
    @property
    def keyframe(self) -> bool: ...
    @property
    def frames(self) -> int: ...
    @property
    def size(self) -> int: ...
    @property
    def headers(self) -> Preamble: ...
    @property
    def at(self) -> float: ...
    def wire(self, form: Form) -> bytes: ...


def is_metadata(payload: bytes) -> bool:
    """Whether a data message, without `@setDataFrame`, is `onMetaData`."""
    return payload.startswith(b"\x02\x00\x0aonMetaData")


def _serialise(items: Iterable[Item], form: Form) -> bytes:
    parts = []
    for type_id, timestamp, payload in items:
        if type_id == DATA_AMF0 and is_metadata(payload):
            if form.publishing:
                payload = with_set_data_frame(payload)
            else:
                timestamp = 0  # players take metadata that is later for a text track
        parts.append(serialize_media(type_id, timestamp & _TIMESTAMP_MASK, form.stream_id, payload))
    return parts[0] if len(parts) == 1 else b"".join(parts)


class Headers:
    """What a decoder needs before its first frame: metadata and every track's codec header.

    Immutable: a change makes a new object with the next version, and units made before keep
    pointing at the headers that were valid for them.
    """

    __slots__ = ("configs", "metadata", "version")

    def __init__(
        self,
        version: int = 0,
        metadata: bytes | None = None,
        configs: dict[TrackKey, tuple[int, bytes]] | None = None,
    ) -> None:
        self.version = version
        self.metadata = metadata
        self.configs = configs or {}

    def with_metadata(self, payload: bytes) -> "Headers":
        return Headers(self.version + 1, payload, self.configs)

    def with_config(self, key: TrackKey, type_id: int, payload: bytes) -> "Headers":
        return Headers(self.version + 1, self.metadata, {**self.configs, key: (type_id, payload)})

    def without(self, keys: set[TrackKey]) -> "Headers":
        """Forget tracks that the present publisher does not have."""
        kept = {key: config for key, config in self.configs.items() if key not in keys}
        return Headers(self.version + 1, self.metadata, kept)

    def wire(self, form: Form, timestamp: int) -> bytes:
        """The preamble of a peer that joins at `timestamp`; may be empty."""
        items: list[Item] = []
        if self.metadata is not None:
            items.append((DATA_AMF0, timestamp, self.metadata))
        items += [(type_id, timestamp, payload) for type_id, payload in self.configs.values()]
        return _serialise(items, form) if items else b""


class Unit:
    """The messages of one flush window, in order: `items`. See `WireUnit`."""

    __slots__ = ("_wires", "at", "frames", "headers", "items", "keyframe", "size", "timestamp")

    def __init__(self, items: list[Item], *, keyframe: bool, frames: int, headers: Headers) -> None:
        self.items = items
        self._wires: dict[Form, bytes] = {}
        self.timestamp = items[0][1]
        self.keyframe = keyframe
        self.frames = frames
        self.headers = headers
        self.size = sum(len(item[2]) for item in items)
        self.at = 0.0

    def wire(self, form: Form) -> bytes:
        """The bytes to send to a peer of this form; the same object for all of them."""
        wire = self._wires.get(form)
        if wire is None:
            wire = self._wires[form] = _serialise(self.items, form)
        return wire


class Tables:
    """The program tables (PAT and PMT) of a transport stream, as packets. Immutable."""

    __slots__ = ("packets", "version")

    def __init__(self, version: int = 0, packets: bytes = b"") -> None:
        self.version = version
        self.packets = packets

    def wire(self, _form: Form, _timestamp: int) -> bytes:
        return self.packets


class TsUnit:
    """A run of whole MPEG-TS packets, `data`. See `WireUnit`."""

    __slots__ = ("at", "data", "frames", "headers", "keyframe", "size", "timestamp")

    def __init__(
        self, data: bytes, timestamp: int, *, keyframe: bool, frames: int, headers: Tables
    ) -> None:
        self.data = data
        self.timestamp = timestamp
        self.keyframe = keyframe
        self.frames = frames
        self.headers = headers
        self.size = len(data)
        self.at = 0.0

    def wire(self, _form: Form) -> bytes:
        return self.data
