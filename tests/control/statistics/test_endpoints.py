"""GET /api/inputs/{id}/statistics and of outputs, as a chart asks for them."""

from datetime import UTC, datetime

import httpx
import pytest

from streamingpro.control.services import Services
from streamingpro.control.statistics.figures import INPUT_FIGURES, OUTPUT_FIGURES

pytestmark = pytest.mark.any_database


@pytest.fixture
async def ids(operator: httpx.AsyncClient) -> tuple[str, str]:
    entry = (await operator.post("/api/inputs", json={"name": "Main"})).json()
    new = {"url": "rtmp://a.example/live", "stream_key": "key"}
    output = (await operator.post(f"/api/inputs/{entry['id']}/outputs", json=new)).json()
    return entry["id"], output["id"]


async def test_columns_of_one_length_also_when_nothing_happened_yet(
    viewer: httpx.AsyncClient, ids: tuple[str, str]
) -> None:
    for kind, id_, names in zip(
        ("inputs", "outputs"), ids, (INPUT_FIGURES, OUTPUT_FIGURES), strict=True
    ):
        told = (await viewer.get(f"/api/{kind}/{id_}/statistics")).json()
        assert set(told["series"]) == set(names)
        assert told["step_s"] == 1
        assert {len(column) for column in told["series"].values()} == {len(told["at"])}
        assert len(told["at"]) == 301


async def test_an_hour_in_steps_of_a_minute(
    viewer: httpx.AsyncClient, ids: tuple[str, str]
) -> None:
    since = datetime.fromtimestamp(datetime.now(UTC).timestamp() - 3000, UTC).isoformat()
    query = {"from": since, "step": 60}
    told = (await viewer.get(f"/api/inputs/{ids[0]}/statistics", params=query)).json()
    assert told["step_s"] == 60
    assert 50 <= len(told["at"]) <= 52


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "yesterday"}, "from"),
        ({"step": 0}, "step"),
        ({"from": "2026-01-01T12:00:00Z", "to": "2026-01-01T11:00:00Z"}, "from"),
    ],
)
async def test_a_window_that_makes_no_sense_is_refused_in_words(
    viewer: httpx.AsyncClient, ids: tuple[str, str], query: dict[str, str], field: str
) -> None:
    answer = await viewer.get(f"/api/inputs/{ids[0]}/statistics", params=query)
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["field"] == field
    assert error["message"].endswith(".")


async def test_an_unknown_thing_is_not_found_and_nobody_else_is_told(
    viewer: httpx.AsyncClient, anonymous: httpx.AsyncClient, ids: tuple[str, str]
) -> None:
    assert (await viewer.get("/api/inputs/none/statistics")).status_code == 404
    assert (await viewer.get("/api/outputs/none/statistics")).status_code == 404
    assert (await anonymous.get(f"/api/inputs/{ids[0]}/statistics")).status_code == 401


async def test_the_monitor_feeds_them(services: Services) -> None:
    """The wiring: a running control plane takes samples by itself."""
    listeners = services.runtime.monitor._listeners
    assert services.runtime.statistics.on_delta in listeners
