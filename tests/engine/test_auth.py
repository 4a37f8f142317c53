"""Who may: the control plane's answer, what it allowed before, or MediaMTX's internal users."""

import asyncio
import base64
import hashlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from streamingpro.engine import auth as auth_module
from streamingpro.engine.auth import AccessDenied, AccessRequest, Authenticator
from streamingpro.engine.conf import ConfStore
from tests.peers.hostile import refused_port

KEY = "s3cret"
REQUEST = AccessRequest(
    "publish", "show", "rtmp", "192.0.2.7", "conn-id", "FMLE/3.0", f"key={KEY}&user=u&pass=p"
)


@dataclass
class Hook:
    """A control plane that answers what the test says, and remembers the questions."""

    status: int = 200
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    on_question: Callable[[], None] | None = None
    """Called between the question and its answer."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.headers.append(head)
            length = int(head.lower().partition("content-length:")[2].split("\r\n")[0])
            self.asked.append(json.loads(await reader.readexactly(length)))
            status = self.status
            if self.on_question is not None:
                self.on_question()
            answer = f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            writer.write(answer.encode())
            await writer.drain()
        finally:
            writer.close()


@asynccontextmanager
async def hook_server() -> AsyncIterator[Hook]:
    hook = Hook()
    server = await asyncio.start_server(hook.serve, "127.0.0.1", 0)
    hook.url = f"http://engine:token@127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    yield hook
    server.close()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    async with hook_server() as made:
        yield made


@pytest.fixture
def store() -> ConfStore:
    return ConfStore()


@pytest.fixture
async def auth(store: ConfStore) -> AsyncIterator[Authenticator]:
    made = Authenticator(store)
    yield made
    await made.close()


async def allowed(auth: Authenticator, request: AccessRequest = REQUEST) -> bool:
    words = ""
    try:
        await auth.check(request)
    except AccessDenied as error:
        words = str(error)
    assert KEY not in words
    return not words


async def test_before_a_control_plane_introduced_itself_nobody_may(auth: Authenticator) -> None:
    assert not await allowed(auth)


async def test_the_hook_is_asked_in_mediamtx_words(
    auth: Authenticator, store: ConfStore, hook: Hook
) -> None:
    store.patch_global({"authHTTPAddress": hook.url})
    assert await allowed(auth)
    assert hook.asked == [
        {
            "ip": "192.0.2.7",
            "user": "u",
            "password": "p",
            "token": "",
            "action": "publish",
            "path": "show",
            "protocol": "rtmp",
            "id": "conn-id",
            "query": REQUEST.query,
            "userAgent": "FMLE/3.0",
        }
    ]
    basic = base64.b64encode(b"engine:token").decode()
    assert f"Basic {basic}" in hook.headers[0]
    assert KEY not in hook.headers[0]


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 429])
async def test_any_answer_but_yes_denies(
    auth: Authenticator, store: ConfStore, hook: Hook, status: int
) -> None:
    store.patch_global({"authHTTPAddress": hook.url})
    assert await allowed(auth)
    hook.status = status
    assert not await allowed(auth), "what was allowed once is asked again"
    hook.status = 503
    assert not await allowed(auth), "and the no is remembered, not the yes before"


@pytest.mark.parametrize("trouble", ["refused", "status 500", "garbage"])
async def test_without_the_control_plane_only_what_it_allowed_before_goes_on(
    auth: Authenticator, store: ConfStore, hook: Hook, trouble: str
) -> None:
    store.patch_global({"authHTTPAddress": hook.url})
    assert await allowed(auth)
    with refused_port() as port:
        if trouble == "refused":
            store.patch_global({"authHTTPAddress": f"http://127.0.0.1:{port}/hook"})
        elif trouble == "garbage":
            hook.status = -1
        else:
            hook.status = 500
        assert await allowed(auth)
        assert await allowed(auth, replace(REQUEST, ip="198.51.100.1", conn_id="another"))
        assert not await allowed(auth, replace(REQUEST, query="key=wrong"))
        assert not await allowed(auth, replace(REQUEST, query=""))
        assert not await allowed(auth, replace(REQUEST, path="other"))
        assert not await allowed(auth, replace(REQUEST, action="read"))


async def test_a_hook_that_never_answers_counts_as_unreachable(
    auth: Authenticator, store: ConfStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth_module, "HOOK_TIMEOUT_S", 0.05)
    silent = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    store.patch_global({"authHTTPAddress": f"http://127.0.0.1:{port}/"})
    assert not await allowed(auth)
    silent.close()


async def test_what_is_forgotten_must_be_asked_anew(
    auth: Authenticator, store: ConfStore, hook: Hook
) -> None:
    store.patch_global({"authHTTPAddress": hook.url})
    other = replace(REQUEST, path="other")
    assert await allowed(auth)
    assert await allowed(auth, other)
    auth.forget("show")
    hook.status = 500
    assert not await allowed(auth)
    assert await allowed(auth, other)


async def test_grants_are_remembered_up_to_a_limit_the_oldest_go_first(
    auth: Authenticator, store: ConfStore, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth_module, "MAX_GRANTS", 2)
    store.patch_global({"authHTTPAddress": hook.url})
    paths = [replace(REQUEST, path=name) for name in "abc"]
    for request in (paths[0], paths[1], paths[0], paths[2]):
        assert await allowed(auth, request)
    hook.status = 500
    assert [await allowed(auth, request) for request in paths] == [True, False, True]


async def test_excluded_actions_are_not_asked_about(auth: Authenticator, store: ConfStore) -> None:
    store.patch_global({"authHTTPExclude": [{"action": "read", "path": "show"}]})
    assert await allowed(auth, replace(REQUEST, action="read"))
    assert not await allowed(auth, replace(REQUEST, action="read", path="other"))
    assert not await allowed(auth)


SHA = "sha256:" + base64.b64encode(hashlib.sha256(b"p").digest()).decode()


@pytest.mark.parametrize(
    ("user", "may"),
    [
        ({"user": "any"}, True),
        ({"user": "u", "pass": "p"}, True),
        ({"user": "u", "pass": SHA}, True),
        ({"user": "u", "pass": "wrong"}, False),
        ({"user": "other", "pass": "p"}, False),
        ({"user": "any", "permissions": [{"action": "read"}]}, False),
        ({"user": "any", "permissions": []}, False),
        ({"user": "any", "permissions": [{"action": "publish", "path": "show"}]}, True),
        ({"user": "any", "permissions": [{"action": "publish", "path": "sho"}]}, False),
        ({"user": "any", "permissions": [{"action": "publish", "path": "~^sh"}]}, True),
        ({"user": "any", "permissions": [{"action": "publish", "path": "~^x"}]}, False),
        ({"user": "any", "ips": ["192.0.2.0/24"]}, True),
        ({"user": "any", "ips": ["10.0.0.0/8"]}, False),
        ({"user": "any", "ips": ["2001:db8::/32"]}, False),
    ],
)
async def test_internal_users_by_name_password_address_and_permission(
    auth: Authenticator, store: ConfStore, user: dict[str, Any], may: bool
) -> None:
    whole = {"permissions": [{"action": "publish"}], **user}
    store.patch_global({"authMethod": "internal", "authInternalUsers": [whole]})
    assert await allowed(auth) is may


def test_nothing_shows_a_request_with_its_key() -> None:
    assert KEY not in repr(REQUEST)
    assert KEY not in repr(REQUEST.grant())


def test_parameters_come_from_the_query_first_name_first() -> None:
    request = replace(REQUEST, query="jwt=b&token=a&empty=&token=c")
    assert request.parameter("token", "jwt") == "a"
    assert request.parameter("empty") == ""
    assert request.parameter("missing") == ""


async def test_an_old_key_is_of_no_use_after_its_version_changed_even_without_a_control_plane(
    auth: Authenticator, store: ConfStore, hook: Hook
) -> None:
    store.add("show", {"publishKeyVersion": "1"})
    store.patch_global({"authHTTPAddress": hook.url})
    assert await allowed(auth)
    hook.status = 503
    store.patch("show", {"maxReaders": 5})
    assert await allowed(auth), "another change forgets nothing"
    store.patch("show", {"publishKeyVersion": "2"})
    assert not await allowed(auth)


async def test_an_answer_that_was_under_way_when_the_key_changed_is_asked_for_again(
    auth: Authenticator, store: ConfStore, hook: Hook
) -> None:
    store.add("show", {"publishKeyVersion": "1"})
    store.patch_global({"authHTTPAddress": hook.url})

    def rotate() -> None:
        hook.on_question = None
        hook.status = 401
        store.patch("show", {"publishKeyVersion": "2"})

    hook.on_question = rotate
    assert not await allowed(auth)
    assert len(hook.asked) == 2


def _from_srt(password: str = "", query: str = "") -> AccessRequest:
    return AccessRequest(
        "publish", "show", "srt", "192.0.2.7", "conn-id", "", query, "me", password
    )


async def test_user_and_password_may_come_apart_from_the_query(
    auth: Authenticator, store: ConfStore, hook: Hook
) -> None:
    store.patch_global({"authHTTPAddress": hook.url})
    assert await allowed(auth, _from_srt(KEY, "a=b"))
    question = hook.asked[0]
    assert (question["user"], question["password"], question["query"]) == ("me", KEY, "a=b")
    assert _from_srt(KEY).grant() != _from_srt("other").grant()
    assert KEY not in repr(_from_srt(KEY))


async def test_a_fingerprint_rules_out_whoever_has_no_such_key(
    auth: Authenticator, store: ConfStore
) -> None:
    version = "sha256:" + hashlib.sha256(f"show:{KEY}".encode()).hexdigest()
    for request in (_from_srt(KEY), _from_srt("x", f"key={KEY}"), _from_srt(query=f"token={KEY}")):
        assert not auth.rules_out(request, version)
    for request in (_from_srt("other"), _from_srt(), _from_srt("", f"name={KEY}")):
        assert auth.rules_out(request, version)
        assert not auth.rules_out(request, "")
        assert not auth.rules_out(request, "7")
    assert auth.rules_out(_from_srt(KEY), "sha256:ü")
    store.patch_global({"authHTTPExclude": [{"action": "publish", "path": "show"}]})
    assert not auth.rules_out(_from_srt("other"), version)
    store.patch_global({"authHTTPExclude": [], "authMethod": "internal"})
    assert not auth.rules_out(_from_srt("other"), version)
