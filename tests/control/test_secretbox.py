"""Sealing and opening: only with the same key and for the same column."""

import stat
from pathlib import Path

import pytest

from streamingpro.control.secretbox import SecretBox, SecretKeyError

BOX = SecretBox("the first secret key")


def test_what_is_sealed_opens() -> None:
    assert BOX.open(BOX.seal("grüße 🔑", "a"), "a") == "grüße 🔑"
    assert BOX.open(BOX.seal("", "a"), "a") == ""


def test_the_same_text_never_looks_the_same() -> None:
    assert BOX.seal("key", "a") != BOX.seal("key", "a")


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "v1.",
        "v1.AAAA",
        "v0." + BOX.seal("key", "a")[3:],
        BOX.seal("key", "a")[:-6] + "AAAAAA",
        BOX.seal("key", "b"),
        SecretBox("the second secret key").seal("key", "a"),
    ],
    ids=["empty", "bare", "short", "version", "changed", "other column", "other key"],
)
def test_anything_else_does_not_open(damaged: str) -> None:
    with pytest.raises(SecretKeyError):
        BOX.open(damaged, "a")


def test_short_keys_are_refused() -> None:
    with pytest.raises(SecretKeyError, match="too short"):
        SecretBox("short")


def test_the_generated_key_is_kept_for_the_next_start(tmp_path: Path) -> None:
    sealed = SecretBox.for_data_dir(tmp_path, None).seal("key", "a")
    assert SecretBox.for_data_dir(tmp_path, None).open(sealed, "a") == "key"
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_a_given_key_needs_no_file(tmp_path: Path) -> None:
    SecretBox.for_data_dir(tmp_path, "a key that was given")
    assert not (tmp_path / "secret.key").exists()
