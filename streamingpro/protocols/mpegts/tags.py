"""FLV tag bodies from frames of MPEG-TS: codec headers when they are needed, then the frames.

H.264, AAC and MP3 take FLV's legacy form, which every server knows; HEVC, AV1, Opus, AC-3 and
E-AC-3 the enhanced one. Sources: Adobe FLV 10.1 §E.4; Enhanced RTMP v2.
"""

from collections.abc import Callable
from typing import Protocol

from streamingpro.protocols.codecs import Facts, describe_config, describe_frame
from streamingpro.protocols.codecs.annexb import join_lengths, split_annexb
from streamingpro.protocols.codecs.av1 import OBU_SEQUENCE_HEADER
from streamingpro.protocols.codecs.errors import Unfit
from streamingpro.protocols.codecs.obu import split_obus
from streamingpro.protocols.codecs.opus import PRE_SKIP, SAMPLE_RATE, OpusHead
from streamingpro.protocols.codecs.records import av1_record, avc_record, hevc_record
from streamingpro.protocols.media import Buffer, Codec
from streamingpro.protocols.mpegts.model import Frame


class Tagger(Protocol):
    """Makes the tags of one track. `codec_id` is what onMetaData calls the codec."""

    codec_id: int
    facts: Facts

    def tags(self, frame: Frame, composition_time: int) -> list[bytes]:
        """The codec header, if it is new, and the frame; nothing while no header is known.

        `composition_time` in ms. Raises CodecError on frames that don't parse, Unfit on those of a
        kind that FLV has no place for.
        """
        ...


class NalTagger:
    """H.264 and H.265. Parameter sets move to the codec header, delimiters are left out.

    The header changes at keyframes only; a parameter set that differs in between stays where it is.
    """

    def __init__(self, codec: Codec) -> None:
        self.facts = Facts()
        self._codec = codec
        self._config = b""
        self._sets: dict[int, list[bytes]] = {}
        self._kinds: tuple[int, ...]
        if codec == Codec.H264:
            self.codec_id, self._head = 7, (b"\x17\0", b"\x27\1", b"\x17\1")
            self._kinds, self._delimiter, self._shift, self._mask = (7, 8), 9, 0, 0x1F
        else:
            self.codec_id = int.from_bytes(b"hvc1", "big")
            self._head = (b"\x90hvc1", b"\xa1hvc1", b"\x91hvc1")
            self._kinds, self._delimiter, self._shift, self._mask = (32, 33, 34), 35, 1, 0x3F

    def tags(self, frame: Frame, composition_time: int) -> list[bytes]:
        kept: list[Buffer] = []
        found: dict[int, list[bytes]] = {}
        learning = frame.keyframe or not self._config
        for unit in split_annexb(frame.data):
            kind = unit[0] >> self._shift & self._mask
            if kind == self._delimiter:
                continue
            if kind in self._kinds:
                whole = bytes(unit)
                if learning:
                    found.setdefault(kind, []).append(whole)
                    continue
                if whole in self._sets.get(kind, ()):
                    continue
            kept.append(unit)
        out = self._learn(found) if found else []
        if kept and self._config:
            time = composition_time.to_bytes(3, "big", signed=True)
            out.append(self._head[1 + frame.keyframe] + time + join_lengths(kept))
        return out

    def _learn(self, found: dict[int, list[bytes]]) -> list[bytes]:
        self._sets |= {kind: list(dict.fromkeys(units)) for kind, units in found.items()}
        if any(kind not in self._sets for kind in self._kinds):
            return []
        sets = [self._sets[kind] for kind in self._kinds]
        config = avc_record(*sets) if self._codec == Codec.H264 else hevc_record(*sets)
        if config == self._config:
            return []
        self._config = config
        self.facts = describe_config(self._codec, config)
        time = b"\0\0\0" if self._codec == Codec.H264 else b""
        return [self._head[0] + time + config]


