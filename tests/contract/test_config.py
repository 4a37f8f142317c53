"""The configuration of a media server, through our client.

A MediaMTX answers once it has a configuration; its paths follow a moment later.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.errors import BadRequest, MediaServerError, NotFound
from tests.contract.servers import Server
from tests.peers.tools import eventually

PASSPHRASE = "a passphrase"


async def test_the_life_of_a_path(server: Server) -> None:
    media = server.media
    await media.config_path_add("a/b", {"maxReaders": 2, "srtPublishPassphrase": PASSPHRASE})
    path = await media.config_path_get("a/b")
    assert (path.name, path.source, path.max_readers) == ("a/b", "publisher", 2)
    assert (path.srt_publish_passphrase, path.override_publisher) == (PASSPHRASE, True)
    await media.config_path_patch("a/b", {"overridePublisher": False})
    path = await media.config_path_get("a/b")
    assert (path.max_readers, path.override_publisher) == (2, False), "the rest stays"
    await media.config_path_replace("a/b", {"srtReadPassphrase": PASSPHRASE})
    path = await media.config_path_get("a/b")
    assert (path.max_readers, path.override_publisher) == (0, True), "the rest is as by default"
    assert (path.srt_publish_passphrase, path.srt_read_passphrase) == ("", PASSPHRASE)
    await media.config_path_delete("a/b")
    with pytest.raises(NotFound, match="path configuration not found"):
        await media.config_path_get("a/b")


async def test_replacing_adds_what_is_not_there(server: Server) -> None:
    await server.media.config_path_replace("new", {"maxReaders": 3})
    assert (await server.media.config_path_get("new")).max_readers == 3


async def test_the_list_has_every_path_by_name(server: Server) -> None:
    for name in ("b", "a/z", "A", "a-1"):
        await server.media.config_path_add(name, {})
    listed = await server.media.config_paths_list()
    assert [path.name for path in listed] == ["A", "a-1", "a/z", "b", "live"]
    assert listed[0] == await server.media.config_path_get("A")


async def test_a_path_that_pulls(server: Server) -> None:
    conf: dict[str, Any] = {
        "source": "rtmp://127.0.0.1:1/app/stream",
        "sourceOnDemand": True,
        "sourceOnDemandCloseAfter": "20s",
        "rtspTransport": "tcp",
    }
    await server.media.config_path_add("pull", conf)
    path = await server.media.config_path_get("pull")
    assert (path.source, path.source_on_demand) == (conf["source"], True)
    assert (path.source_on_demand_close_after, path.rtsp_transport) == ("20s", "tcp")
    shown = await eventually(lambda: server.media.path_get("pull"), "the path is there", within=10)
    assert (shown.conf_name, shown.available, shown.readers) == ("pull", False, [])


async def test_destinations(server: Server) -> None:
    dests = ["rtmp://127.0.0.1:1/app/one", "srt://127.0.0.1:1?streamid=publish:two"]
    await server.media.config_path_add("out", {"forward": [{"dest": dest} for dest in dests]})
    conf = await server.media.config_path_get("out")
    assert [entry.dest for entry in conf.forward] == dests
    await server.media.config_path_patch("out", {"forward": [{"dest": dests[1]}]})

    async def followed() -> bool:
        return [one.conf.dest for one in await server.media.forward_list("out")] == dests[1:]

    await eventually(followed, "the path has the destinations of its configuration", within=10)


async def test_path_defaults(server: Server) -> None:
    await server.media.path_defaults_patch({"maxReaders": 7})
    assert (await server.media.path_defaults_get()).max_readers == 7
    await server.media.config_path_add("a", {})
    await server.media.config_path_add("b", {"maxReaders": 1})
    a, b = await server.media.config_path_get("a"), await server.media.config_path_get("b")
    assert (a.max_readers, b.max_readers) == (7, 1)


async def test_global_settings(server: Server) -> None:
    await server.media.global_patch({"logLevel": "error", "readTimeout": "90s"})
    conf = await server.media.global_get()
    assert (conf.log_level, conf.read_timeout) == ("error", "1m30s")
    assert (conf.api, conf.rtmp, conf.srt, conf.hls) == (True, True, True, True)
    assert conf.rtmp_encryption == "optional"
    for address in (conf.rtmp_address, conf.rtmps_address, conf.srt_address, conf.hls_address):
        assert address.partition(":")[2].isdigit(), address


async def test_a_password_is_not_told(server: Server) -> None:
    user = {"user": "u", "pass": "a-password", "permissions": [{"action": "api"}]}
    mine = {"user": "control", "pass": "a-token-for-both", "permissions": [{"action": "api"}]}
    await server.media.global_patch({"authMethod": "internal", "authInternalUsers": [mine, user]})
    users = (await server.media.global_get()).auth_internal_users
    assert [one.user for one in users] == ["control", "u"]
    assert "a-password" not in {one.password for one in users}


Made = Callable[[MediaClient], Awaitable[object]]
REFUSED: list[tuple[Made, type[MediaServerError], str]] = [
    (lambda m: m.config_path_add("live", {}), BadRequest, "path already exists"),
    (lambda m: m.config_path_patch("nothing", {}), NotFound, "path not found"),
    (lambda m: m.config_path_delete("nothing"), NotFound, "path not found"),
    (lambda m: m.config_path_get("nothing"), NotFound, "path configuration not found"),
    (lambda m: m.config_path_get(""), BadRequest, "invalid name"),
    (lambda m: m.config_path_add("a b", {}), BadRequest, "can contain only"),
    (lambda m: m.config_path_add("a?b#c%", {}), BadRequest, "can contain only"),
    (lambda m: m.config_path_add("a/../b", {}), BadRequest, "dot path segments"),
    (lambda m: m.config_path_add("a/", {}), BadRequest, "can't end with a slash"),
    (lambda m: m.config_path_add("a", {"unknown": 1}), BadRequest, 'unknown field "unknown"'),
    (lambda m: m.config_path_patch("live", {"x": 1}), BadRequest, 'unknown field "x"'),
    (lambda m: m.config_path_replace("live", {"x": 1}), BadRequest, 'unknown field "x"'),
    (lambda m: m.path_defaults_patch({"x": 1}), BadRequest, 'unknown field "x"'),
    (lambda m: m.global_patch({"x": 1}), BadRequest, 'unknown field "x"'),
    (lambda m: m.global_patch({"paths": {}}), BadRequest, 'unknown field "paths"'),
    (lambda m: m.global_patch({"logLevel": "loud"}), BadRequest, "loud"),
    (lambda m: m.config_path_add("a", {"maxReaders": "two"}), BadRequest, "json"),
    (lambda m: m.config_path_add("a", {"source": "nonsense"}), BadRequest, "invalid source"),
    (
        lambda m: m.config_path_add("a", {"srtPublishPassphrase": "short"}),
        BadRequest,
        "srtPublishPassphrase",
    ),
    (lambda m: m.config_path_add("a", {"sourceOnDemand": True}), BadRequest, "sourceOnDemand"),
    (lambda m: m.config_path_add("a", {"forward": [{"dest": ""}]}), BadRequest, "dest"),
    (lambda m: m.config_path_add("a", {"forward": [{"to": "x"}]}), BadRequest, "unknown field"),
]


async def test_what_is_refused_and_changes_nothing(server: Server) -> None:
    before = await server.media.config_paths_list()
    for call, error, words in REFUSED:
        with pytest.raises(error, match=words) as caught:
            await call(server.media)
        assert type(caught.value) is error
    assert await server.media.config_paths_list() == before
