"""The engine's state in the JSON shape of the Control API (docs/engine-api.md)."""

from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from streamingpro.engine.forward.handler import Destination
from streamingpro.engine.forward.states import State
from streamingpro.engine.paths import Path, PathManager
from streamingpro.engine.servers.rtmp import RtmpConn, RtmpServer
from streamingpro.kit.clock import rfc3339
from streamingpro.protocols.media import Codec, Track

JsonObject = dict[str, Any]

_MEDIAMTX_STATE = {
    State.WAITING: "idle",
    State.CONNECTING: "idle",
    State.LIVE: "forwarding",
    State.ERROR: "error",
}
_OPEN_PARAMETERS = frozenset({"user", "name", "type"})


class View:
    """Implements `api.state.EngineState` over the running parts."""

    def __init__(self, paths: PathManager, rtmp: RtmpServer) -> None:
        self._paths = paths
        self._rtmp = rtmp

    @property
    def rtmp_port(self) -> int:
        return self._rtmp.port

    def list_paths(self) -> list[JsonObject]:
        return [_path(path) for path in self._paths.sorted()]

    def get_path(self, name: str) -> JsonObject | None:
        path = self._paths.get(name)
        return None if path is None else _path(path)

    def list_forward(self, path: str) -> list[JsonObject] | None:
        found = self._paths.get(path)
        return None if found is None else _destinations(found)

    def list_conns(self) -> list[JsonObject]:
        return [_connection(conn) for conn in self._rtmp.connections.values()]

    def get_conn(self, conn_id: str) -> JsonObject | None:
        conn = self._rtmp.connections.get(conn_id)
        return None if conn is None else _connection(conn)

    def kick_conn(self, conn_id: str) -> bool:
        """Whoever is thrown out must show its credentials anew to come back."""
        conn = self._rtmp.connections.get(conn_id)
        if conn is None:
            return False
        self._rtmp.auth.forget(conn.path_name)
        conn.dismiss("disconnected by the administrator")
        return True


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)


def _path(path: Path) -> JsonObject:
    stream, publisher = path.stream, path.publisher
    tracks = stream.tracks if stream is not None else ()
    available = path.available_since is not None
    waiting = all(dest.state is State.WAITING for dest in path.forward.destinations)
    item: JsonObject = {
        "name": path.name,
        "confName": path.conf.name,
        "source": None if publisher is None else {"type": publisher.kind, "id": publisher.id},
        "ready": available,
        "readyTime": _time(path.available_since),
        "available": available,
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
        "readers": [{"type": reader.kind, "id": reader.id} for reader in path.readers.values()],
        "readersCount": len(path.readers),
        "remoteAddr": "" if publisher is None else publisher.remote_address,
        "protocol": "" if publisher is None else publisher.protocol,
        "lastError": "",
        "forward": None if waiting and not available else _destinations(path),
    }
    if stream is None:
        return item | _NO_FIGURES
    present = publisher is not None
    return item | {
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


def _track(track: Track) -> JsonObject:
    return {"codec": track.codec.value, "codecProps": _properties(track)}


def _properties(track: Track) -> JsonObject:
    if track.kind == "video":
        properties: JsonObject = {
            "width": track.width,
            "height": track.height,
            "profile": track.profile,
            "level": track.level,
            "frameRate": track.fps,
        }
        if track.codec is Codec.VP9:
            del properties["level"]
    else:
        properties = {"sampleRate": track.sample_rate, "channelCount": track.channels}
    return {name: value for name, value in properties.items() if value is not None}


def _destinations(path: Path) -> list[JsonObject]:
    return [_destination(dest) for dest in path.forward.destinations]


def _destination(dest: Destination) -> JsonObject:
    now = dest.now()
    figures = dest.figures(now)
    totals = dest.totals(figures)
    error = dest.last_error
    return {
        "id": dest.id,
        "pos": dest.position,
        "created": rfc3339(dest.created),
        "conf": dest.conf.to_json(),
        "protocol": dest.conf.dest.partition(":")[0].lower(),
        "state": _MEDIAMTX_STATE[dest.state],
        "lastError": "" if error is None else error.message,
        "outboundBytes": totals.bytes_sent,
        "status": dest.state.value,
        "statusSince": rfc3339(dest.since),
        "errorKind": "" if error is None else error.kind.value,
        "lastErrorTime": None if error is None else rfc3339(error.at),
        "nextRetry": _time(dest.next_retry),
        "connectedSince": _time(dest.connected_since),
        "held": dest.held,
        "bitrate": round(dest.rate.per_second * 8),
        "frameRate": round(dest.frame_rate.per_second, 2),
        "bytesAcked": totals.bytes_acked,
        "rtt": figures.rtt_ms,
        "retransmits": totals.retransmits,
        "queueMs": round(figures.queue_ms),
        "queueBytes": figures.queue_bytes,
        "framesSent": totals.frames_sent,
        "framesDropped": totals.frames_dropped,
        "reconnects": dest.reconnects,
        "remoteAddr": figures.remote_address,
    }


def _connection(conn: RtmpConn) -> JsonObject:
    return {
        "id": conn.id,
        "created": rfc3339(conn.created),
        "remoteAddr": conn.remote_address,
        "state": conn.state,
        "path": conn.path_name,
        "query": _without_secrets(conn.query),
        "user": conn.user,
        "userAgent": conn.user_agent,
        "inboundBytes": conn.bytes_received,
        "outboundBytes": conn.bytes_sent,
        "outboundFramesDiscarded": conn.frames_discarded,
        "bytesReceived": conn.bytes_received,
        "bytesSent": conn.bytes_sent,
    }


def _without_secrets(query: str) -> str:
    """The query with every value masked that could be a key."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode(
        [(name, value if name in _OPEN_PARAMETERS else "***") for name, value in pairs], safe="*"
    )
