"""What REST gives of the last hour: columns, as charts take them.

`at` has the beginning of each step in seconds since the epoch; every series is as long as it. A
figure that was not told is null.
"""

from datetime import datetime

from pydantic import Field

from streamingpro.control.schemas import ResponseModel

Series = list[float | None]


class InputSeries(ResponseModel):
    """`rtt_ms` and `loss_percent` are those of SRT, null for other protocols."""

    bitrate_bps: Series
    fps: Series
    rtt_ms: Series
    loss_percent: Series
    readers: Series


class OutputSeries(ResponseModel):
    """`dropped_frames` in each step; the others are means."""

    bitrate_bps: Series
    fps: Series
    rtt_ms: Series
    loss_percent: Series
    queue_ms: Series
    dropped_frames: Series


class _Statistics(ResponseModel):
    from_: datetime = Field(alias="from")
    to: datetime
    step_s: int
    at: list[int]


class InputStatistics(_Statistics):
    """An input over time. `from` is later than asked for where nothing so old is kept."""

    series: InputSeries


class OutputStatistics(_Statistics):
    """An output over time. `from` is later than asked for where nothing so old is kept."""

    series: OutputSeries
