"""The tracks of a programme, from the first packet of their PES alone."""

from dataclasses import dataclass, field, fields

from streamingpro.protocols.codecs import Facts
from streamingpro.protocols.media import Codec, Track
from streamingpro.protocols.mpegts.access import is_access_point
from streamingpro.protocols.mpegts.describe import audio_facts, video_facts, video_header
from streamingpro.protocols.mpegts.model import CLOCK_HZ, TICKS_PER_MS
from streamingpro.protocols.mpegts.packets import adaptation_flags, payload_offset
from streamingpro.protocols.mpegts.pes import Unwrapper, parse_pes
from streamingpro.protocols.mpegts.streams import Carried
from streamingpro.protocols.rates import RateMeter

_FACTS = tuple(fact.name for fact in fields(Facts))
_RANDOM_ACCESS = 0x40
_MS_MASK = 0xFFFFFFFF
_ACCESS_TICKS = CLOCK_HZ
_HEAD_BYTES = 2048
MAX_TRACKS = 32


@dataclass(slots=True)
class _Followed:
    carried: Carried
    codec: Codec
    track: Track
    header: bytes = b""
    described: bool = False
    head: bytearray | None = None
    unwrapper: Unwrapper = field(default_factory=Unwrapper)


@dataclass(frozen=True, slots=True)
class Start:
    """A PES that begins: `main` where it is the main track's; `dts` is unwrapped (90 kHz)."""

    main: bool
    frame: bool = False
    keyframe: bool = False
    dts: int | None = None


_ASIDE = Start(main=False)


class TrackFollower:
    """Keeps `tracks` up to date and tells where access points are.

    The main track is the first video track or, without one, the first audio track.
    """

    def __init__(self) -> None:
        self.tracks: tuple[Track, ...] = ()
        self.version = 0
        self.frames = 0
        self.keyframes = 0
        self.meter = RateMeter()
        self.pids: frozenset[int] = frozenset()
        self.main_pid: int | None = None
        self.gathering: int | None = None
        self._by_pid: dict[int, _Followed] = {}
        self._last_access: int | None = None

    @property
    def claimed_fps(self) -> float | None:
        """What the main video track's headers say."""
        main = self._main()
        return main.track.fps if main else None

    def set_streams(self, carried: tuple[Carried, ...]) -> None:
        """Take the streams of a new PMT; a track that it still names keeps what is known of it."""
        before, self._by_pid = self._by_pid, {}
        for entry in carried:
            if entry.kind is None or entry.codec is None or len(self._by_pid) >= MAX_TRACKS:
                continue
            known = before.get(entry.pid)
            if known is None or known.carried != entry:
                known = _Followed(entry, entry.codec, Track(entry.kind, entry.pid, entry.codec))
            self._by_pid[entry.pid] = known
        self.pids = frozenset(self._by_pid)
        main = next(
            (pid for kind in ("video", "audio") for pid in self._by_pid if self._kind(pid) == kind),
            None,
        )
        if main != self.main_pid:
            self.main_pid, self._last_access = main, None
            self.meter = RateMeter()
        if self.gathering not in self._by_pid:
            self.gathering = None
        self._rebuild()

    def start(self, pid: int, packet: bytes) -> Start:
        """A packet in which a PES of a track begins."""
        followed = self._by_pid[pid]
        if self.gathering == pid:
            self._finish_head(followed)
        pes = parse_pes(packet, payload_offset(packet, 0))
        if pes is None:
            return _ASIDE
        random_access = bool(adaptation_flags(packet, 0) & _RANDOM_ACCESS)
        if followed.track.kind == "video":
            if pid != self.main_pid:
                if not followed.described:
                    self._describe_video(followed, packet, pes.start)
                return _ASIDE
            key = is_access_point(followed.codec, packet, pes.start, random_access)
            if key:
                self._describe_video(followed, packet, pes.start)
            return self._picture(followed, key, pes.pts, pes.dts)
        access = self._sound(pid, followed, pes.dts)
        if access.keyframe or not followed.described:
            self._describe_audio(followed, packet, pes.start)
        return access

    def more(self, pid: int, packet: bytes) -> None:
        """A further packet of the PES whose head is being gathered."""
        followed = self._by_pid[pid]
        if followed.head is None:
            self.gathering = None
            return
        followed.head += packet[payload_offset(packet, 0) :]
        head = bytes(followed.head)
        header = video_header(followed.codec, head, 0)
        if header is not None:
            self._learn_header(followed, header)
        elif len(head) >= _HEAD_BYTES:
            self._finish_head(followed)

    def _picture(self, followed: _Followed, key: bool, pts: int | None, raw: int | None) -> Start:
        self.frames += 1
        self.keyframes += key
        if raw is None or pts is None:
            return Start(main=True, frame=True, keyframe=key)
        dts = followed.unwrapper.unwrap(raw)
        self.meter.frame(dts // TICKS_PER_MS & _MS_MASK)
        if key:
            shown = followed.unwrapper.near(pts)
            self.meter.keyframe(shown // TICKS_PER_MS & _MS_MASK)
        return Start(main=True, frame=True, keyframe=key, dts=dts)

    def _sound(self, pid: int, followed: _Followed, raw: int | None) -> Start:
        if pid != self.main_pid:
            return _ASIDE
        if raw is None:
            return Start(main=True)
        dts = followed.unwrapper.unwrap(raw)
        last = self._last_access
        if last is None or not 0 <= dts - last < _ACCESS_TICKS:
            self._last_access = dts
            return Start(main=True, keyframe=True, dts=dts)
        return Start(main=True, dts=dts)

    def _describe_video(self, followed: _Followed, packet: bytes, pos: int) -> None:
        header = video_header(followed.codec, packet, pos)
        if header is not None:
            self._learn_header(followed, header)
        else:
            followed.head = bytearray(packet[pos:])
            self.gathering = followed.track.id

    def _finish_head(self, followed: _Followed) -> None:
        """The picture ends, or too much of it has gone by: what is there must do."""
        self.gathering = None
        head, followed.head = followed.head, None
        if head:
            # A start code behind the last unit shows its end.
            header = video_header(followed.codec, bytes(head) + b"\0\0\1\0", 0)
            self._learn_header(followed, header or b"")

    def _learn_header(self, followed: _Followed, header: bytes) -> None:
        followed.head = None
        if self.gathering == followed.track.id:
            self.gathering = None
        followed.described = True
        if header and header != followed.header:
            followed.header = header
            self._learn(followed, video_facts(followed.codec, header))

    def _describe_audio(self, followed: _Followed, packet: bytes, pos: int) -> None:
        facts = audio_facts(followed.carried, packet, pos)
        if facts is not None:
            followed.described = True
            self._learn(followed, facts)

    def _learn(self, followed: _Followed, facts: Facts | None) -> None:
        if facts is None:
            return
        old = followed.track
        new = Track(old.kind, old.id, old.codec, **{n: getattr(facts, n) for n in _FACTS})
        if new != old:
            followed.track = new
            self._rebuild()

    def _main(self) -> _Followed | None:
        return self._by_pid.get(self.main_pid) if self.main_pid is not None else None

    def _kind(self, pid: int) -> str:
        return self._by_pid[pid].track.kind

    def _rebuild(self) -> None:
        order = sorted(self._by_pid.values(), key=lambda one: one.track.kind != "video")
        tracks = tuple(followed.track for followed in order)
        if tracks != self.tracks:
            self.tracks = tracks
            self.version += 1