class Av1Tagger:
    """AV1: a tag per temporal unit; the sequence header stays in it and is repeated in the av1C."""

    codec_id = int.from_bytes(b"av01", "big")

    def __init__(self) -> None:
        self.facts = Facts()
        self._config = b""

    def tags(self, frame: Frame, composition_time: int) -> list[bytes]:
        del composition_time
        out = []
        if frame.keyframe or not self._config:
            header = next(
                (unit for kind, unit in split_obus(frame.data) if kind == OBU_SEQUENCE_HEADER), None
            )
            config = av1_record(header) if header is not None else self._config
            if config != self._config:
                self._config = config
                self.facts = describe_config(Codec.AV1, config)
                out.append(b"\x90av01" + config)
        if self._config and frame.data:
            out.append((b"\x91av01" if frame.keyframe else b"\xa1av01") + frame.data)
        return out


class ConfiguredAudioTagger:
    """AAC and Opus, whose config comes with each frame."""

    def __init__(self, codec: Codec) -> None:
        self.facts = Facts()
        self._codec = codec
        self._config = b""
        if codec == Codec.MPEG4_AUDIO:
            self.codec_id, self._head = 10, (b"\xaf\0", b"\xaf\1")
        else:
            self.codec_id = int.from_bytes(b"Opus", "big")
            self._head = (b"\x90Opus", b"\x91Opus")

    def tags(self, frame: Frame, composition_time: int) -> list[bytes]:
        del composition_time
        if not frame.data:
            return []
        out = []
        config = frame.config or self._default(frame.data)
        if config != self._config:
            self.facts = describe_config(self._codec, config)
            self._config = config
            out.append(self._head[0] + config)
        if self._config:
            out.append(self._head[1] + frame.data)
        return out

    def _default(self, packet: bytes) -> bytes:
        """The config in force, or for Opus what its first packet tells."""
        if self._config or self._codec != Codec.OPUS:
            return self._config
        return OpusHead(2 if packet[0] & 4 else 1, PRE_SKIP, SAMPLE_RATE).serialise()


class Ac3Tagger:
    """AC-3 and E-AC-3: the codec header is empty, as the frames carry all that is needed."""

    def __init__(self, codec: Codec) -> None:
        self.facts = Facts()
        fourcc = b"ac-3" if codec == Codec.AC3 else b"ec-3"
        self.codec_id = int.from_bytes(fourcc, "big")
        self._codec, self._fourcc = codec, fourcc
        self._begun = False

    def tags(self, frame: Frame, composition_time: int) -> list[bytes]:
        del composition_time
        out = []
        if not self._begun:
            self.facts = describe_frame(self._codec, frame.data)
            self._begun = True
            out.append(b"\x90" + self._fourcc)
        out.append(b"\x91" + self._fourcc + frame.data)
        return out


class Mp3Tagger:
    """MP3 in the legacy form, whose first byte knows few of its rates; players read the frames."""

    codec_id = 2

    def __init__(self) -> None:
        self.facts = Facts()

    def tags(self, frame: Frame, composition_time: int) -> list[bytes]:
        del composition_time
        data = frame.data
        self.facts = describe_frame(Codec.MPEG1_AUDIO, data)
        if self.facts.profile:
            raise Unfit(str(self.facts.profile))
        rate = self.facts.sample_rate or 44100
        code = 3 if rate >= 32000 else 2 if rate >= 16000 else 1
        kind = 14 if rate == 8000 else 2
        return [bytes((kind << 4 | code << 2 | 2 | (self.facts.channels == 2),)) + data]


TAGGERS: dict[Codec, Callable[[], Tagger]] = {
    Codec.H264: lambda: NalTagger(Codec.H264),
    Codec.H265: lambda: NalTagger(Codec.H265),
    Codec.AV1: Av1Tagger,
    Codec.MPEG4_AUDIO: lambda: ConfiguredAudioTagger(Codec.MPEG4_AUDIO),
    Codec.OPUS: lambda: ConfiguredAudioTagger(Codec.OPUS),
    Codec.AC3: lambda: Ac3Tagger(Codec.AC3),
    Codec.EAC3: lambda: Ac3Tagger(Codec.EAC3),
    Codec.MPEG1_AUDIO: Mp3Tagger,
}
"""What makes the tags of each codec that goes from MPEG-TS into FLV."""
