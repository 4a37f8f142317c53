"""/api/nodes: what is taken, who may do what, and that no secret comes out again."""

from typing import Any

import httpx
import pytest

from streamingpro.control.services import Services
from tests.control.conftest import errors_of

pytestmark = pytest.mark.any_database

PASSWORD = "secret-of-the-media-server"
NEW = {"name": "Media 1", "api_url": "http://127.0.0.1:9", "enabled": False}
"""Not in use: nobody is asked."""


async def made(admin: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    answer = await admin.post("/api/nodes", json=NEW | fields)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_the_life_of_a_media_server(admin: httpx.AsyncClient, services: Services) -> None:
    node = await made(admin, api_user="admin", api_password=PASSWORD, max_streams=20)
    assert (node["name"], node["role"], node["redistribution"]) == ("Media 1", "ingest", "engine")
    assert (node["has_password"], node["max_streams"], node["builtin"]) == (True, 20, False)
    assert node["status"]["state"] == "off"
    url = f"/api/nodes/{node['id']}"
    assert (await admin.get(url)).json() == node
    patch = {"draining": True, "max_streams": None, "public_host": "tv.example"}
    changed = (await admin.patch(url, json=patch)).json()
    assert {key for key in node if node[key] != changed[key]} == {*patch, "updated_at"}
    listed = (await admin.get("/api/nodes")).json()
    assert [one["id"] for one in listed] == ["engine", node["id"]]
    assert (await admin.delete(url)).status_code == 204
    assert (await admin.get(url)).status_code == 404
    assert (await admin.delete(url)).status_code == 404
    told = [(event.kind, event.message) for event in await services.eventlog.recent()]
    assert ("node.created", "The media server “Media 1” was added.") in told
    assert ("node.deleted", "The media server “Media 1” was removed.") in told


async def test_what_is_not_given_stays(admin: httpx.AsyncClient) -> None:
    node = await made(admin, api_user="admin", api_password=PASSWORD)
    url = f"/api/nodes/{node['id']}"
    assert (await admin.patch(url, json={"name": "Other"})).json()["has_password"]
    answer = await admin.patch(url, json={"api_user": None, "api_password": None})
    assert (answer.json()["api_user"], answer.json()["has_password"]) == (None, False)


async def test_a_stored_password_goes_to_no_other_address(admin: httpx.AsyncClient) -> None:
    node = await made(admin, api_user="admin", api_password=PASSWORD)
    url, moved = f"/api/nodes/{node['id']}", {"api_url": "http://127.0.0.2:9"}
    answer = await admin.patch(url, json=moved)
    assert answer.status_code == 422
    assert errors_of(answer)["api_password"].startswith("Enter the password again")
    assert (await admin.get(url)).json() == node
    same = {"api_url": NEW["api_url"], "name": "Same address"}
    assert (await admin.patch(url, json=same)).status_code == 200
    assert (await admin.patch(url, json=moved | {"api_password": PASSWORD})).status_code == 200
    free = await made(admin, name="Without", api_url="http://127.0.0.3:9")
    answer = await admin.patch(f"/api/nodes/{free['id']}", json={"api_url": "http://127.0.0.4:9"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("patch", "words"),
    [
        ({"draining": True}, "is being emptied."),
        ({"draining": False}, "takes streams again."),
        ({"enabled": False}, "is not used any more."),
        ({"name": "Media 1", "draining": True}, "was changed."),
    ],
)
async def test_events_say_what_was_done(
    admin: httpx.AsyncClient, services: Services, patch: dict[str, Any], words: str
) -> None:
    node = await made(admin)
    await admin.patch(f"/api/nodes/{node['id']}", json=patch)
    kinds = {event.kind: event.message for event in await services.eventlog.recent()}
    assert kinds["node.changed"] == f"The media server “Media 1” {words}"


async def test_who_may(
    admin: httpx.AsyncClient,
    operator: httpx.AsyncClient,
    viewer: httpx.AsyncClient,
    anonymous: httpx.AsyncClient,
) -> None:
    url = f"/api/nodes/{(await made(admin))['id']}"
    asked: list[tuple[str, str, tuple[int, ...]]] = [
        # method, address, status for: anonymous, viewer, operator
        ("GET", "/api/nodes", (401, 200, 200)),
        ("GET", url, (401, 200, 200)),
        ("POST", "/api/nodes", (401, 403, 403)),
        ("PATCH", url, (401, 403, 403)),
        ("DELETE", url, (401, 403, 403)),
        # It is not in use: 404 is what who may ask is told.
        ("GET", f"{url}/unmanaged", (401, 403, 404)),
        ("POST", f"{url}/unmanaged/show/adopt", (401, 403, 404)),
        ("GET", f"{url}/drift", (401, 403, 404)),
        ("POST", f"{url}/drift/show/accept", (401, 403, 404)),
    ]
    bodies = {"POST": NEW | {"name": "Second"}, "PATCH": {"draining": True}}
    for method, address, statuses in asked:
        given = tuple(
            [
                (await who.request(method, address, json=bodies.get(method))).status_code
                for who in (anonymous, viewer, operator)
            ]
        )
        assert (method, address, given) == (method, address, statuses)
    assert (await admin.get(url)).json()["draining"] is False


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"api_url": "ftp://h"}, "api_url", "must begin with http:// or https://"),
    ({"api_url": "http://h:99999"}, "api_url", "A port is a number from 1 to 65535"),
    ({"api_url": "http://h:0"}, "api_url", "a number from 1 to 65535"),
    ({"api_url": "http://u:p4ss@h"}, "api_url", "User and password have fields of their own"),
    ({"api_url": "http://h:1/v3"}, "api_url", "The address ends after the port"),
    ({"api_url": "http://a b"}, "api_url", "a space or a line break"),
    ({"control_url": "http://h/x"}, "control_url", "The address ends after the port"),
    ({"public_host": "a/b"}, "public_host", ""),
    ({"media_host": "http://h"}, "media_host", ""),
    ({"role": "both"}, "role", ""),
    ({"max_streams": 0}, "max_streams", ""),
    ({"max_bitrate_bps": -1}, "max_bitrate_bps", ""),
    ({"name": " "}, "name", ""),
    ({"api_user": "admin"}, "api_password", "The password of this user is missing."),
    (
        {"role": "replica", "redistribution": "native"},
        "redistribution",
        "only gives streams to viewers sends nothing",
    ),
    ({"unknown": 1}, "unknown", ""),
]


