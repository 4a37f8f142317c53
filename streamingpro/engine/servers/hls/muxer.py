"""One stream as HLS: takes its lane, keeps the newest segments, answers for its files."""

import asyncio
import gzip
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from streamingpro.engine.conf.model import GlobalConf, HlsVariant
from streamingpro.engine.hub import Stream
from streamingpro.engine.servers.hls import response
from streamingpro.engine.servers.hls.request import BadRequest, Request
from streamingpro.engine.servers.hls.response import Response
from streamingpro.engine.servers.hls.waiting import Waiting
from streamingpro.engine.units import TsUnit, Unit, WireForm, WireUnit
from streamingpro.kit.clock import rfc3339, utcnow
from streamingpro.kit.ids import new_id, new_secret
from streamingpro.kit.logging import get_logger
from streamingpro.protocols import carriage
from streamingpro.protocols.hls.fmp4 import Cuts, Fmp4Segmenter
from streamingpro.protocols.hls.mpegts import TsSegmenter
from streamingpro.protocols.hls.playlists import Names, Variant, master_playlist, media_playlist
from streamingpro.protocols.hls.window import Window

_log = get_logger("hls")

MASTER, MEDIA = "index.m3u8", "main_stream.m3u8"
RELOAD_S = 8.0
"""A reload that waits for news is answered after this, with news or without."""
IDLE_S = 1.0
_FILE = re.compile(r"([A-Za-z0-9_-]+)_(init|seg|part)([0-9]{1,18})\.(mp4|ts)")
_NUMBER = re.compile(r"[0-9]{1,18}")
_GZIP_LEVEL = 4


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

    @property
    def lane(self) -> WireForm:
        return WireForm.MPEGTS if self.variant == "mpegts" else WireForm.RTMP


