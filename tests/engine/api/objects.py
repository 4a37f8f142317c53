"""Whole objects of the API, as the engine makes them, with every field it adds."""

from typing import Any

from streamingpro.engine.srt.stats import Stats

CONN_ID = "6f0d6c53-59a4-4f0f-9a3e-2f1c9e1f7a51"
TIME = "2026-01-02T03:04:05.000006Z"


def dest_id(position: int) -> str:
    return f"00000000-0000-4000-8000-{position:012d}"


def path_item(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "confName": name,
        "ready": True,
        "readyTime": TIME,
        "available": True,
        "availableTime": TIME,
        "online": True,
        "onlineTime": TIME,
        "source": {"type": "rtmpConn", "id": CONN_ID},
        "tracks": ["H264", "MPEG-4 Audio"],
        "tracks2": [
            {
                "codec": "H264",
                "codecProps": {
                    "width": 1920,
                    "height": 1080,
                    "profile": "High",
                    "level": "4.1",
                    "frameRate": 30.0,
                },
            },
            {"codec": "MPEG-4 Audio", "codecProps": {"sampleRate": 48000, "channelCount": 2}},
            {"codec": "AV1", "codecProps": {"profile": 0, "level": 8, "tier": 0}},
            {"codec": "FLAC", "codecProps": None},
        ],
        "readers": [{"type": "rtmpConn", "id": dest_id(9)}],
        "inboundBytes": 10,
        "outboundBytes": 20,
        "inboundFramesInError": 0,
        "bytesReceived": 10,
        "bytesSent": 20,
        "bitrate": 6_000_000,
        "videoBitrate": 5_800_000,
        "audioBitrate": 160_000,
        "frameRate": 29.97,
        "keyframeInterval": 2.0,
        "remoteAddr": "127.0.0.1:5000",
        "protocol": "rtmp",
        "lastError": "",
        "problem": "",
        "sourceState": None,
        "sourceSince": None,
        "sourceErrorKind": "",
        "lastErrorTime": None,
        "nextRetry": None,
        "lastRefusal": None,
        "srt": None,
        "forward": [dest_item(0)],
        "readersCount": 1,
    }


def dest_item(position: int) -> dict[str, Any]:
    return {
        "id": dest_id(position),
        "pos": position,
        "created": TIME,
        "conf": {
            "dest": "rtmp://h/app#key",
            "destFingerprint": "",
            "whipBearerToken": "",
            "label": f"out-{position}",
        },
        "protocol": "rtmp",
        "state": "forwarding",
        "lastError": "",
        "outboundBytes": 5,
        "status": "live",
        "statusSince": TIME,
        "errorKind": "",
        "lastErrorTime": None,
        "nextRetry": None,
        "connectedSince": TIME,
        "held": False,
        "bitrate": 6_000_000,
        "frameRate": 29.97,
        "bytesAcked": 5,
        "rtt": 12.5,
        "retransmits": 0,
        "queueMs": 0,
        "queueBytes": 0,
        "framesSent": 100,
        "framesDropped": 0,
        "reconnects": 0,
        "remoteAddr": "127.0.0.1:1935",
        "srt": None,
    }


def trial_item() -> dict[str, Any]:
    return {
        "ok": True,
        "kind": "",
        "message": "The server accepted the stream key.",
        "remoteAddr": "192.0.2.1:1935",
        "tookMs": 2100,
    }


def conn_item() -> dict[str, Any]:
    return {
        "id": CONN_ID,
        "created": TIME,
        "remoteAddr": "127.0.0.1:5000",
        "state": "publish",
        "path": "show",
        "query": "",
        "user": "",
        "userAgent": "FMLE/3.0",
        "inboundBytes": 10,
        "outboundBytes": 20,
        "outboundFramesDiscarded": 0,
        "bytesReceived": 10,
        "bytesSent": 20,
    }


def srt_item() -> dict[str, Any]:
    """What libsrt knows of a connection, all of it zero."""
    common = {name: conn_item()[name] for name in ("id", "created", "remoteAddr", "state", "path")}
    rest = {"query": "", "user": "", "outboundFramesDiscarded": 0, "srt": link_item()}
    return common | rest | Stats().api()


def link_item() -> dict[str, Any]:
    return {
        "rttMs": 12.5,
        "lossPercent": 0.1,
        "retransmits": 3,
        "retransmitsPerS": 0.5,
        "bandwidthMbps": 95.0,
        "rateMbps": 6.1,
        "latencyMs": 200,
        "encryption": "AES-128",
    }


def muxer_item(path: str) -> dict[str, Any]:
    return {
        "path": path,
        "created": TIME,
        "lastRequest": TIME,
        "outboundBytes": 10,
        "outboundFramesDiscarded": 0,
        "bytesSent": 10,
    }


def session_item() -> dict[str, Any]:
    return {
        "id": CONN_ID,
        "created": TIME,
        "remoteAddr": "127.0.0.1:5000",
        "path": "show",
        "query": "",
        "user": "",
        "userAgent": "a player",
        "isCDN": False,
        "outboundBytes": 10,
    }
