"""What both wire forms of a stream have in common: the GOP cache and the fan-out."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from streamingpro.engine.outlet import Consumer
from streamingpro.engine.units import TsUnit, Unit, WireForm
from streamingpro.protocols.media import Kind, Track

GOP_MAX_BYTES = 32 * 1024 * 1024
KEYLESS_S = 12.0
"""Without a keyframe for so long, something is wrong with the encoder's settings."""


class Analysis(Protocol):
    """What is known of the publisher's stream without decoding it."""

    @property
    def tracks(self) -> tuple[Track, ...]: ...
    @property
    def frames(self) -> int: ...
    @property
    def frame_rate(self) -> float | None: ...
    @property
    def keyframe_interval_s(self) -> float | None: ...
    @property
    def malformed(self) -> int: ...


UnitT = TypeVar("UnitT", Unit, TsUnit)


class Lane(Generic[UnitT]):
    """One wire form of a stream, fed by the publisher or by a conversion.

    `on_flowing` is called at the first keyframe after each `begin`. `bytes_in` counts what was fed
    since then. Not thread-safe: everything happens in the engine's event loop.
    """

    form: WireForm
    analysis: Analysis

    def __init__(
        self, loop: asyncio.AbstractEventLoop, on_flowing: Callable[[], None] | None = None
    ) -> None:
        self._loop = loop
        self._on_flowing = on_flowing
        self._gop: list[UnitT] = []
        self._gop_bytes = 0
        self._consumers: tuple[Consumer, ...] = ()
        self._awaiting_key = False
        self._started = False
        self.began_at = 0.0
        self.keyframe_at = 0.0
        self.bytes_in = 0
        self.frames_skipped = 0

    @property
    def gop(self) -> Sequence[UnitT]:
        """Everything since the last keyframe; empty while nobody feeds the lane."""
        return self._gop

    @property
    def watched(self) -> bool:
        """Somebody is attached."""
        return bool(self._consumers)

    @property
    def problem(self) -> str:
        """What is wrong with what the publisher sends, in a plain sentence, or "".

        The same words as long as it is the same thing: each change is told to people.
        """
        waited = self._loop.time() - self.keyframe_at
        if waited < KEYLESS_S:
            return ""
        if not self.bytes_in:
            return f"The encoder is connected, but has sent nothing for {KEYLESS_S:.0f} seconds."
        if self._started and not any(track.kind == "video" for track in self.analysis.tracks):
            return ""
        return (
            f"The encoder has sent no keyframe for {KEYLESS_S:.0f} seconds or longer: whoever "
            "joins waits for a picture. Set its keyframe interval to 2 seconds."
        )

    def bytes_of(self, kind: Kind) -> int:
        """How many bytes of pictures or sound were fed since `begin`."""
        raise NotImplementedError

    def begin(self) -> None:
        """A publisher starts: the timeline goes on, its first keyframe starts a new GOP."""
        self._drop_gop()
        self._awaiting_key = True
        self._started = False
        self.began_at = self.keyframe_at = self._loop.time()
        self.bytes_in = 0

    def end(self) -> None:
        """The publisher is gone: what it sent last goes out, its GOP is no longer current."""
        self._flush()
        self._drop_gop()

    def attach(self, consumer: Consumer) -> None:
        """Start to feed `consumer`, beginning with the cached GOP."""
        self._flush()
        consumer.begin(self._gop, self._loop.time())
        self._consumers = (*self._consumers, consumer)

    def detach(self, consumer: Consumer) -> None:
        """Stop to feed `consumer`; harmless when it is not attached."""
        self._consumers = tuple(other for other in self._consumers if other is not consumer)

    def _flush(self) -> None:
        """Send what waits for its window to close."""

    def _deliver(self, unit: UnitT, *, cache: bool) -> None:
        """To everybody; `cache`: later ones want it too."""
        unit.at = self._loop.time()
        if cache:
            self._remember(unit)
        for consumer in self._consumers:
            consumer.offer(unit)
        if unit.keyframe:
            self.keyframe_at = unit.at
            if not self._started:
                self._started = True
                if self._on_flowing is not None:
                    self._on_flowing()

    def _remember(self, unit: UnitT) -> None:
        """The GOP cache: everything since the last keyframe of a stream that has video."""
        if unit.keyframe:
            self._drop_gop()
        elif not self._gop:
            return
        self._gop.append(unit)
        self._gop_bytes += unit.size
        if self._gop_bytes > GOP_MAX_BYTES:
            self._drop_gop()

    def _drop_gop(self) -> None:
        self._gop = []
        self._gop_bytes = 0
