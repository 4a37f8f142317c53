"""One stream: two lanes, of which the publisher feeds one and a conversion the other.

The stream outlives its publisher: when the encoder drops and comes back within the grace time, or
another takes over, even in the other wire form, it goes on.
"""

import asyncio
from collections.abc import Callable, Sequence

from streamingpro.engine.hub.conversion import ToMpegts, ToRtmp
from streamingpro.engine.hub.mpegts import TsLane
from streamingpro.engine.hub.rtmp import RtmpLane
from streamingpro.engine.outlet import Consumer
from streamingpro.engine.rates import Rate
from streamingpro.engine.units import WireForm, WireUnit
from streamingpro.protocols import carriage
from streamingpro.protocols.media import Track
from streamingpro.protocols.rtmp.chunks import Message

LINGER_S = 5.0
"""How long a lane that nobody takes any more is still made: players come and go."""


class Stream:
    """The hub of one path. `on_flowing` is called at each publisher's first keyframe.

    Not thread-safe: everything happens in the engine's event loop.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        on_flowing: Callable[[], None] | None = None,
        name: str = "",
    ) -> None:
        self._loop = loop
        self._on_flowing = on_flowing
        self._name = name
        self._rtmp = RtmpLane(loop, lambda: self._flows(self._rtmp))
        self._mpegts = TsLane(loop, lambda: self._flows(self._mpegts))
        self._native: RtmpLane | TsLane = self._rtmp
        self._online = False
        self._conversion: ToRtmp | ToMpegts | None = None
        self._linger: asyncio.TimerHandle | None = None
        self._bytes_before = (0, 0, 0)
        self.rate = Rate()
        self.video_rate = Rate()
        self.audio_rate = Rate()

    # publisher's side

    def begin(self, form: WireForm = WireForm.RTMP) -> None:
        """A publisher starts, in this form: the timeline goes on."""
        self._stop_conversion()
        self._bytes_before = self._bytes()
        self._native = self._lane(form)
        self._native.begin()
        self._online = True
        self.tick(self._loop.time())
        self._convert_if_wanted()

    def end(self) -> None:
        """The publisher is gone: what it sent last goes out."""
        self._online = False
        self._native.end()
        if self._conversion is not None:
            self._conversion.finish()
        for rate in (self.rate, self.video_rate, self.audio_rate):
            rate.reset()

    def push(self, message: Message) -> None:
        """One message from a publisher of RTMP. Malformed media is dropped, never raised."""
        self._rtmp.push(message.type_id, message.timestamp, message.payload)

    def push_ts(self, data: bytes) -> None:
        """Bytes from a publisher of MPEG-TS, cut anywhere."""
        self._mpegts.push(data)

    # destinations' and readers' side

    def attach(self, consumer: Consumer) -> None:
        """Start to feed `consumer` in its form, beginning with the cached GOP."""
        self._lane(consumer.lane).attach(consumer)
        self._convert_if_wanted()

    def detach(self, consumer: Consumer) -> None:
        """Stop to feed `consumer`; harmless when it is not attached."""
        self._lane(consumer.lane).detach(consumer)
        if self._conversion is not None and not self._foreign.watched and self._linger is None:
            self._linger = self._loop.call_later(LINGER_S, self._stop_if_unwatched)

    def carriage_problem(self, form: WireForm) -> str | None:
        """Why peers of this form can't be sent the stream, in a plain sentence.

        In the publisher's own form everything passes untouched.
        """
        return None if form is self.form else carriage.problem(form.value, self.tracks)

    def unplayable(self, form: WireForm) -> str | None:
        """As `carriage_problem`, for players: a stream of which one track is left is no problem."""
        return self.carriage_problem(form) if carriage.hopeless(form.value, self.tracks) else None

    def conversion_problem(self, form: WireForm) -> str:
        """Why nothing comes in this form just now, in a plain sentence, or ""."""
        return self._conversion.problem if self._conversion and form is not self.form else ""

    # what is known of it

    @property
    def form(self) -> WireForm:
        """The publisher's own."""
        return self._native.form

    @property
    def gop(self) -> Sequence[WireUnit]:
        """Everything since the last keyframe, in the publisher's form."""
        return self._native.gop

    @property
    def tracks(self) -> tuple[Track, ...]:
        return self._native.analysis.tracks

    @property
    def frames(self) -> int:
        """Pictures of the present publisher."""
        return self._native.analysis.frames

    @property
    def frame_rate(self) -> float | None:
        """Measured pictures per second."""
        return self._native.analysis.frame_rate

    @property
    def keyframe_interval_s(self) -> float | None:
        return self._native.analysis.keyframe_interval_s

    @property
    def malformed(self) -> int:
        """Messages or packets that were damaged or missing."""
        return self._native.analysis.malformed

    @property
    def frames_skipped(self) -> int:
        """Pictures dropped while waiting for a publisher's first keyframe."""
        return self._native.frames_skipped

    @property
    def problem(self) -> str:
        """What is wrong with what the publisher sends, in a plain sentence, or ""."""
        return self._native.problem if self._online else ""

    @property
    def bytes_in(self) -> int:
        """What publishers have sent, in bytes of payload (RTMP) or packets (MPEG-TS)."""
        return self._bytes()[0]

    @property
    def video_bytes(self) -> int:
        return self._bytes()[1]

    @property
    def audio_bytes(self) -> int:
        return self._bytes()[2]

    def tick(self, now: float) -> None:
        """Once a second: renew the bitrates."""
        total, video, audio = self._bytes()
        self.rate.sample(total, now)
        self.video_rate.sample(video, now)
        self.audio_rate.sample(audio, now)
        self._rtmp.tick(now)

    def _bytes(self) -> tuple[int, int, int]:
        before, lane = self._bytes_before, self._native
        return (
            before[0] + lane.bytes_in,
            before[1] + lane.bytes_of("video"),
            before[2] + lane.bytes_of("audio"),
        )

    # lanes

    def _lane(self, form: WireForm) -> RtmpLane | TsLane:
        return self._rtmp if form is WireForm.RTMP else self._mpegts

    @property
    def _foreign(self) -> RtmpLane | TsLane:
        """The lane that the publisher does not feed."""
        return self._mpegts if self._native is self._rtmp else self._rtmp

    def _flows(self, lane: RtmpLane | TsLane) -> None:
        if lane is self._native and self._on_flowing is not None:
            self._on_flowing()

    def _convert_if_wanted(self) -> None:
        if self._conversion is None and self._online and self._foreign.watched:
            self._foreign.begin(converted=True)
            if self._native is self._rtmp:
                self._conversion = ToMpegts(self._loop, self._rtmp, self._mpegts, self._name)
            else:
                self._conversion = ToRtmp(self._loop, self._mpegts, self._rtmp, self._name)
            self._conversion.start()

    def _stop_conversion(self) -> None:
        if self._linger is not None:
            self._linger.cancel()
            self._linger = None
        if self._conversion is not None:
            self._conversion.stop()
            self._conversion = None
            self._foreign.end()

    def _stop_if_unwatched(self) -> None:
        self._linger = None
        if not self._foreign.watched:
            self._stop_conversion()
