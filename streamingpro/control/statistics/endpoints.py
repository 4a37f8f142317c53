"""REST for how it went in the last hour."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query

from streamingpro.control.services import ServicesDep
from streamingpro.control.statistics.figures import INPUT_FIGURES, OUTPUT_FIGURES
from streamingpro.control.statistics.schemas import (
    InputSeries,
    InputStatistics,
    OutputSeries,
    OutputStatistics,
)
from streamingpro.control.statistics.store import Window
from streamingpro.control.users.auth import Viewer

router = APIRouter(prefix="/api", tags=["statistics"])

From = Annotated[
    datetime | None, Query(alias="from", description="beginning; five minutes before `to`")
]
To = Annotated[datetime | None, Query(description="end; now")]
Step = Annotated[
    int | None, Query(ge=1, le=3600, description="seconds; the finest that reaches back so far")
]


@router.get("/inputs/{input_id}/statistics")
async def input_statistics(
    input_id: str,
    _who: Viewer,
    services: ServicesDep,
    from_: From = None,
    to: To = None,
    step: Step = None,
) -> InputStatistics:
    """How an input went, at most an hour back. The last five minutes are kept by the second, the
    hour by ten seconds."""
    await services.inputs.get(input_id)
    window = services.runtime.statistics.of_input(input_id, _seconds(from_), _seconds(to), step)
    series = dict(zip(INPUT_FIGURES, window.columns.values, strict=True))
    return InputStatistics(series=InputSeries(**series), **_frame(window))


@router.get("/outputs/{output_id}/statistics")
async def output_statistics(
    output_id: str,
    _who: Viewer,
    services: ServicesDep,
    from_: From = None,
    to: To = None,
    step: Step = None,
) -> OutputStatistics:
    """How an output went, at most an hour back. The last five minutes are kept by the second, the
    hour by ten seconds."""
    await services.outputs.get(output_id)
    window = services.runtime.statistics.of_output(output_id, _seconds(from_), _seconds(to), step)
    series = dict(zip(OUTPUT_FIGURES, window.columns.values, strict=True))
    return OutputStatistics(series=OutputSeries(**series), **_frame(window))


def _frame(window: Window) -> dict[str, Any]:
    return {
        "from": datetime.fromtimestamp(window.start, UTC),
        "to": datetime.fromtimestamp(window.end, UTC),
        "step_s": window.step_s,
        "at": window.columns.at,
    }


def _seconds(moment: datetime | None) -> float | None:
    """Since the epoch; a time without a zone is UTC."""
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
