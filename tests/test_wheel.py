"""What a user installs: the wheel holds everything the program reads at run time."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DASHBOARD = "streamingpro/control/dashboard/static"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files in a wheel built from this tree, offline."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_file_of_the_package_is_shipped(shipped: set[str]) -> None:
    files = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "streamingpro").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }
    assert files - {f"{DASHBOARD}/.built"} <= shipped


def test_the_dashboard_is_shipped_ready_to_be_served(shipped: set[str]) -> None:
    for page in ("index.html", "apidocs.html"):
        assert f"{DASHBOARD}/{page}" in shipped
        assert f"{DASHBOARD}/{page}.br" in shipped
    assert any(name.startswith(f"{DASHBOARD}/assets/") for name in shipped)
    assert not any("node_modules" in name for name in shipped)


def test_migrations_and_data_are_among_them(shipped: set[str]) -> None:
    migrations = "streamingpro/control/migrations"
    assert f"{migrations}/env.py" in shipped
    assert f"{migrations}/script.py.mako" in shipped
    assert any(name.startswith(f"{migrations}/versions/") for name in shipped)
    assert "streamingpro/control/platforms/catalogue.json" in shipped
    assert "streamingpro/py.typed" in shipped


def test_nothing_else_is(shipped: set[str]) -> None:
    strangers = {name for name in shipped if not name.startswith("streamingpro")}
    assert strangers == set()
