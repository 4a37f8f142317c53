"""Pure: which figures of a status are kept over time. A name means the same as in the status."""

from streamingpro.control.status.schemas import (
    InputState,
    InputStatus,
    OutputState,
    OutputStatus,
    SrtStatus,
)

INPUT_FIGURES = ("bitrate_bps", "fps", "rtt_ms", "loss_percent", "readers")
OUTPUT_FIGURES = ("bitrate_bps", "fps", "rtt_ms", "loss_percent", "queue_ms", "dropped_frames")
SUMMED = frozenset({OUTPUT_FIGURES.index("dropped_frames")})
"""Of an output: what adds up over a step; the others are means."""

Figures = tuple[float | None, ...]


def input_figures(status: InputStatus) -> Figures | None:
    """In the order of `INPUT_FIGURES`; None while nothing comes in."""
    if status.state is not InputState.LIVE:
        return None
    srt = status.srt or SrtStatus()
    return status.bitrate_bps, status.fps, srt.rtt_ms, srt.loss_percent, status.readers


def output_figures(status: OutputStatus, dropped_before: int) -> Figures | None:
    """In the order of `OUTPUT_FIGURES`, dropped frames since `dropped_before`; None while nothing
    goes out."""
    if status.state not in (OutputState.LIVE, OutputState.CONNECTING):
        return None
    srt = status.srt or SrtStatus()
    return (
        status.bitrate_bps,
        status.fps,
        status.rtt_ms if status.rtt_ms is not None else srt.rtt_ms,
        srt.loss_percent,
        status.queue_ms,
        max(0, status.dropped_frames - dropped_before),
    )
