"""One elementary stream: packets to PES, PES to frames."""

from streamingpro.protocols.codecs import CodecError
from streamingpro.protocols.media import Codec, Kind
from streamingpro.protocols.mpegts.access import is_access_point
from streamingpro.protocols.mpegts.av1 import to_low_overhead
from streamingpro.protocols.mpegts.framings import framing
from streamingpro.protocols.mpegts.model import CLOCK_HZ, Frame, TsTrack
from streamingpro.protocols.mpegts.pes import PesHeader, Unwrapper, parse_pes
from streamingpro.protocols.mpegts.pictures import PictureSplitter
from streamingpro.protocols.mpegts.split import SoundSplitter
from streamingpro.protocols.mpegts.streams import Carried

_MAX_BYTES: dict[Kind, int] = {"video": 16 << 20, "audio": 1 << 20}
_MAY_GO_ON = 0xF000
_DEFAULT_INTERVAL = 3600
_LONGEST_INTERVAL = CLOCK_HZ
_PTS = 0x80


class Elementary:
    """Collects the PES of one PID; `errors` counts those that were dropped or made no sense.

    A picture that is too large for one PES may go on in the next, which then has no PTS.
    """

    def __init__(self, carried: Carried, kind: Kind, codec: Codec, unwrapper: Unwrapper) -> None:
        self.carried = carried
        self.track = TsTrack(carried.pid, kind, codec, carried.language)
        self._unwrapper = unwrapper
        found = framing(carried) if kind == "audio" else None
        self._sounds = SoundSplitter(found) if found else None
        self._pictures = PictureSplitter(codec)
        self._limit = _MAX_BYTES[kind]
        self._parts: list[bytes] = []
        self._size = 0
        self._whole: int | None = None
        self._marked = False
        self._slices = False
        self._after_loss = False
        self._errors = 0
        self._last_dts: int | None = None
        self._delay = 0
        self._interval = _DEFAULT_INTERVAL
        self._count = 1

    @property
    def errors(self) -> int:
        """PES and frames that could not be used."""
        return self._errors + (self._sounds.errors if self._sounds else 0)

    def start(self, payload: bytes, marked: bool, frames: list[Frame]) -> None:
        """A PES begins with `payload`; `marked` is its random_access_indicator."""
        if self._goes_on(payload):
            self._go_on(payload, frames)
            return
        self.finish(frames)
        self._parts = [payload]
        self._size = len(payload)
        self._marked = marked
        length = payload[4] << 8 | payload[5] if len(payload) > 5 else 0
        self._whole = 6 + length if length else None
        self._finish_whole(frames)

    def more(self, payload: bytes, frames: list[Frame]) -> None:
        """A further packet of the PES that was begun, if any was."""
        if not self._parts:
            return
        self._parts.append(payload)
        self._size += len(payload)
        if self._size > self._limit:
            self._drop()
        else:
            self._finish_whole(frames)

    def lost(self) -> None:
        """A packet did not arrive: the PES that was begun is of no use."""
        if self._parts:
            self._drop()
        self._after_loss = True
        if self._sounds is not None:
            self._sounds.reset()

    def finish(self, frames: list[Frame]) -> None:
        """The PES ends here, as the next one begins or the stream ends."""
        if not self._parts:
            return
        data, whole = b"".join(self._parts), self._whole
        self._parts, self._size, self._whole = [], 0, None
        pes = parse_pes(data)
        if pes is None or (whole is not None and len(data) < whole):
            self._errors += 1
            self._after_loss = True
            return
        payload = data[pes.start : whole]
        if not payload:
            return
        if self._sounds is not None:
            self._sound(self._sounds, pes, payload, frames)
        elif self.track.kind == "video":
            self._picture(pes, payload, frames)

    def _finish_whole(self, frames: list[Frame]) -> None:
        """A PES of known length needs no next one to be complete, unless it may go on there."""
        whole = self._whole
        if whole is None or self._size < whole:
            return
        if self.track.kind != "video" or (whole < _MAY_GO_ON and not self._slices):
            self.finish(frames)

    def _goes_on(self, payload: bytes) -> bool:
        """Whether the PES that begins here continues the picture before it."""
        if self.track.kind != "video" or len(payload) < 9 or payload[7] & _PTS:
            return False
        pes = parse_pes(payload)
        return pes is not None and not self._pictures.begins(payload, pes.start)

    def _go_on(self, payload: bytes, frames: list[Frame]) -> None:
        if self._parts:
            pes = parse_pes(payload)
            self._whole = None
            self.more(payload[pes.start :] if pes else b"", frames)
        else:
            # The beginning was lost, or came out already: a sender with a PES for each slice.
            self._slices = self._slices or not self._after_loss
            self._errors += 1
            self._after_loss = True

    def _drop(self) -> None:
        self._parts, self._size, self._whole = [], 0, None
        self._errors += 1
        self._after_loss = True

    def _sound(
        self, sounds: SoundSplitter, pes: PesHeader, payload: bytes, frames: list[Frame]
    ) -> None:
        pts = None if pes.pts is None else self._unwrapper.unwrap(pes.pts)
        for time, data, config in sounds.feed(payload, pts):
            frames.append(Frame(self.track, time, time, True, data, config, self._after_loss))
            self._after_loss = False

    def _picture(self, pes: PesHeader, payload: bytes, frames: list[Frame]) -> None:
        units = self._pictures.split(payload)
        dts = self._times(pes)
        if dts is None:
            return  # no time has been told yet
        for index, data in enumerate(units):
            time = dts + index * self._interval
            key = is_access_point(self.track.codec, data, 0, self._marked and index == 0)
            if self.track.codec == Codec.AV1:
                try:
                    data = to_low_overhead(data)
                except CodecError:
                    self._errors += 1
                    self._after_loss = True
                    continue
            if data:
                pts = time + self._delay
                frames.append(Frame(self.track, pts, time, key, data, b"", self._after_loss))
                self._after_loss = False
        self._last_dts, self._count = dts, len(units)

    def _times(self, pes: PesHeader) -> int | None:
        """DTS of the first picture; `_delay` is then its PTS less that, for the others as well."""
        last, count = self._last_dts, self._count
        if pes.dts is None or pes.pts is None:
            return None if last is None else last + count * self._interval
        dts = self._unwrapper.unwrap(pes.dts)
        self._delay = self._unwrapper.near(pes.pts) - dts
        if last is not None and 0 < dts - last < _LONGEST_INTERVAL * count:
            self._interval = (dts - last) // count
        return dts
