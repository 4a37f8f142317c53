"""One stream as HLS: takes its lane, keeps its newest segments."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from streamingpro.engine.conf.model import GlobalConf, HlsVariant
from streamingpro.engine.hub import Stream
from streamingpro.engine.servers.hls import response
from streamingpro.engine.servers.hls.files import MEDIA, Files
from streamingpro.engine.units import TsUnit, Unit, WireForm, WireUnit
from streamingpro.kit.clock import utcnow
from streamingpro.kit.ids import new_id, new_secret
from streamingpro.kit.logging import get_logger
from streamingpro.protocols import carriage
from streamingpro.protocols.fmp4 import Mp4Track
from streamingpro.protocols.hls.fmp4 import Cuts, Fmp4Segmenter
from streamingpro.protocols.hls.mpegts import TsSegmenter
from streamingpro.protocols.hls.playlists import Names, Variant, master_playlist
from streamingpro.protocols.hls.window import Window

_log = get_logger("hls")

IDLE_S = 1.0


@dataclass(frozen=True, slots=True)
class Settings:
    """What of the configuration a muxer is made by."""

    variant: HlsVariant
    cuts: Cuts
    segment_count: int

    @classmethod
    def of(cls, conf: GlobalConf) -> "Settings":
        part_s = conf.hls_part_duration_s if conf.hls_variant == "lowLatency" else None
        cuts = Cuts(conf.hls_segment_duration_s, part_s, conf.hls_segment_max_size)
        return cls(conf.hls_variant, cuts, conf.hls_segment_count)


class HlsMuxer:
    """A reader of its path, and a consumer of the stream.

    `requested_at` (s, the event loop's clock) and `last_request` tell when somebody asked for
    something of it. Ended, it answers for what it has until it is forgotten.
    """

    kind = "hlsMuxer"
    protocol = "hls"
    remote_address = ""

    def __init__(self, path_name: str, stream: Stream, settings: Settings) -> None:
        self.id = new_id()
        self.created: datetime = utcnow()
        self.last_request: datetime = self.created
        self.path_name = path_name
        self.settings = settings
        self.outbound_bytes = 0
        self.ended = False
        self._stream = stream
        self._loop = asyncio.get_running_loop()
        self.requested_at = self._heard_at = self._loop.time()
        self._wall = time.time() - self._heard_at
        self._in_ts = settings.variant == "mpegts"
        self.lane = WireForm.MPEGTS if self._in_ts else WireForm.RTMP
        # Numbers that follow the clock rise on when a muxer is made anew.
        self.window = Window(settings.segment_count, first_sequence=int(time.time()))
        segmenter = TsSegmenter if self._in_ts else Fmp4Segmenter
        self._segmenter: TsSegmenter | Fmp4Segmenter = segmenter(self.window, settings.cuts)
        self.files = Files(
            self._loop,
            self.window,
            Names(new_secret(6), "ts" if self._in_ts else "mp4"),
            parts=settings.variant == "lowLatency",
            is_over=lambda: self.ready,
            problem=self.problem,
        )
        self._headers_version = -1
        self._idle = False
        self._seen_version = self.window.version

    @property
    def bytes_sent(self) -> int:
        """What the path's readers were sent through it."""
        return self.outbound_bytes

    @property
    def frames_discarded(self) -> int:
        """Messages too damaged to be shown."""
        return self._segmenter.damaged

    @property
    def tracks(self) -> Sequence[Mp4Track]:
        """The tracks in force; empty in MPEG-TS, which describes itself."""
        return self._segmenter.tracks

    # a consumer of the stream

    def begin(self, gop: Sequence[WireUnit], now: float) -> None:
        for unit in gop:
            self.offer(unit)

    def offer(self, unit: WireUnit) -> None:
        """Take the next unit; an error here is nobody else's."""
        if self.ended:
            return
        try:
            self._feed(unit, self._wall + unit.at)
        except Exception:
            _log.exception("HLS stops: an error in the server itself", path=self.path_name)
            self.ended = True
        self._heard_at, self._idle = unit.at, False
        self._changed()

    def _feed(self, unit: WireUnit, wall: float) -> None:
        segmenter = self._segmenter
        if isinstance(segmenter, Fmp4Segmenter):
            assert isinstance(unit, Unit)
            headers = unit.headers
            if headers.version != self._headers_version and unit.keyframe:
                for type_id, payload in headers.configs.values():
                    segmenter.push(type_id, unit.timestamp, payload, wall)
            self._headers_version = headers.version
            for item in unit.items:
                segmenter.push(*item, wall)
        else:
            assert isinstance(unit, TsUnit)
            segmenter.push(
                unit.data,
                unit.timestamp,
                wall,
                keyframe=unit.keyframe,
                tables=unit.headers.packets,
            )

    def dismiss(self, reason: str) -> None:
        """The stream is over: viewers may see it to its end."""
        self.close()
        _log.info("HLS ends", path=self.path_name, reason=reason)

    def close(self) -> None:
        """Nothing more is taken; who waits gets what there is."""
        if not self.ended:
            self.ended = True
            self._segmenter.finish()
        self.files.waiting.release()

    def tick(self, now: float) -> None:
        """Once a second: give out what is held while nothing comes; end requests that waited."""
        self._wall = time.time() - self._loop.time()
        if not self.ended and not self._idle and now - self._heard_at > IDLE_S:
            self._idle = True
            self._segmenter.idle()
        self._changed()
        self.files.waiting.look(now)

    def _changed(self) -> None:
        if self.window.version == self._seen_version:
            return
        self._seen_version = self.window.version
        sound_alone = bool(self.tracks) and all(track.kind == "audio" for track in self.tracks)
        if self._in_ts:
            self.files.content_type = response.MPEGTS
        else:
            self.files.content_type = response.MP4_AUDIO if sound_alone else response.MP4
        self.files.waiting.look()

    # what viewers ask for

    @property
    def playable(self) -> bool:
        """There is something to begin with."""
        return self.window.ready

    @property
    def ready(self) -> bool:
        """There is something to begin with, or never will be."""
        return self.window.ready or self.ended or self._hopeless

    @property
    def _form(self) -> carriage.Carrier:
        return "mpegts" if self._in_ts else "fmp4"

    @property
    def _hopeless(self) -> bool:
        """No track of the stream can be carried."""
        return carriage.hopeless(self._form, self._stream.tracks)

    def problem(self) -> str:
        """Why there is nothing to begin with, in a plain sentence."""
        return (
            carriage.problem(self._form, self._stream.tracks)
            or self._stream.problem
            or "There is no picture to begin with yet: no keyframe has come for some time. "
            "Set the encoder's keyframe interval to 2 seconds."
        )

    def touch(self, now: float) -> None:
        """Somebody is there."""
        self.requested_at = now
        self.last_request = utcnow()

    def count(self, size: int) -> None:
        """So many bytes went to a viewer."""
        self.outbound_bytes += size

    def master(self, folder: str) -> bytes:
        """The master playlist; its media playlist is in `folder`, "" or ending in a slash."""
        video = next((track for track in self._stream.tracks if track.kind == "video"), None)
        sized = next((track for track in self.tracks if track.width), video)
        variant = Variant(
            bandwidth_bps=self.window.peak_bps,
            average_bps=self.window.average_bps(),
            codecs=[track.codec_string for track in self.tracks],
            width=sized.width or 0 if sized else 0,
            height=sized.height or 0 if sized else 0,
            fps=self._stream.frame_rate if sized else None,
        )
        return master_playlist(variant, f"{folder}{MEDIA}").encode()