async def test_what_is_refused_is_said_at_its_field(admin: httpx.AsyncClient) -> None:
    for body, field, words in WRONG:
        answer = await admin.post("/api/nodes", json=NEW | body)
        assert answer.status_code == 422, (body, answer.text)
        errors = errors_of(answer)
        assert list(errors) == [field], body
        assert words in errors[field]
        assert "p4ss" not in answer.text
    assert len((await admin.get("/api/nodes")).json()) == 1, "the engine alone"


async def test_a_change_is_held_to_the_same_rules(admin: httpx.AsyncClient) -> None:
    url = f"/api/nodes/{(await made(admin, role='replica'))['id']}"
    refused: list[dict[str, Any]] = [
        {"redistribution": "native"},
        {"api_user": "admin"},
        {"name": None},
        {"api_url": None},
        {"api_url": "http://u:p4ss@h"},
        {"enabled": None},
    ]
    before = (await admin.get(url)).json()
    for patch in refused:
        answer = await admin.patch(url, json=patch)
        assert answer.status_code == 422, (patch, answer.text)
        assert "p4ss" not in answer.text
    assert (await admin.get(url)).json() == before


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Media-1.Example:9997/", "http://media-1.example:9997"),
        (" https://[2001:db8::1]:9997 ", "https://[2001:db8::1]:9997"),
    ],
)
async def test_addresses_are_taken_as_people_enter_them(
    admin: httpx.AsyncClient, given: str, kept: str
) -> None:
    assert (await made(admin, api_url=given))["api_url"] == kept


