"""Destinations at work, and trials of them."""

from datetime import datetime
from typing import Literal

from streamingpro.mediamtx.base import ApiModel
from streamingpro.mediamtx.models.conf import ForwardDestConf
from streamingpro.mediamtx.models.srt import SrtFigures

ForwardState = Literal["idle", "forwarding", "error"]
DestStatus = Literal["waiting", "connecting", "live", "error"]


class ForwardDest(ApiModel):
    """A forwarding destination at work."""

    id: str = ""
    pos: int = 0
    created: datetime | None = None
    conf: ForwardDestConf = ForwardDestConf()
    protocol: str = ""
    state: ForwardState = "idle"
    last_error: str = ""
    outbound_bytes: int = 0
    # embedded engine; `error_kind` is "" dns refused network timeout tls rejected protocol stalled
    # codec internal
    status: DestStatus | None = None
    status_since: datetime | None = None
    error_kind: str = ""
    last_error_time: datetime | None = None
    next_retry: datetime | None = None
    connected_since: datetime | None = None
    held: bool = False
    bitrate: int | None = None
    frame_rate: float | None = None
    bytes_acked: int | None = None
    rtt: float | None = None
    retransmits: int | None = None
    queue_ms: int | None = None
    queue_bytes: int | None = None
    frames_sent: int | None = None
    frames_dropped: int | None = None
    reconnects: int | None = None
    remote_addr: str = ""
    srt: SrtFigures | None = None


class ForwardTest(ApiModel):
    """How the trial of a destination came out (embedded engine). `kind` is "" when it is ok, else
    one of ForwardDest's `error_kind`; `message` is a plain sentence without secrets."""

    ok: bool
    kind: str = ""
    message: str
    remote_addr: str = ""
    took_ms: int = 0