class HlsMuxer:
    """A reader of its path, and a consumer of the stream.

    `last_request` is when somebody asked for something of it. Ended, it answers for what it has
    until it is forgotten.
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
        self.lane = settings.lane
        self.outbound_bytes = 0
        self.ended = False
        self._loop = asyncio.get_running_loop()
        self._stream = stream
        self.requested_at = self._heard_at = self._loop.time()
        self.waiting = Waiting(self._loop)
        self.window = Window(settings.segment_count, first_sequence=int(time.time()))
        low_latency = settings.variant == "lowLatency"
        self._parts = low_latency
        self._names = Names(new_secret(6), "ts" if settings.variant == "mpegts" else "mp4")
        self._fmp4 = Fmp4Segmenter(self.window, settings.cuts)
        self._mpegts = TsSegmenter(self.window, settings.cuts)
        self._wall = time.time() - self._loop.time()
        self._headers_version = -1
        self._idle = False
        self._version = self.window.version
        self._cached: tuple[int, bytes] = (-1, b"")
        self._zipped: tuple[int, bytes] = (-1, b"")

    @property
    def bytes_sent(self) -> int:
        """What the path's readers were sent through it."""
        return self.outbound_bytes

    @property
    def frames_discarded(self) -> int:
        return self._fmp4.damaged

    # a consumer of the stream

    def begin(self, gop: Sequence[WireUnit], now: float) -> None:
        for unit in gop:
            self.offer(unit)

    def offer(self, unit: WireUnit) -> None:
        """Take the next unit; an error here is nobody else's."""
        if self.ended:
            return
        try:
            self._feed(unit)
        except Exception:
            _log.exception("HLS stops: an error in the server itself", path=self.path_name)
            self.ended = True
        self._heard_at, self._idle = unit.at, False
        self._changed()

    def _feed(self, unit: WireUnit) -> None:
        wall = self._wall + unit.at
        if isinstance(unit, Unit):
            headers = unit.headers
            if headers.version != self._headers_version and unit.keyframe:
                for type_id, payload in headers.configs.values():
                    self._fmp4.push(type_id, unit.timestamp, payload, wall)
            self._headers_version = headers.version
            for item in unit.items:
                self._fmp4.push(*item, wall)
        elif isinstance(unit, TsUnit):
            self._mpegts.push(
                unit.data,
                unit.timestamp,
                wall,
                keyframe=unit.keyframe,
                tables=unit.headers.packets,
            )

    def dismiss(self, reason: str) -> None:
        """The stream is over: viewers may see it to its end."""
        self._finish()
        _log.info("HLS ends", path=self.path_name, reason=reason)

    def close(self) -> None:
        """Nobody wants it any more."""
        self._finish()
        self.waiting.release()

    def _finish(self) -> None:
        if not self.ended:
            self.ended = True
            (self._mpegts if self.lane is WireForm.MPEGTS else self._fmp4).finish()
        self._changed()

    def tick(self, now: float) -> None:
        """Once a second: give out what is held while nothing comes; end requests that waited."""
        self._wall = time.time() - now
        if not self.ended and not self._idle and now - self._heard_at > IDLE_S:
            self._idle = True
            self._fmp4.idle()
        self._changed()
        self.waiting.look(now)

    def _changed(self) -> None:
        if self.window.version != self._version:
            self._version = self.window.version
            self.waiting.look()

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
        return "mpegts" if self.lane is WireForm.MPEGTS else "fmp4"

    @property
    def _hopeless(self) -> bool:
        """No track of the stream can be carried."""
        tracks = self._stream.tracks
        return bool(tracks) and not any(carriage.carries(self._form, one.codec) for one in tracks)

    def touch(self, now: float) -> None:
        """Somebody is there."""
        self.requested_at = now
        self.last_request = utcnow()

    def count(self, size: int) -> None:
        """So many bytes went to a viewer."""
        self.outbound_bytes += size

    def problem(self) -> str:
        """Why there is nothing to begin with, in a plain sentence."""
        return (
            carriage.problem(self._form, self._stream.tracks)
            or self._stream.problem
            or "There is no picture to begin with yet: no keyframe has come for some time. "
            "Set the encoder's keyframe interval to 2 seconds."
        )

    def master(self, folder: str) -> bytes:
        """The master playlist; its media playlist is in `folder`, "" or ending in a slash."""
        tracks = self._fmp4.tracks
        video = next((track for track in tracks if track.kind == "video"), None)
        sized = next((track for track in self._stream.tracks if track.width), None)
        variant = Variant(
            bandwidth_bps=self.window.peak_bps,
            average_bps=self.window.average_bps(),
            codecs=[track.codec_string for track in tracks],
            width=video.width if video else (sized.width or 0) if sized else 0,
            height=video.height if video else (sized.height or 0) if sized else 0,
            fps=self._stream.frame_rate if video or sized else None,
        )
        return master_playlist(variant, f"{folder}{MEDIA}").encode()

    def serve(self, file: str, request: Request, respond: Callable[[Response], None]) -> None:
        """Answer for one file, now or when it is there. Raises BadRequest."""
        if file == MEDIA:
            self._serve_playlist(request, respond)
            return
        match = _FILE.fullmatch(file)
        if match is None or match[1] != self._names.prefix:
            respond(_gone())
            return
        kind, number = match[2], int(match[3])
        if kind == "part" and number == self.window.next_part and not self.window.ended:
            self.waiting.add(
                lambda: self.window.next_part > number or self.window.ended,
                lambda: respond(self._part(number)),
                RELOAD_S,
            )
        elif kind == "part":
            respond(self._part(number))
        elif kind == "seg":
            segment = self.window.segment(number)
            respond(_gone() if segment is None else self._media(segment.data))
        else:
            init = self.window.inits.get(number)
            respond(_gone() if init is None else self._media([init]))

    def _serve_playlist(self, request: Request, respond: Callable[[Response], None]) -> None:
        sequence, part = _reload(request, "_HLS_msn"), _reload(request, "_HLS_part")
        window = self.window

        def answer() -> None:
            respond(self._playlist(gzipped=request.takes_gzip))

        def there() -> bool:
            return self.ready and (sequence is None or window.has(sequence, part))

        if part is not None and sequence is None:
            raise BadRequest(400, "_HLS_part is of no use without _HLS_msn")
        if sequence is not None and sequence > window.next_sequence + 1:
            raise BadRequest(400, "_HLS_msn is too far ahead of the stream")
        if there():
            answer()
        else:
            self.waiting.add(there, answer, RELOAD_S)

    def _playlist(self, *, gzipped: bool) -> Response:
        window = self.window
        if not window.ready:
            return response.failure(503, self.problem(), Retry_After="1")
        if self._cached[0] != window.version:
            text = media_playlist(window, self._names, _tell_time, parts=self._parts)
            self._cached = window.version, text.encode()
        if not gzipped:
            return response.playlist(self._cached[1], gzipped=False)
        if self._zipped[0] != window.version:
            self._zipped = window.version, gzip.compress(self._cached[1], _GZIP_LEVEL, mtime=0)
        return response.playlist(self._zipped[1], gzipped=True)

    def _part(self, number: int) -> Response:
        part = self.window.part(number)
        return _gone() if part is None else self._media([part.data])

    def _media(self, body: Sequence[bytes]) -> Response:
        if self.lane is WireForm.MPEGTS:
            return response.media(response.MPEGTS, body)
        only_sound = all(track.kind == "audio" for track in self._fmp4.tracks)
        return response.media(response.MP4_AUDIO if only_sound else response.MP4, body)


def _gone() -> Response:
    return response.failure(404, "This part of the stream is not kept any more, or not yet there.")


def _reload(request: Request, name: str) -> int | None:
    text = request.parameter(name)
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        raise BadRequest(400, f"{name} is no number")
    return int(text)


def _tell_time(moment: float) -> str:
    return rfc3339(datetime.fromtimestamp(moment, UTC))
