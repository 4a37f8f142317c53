"""The lane of RTMP messages: windows of messages become units, codec headers are remembered."""

import asyncio
from collections.abc import Callable

from streamingpro.engine.hub.lane import Lane
from streamingpro.engine.timeline import Timeline
from streamingpro.engine.units import Headers, Item, TrackKey, Unit, WireForm, is_metadata
from streamingpro.protocols.analysis import Classified, StreamAnalyzer
from streamingpro.protocols.media import Kind
from streamingpro.protocols.rtmp.amf0 import decode
from streamingpro.protocols.rtmp.errors import PeerError
from streamingpro.protocols.rtmp.messages import (
    AUDIO,
    DATA_AMF0,
    VIDEO,
    without_set_data_frame,
)

FLUSH_WINDOW_S = 0.020
METADATA_MAX_BYTES = 1024 * 1024
STALE_CONFIG_S = 10.0
START_MS = 3_000
"""Where a converted stream begins: sound may lie before the first picture, in broadcasts by 2 s."""


class RtmpLane(Lane[Unit]):
    """Units of messages on one timeline. See `Lane`."""

    form = WireForm.RTMP

    def __init__(
        self, loop: asyncio.AbstractEventLoop, on_flowing: Callable[[], None] | None = None
    ) -> None:
        super().__init__(loop, on_flowing)
        self._timeline = Timeline()
        self._headers = Headers()
        self._stale_configs: set[TrackKey] = set()
        self._pending: list[Item] = []
        self._pending_frames = 0
        self._pending_key = False
        self._pending_sound = False
        self._timer: asyncio.TimerHandle | None = None
        self._main_track: int | None = None
        self._video_bytes = 0
        self._audio_bytes = 0
        self.analysis: StreamAnalyzer = StreamAnalyzer()

    def begin(self, *, converted: bool = False) -> None:
        """As `Lane.begin`; `converted`: timestamps are those of the other lane."""
        self._flush()
        super().begin()
        self._timeline.begin(START_MS if converted else None)
        self.analysis = StreamAnalyzer()
        self._stale_configs = set(self._headers.configs)
        self._main_track = None
        self._video_bytes = self._audio_bytes = 0

    def bytes_of(self, kind: Kind) -> int:
        """Of their messages."""
        return self._video_bytes if kind == "video" else self._audio_bytes

    def resume(self) -> None:
        """A conversion starts over, on the same timeline: what it repeats is dropped."""
        self._flush()
        self._timeline.resume()

    def push(self, type_id: int, timestamp: int, payload: bytes) -> None:
        """One message, `timestamp` in ms. Malformed media passes or is dropped, never raised."""
        size = len(payload)
        self.bytes_in += size
        if type_id == VIDEO:
            self._video_bytes += size
        elif type_id == AUDIO:
            self._audio_bytes += size
        else:
            self._push_data(payload)
            return
        if not size:
            return
        seen = self.analysis.feed(type_id, payload, timestamp)
        if seen.is_config:
            self._push_config(seen, type_id, payload)
        else:
            self._push_media(seen, type_id, payload, timestamp)

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
            self.analysis.set_metadata(values[1])

    def _push_config(self, seen: Classified, type_id: int, payload: bytes) -> None:
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
        has_video = any(track.kind == "video" for track in self.analysis.tracks)
        unit = Unit(
            self._pending,
            keyframe=self._pending_key or (self._pending_sound and not has_video),
            frames=self._pending_frames,
            headers=self._headers,
        )
        self._pending = []
        self._pending_frames = 0
        self._pending_key = False
        self._pending_sound = False
        self._deliver(unit, cache=has_video)

    def tick(self, now: float) -> None:
        """Once a second: forget tracks that the present publisher lacks."""
        if self._stale_configs and self._started and now - self.began_at >= STALE_CONFIG_S:
            self._headers = self._headers.without(self._stale_configs)
            self._stale_configs = set()
