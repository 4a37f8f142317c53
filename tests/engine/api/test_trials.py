"""The route that tries a destination without a stream."""

import asyncio
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from streamingpro.engine.api import ApiServer
from streamingpro.engine.conf import ForwardConf
from streamingpro.engine.forward.trial import NobodyToCall, NotTried, TooManyTrials
from tests.engine.api.conftest import TOKEN, HandMadeState
from tests.engine.api.objects import trial_item

URL = "/v3/forward/test"
DEST = {"dest": "rtmp://h.example/app#s3cret-key"}


async def test_a_trial(http: httpx.AsyncClient, state: HandMadeState) -> None:
    body = {**DEST, "destFingerprint": "ab" * 32, "label": "x", "whipBearerToken": ""}
    answer = await http.post(URL, json=body)
    assert (answer.status_code, answer.json()) == (200, trial_item())
    assert state.tried == [ForwardConf(DEST["dest"], "ab" * 32, "x")]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "invalid destination: destination is empty"),
        ({"dest": 5}, "json: cannot unmarshal number"),
        ({"dest": "http://h/s3cret-key"}, "invalid destination: unsupported scheme"),
        ({"dest": "srt://h/s3cret-key"}, "invalid destination: "),
        ({**DEST, "destFingerprint": "ab"}, "invalid destination: 'destFingerprint' must be"),
        ({**DEST, "path": "show"}, 'json: unknown field "path"'),
        ({**DEST, "whipBearerToken": "x"}, "'whipBearerToken' is not supported"),
        ([], "json: cannot unmarshal array"),
    ],
)
async def test_what_can_t_be_tried(
    http: httpx.AsyncClient, state: HandMadeState, body: Any, words: str
) -> None:
    answer = await http.post(URL, json=body)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(words)
    assert "s3cret" not in answer.text
    assert state.tried == []


@pytest.mark.parametrize(
    ("error", "status"), [(TooManyTrials("too many"), 429), (NobodyToCall("nobody"), 400)]
)
async def test_what_is_not_tried_now(
    http: httpx.AsyncClient, state: HandMadeState, error: NotTried, status: int
) -> None:
    async def refuse() -> dict[str, Any]:
        raise error

    state.trial = refuse
    answer = await http.post(URL, json=DEST)
    assert (answer.status_code, answer.json()) == (
        status,
        {"status": "error", "error": str(error)},
    )


async def test_a_trial_ends_with_its_caller(api: Starlette, state: HandMadeState) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def wait() -> dict[str, Any]:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return {}

    state.trial = wait
    server = ApiServer(api)
    port = await server.start("127.0.0.1", 0)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers) as http:
        call = asyncio.ensure_future(http.post(URL, json=DEST))
        async with asyncio.timeout(10):
            await begun.wait()
            assert not ended.is_set()
            call.cancel()
            await ended.wait()
    await server.stop()
