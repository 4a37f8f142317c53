"""ConfStore: merging, finding, listeners, and that a refused change changes nothing."""

from typing import Any

import pytest

from streamingpro.engine.conf import (
    ConfChange,
    ConfError,
    ConfNotFound,
    ConfStore,
    ForwardConf,
    GlobalConf,
    PathChange,
    PathConf,
)


@pytest.fixture
def store() -> ConfStore:
    return ConfStore(rtmp_address=":1935", api_address="127.0.0.1:9997")


@pytest.fixture
def changes(store: ConfStore) -> list[ConfChange]:
    seen: list[ConfChange] = []
    store.on_change(seen.append)
    return seen


def dest(url: str, **more: str) -> dict[str, str]:
    return {"dest": url, **more}


def test_a_path_has_the_defaults(store: ConfStore) -> None:
    store.add("show", {})
    assert store.get("show") == PathConf(
        name="show",
        source="publisher",
        override_publisher=True,
        max_readers=0,
        forward=(),
        reconnect_grace_s=30.0,
    )


def test_every_value_is_taken_over(store: ConfStore) -> None:
    store.add(
        "show",
        {
            "name": "ignored, as MediaMTX does",
            "source": "publisher",
            "overridePublisher": False,
            "maxReaders": 7,
            "forward": [dest("rtmps://h/app#key", destFingerprint="Ab" * 32, label="out-1")],
            "reconnectGrace": "1m30s",
        },
    )
    assert store.get("show") == PathConf(
        "show", "publisher", False, 7, (ForwardConf("rtmps://h/app#key", "Ab" * 32, "out-1"),), 90.0
    )


def test_defaults_reach_the_paths_that_do_not_differ(
    store: ConfStore, changes: list[ConfChange]
) -> None:
    store.add("own", {"maxReaders": 1})
    store.add("plain", {})
    changes.clear()
    store.patch_path_defaults({"maxReaders": 5})
    assert (store.get("own").max_readers, store.get("plain").max_readers) == (1, 5)
    assert [set(change.paths) for change in changes] == [{"plain"}]
    store.add("later", {})
    assert store.get("later").max_readers == 5
    assert store.path_defaults == PathConf(name="", max_readers=5)


def test_patch_keeps_the_rest_and_replace_does_not(store: ConfStore) -> None:
    store.add("show", {"maxReaders": 1, "reconnectGrace": "5s"})
    store.patch("show", {"maxReaders": 2})
    assert (store.get("show").max_readers, store.get("show").reconnect_grace_s) == (2, 5.0)
    store.replace("show", {"maxReaders": 3})
    assert (store.get("show").max_readers, store.get("show").reconnect_grace_s) == (3, 30.0)
    store.replace("new", {})
    assert "new" in store.paths


def test_null_means_not_given(store: ConfStore) -> None:
    store.add("show", {"maxReaders": 1})
    store.patch("show", {"maxReaders": None, "forward": None, "record": None, "fallback": None})
    assert store.get("show").max_readers == 1


def test_find(store: ConfStore) -> None:
    assert store.find("any") is None
    store.add("own", {})
    store.add("all_others", {"maxReaders": 9})
    assert store.find("own") == store.get("own")
    found = store.find("some/where")
    assert found is not None
    assert (found.name, found.catches_all) == ("all_others", True)
    assert store.find("../etc") is None
    assert store.find("with space") is None


def test_listeners_hear_what_changed_after_the_store_has_it(store: ConfStore) -> None:
    heard: list[Any] = []
    store.on_change(lambda change: heard.append((change, store.paths.get("show"))))
    store.add("show", {})
    first = store.get("show")
    store.patch("show", {"maxReaders": 1})
    second = store.get("show")
    store.patch("show", {"maxReaders": 1})  # changes nothing
    store.replace("show", {"maxReaders": 1})  # the same in other words
    store.delete("show")
    assert heard == [
        (ConfChange(paths={"show": PathChange(None, first)}), first),
        (ConfChange(paths={"show": PathChange(first, second)}), second),
        (ConfChange(paths={"show": PathChange(second, None)}), None),
    ]


