"""Emitter: samples to the engine as messages, in time order per track."""

from streamingpro.engine.children import inside, notices
from streamingpro.engine.children.failure import Failure
from streamingpro.engine.children.notices import Notice
from streamingpro.engine.children.opened import Sample
from streamingpro.engine.children.records import AUDIO, DATA, VIDEO, pack
from streamingpro.protocols.carriage import sentence
from streamingpro.protocols.codecs import CodecError
from streamingpro.protocols.codecs.errors import Unfit
from streamingpro.protocols.media import Codec, Kind
from streamingpro.protocols.mpegts.metadata import metadata
from streamingpro.protocols.mpegts.model import Frame, TsTrack
from streamingpro.protocols.mpegts.tags import Tagger

_NS_PER_MS = 1_000_000
_LONGEST_COMPOSITION = (1 << 23) - 1
_MOST_DAMAGED = 250
_JUMP_MS = 1000
"""Further back than this is the source's own jump, which the hub knows how to take."""
_MESSAGE: dict[Kind, int] = {"video": VIDEO, "audio": AUDIO}


class Emitter:
    """Writes samples to the engine. A codec header goes out when it differs from the last one.

    Raises Failure of kind `codec` after so many samples in a row that can't be taken apart.
    """

    def __init__(self) -> None:
        self._damaged = 0
        self._last: dict[Kind, int] = {}
        self._headers: dict[Kind, list[bytes]] = {}
        self._taggers: dict[Kind, Tagger] = {}
        self._metadata = b""
        self._unfit: set[Codec] = set()

    def begin(self) -> None:
        """Another container follows, on a timeline of its own."""
        self._last.clear()

    def emit(self, sample: Sample, shift: int) -> None:
        """One sample, `shift` (ns) later than its container says."""
        track = sample.track
        dts, last = max(_ms(sample.dts + shift), 0), self._last.get(track.kind, 0)
        if last - _JUMP_MS < dts < last:
            dts = last
        pts = _ms(sample.pts + shift)
        if track.codec == Codec.AV1:  # its tags have no composition time
            dts = max(pts, dts)
        offset = min(max(pts - dts, 0), _LONGEST_COMPOSITION)
        described = TsTrack(0, track.kind, track.codec)
        frame = Frame(described, pts, dts, sample.keyframe, sample.data)
        try:
            bodies = track.tagger.tags(frame, offset)
        except Unfit as error:
            self._leave_out(track.kind, track.codec, str(error))
            return
        except CodecError:
            self._count_damage()
            return
        if bodies:
            self._damaged = 0
            self._last[track.kind] = dts
            self._write(track.kind, track.tagger, dts, bodies)

    def _write(self, kind: Kind, tagger: Tagger, dts: int, bodies: list[bytes]) -> None:
        items = []
        *headers, frame = bodies
        if headers and headers != self._headers.get(kind):
            self._headers[kind] = headers
            self._taggers[kind] = tagger
            described = metadata(self._taggers.get("video"), self._taggers.get("audio"))
            if described != self._metadata:
                self._metadata = described
                items.append(pack(DATA, dts, described))
            items += [pack(_MESSAGE[kind], dts, body) for body in headers]
        items.append(pack(_MESSAGE[kind], dts, frame))
        inside.write(b"".join(items))

    def _leave_out(self, kind: Kind, codec: Codec, why: str) -> None:
        if codec not in self._unfit:
            self._unfit.add(codec)
            words = sentence("rtmp", kind, codec, why)
            inside.notify(Notice(notices.UNSUPPORTED, words, codec=codec))

    def _count_damage(self) -> None:
        self._damaged += 1
        if self._damaged > _MOST_DAMAGED:
            raise Failure("codec", "The pictures or sounds of this source can't be read.")


def _ms(nanoseconds: int) -> int:
    return (nanoseconds + _NS_PER_MS // 2) // _NS_PER_MS
