"""Paths, their tracks, sources and readers."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from streamingpro.engine.path import Path
from streamingpro.engine.servers.hls import HlsSession
from streamingpro.engine.views.destinations import destinations, nothing_to_tell
from streamingpro.engine.views.link import link
from streamingpro.kit.clock import rfc3339
from streamingpro.protocols.media import Codec, Track

JsonObject = dict[str, Any]


def path_item(path: Path, viewers: Iterable[HlsSession], now: float) -> JsonObject:
    """A Path item. `viewers` are the sessions of HLS on this path."""
    stream, publisher = path.stream, path.publisher
    tracks = stream.tracks if stream is not None else ()
    readers = _readers(path, viewers)
    item: JsonObject = {
        "name": path.name,
        "confName": path.conf.name,
        "ready": path.available_since is not None,
        "readyTime": _time(path.available_since),
        "available": path.available_since is not None,
        "availableTime": _time(path.available_since),
        "online": publisher is not None and path.online_since is not None,
        "onlineTime": _time(path.online_since),
        "tracks": [track.codec.value for track in tracks],
        "tracks2": [_track(track) for track in tracks],
        "inboundBytes": stream.bytes_in if stream is not None else 0,
        "inboundFramesInError": stream.malformed if stream is not None else 0,
        "bytesReceived": stream.bytes_in if stream is not None else 0,
        "outboundBytes": path.bytes_read,
        "bytesSent": path.bytes_read,
        "readers": readers,
        "readersCount": len(readers),
        "remoteAddr": "" if publisher is None else publisher.remote_address,
        "protocol": "" if publisher is None else publisher.protocol,
        "srt": _link(path, now),
        "forward": None if nothing_to_tell(path) else destinations(path),
    }
    return item | _source(path) | _figures(path)


def _source(path: Path) -> JsonObject:
    """Who or what publishes, and what is wrong with it."""
    publisher, pull, stream = path.publisher, path.supply.source, path.stream
    problem = stream.problem if stream is not None and publisher is not None else ""
    item: JsonObject = {
        "source": None if publisher is None else {"type": publisher.kind, "id": publisher.id},
        "lastError": problem,
        "problem": problem,
        "sourceState": None,
        "sourceSince": None,
        "sourceErrorKind": "",
        "lastErrorTime": None,
        "nextRetry": None,
        "lastRefusal": _refusal(path),
    }
    if pull is None or publisher not in (None, pull):  # it waits for who came instead
        return item
    error = pull.last_error
    return item | {
        "source": {"type": pull.kind, "id": ""},
        "lastError": problem or ("" if error is None else error.message),
        "sourceState": pull.state,
        "sourceSince": rfc3339(pull.since),
        "sourceErrorKind": "" if error is None else error.kind.value,
        "lastErrorTime": None if error is None else rfc3339(error.at),
        "nextRetry": _time(pull.next_retry),
    }


def _refusal(path: Path) -> JsonObject | None:
    """The last publisher that was turned away here, not by the control plane."""
    refused = path.last_refusal
    if refused is None:
        return None
    return {
        "protocol": refused.protocol,
        "remoteAddr": refused.remote_address,
        "reason": refused.reason,
        "time": rfc3339(refused.at),
    }


def _figures(path: Path) -> JsonObject:
    stream = path.stream
    if stream is None:
        return _NO_FIGURES
    present = path.publisher is not None
    return {
        "bitrate": round(stream.rate.per_second * 8),
        "videoBitrate": round(stream.video_rate.per_second * 8),
        "audioBitrate": round(stream.audio_rate.per_second * 8),
        "frameRate": stream.frame_rate if present else None,
        "keyframeInterval": stream.keyframe_interval_s if present else None,
    }


_NO_FIGURES: JsonObject = {
    "bitrate": 0,
    "videoBitrate": None,
    "audioBitrate": None,
    "frameRate": None,
    "keyframeInterval": None,
}


def _readers(path: Path, viewers: Iterable[HlsSession]) -> list[JsonObject]:
    """As in MediaMTX, HLS is read by its viewers, not by what makes it."""
    others = [reader for reader in path.readers.values() if reader.kind != "hlsMuxer"]
    shown = [{"type": reader.kind, "id": reader.id} for reader in others]
    return shown + [{"type": viewer.kind, "id": viewer.id} for viewer in viewers]


def _link(path: Path, now: float) -> JsonObject | None:
    figures = getattr(path.publisher, "srt_figures", None)
    return None if figures is None else link(figures(now))


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)


def _track(track: Track) -> JsonObject:
    return {"codec": track.codec.value, "codecProps": _properties(track)}


def _properties(track: Track) -> JsonObject:
    if track.kind == "video":
        properties: JsonObject = {
            "width": track.width,
            "height": track.height,
            "profile": track.profile,
            "level": track.level,
            "tier": track.tier,
            "frameRate": track.fps,
        }
        if track.codec is Codec.VP9:
            del properties["level"]
    else:
        properties = {
            "sampleRate": track.sample_rate,
            "channelCount": track.channels,
            "bitDepth": track.bit_depth,
            "muLaw": track.mu_law,
        }
    return {name: value for name, value in properties.items() if value is not None}
