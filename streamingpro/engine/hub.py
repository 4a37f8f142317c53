"""One stream: its timeline, codec headers, GOP cache and fan-out.

A publisher pushes messages in; outlets get units out. The stream outlives its publisher: when the
encoder drops and comes back within the grace time, or another takes over, it goes on.
"""

import asyncio
from collections.abc import Callable

from streamingpro.engine.outlet import Outlet
from streamingpro.engine.rates import Rate
from streamingpro.engine.timeline import Timeline
from streamingpro.engine.units import Headers, Item, TrackKey, Unit, is_metadata
from streamingpro.protocols.analysis import Classified, StreamAnalyzer
from streamingpro.protocols.rtmp.amf0 import decode
from streamingpro.protocols.rtmp.chunks import Message
from streamingpro.protocols.rtmp.errors import PeerError
from streamingpro.protocols.rtmp.messages import (
    AUDIO,
    DATA_AMF0,
    VIDEO,
    without_set_data_frame,
)

FLUSH_WINDOW_S = 0.020
GOP_MAX_BYTES = 32 * 1024 * 1024
METADATA_MAX_BYTES = 1024 * 1024
STALE_CONFIG_S = 10.0


class Stream:
    """The hub of one path. `on_flowing` is called at each publisher's first keyframe.

    Not thread-safe: everything happens in the engine's event loop.
    """

    def __init__(
        self, loop: asyncio.AbstractEventLoop, on_flowing: Callable[[], None] | None = None
    ) -> None:
        self._loop = loop
        self._on_flowing = on_flowing
        self._timeline = Timeline()
        self._headers = Headers()
        self._stale_configs: set[TrackKey] = set()
        self._pending: list[Item] = []
        self._pending_frames = 0
        self._pending_key = False
        self._pending_sound = False
        self._timer: asyncio.TimerHandle | None = None
        self._gop: list[Unit] = []
        self._gop_bytes = 0
        self._outlets: tuple[Outlet, ...] = ()
        self._awaiting_key = False
        self._main_track: int | None = None
        self._started = False
        self._began_at = 0.0
        self.analyzer = StreamAnalyzer()
        self.bytes_in = 0
        self.video_bytes = 0
        self.audio_bytes = 0
        self.frames_skipped = 0
        self.rate = Rate()
        self.video_rate = Rate()
        self.audio_rate = Rate()

    # publisher's side

    def begin(self) -> None:
        """A publisher starts: the timeline goes on, its first keyframe starts a new GOP."""
        self._flush()
        self._timeline.begin()
        self.analyzer = StreamAnalyzer()
        self._stale_configs = set(self._headers.configs)
        self._drop_gop()
        self._awaiting_key = True
        self._main_track = None
        self._started = False
        self._began_at = self._loop.time()
        self.tick(self._began_at)

    def end(self) -> None:
        """The publisher is gone: what it sent last goes out, its GOP is no longer current."""
        self._flush()
        self._drop_gop()
        for rate in (self.rate, self.video_rate, self.audio_rate):
            rate.reset()

    def push(self, message: Message) -> None:
        """One message from the publisher. Malformed media passes or is dropped, never raised."""
        payload = message.payload
        size = len(payload)
        self.bytes_in += size
        type_id = message.type_id
        if type_id == VIDEO:
            self.video_bytes += size
        elif type_id == AUDIO:
            self.audio_bytes += size
        else:
            self._push_data(payload)
            return
        if not size:
            return
        seen = self.analyzer.feed(type_id, payload, message.timestamp)
        if seen.is_config:
            self._push_config(seen, type_id, payload, message.timestamp)
        else:
            self._push_media(seen, type_id, payload, message.timestamp)

    def _push_data(self, payload: bytes) -> None:
        payload = without_set_data_frame(payload)
        if is_metadata(payload):
            if len(payload) > METADATA_MAX_BYTES:
                return
            self._learn_metadata(payload)
            if payload == self._headers.metadata:
                return
            self._headers = self._headers.with_metadata(payload)
        self._append((DATA_AMF0, self._timeline.last, payload))

    def _learn_metadata(self, payload: bytes) -> None:
        try:
            values = decode(payload)
        except PeerError:
            return
        if len(values) > 1 and isinstance(values[1], dict):
            self.analyzer.set_metadata(values[1])

    def _push_config(self, seen: Classified, type_id: int, payload: bytes, timestamp: int) -> None:
        """A codec header goes out at once, in order, unless a returning encoder only repeats it."""
        key = seen.header_key
        if key is not None:
            known = self._headers.configs.get(key)
            if known != (type_id, payload):
                self._headers = self._headers.with_config(key, type_id, payload)
            elif key in self._stale_configs:
                self._stale_configs.discard(key)
                return
            self._stale_configs.discard(key)
        self._append((type_id, self._timeline.last, payload))

    def _push_media(self, seen: Classified, type_id: int, payload: bytes, timestamp: int) -> None:
        is_video = type_id == VIDEO
        main_key = is_video and seen.is_keyframe and self._is_main(seen.track_id)
        if self._awaiting_key and is_video and not main_key:
            self.frames_skipped += 1
            return
        mapped = self._timeline.map(type_id, timestamp, self._loop.time())
        if mapped is None:
            return
        if is_video:
            self._awaiting_key = False
        else:
            self._pending_sound = True
        if main_key:
            self._flush()
            self._pending_key = True
        self._append((type_id, mapped, payload))
        if is_video:
            self._pending_frames += seen.is_frame
            self._flush()

    def _is_main(self, track_id: int) -> bool:
        """Of several video tracks, the first one to send a keyframe sets the GOPs."""
        if self._main_track is None:
            self._main_track = track_id
        return track_id == self._main_track

    # windows of messages become units

    def _append(self, item: Item) -> None:
        self._pending.append(item)
        if self._timer is None:
            self._timer = self._loop.call_later(FLUSH_WINDOW_S, self._flush)

    def _flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._pending:
            return
        has_video = any(track.kind == "video" for track in self.analyzer.tracks)
        unit = Unit(
            self._pending,
            keyframe=self._pending_key or (self._pending_sound and not has_video),
            frames=self._pending_frames,
            headers=self._headers,
        )
        unit.at = self._loop.time()
        self._pending = []
        self._pending_frames = 0
        self._pending_key = False
        self._pending_sound = False
        if has_video:
            self._remember(unit)
        for outlet in self._outlets:
            outlet.offer(unit)
        if not self._started and unit.keyframe:
            self._started = True
            if self._on_flowing is not None:
                self._on_flowing()

    def _remember(self, unit: Unit) -> None:
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

    # destinations' and readers' side

    def attach(self, outlet: Outlet) -> None:
        """Start to feed `outlet`, beginning with the cached GOP."""
        self._flush()
        outlet.begin(self._gop, self._loop.time())
        self._outlets = (*self._outlets, outlet)

    def detach(self, outlet: Outlet) -> None:
        """Stop to feed `outlet`; harmless when it is not attached."""
        self._outlets = tuple(other for other in self._outlets if other is not outlet)

    def tick(self, now: float) -> None:
        """Once a second: renew the bitrates, forget tracks that the present publisher lacks."""
        self.rate.sample(self.bytes_in, now)
        self.video_rate.sample(self.video_bytes, now)
        self.audio_rate.sample(self.audio_bytes, now)
        if self._stale_configs and self._started and now - self._began_at >= STALE_CONFIG_S:
            self._headers = self._headers.without(self._stale_configs)
            self._stale_configs = set()
