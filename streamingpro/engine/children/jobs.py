"""What a source child is asked to do. Sent as its first record: secrets stay off the command line.

The JSON of a job is its fields and `"job"`: "rtsp", "files" or "demux".
"""

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class RtspJob:
    """Read an RTSP server.

    `url` with its name and password. `addresses`: the IP addresses that may be connected to; the
    first one is, and a server that leads elsewhere is left (`forbidden`). `transport` as in
    MediaMTX; "automatic" tries TCP first. `timeout_s`: for the answer, and for silence later.
    `fingerprint`: SHA-256 of the server's certificate in hex, for rtsps; empty: an authority's.
    """

    url: str
    addresses: tuple[str, ...] = ()
    transport: Literal["automatic", "tcp", "udp"] = "automatic"
    timeout_s: float = 10.0
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class FilesJob:
    """Play files one after the other in real time on one timeline; from the start again if `loop`.

    `files`: absolute names. `folders`: where a file must really lie when it is opened, symbolic
    links followed; empty: anywhere.
    """

    files: tuple[str, ...]
    folders: tuple[str, ...] = ()
    loop: bool = True


@dataclass(frozen=True, slots=True)
class DemuxJob:
    """Demux the container bytes that follow as `feed` and `end`. Timestamps stay as they are
    (ms of the media's own timeline), nothing is paced, and the order is the container's: in a
    fragment one track may come wholly before the other. After `end` another file may follow,
    with other tracks. `format` is FFmpeg's name ("mp4", "mpegts", "matroska")."""

    format: str = "mp4"


Job = RtspJob | FilesJob | DemuxJob
_NAMES: dict[str, type[RtspJob] | type[FilesJob] | type[DemuxJob]] = {
    "rtsp": RtspJob,
    "files": FilesJob,
    "demux": DemuxJob,
}


def serialise(job: Job) -> bytes:
    """The payload of the NOTICE record that starts a source child."""
    name = next(name for name, kind in _NAMES.items() if isinstance(job, kind))
    return json.dumps({"job": name, **asdict(job)}).encode()


def parse(payload: bytes) -> Job:
    """The inverse. Raises ValueError, KeyError, TypeError."""
    values: dict[str, Any] = json.loads(payload)
    kind = _NAMES[values.pop("job")]
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
    return kind(**fields)
