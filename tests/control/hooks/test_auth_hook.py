"""The auth hook as a media server calls it: who may publish and read, and that no key is told."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import update

from streamingpro.control.inputs.model import Input
from streamingpro.control.services import Services
from streamingpro.kit.ids import new_secret
from tests.control.conftest import HOST

KEY, OTHER_KEY = "right-key-of-main", "right-key-of-side"
READ_KEY = "key-for-players"


ANSWERS: list[tuple[dict[str, Any], int]] = [
    ({"query": f"key={KEY}"}, 204),
    ({"query": f"?lang=en&key={KEY}&x=1"}, 204),
    ({"user": "publisher", "password": KEY}, 204),
    ({"token": KEY}, 204),
    ({"query": "key=wrong", "password": KEY}, 204),
    ({}, 401),
    ({"query": "key="}, 401),
    ({"query": "key=wrong"}, 401),
    ({"query": f"key=wrong&key={KEY}"}, 401),
    ({"query": f"key={KEY}x"}, 401),
    ({"query": f"key={KEY[:-1]}"}, 401),
    ({"query": f"KEY={KEY}"}, 401),
    ({"query": f"key={OTHER_KEY}"}, 401),
    ({"user": KEY}, 401),
    ({"query": "key=ключ"}, 401),
    ({"query": "&" * 500}, 401),
    ({"path": "nowhere", "query": f"key={KEY}"}, 401),
    ({"path": "main/sub", "query": f"key={KEY}"}, 401),
    ({"path": "", "query": f"key={KEY}"}, 401),
    ({"path": "ma\0in", "query": f"key={KEY}"}, 401),
    ({"action": "read"}, 204),
    ({"action": "playback"}, 204),
    ({"action": "read", "path": "nowhere"}, 401),
    ({"action": "read", "protocol": "hls"}, 204),
    ({"protocol": "srt", "user": "publisher", "password": KEY}, 204),
    ({"protocol": "srt", "user": "publisher", "password": "wrong"}, 401),
    ({"protocol": "rtmps", "query": f"key={KEY}"}, 204),
    ({"action": "read", "path": "closed"}, 401),
    ({"action": "read", "path": "closed", "query": "key="}, 401),
    ({"action": "read", "path": "closed", "query": "key=wrong"}, 401),
    ({"action": "read", "path": "closed", "query": f"key={KEY}"}, 401),
    ({"action": "read", "path": "closed", "query": f"key={READ_KEY}", "protocol": "rtmp"}, 204),
    ({"action": "read", "path": "closed", "query": f"key={READ_KEY}", "protocol": "hls"}, 204),
    ({"action": "read", "path": "closed", "token": READ_KEY, "protocol": "hls"}, 204),
    ({"action": "read", "path": "closed", "password": READ_KEY, "protocol": "srt"}, 204),
    ({"action": "playback", "path": "closed"}, 401),
    ({"path": "closed", "query": f"key={READ_KEY}"}, 401),
    ({"path": "closed", "query": f"key={KEY}"}, 204),
    ({"path": "pulled", "query": f"key={KEY}"}, 401),
    ({"action": "read", "path": "pulled"}, 204),
    ({"action": "api", "password": KEY}, 401),
    ({"action": "", "password": KEY}, 401),
]


@pytest.fixture
async def inputs(services: Services) -> Input:
    """`main` (returned), `side`, `closed` to players without a key, and one that is pulled."""
    main = Input(name="Main", path="main", publish_key=KEY)
    closed = Input(name="Closed", path="closed", publish_key=KEY, read_key=READ_KEY)
    pulled = Input(name="Pulled", path="pulled", publish_key=KEY, source_type="pull")
    side = Input(name="Side", path="side", publish_key=OTHER_KEY)
    async with services.db.transaction() as session:
        session.add_all([main, side, closed, pulled])
    return main


@pytest.fixture
async def server(app: FastAPI, services: Services, inputs: Input) -> AsyncIterator["MediaServer"]:
    credentials = httpx.URL(services.runtime.hook.address(f"http://{HOST}"))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}") as http:
        yield MediaServer(http, (credentials.username, credentials.password))


class MediaServer:
    """Asks as MediaMTX does."""

    def __init__(self, http: httpx.AsyncClient, credentials: tuple[str, str]) -> None:
        self.http = http
        self.credentials = credentials

    async def ask(self, path: str = "main", action: str = "publish", **facts: Any) -> int:
        """The status code of the answer."""
        question = {
            "ip": "192.0.2.7",
            "user": "",
            "password": "",
            "token": "",
            "action": action,
            "path": path,
            "protocol": "rtmp",
            "id": "11111111-1111-4111-8111-111111111111",
            "query": "",
            "userAgent": "",
        }
        response = await self.http.post(
            "/api/hooks/auth", json=question | facts, auth=self.credentials
        )
        assert response.content == b""
        return response.status_code


async def test_who_may(server: MediaServer) -> None:
    given = [(facts, await server.ask(**facts)) for facts, _ in ANSWERS]
    assert given == ANSWERS


async def test_a_disabled_input_takes_and_gives_nothing(
    server: MediaServer, services: Services
) -> None:
    async with services.db.transaction() as session:
        await session.execute(update(Input).values(enabled=False))
    assert await server.ask(query=f"key={KEY}") == 401
    assert await server.ask(action="read") == 401


async def test_a_rotated_key_counts_at_once(server: MediaServer, services: Services) -> None:
    assert await server.ask(query=f"key={KEY}") == 204
    async with services.db.transaction() as session:
        await session.execute(
            update(Input).where(Input.path == "main").values(publish_key="the-new-key")
        )
    assert await server.ask(query=f"key={KEY}") == 401
    assert await server.ask(query="key=the-new-key") == 204


@pytest.mark.parametrize(
    "credentials",
    [("engine", "wrong"), ("engine", ""), ("somebody", "else"), None],
)
async def test_only_media_servers_may_ask(
    server: MediaServer, credentials: tuple[str, str] | None
) -> None:
    question = {"action": "publish", "path": "main", "query": f"key={KEY}"}
    response = await server.http.post(
        "/api/hooks/auth", json=question, auth=credentials or httpx.USE_CLIENT_DEFAULT
    )
    assert response.status_code == 401


@pytest.mark.parametrize("header", ["Basic ???", "Basic", "Bearer x", "Basic gMOo"])
async def test_malformed_credentials_are_refused(server: MediaServer, header: str) -> None:
    response = await server.http.post(
        "/api/hooks/auth", json={"path": "main"}, headers={"Authorization": header}
    )
    assert response.status_code == 401


async def test_a_refusal_is_logged_and_told_once_without_the_key(
    server: MediaServer,
    services: Services,
    inputs: Input,
    capsys: pytest.CaptureFixture[str],
) -> None:
    guess = "a-guess-that-nobody-may-see"
    for _ in range(3):
        assert await server.ask(query=f"key={guess}", password=guess, token=guess) == 401
    await services.runtime.recorder.drained()
    (event,) = await services.eventlog.recent()
    assert (event.kind, event.input_id) == ("input.refused", inputs.id)
    assert "192.0.2.7" in event.message
    said = "".join(capsys.readouterr())
    assert "stream key is wrong" in said
    assert guess not in said + event.message
    assert KEY not in said + event.message


async def test_who_is_about_to_be_asked_for_the_password_has_not_been_refused(
    server: MediaServer, services: Services
) -> None:
    assert await server.ask(protocol="rtsp") == 401
    await services.runtime.recorder.drained()
    assert not await services.eventlog.recent()
    assert await server.ask(protocol="rtsp", user="publisher", password="wrong") == 401
    await services.runtime.recorder.drained()
    assert [event.kind for event in await services.eventlog.recent()] == ["input.refused"]


async def test_a_key_that_was_entered_as_a_path_is_not_logged(
    server: MediaServer, capsys: pytest.CaptureFixture[str]
) -> None:
    key = new_secret()
    assert await server.ask(path=f"live/{key}") == 401
    said = "".join(capsys.readouterr())
    assert "no input has this path" in said
    assert key not in said


async def test_the_address_for_the_engine_has_the_credentials(services: Services) -> None:
    url = httpx.URL(services.runtime.hook.address("http://127.0.0.1:8000"))
    assert (url.username, url.path, url.port) == ("engine", "/api/hooks/auth", 8000)
    assert len(url.password) >= 32
