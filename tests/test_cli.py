"""The command line: what it prints, its exit codes, and what each command imports."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from streamingpro import __version__
from streamingpro.cli import app

runner = CliRunner()


def test_version() -> None:
    done = runner.invoke(app, ["version"])
    assert done.exit_code == 0
    assert done.output == f"streamingpro {__version__}\n"


def test_help_names_every_command() -> None:
    done = runner.invoke(app, ["--help"])
    assert done.exit_code == 0
    for name in ("serve", "engine", "demo", "doctor", "version"):
        assert name in done.output


def test_python_dash_m_is_the_same_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "streamingpro", "version"], capture_output=True, text=True
    )
    assert done.stdout == f"streamingpro {__version__}\n"


@pytest.mark.parametrize("command", ["serve", "engine", "doctor"])
def test_a_bad_setting_ends_with_code_2_and_one_plain_sentence(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STREAMINGPRO_HTTP_PORT", "eighty")
    monkeypatch.chdir(tmp_path)
    done = runner.invoke(app, [command, "--data-dir", str(tmp_path)])
    assert done.exit_code == 2
    assert "streamingpro: STREAMINGPRO_HTTP_PORT: " in done.output
    assert "Traceback" not in done.output


def test_config_flag_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STREAMINGPRO_CONFIG", "")  # so that what the command sets is undone
    file = tmp_path / "my.toml"
    file.write_text("htp_port = 1")
    done = runner.invoke(app, ["engine", "--config", str(file)])
    assert done.exit_code == 2
    assert "did you mean http_port?" in done.output


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("streamingpro.cli", ("streamingpro.control", "streamingpro.engine", "pydantic")),
        ("streamingpro.config", ("streamingpro.control", "streamingpro.engine", "sqlalchemy")),
        ("streamingpro.engine.run", ("streamingpro.control", "fastapi", "sqlalchemy", "alembic")),
        ("streamingpro.control.run", ("streamingpro.engine", "streamingpro.protocols")),
        ("streamingpro.demo.run", ("streamingpro.control", "streamingpro.engine", "fastapi")),
    ],
)
def test_loads_only_what_it_needs(module: str, forbidden: tuple[str, ...]) -> None:
    """A fresh interpreter: what a command imports decides how fast it starts."""
    code = f"import sys, {module}; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert module in loaded
    assert [name for name in loaded if name in forbidden] == []
