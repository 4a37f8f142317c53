"""Destinations tested without a stream, over REST, against a media server in the test."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, HTTPException

from streamingpro.control.app import create_app
from streamingpro.control.outputs.tester import OutputTester
from streamingpro.control.settings import ControlSettings
from streamingpro.control.status.schemas import (
    InputState,
    InputStatus,
    OutputState,
    OutputStatus,
)
from streamingpro.control.tables import Input, Output
from streamingpro.control.users.roles import Role
from streamingpro.engine.conf import ConfError, ForwardConf
from streamingpro.engine.forward.trial import TooManyTrials
from tests.control.conftest import client_of, errors_of, token_for
from tests.control.reconcile.peer import Peer

pytestmark = pytest.mark.any_database

ADDRESS = {"url": "rtmp://h.example/app", "stream_key": "KEY"}
SAVED = "rtmp://h.example/app#KEY"
SRT = "srt://h.example:9000?streamid=publish:x&passphrase=correct-horse&latency=300"


@dataclass
class House:
    """A control plane with one input, and what is live in it as the test says."""

    http: httpx.AsyncClient
    peer: Peer
    input_id: str
    input_state: InputState = InputState.OFFLINE
    output_status: OutputStatus = field(
        default_factory=lambda: OutputStatus(state=OutputState.WAITING)
    )

    @property
    def tried(self) -> list[ForwardConf]:
        return self.peer.state.tried

    async def add(self, **body: Any) -> str:
        added = await self.http.post(f"/api/inputs/{self.input_id}/outputs", json=body)
        assert added.status_code == 201, added.text
        made: str = added.json()["id"]
        return made

    async def test(self, _output_id: str = "", **body: Any) -> httpx.Response:
        where = f"{_output_id}/test" if _output_id else "test"
        return await self.http.post(f"/api/outputs/{where}", json=body)

    async def conflict(self, _output_id: str = "", **body: Any) -> str:
        answer = await self.test(_output_id, **body)
        assert answer.status_code == 409, answer.text
        words: str = answer.json()["detail"]
        return words


@pytest.fixture
async def house(settings: ControlSettings) -> AsyncIterator[House]:
    peer = Peer()
    app = create_app(settings, media=peer.provider())
    async with app.router.lifespan_context(app):
        token = await token_for(app.state.services, Role.OPERATOR)
        async with client_of(app, token) as http:
            made = (await http.post("/api/inputs", json={"name": "Show"})).json()
            found = House(http, peer, made["id"])
            _tell_states(app, found)
            yield found


def _tell_states(app: FastAPI, house: House) -> None:
    services = app.state.services

    def of_input(_item: Input) -> InputStatus:
        return InputStatus(state=house.input_state)

    def of_output(_item: Output) -> OutputStatus:
        return house.output_status

    tester = OutputTester(
        services.db,
        services.outputs,
        services.outputs._loops,
        services.runtime.media,
        of_input,
        of_output,
    )
    app.state.services = replace(services, tester=tester)


async def test_a_new_address(house: House) -> None:
    answer = await house.test(**ADDRESS)
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "ok": True,
            "kind": None,
            "message": "The server accepted the stream key.",
            "took_ms": 2100,
            "remote_address": "h:1",
        },
    )
    assert house.tried == [ForwardConf(SAVED)]
    assert (await house.http.get("/api/outputs")).json() == []


async def test_a_refusal(house: House) -> None:
    async def no() -> dict[str, Any]:
        return {
            "ok": False,
            "kind": "rejected",
            "message": "The key is wrong.",
            "remoteAddr": "",
            "tookMs": 7,
        }

    house.peer.state.trial = no
    assert (await house.test(**ADDRESS)).json() == {
        "ok": False,
        "kind": "rejected",
        "message": "The key is wrong.",
        "took_ms": 7,
        "remote_address": None,
    }


async def test_what_is_sent_to_the_media_server_is_what_the_reconciler_would_send(
    house: House,
) -> None:
    fingerprint = ":".join(["AB"] * 32)
    await house.test(platform="twitch", stream_key="a?x=key")
    await house.test(url="rtmps://h/a/k", fingerprint=fingerprint)
    await house.test(url=SRT)
    twitch, pinned, srt = house.tried
    assert twitch.dest.startswith("rtmp")
    assert twitch.dest.endswith("#a%3Fx%3Dkey")
    assert pinned == ForwardConf("rtmps://h/a#k", "ab" * 32)
    assert srt.dest.startswith("srt://h.example:9000?")
    assert "passphrase=correct-horse" in srt.dest


@pytest.mark.parametrize(
    ("patch", "tried"),
    [
        ({}, SAVED),
        ({"name": "X", "enabled": False}, SAVED),
        ({"stream_key": "NEW"}, "rtmp://h.example/app#NEW"),
        ({"url": "rtmp://other.example/live"}, "rtmp://other.example/live#KEY"),
        ({"url": "rtmp://other.example/live/NEW"}, "rtmp://other.example/live#NEW"),
    ],
)
async def test_a_stored_output_with_changes_that_are_not_saved(
    house: House, patch: dict[str, Any], tried: str
) -> None:
    output_id = await house.add(**ADDRESS)
    before = (await house.http.get(f"/api/outputs/{output_id}")).json()
    assert (await house.test(output_id, **patch)).json()["ok"] is True
    assert house.tried == [ForwardConf(tried)]
    after = (await house.http.get(f"/api/outputs/{output_id}")).json()
    assert {**after, "status": {}} == {**before, "status": {}}


async def test_mistakes_are_those_of_saving(house: House) -> None:
    own = (await house.http.get(f"/api/inputs/{house.input_id}")).json()["urls"]["publish"]["rtmp"]
    output_id = await house.add(**ADDRESS)
    for body, wrong in (
        ({}, "url"),
        ({"url": "rtmp://h/a"}, "stream_key"),
        ({"platform": "nowhere", "stream_key": "k"}, "platform"),
        ({"url": "http://h/a", "stream_key": "k"}, "url"),
        ({"url": own, "input_id": house.input_id}, "url"),
        ({**ADDRESS, "name": "X"}, "name"),
    ):
        answer = await house.test(**body)
        assert (answer.status_code, set(errors_of(answer))) == (422, {wrong}), body
    for patch, wrong in (({"url": own}, "url"), ({"stream_key": ""}, "stream_key")):
        answer = await house.test(output_id, **patch)
        assert (answer.status_code, set(errors_of(answer))) == (422, {wrong}), patch
    assert (await house.test("nothing")).status_code == 404
    assert (await house.test(**ADDRESS, input_id="nothing")).status_code == 404
    assert house.tried == []


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (OutputStatus(state=OutputState.LIVE), "live right now: that is the proof"),
        (OutputStatus(state=OutputState.CONNECTING), "being connected right now"),
        (OutputStatus(state=OutputState.WAITING, held=True), "held open"),
    ],
)
async def test_who_is_live_is_not_disturbed(house: House, status: OutputStatus, words: str) -> None:
    output_id = await house.add(**ADDRESS)
    house.output_status = status
    assert words in await house.conflict(output_id)
    assert words in await house.conflict(**ADDRESS)
    assert words in await house.conflict(url="rtmps://h.example/app/KEY")
    assert house.tried == []
    assert (await house.test(output_id, stream_key="OTHER")).json()["ok"] is True
    await house.http.patch(f"/api/outputs/{output_id}", json={"enabled": False})
    assert (await house.test(output_id)).json()["ok"] is True


async def test_who_waits_or_fails_can_be_tested(house: House) -> None:
    output_id = await house.add(**ADDRESS)
    for state in (OutputState.WAITING, OutputState.ERROR, OutputState.OFF):
        house.output_status = OutputStatus(state=state)
        assert (await house.test(output_id)).json()["ok"] is True


async def test_the_encoder_of_an_own_input_is_not_pushed_aside(house: House) -> None:
    other = (await house.http.post("/api/inputs", json={"name": "Other"})).json()
    body = {"url": other["urls"]["publish"]["rtmp"], "input_id": house.input_id}
    assert (await house.test(**body)).json()["ok"] is True
    for state in (InputState.LIVE, InputState.RECONNECTING):
        house.input_state = state
        assert "push its encoder aside" in await house.conflict(**body)


async def test_a_destination_that_calls_us_can_t_be_called(house: House) -> None:
    assert "mode listener" in await house.conflict(url="srt://:9000?mode=listener")
    output_id = await house.add(url="srt://:9000?mode=listener")
    assert "mode listener" in await house.conflict(output_id)


async def test_too_many_at_once(house: House) -> None:
    async def refuse() -> dict[str, Any]:
        raise TooManyTrials("too many tests at once: at most 4")

    house.peer.state.trial = refuse
    answer = await house.test(**ADDRESS)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
    assert "being tested already" in answer.json()["detail"]


async def test_a_media_server_that_does_not_answer(house: House) -> None:
    house.peer.silent = True
    answer = await house.test(**ADDRESS)
    assert (answer.status_code, "does not answer" in answer.json()["detail"]) == (503, True)


async def test_a_mediamtx_can_t_test(house: House) -> None:
    async def unknown() -> dict[str, Any]:
        raise HTTPException(404)

    house.peer.state.trial = unknown
    answer = await house.test(**ADDRESS)
    assert (answer.status_code, "own engine" in answer.json()["detail"]) == (503, True)


async def test_without_a_media_server(operator: httpx.AsyncClient) -> None:
    answer = await operator.post("/api/outputs/test", json=ADDRESS)
    assert (answer.status_code, "not running" in answer.json()["detail"]) == (503, True)


async def test_what_the_media_server_refuses_is_a_mistake_in_the_address(house: House) -> None:
    async def refuse() -> dict[str, Any]:
        raise ConfError("invalid destination: of some kind")

    house.peer.state.trial = refuse
    answer = await house.test(**ADDRESS)
    assert answer.status_code == 422
    assert "invalid destination: of some kind." in errors_of(answer)["url"]


async def test_a_test_ends_with_its_caller(house: House) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def wait() -> dict[str, Any]:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return {}

    house.peer.state.trial = wait
    call = asyncio.ensure_future(house.test(**ADDRESS))
    async with asyncio.timeout(10):
        await begun.wait()
        call.cancel()
        await ended.wait()


async def test_viewers_test_nothing(viewer: httpx.AsyncClient) -> None:
    assert (await viewer.post("/api/outputs/test", json=ADDRESS)).status_code == 403
    assert (await viewer.post("/api/outputs/x/test", json={})).status_code == 403
