"""Only the token opens the API, whatever is asked for."""

import base64

import httpx
import pytest

from streamingpro.engine.api import create_api
from streamingpro.engine.conf import ConfStore
from streamingpro.kit.clock import utcnow
from tests.engine.api.conftest import TOKEN, HandMadeState


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "authorization",
    [
        f"Bearer {TOKEN}",
        f"bearer {TOKEN}",
        f"Bearer user:{TOKEN}",
        basic(f"anybody:{TOKEN}"),
        basic(f":{TOKEN}"),
    ],
)
async def test_accepted(http: httpx.AsyncClient, authorization: str) -> None:
    answer = await http.get("/v3/info", headers={"Authorization": authorization})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        TOKEN,
        "Bearer",
        "Bearer ",
        f"Bearer {TOKEN}x",
        f"Bearer a:b:{TOKEN}",
        "Bearer ünicode",
        basic(f"{TOKEN}:"),
        basic("a:b"),
        "Basic !!!",
        "Basic /w==",
        f"Digest {TOKEN}",
    ],
)
@pytest.mark.parametrize("url", ["/v3/info", "/v3/nothing", "/"])
async def test_refused(http: httpx.AsyncClient, authorization: str, url: str) -> None:
    headers = {b"Authorization": authorization.encode()}
    answer = await http.get(url, headers=headers)
    assert answer.status_code == 401
    assert answer.json() == {"status": "error", "error": "authentication error"}
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")


def test_an_empty_token_protects_nothing() -> None:
    api = create_api(HandMadeState(), ConfStore(), "", utcnow(), "1")
    with pytest.raises(ValueError, match="needs a token"):
        api.build_middleware_stack()
