"""GET /api/status: the whole picture for whoever is signed in."""

import httpx


async def test_the_picture_needs_a_sign_in(anonymous: httpx.AsyncClient) -> None:
    assert (await anonymous.get("/api/status")).status_code == 401


async def test_the_picture_without_a_media_server(
    operator: httpx.AsyncClient, viewer: httpx.AsyncClient
) -> None:
    made = (await operator.post("/api/inputs", json={"name": "Main"})).json()
    while not (picture := (await viewer.get("/api/status")).json())["inputs"]:
        pass  # it appears with the reconciler's next round
    assert picture["media_server"]["state"] == "off"
    (shown,) = picture["inputs"]
    assert (shown["id"], shown["path"]) == (made["id"], made["path"])
    assert shown["status"]["state"] == "offline"
    assert made["publish_key"] not in str(picture)
