"""Pure: what the media server says of a path or destination → the status that we show."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from streamingpro.control.status.schemas import (
    InputError,
    InputState,
    InputStatus,
    OutputError,
    OutputState,
    OutputStatus,
    RefusalStatus,
    SrtStatus,
    StatusWarning,
    TrackStatus,
)
from streamingpro.mediamtx.models import ForwardDest, Path, PathTrack, SrtFigures

_AUDIO = frozenset(
    {"MPEG-4 Audio", "MPEG-4 Audio LATM", "MPEG-1/2 Audio", "Opus", "Vorbis", "AC3", "E-AC3"}
    | {"AC-4", "FLAC", "G711", "G722", "G726", "LPCM", "Speex"}
)
_BY_STATUS = {
    "waiting": OutputState.WAITING,
    "connecting": OutputState.CONNECTING,
    "live": OutputState.LIVE,
    "error": OutputState.ERROR,
}
# MediaMTX itself knows less: `forwarding` is said before it has connected.
_BY_STATE = {
    "idle": OutputState.WAITING,
    "forwarding": OutputState.CONNECTING,
    "error": OutputState.ERROR,
}
_READERS = {
    "rtmpConn": "rtmp",
    "rtmpsConn": "rtmps",
    "srtConn": "srt",
    "hlsMuxer": "hls",
    "hlsSession": "hls",
    "rtspSession": "rtsp",
    "rtspsSession": "rtsps",
    "webRTCSession": "webrtc",
    "moqSession": "moq",
}
"""Kinds of readers → protocols; others keep their name."""
_SOURCE_STATES = {
    "connecting": InputState.CONNECTING,
    "running": InputState.CONNECTING,
    "error": InputState.ERROR,
}
DEFAULT_SOURCE_WORDS = "The stream could not be fetched."
DEFAULT_OUTPUT_WORDS = "The destination could not be reached."


def input_state(path: Path | None, *, enabled: bool) -> InputState:
    """`reconnecting`: the publisher is away but its grace time still holds the path open."""
    if not enabled:
        return InputState.DISABLED
    if path is None:
        return InputState.OFFLINE
    if not path.available:
        return _SOURCE_STATES.get(path.source_state or "", InputState.OFFLINE)
    return InputState.LIVE if path.online else InputState.RECONNECTING


def read_input(
    path: Path | None,
    state: InputState,
    *,
    since: datetime | None,
    error: InputError | None,
    outputs: Iterable[OutputState],
    node: str = "engine",
) -> InputStatus:
    """The status of an input in `state`. Figures of the stream are only given while it is live."""
    counts: dict[OutputState, int] = {}
    for output in outputs:
        counts[output] = counts.get(output, 0) + 1
    if path is None or state not in (InputState.LIVE, InputState.RECONNECTING):
        return InputStatus(
            state=state,
            since=since,
            error=error,
            node=node,
            last_refusal=_refusal(path),
            outputs_by_state=counts,
        )
    live = state is InputState.LIVE
    return InputStatus(
        state=state,
        since=since,
        error=error,
        node=node,
        protocol=path.protocol or None,
        remote_address=path.remote_addr or None,
        tracks=[read_track(track) for track in path.tracks2],
        bitrate_bps=path.bitrate if live else None,
        # Zero: not measured apart, as with MPEG-TS, where nobody looks at each track.
        video_bitrate_bps=path.video_bitrate or None if live else None,
        audio_bitrate_bps=path.audio_bitrate or None if live else None,
        fps=path.frame_rate if live else None,
        keyframe_interval_s=path.keyframe_interval if live else None,
        problem=path.problem or None if live else None,
        last_refusal=_refusal(path),
        srt=read_srt(path.srt) if live else None,
        readers=len(path.readers) if path.readers_count is None else path.readers_count,
        readers_by_protocol=_by_protocol(path),
        outputs_by_state=counts,
    )


def input_error(path: Path | None, state: InputState, seen: datetime) -> InputError | None:
    """What the media server says is wrong: why a stream can't be fetched (also while the grace time
    holds its destinations), or why the last publisher went while none is there."""
    if path is None or state in (InputState.LIVE, InputState.DISABLED):
        return None
    if path.source_state is not None:
        if path.source_state != "error":
            return None
        return InputError(
            kind=path.source_error_kind or "internal",
            message=path.last_error or DEFAULT_SOURCE_WORDS,
            at=path.last_error_time or path.source_since or seen,
            next_retry_at=path.next_retry,
        )
    if not path.last_error or state is not InputState.OFFLINE:
        return None
    return InputError(kind="publisher", message=path.last_error, at=path.last_error_time or seen)


def _refusal(path: Path | None) -> RefusalStatus | None:
    refused = path.last_refusal if path is not None else None
    if refused is None or refused.time is None:
        return None
    return RefusalStatus(
        at=refused.time,
        protocol=refused.protocol,
        remote_address=refused.remote_addr,
        reason=refused.reason,
    )


def read_srt(figures: SrtFigures | None) -> SrtStatus | None:
    """The figures of an SRT line; None for other protocols."""
    if figures is None:
        return None
    return SrtStatus(
        rtt_ms=figures.rtt_ms,
        loss_percent=figures.loss_percent,
        retransmits=figures.retransmits,
        retransmits_per_s=figures.retransmits_per_s,
        bandwidth_bps=round(figures.bandwidth_mbps * 1e6),
        rate_bps=round(figures.rate_mbps * 1e6),
        latency_ms=figures.latency_ms,
        encryption=figures.encryption or "none",
    )


def _by_protocol(path: Path) -> dict[str, int]:
    """How many readers there are of each protocol; our own destinations are none."""
    return dict(Counter(_READERS.get(reader.type, reader.type) for reader in path.readers))


def input_since(path: Path | None, state: InputState) -> datetime | None:
    """When `state` began according to the media server, which only knows it of a live one and of
    one that it fetches."""
    if path is None:
        return None
    if state is InputState.LIVE:
        return path.online_time or path.available_time
    if state in (InputState.CONNECTING, InputState.ERROR):
        return path.source_since
    return None


def read_track(track: PathTrack) -> TrackStatus:
    props = track.codec_props
    kind = "audio" if track.codec in _AUDIO else "video"
    if props is None:
        return TrackStatus(type=kind, codec=track.codec)
    return TrackStatus(
        type=kind,
        codec=track.codec,
        width=props.width,
        height=props.height,
        fps=props.frame_rate,
        sample_rate=props.sample_rate,
        channels=props.channel_count,
        profile=None if props.profile is None else str(props.profile),
        level=None if props.level is None else str(props.level),
    )


def output_state(dest: ForwardDest | None, input_: InputState, *, enabled: bool) -> OutputState:
    """The state of an output whose input is in state `input_`.

    A destination that the media server doesn't have yet although the input is live has just been
    configured: it is about to connect.
    """
    if not enabled or input_ is InputState.DISABLED:
        return OutputState.OFF
    if input_ not in (InputState.LIVE, InputState.RECONNECTING):
        return OutputState.WAITING
    if dest is None:
        return OutputState.CONNECTING if input_ is InputState.LIVE else OutputState.WAITING
    if dest.status is not None:
        return _BY_STATUS[dest.status]
    return _BY_STATE[dest.state]


def read_output(
    dest: ForwardDest | None,
    state: OutputState,
    *,
    since: datetime | None,
    warnings: list[StatusWarning],
) -> OutputStatus:
    """The status of an output in `state`, with the figures of its destination if there is one."""
    if dest is None or state is OutputState.OFF:
        return OutputStatus(state=state, since=since, warnings=warnings)
    moving = state is OutputState.LIVE
    return OutputStatus(
        state=state,
        since=dest.status_since or since,
        held=dest.held,
        error=_output_error(dest, since) if state is OutputState.ERROR else None,
        bitrate_bps=dest.bitrate if moving else None,
        fps=dest.frame_rate if moving else None,
        bytes_sent=dest.outbound_bytes,
        bytes_acked=dest.bytes_acked or 0,
        rtt_ms=dest.rtt if moving else None,
        retransmits=dest.retransmits,
        srt=read_srt(dest.srt) if moving else None,
        queue_ms=dest.queue_ms,
        frames_sent=dest.frames_sent or 0,
        dropped_frames=dest.frames_dropped or 0,
        reconnects=dest.reconnects or 0,
        warnings=warnings,
    )


def _output_error(dest: ForwardDest, seen: datetime | None) -> OutputError | None:
    at = dest.last_error_time or dest.status_since or seen or dest.created
    if at is None:
        return None
    return OutputError(
        kind=dest.error_kind or "internal",
        message=dest.last_error or DEFAULT_OUTPUT_WORDS,
        at=at,
        next_retry_at=dest.next_retry,
    )
