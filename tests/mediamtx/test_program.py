"""Which MediaMTX is run, and what is said when there is none."""

from pathlib import Path

import pytest

from streamingpro.mediamtx.program import (
    Origin,
    ProgramError,
    find,
    installed_path,
    parse_version,
    version_text,
)


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    return path


@pytest.fixture
def on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder of PATH."""
    folder = tmp_path / "on-path"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}")
    return folder


def test_the_named_one_comes_before_that_of_path_before_the_installed_one(
    tmp_path: Path, on_path: Path
) -> None:
    installed = program(installed_path(tmp_path), "echo v1.18.0")
    found = find(None, tmp_path)
    assert (found.path, found.origin) == (installed, Origin.INSTALLED)
    program(on_path / "mediamtx", "echo v1.19.0")
    found = find(None, tmp_path)
    assert (found.version, found.origin) == ((1, 19, 0), Origin.PATH)
    named = program(tmp_path / "mine", "echo v1.20.1")
    found = find(named, tmp_path)
    assert (found.version_text, found.origin) == ("v1.20.1", Origin.SETTING)


@pytest.mark.usefixtures("on_path")
def test_where_there_is_none_the_command_that_installs_it_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProgramError, match="streamingpro mediamtx install"):
        find(None, tmp_path)


def test_a_wrong_name_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    with pytest.raises(ProgramError, match="STREAMINGPRO_MEDIAMTX_BIN names"):
        find(tmp_path / "nowhere", tmp_path)


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("echo v1.8.5", r"is MediaMTX v1\.8\.5, but v1\.9\.0 or newer is needed"),
        ("echo hello", "does not say its version"),
        ("echo v1.20.1; exit 1", "does not say its version"),
    ],
)
def test_one_that_can_not_be_used_is_told(tmp_path: Path, script: str, words: str) -> None:
    with pytest.raises(ProgramError, match=words):
        find(program(tmp_path / "mine", script), tmp_path)


def test_one_for_another_machine_is_told(tmp_path: Path) -> None:
    foreign = tmp_path / "mine"
    foreign.write_bytes(b"\x7fELF of another machine")
    foreign.chmod(0o700)
    with pytest.raises(ProgramError, match="does not run on this machine"):
        find(foreign, tmp_path)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("v1.20.1\n", (1, 20, 1)),
        ("1.9.0", (1, 9, 0)),
        ("v1.21.0-2-gabcdef", (1, 21, 0)),
        ("v1.20", None),
        ("", None),
    ],
)
def test_versions(text: str, version: tuple[int, int, int] | None) -> None:
    assert parse_version(text) == version
    if version is not None:
        assert parse_version(version_text(version)) == version