async def test_a_name_that_is_taken(admin: httpx.AsyncClient) -> None:
    await made(admin)
    other = await made(admin, name="Media 2", api_url="http://127.0.0.2:9")
    url = f"/api/nodes/{other['id']}"
    for answer in (
        await admin.post("/api/nodes", json=NEW | {"api_url": "http://127.0.0.3:9"}),
        await admin.patch(url, json={"name": "Media 1"}),
    ):
        assert answer.status_code == 409
        assert "called “Media 1” already" in answer.json()["detail"]


async def test_the_built_in_one_can_not_be_changed(admin: httpx.AsyncClient) -> None:
    engine = (await admin.get("/api/nodes/engine")).json()
    assert (engine["builtin"], engine["api_url"], engine["has_password"]) == (True, None, False)
    for answer in (
        await admin.patch("/api/nodes/engine", json={"draining": True}),
        await admin.delete("/api/nodes/engine"),
    ):
        assert answer.status_code == 404
        assert "built-in" in answer.json()["detail"]
    assert (await admin.get("/api/nodes/engine")).json() == engine


async def test_bound_inputs_hinder_its_removal_and_are_named(admin: httpx.AsyncClient) -> None:
    url = f"/api/nodes/{(node := await made(admin))['id']}"
    bound = {"name": "Main stage", "node": node["id"]}
    item = (await admin.post("/api/inputs", json=bound)).json()
    answer = await admin.delete(url)
    assert answer.status_code == 409
    assert "“Main stage”" in answer.json()["detail"]
    assert (await admin.get(url)).status_code == 200
    await admin.patch(f"/api/inputs/{item['id']}", json={"node": None})
    assert (await admin.delete(url)).status_code == 204


async def test_an_input_can_not_be_bound_to_a_server_that_is_not_there(
    admin: httpx.AsyncClient,
) -> None:
    item = (await admin.post("/api/inputs", json={"name": "Show"})).json()
    for answer in (
        await admin.post("/api/inputs", json={"name": "Other", "node": "nobody"}),
        await admin.patch(f"/api/inputs/{item['id']}", json={"node": "nobody"}),
    ):
        assert answer.status_code == 422
        assert errors_of(answer) == {"node": "There is no media server with this id."}


async def test_no_secret_comes_out_again(
    admin: httpx.AsyncClient, services: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    node = await made(admin, api_user="admin", api_password=PASSWORD)
    url = f"/api/nodes/{node['id']}"
    new = f"new-{PASSWORD}"
    answers = [
        await admin.patch(url, json={"api_password": new, "enabled": True}),
        await admin.patch(url, json={"api_password": new * 100}),
        await admin.post("/api/nodes", json=NEW | {"api_password": [PASSWORD]}),
        await admin.post("/api/nodes", json=NEW | {"api_password": PASSWORD}),
        await admin.get(url),
        await admin.get("/api/nodes"),
        await admin.get("/api/status"),
        await admin.get("/api/health"),
        await admin.get("/api/system/logs"),
        await admin.get(f"{url}/unmanaged"),
    ]
    assert [answer.status_code for answer in answers[:4]] == [200, 422, 422, 409]
    await services.runtime.recorder.drained()
    events = [event.message for event in await services.eventlog.recent()]
    said = "".join([*capsys.readouterr(), *events, *(answer.text for answer in answers)])
    assert "Media 1" in said
    assert PASSWORD not in said
    assert services.runtime.hook.relay_key(node["id"]) not in said
    hook = httpx.URL(services.runtime.hook.address("http://h", node["id"]))
    assert hook.password not in said