def test_a_refused_change_changes_nothing(store: ConfStore, changes: list[ConfChange]) -> None:
    store.add("show", {"maxReaders": 1})
    before, defaults, global_ = dict(store.paths), store.path_defaults, store.global_
    changes.clear()
    with pytest.raises(ConfError):
        store.patch("show", {"maxReaders": 2, "forward": [dest("http://h/a")]})
    with pytest.raises(ConfError):
        store.replace("show", {"reconnectGrace": "2d"})
    with pytest.raises(ConfError):
        store.patch_path_defaults({"maxReaders": 4, "source": "udp://h/a"})
    with pytest.raises(ConfError):
        store.patch_global({"logLevel": "debug", "readTimeout": "0s"})
    assert (dict(store.paths), store.path_defaults, store.global_) == (before, defaults, global_)
    assert changes == []


@pytest.mark.parametrize("call", ["patch", "delete", "get"])
def test_what_does_not_exist(store: ConfStore, call: str) -> None:
    arguments: tuple[Any, ...] = ("nothing", {}) if call == "patch" else ("nothing",)
    with pytest.raises(ConfNotFound):
        getattr(store, call)(*arguments)


def test_add_twice(store: ConfStore) -> None:
    store.add("show", {})
    with pytest.raises(ConfError, match="path already exists"):
        store.add("show", {})


def test_only_one_catch_all(store: ConfStore) -> None:
    store.add("all", {})
    with pytest.raises(ConfError, match="are aliases"):
        store.add("all_others", {})
    store.patch("all", {"maxReaders": 1})


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("/a", "can't begin with a slash"),
        ("a/", "can't end with a slash"),
        ("a b", "can contain only"),
        ("ä", "can contain only"),
        ("a/../b", "can't contain dot path segments"),
        ("a\n", "can contain only"),
        ("~^a$", "regular expressions are not supported"),
    ],
)
def test_names_refused(store: ConfStore, name: str, words: str) -> None:
    with pytest.raises(ConfError, match=words):
        store.add(name, {})


def test_global_patch(store: ConfStore, changes: list[ConfChange]) -> None:
    before = store.global_
    store.patch_global(
        {
            "logLevel": "debug",
            "readTimeout": "1m30s",
            "authMethod": "internal",
            "authHTTPAddress": "http://engine:secret@127.0.0.1/hook",
            "authHTTPExclude": [{"action": "read"}],
            "authInternalUsers": [
                {"user": "any", "ips": ["10.1.2.3/8", "::1"], "permissions": [{"action": "read"}]},
                {"user": "me", "pass": "sha256:abcd=", "permissions": []},
            ],
            "api": True,
            "rtmpAddress": ":1935",
            "rtsp": False,
        }
    )
    assert changes == [ConfChange(global_before=before)]
    assert store.global_.read_timeout_s == 90.0
    assert store.global_.auth_internal_users[0].ips == ("10.0.0.0/8", "::1/128")
    shown = store.global_.to_json()
    assert [user["pass"] for user in shown["authInternalUsers"]] == ["", "<redacted>"]
    assert shown["readTimeout"] == "1m30s"


def test_by_default_nobody_may_do_anything() -> None:
    assert (GlobalConf().auth_method, GlobalConf().auth_http_address) == ("http", "")
    assert GlobalConf().auth_internal_users == ()


def test_addresses_are_noted_once_known(store: ConfStore) -> None:
    store.set_facts(rtmp_address="127.0.0.1:40000", api_address="127.0.0.1:40001")
    store.patch_global({"rtmpAddress": "127.0.0.1:40000"})
    assert store.global_.api_address == "127.0.0.1:40001"


def test_the_log_level_the_engine_was_started_with_is_shown() -> None:
    assert ConfStore(log_level="debug").global_.log_level == "debug"
    with pytest.raises(ConfError, match="invalid log level"):
        ConfStore(log_level="loud")
