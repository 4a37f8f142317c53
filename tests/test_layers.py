"""Who may import whom: the arrows of the architecture (docs/map.md), read from the sources.

`violations(module, source)` judges one file without running it. Each rule is proven by a planted
offence, so that a rule that never bites can't stay unnoticed.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = "streamingpro"
ROOT = Path(__file__).parents[1] / PACKAGE

ALLOWED: dict[str, tuple[str, ...]] = {
    "kit": ("kit",),
    "protocols": ("protocols", "kit.ids", "kit.redact"),
    "mediamtx": ("mediamtx", "kit"),
    "mediamtx.names": ("mediamtx.names",),
    "engine": ("engine", "protocols", "mediamtx.names", "kit", "__version__"),
    "control": ("control", "mediamtx", "kit", "__version__"),
    "demo": ("demo", "config", "mediamtx", "kit"),
    "mediamtxinstall": ("mediamtxinstall", "mediamtx.program", "config"),
    "doctor": (
        *("doctor", "config", "control", "demo.picture", "engine.srt.lib", "engine.servers.tls"),
        *("kit", "mediamtx.program", "__version__"),
    ),
    "config": ("configtypes", "control.settings", "engine.settings", "kit"),
    "configtypes": (),
    "cli": (
        "config",
        "control.run",
        "engine.run",
        "demo",
        "doctor",
        "mediamtxinstall",
        "__version__",
    ),
    "__main__": ("cli",),
    "": (),
}
"""Room -> what it may import of our own. The longest name that fits a module is its room."""

AT_MODULE_LEVEL: dict[str, tuple[str, ...]] = {"cli": (), "config": ("configtypes", "kit")}
"""Rooms that load the rest late, so that `engine` never pays for the control plane."""

IMPURE = {
    *("asyncio", "concurrent", "http", "logging", "multiprocessing", "os", "pathlib", "queue"),
    *("random", "sched", "select", "selectors", "signal", "socket", "socketserver"),
    *("ssl", "subprocess", "sys", "tempfile", "threading", "time", "datetime"),
}
"""What bytes-in, bytes-out code has no use for: I/O, clocks, threads, the process. Random bytes
(`secrets`) are let in, where a caller can give its own instead."""

WEB = ("fastapi", "starlette", "uvicorn")
WEB_ROOMS = (
    "control.app",
    "control.live",
    "control.dashboard",  # static files
    "control.compat.nest",  # ASGI middleware
    "control.openapi",  # what FastAPI derives, completed
    "control.problems",  # domain error -> problem document
    "control.validation",  # FastAPI's validation errors -> the same
    "control.health",  # the endpoint of GET /api/health
    "control.requests",  # what several endpoints take from a request
    "control.patience",  # a deadline inside the HTTP server's protocol
    "control.security",  # ASGI middleware
    "control.services",  # how an endpoint gets at the services
    "control.users.auth",  # permissions as types in endpoint signatures
    "control.runtime",  # collects the routers of the running side
    "control.run",  # uvicorn
    "engine.api",  # the Control API is a Starlette application
    "engine.run",
)

MEDIA_SOCKETS = {
    *("open_connection", "start_server", "create_connection", "create_server"),
    *("create_datagram_endpoint", "sock_connect", "sock_accept"),
}
SOCKET_ROOMS = (
    *("engine", "control.run", "control.addresses", "doctor.network"),
    "control.nodes.managed.freeports",
)
"""The engine opens media sockets. `serve` binds its HTTP port, `doctor` tries ports,
`control.addresses` asks the system which addresses are our own, and MediaMTX, which can't say which
port it took, is told a free one."""


def violations(module: str, source: str) -> list[str]:
    """Every broken rule in `source`, which is the module `streamingpro.{module}`."""
    tree = ast.parse(source)
    late = {id(node) for node in _late_imports(tree)}
    found = []
    for node in ast.walk(tree):
        for target in _imported(module, node):
            found += _judge_import(module, target, at_module_level=id(node) not in late)
        if _is_media_socket(node) and not _within(module, SOCKET_ROOMS):
            found.append(f"{module}: opens a socket (line {getattr(node, 'lineno', '?')})")
        if _is_bare_task(node) and module != "kit.tasks":
            found.append(f"{module}: bare create_task, use kit.tasks.spawn")
    return found


def _judge_import(module: str, target: str, *, at_module_level: bool) -> Iterator[str]:
    if target == PACKAGE or target.startswith(f"{PACKAGE}."):
        yield from _judge_own(module, target.removeprefix(PACKAGE).lstrip("."), at_module_level)
        return
    top = target.partition(".")[0]
    if _within(module, ("protocols",)) and (top in IMPURE or top not in sys.stdlib_module_names):
        yield f"{module}: pure code imports {target}"
    if top in WEB and not _knows_web(module):
        yield f"{module}: imports {target}, which only endpoints and their glue may know"
    if top == "socket" and not _within(module, SOCKET_ROOMS):
        yield f"{module}: imports socket, which is the engine's"


def _judge_own(module: str, target: str, at_module_level: bool) -> Iterator[str]:
    room = _room(module)
    if not _within(target, ALLOWED[room]):
        yield f"{module}: must not import {PACKAGE}.{target}"
    elif at_module_level and not _within(target, AT_MODULE_LEVEL.get(room, (target,))):
        yield f"{module}: imports {PACKAGE}.{target} at module level"


def _room(module: str) -> str:
    parts = module.split(".")
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next(name for name in (*names, "") if name in ALLOWED)


def _within(name: str, rooms: tuple[str, ...]) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def _knows_web(module: str) -> bool:
    return module.rpartition(".")[2] == "endpoints" or _within(module, WEB_ROOMS)


def _imported(module: str, node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = _absolute(module, node)
        for alias in node.names:
            whole = f"{base}.{alias.name}"
            # `from streamingpro.mediamtx import models` names a module, not something inside one.
            yield whole if base == PACKAGE or _is_module(whole) else base


def _absolute(module: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    here = [PACKAGE, *module.split(".")][: -node.level]
    return ".".join([*here, *([node.module] if node.module else [])])


def _is_module(name: str) -> bool:
    if not name.startswith(f"{PACKAGE}."):
        return False
    path = ROOT.parent.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def _late_imports(tree: ast.AST) -> Iterator[ast.AST]:
    """Imports inside functions, and those that only the type checker sees."""
    for node in ast.walk(tree):
        inside_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if inside_function or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)):
            yield from (n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom))


def _is_media_socket(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in MEDIA_SOCKETS


def _is_bare_task(node: ast.AST) -> bool:
    """`asyncio.create_task(…)` or a loop's; a TaskGroup keeps its tasks and is fine."""
    return (
        isinstance(node, ast.Attribute)
        and node.attr in ("create_task", "ensure_future")
        and ("asyncio" in ast.dump(node.value) or "loop" in ast.dump(node.value))
    )


def _sources() -> dict[str, str]:
    modules = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        # A package's own name ends in a dot, so that `.x` resolves inside it.
        modules[f"{name}.__init__" if parts[-1] == "__init__" and name else name] = path.read_text()
    return modules


def test_every_arrow_points_the_right_way() -> None:
    found = [line for name, source in _sources().items() for line in violations(name, source)]
    assert not found, "\n" + "\n".join(found)


def test_all_rooms_are_looked_at() -> None:
    rooms = {_room(name) for name in _sources()}
    assert rooms == set(ALLOWED), "a rule for a room that does not exist protects nothing"


@pytest.mark.parametrize("room", ["kit", "protocols", "mediamtx", "engine", "control", "demo"])
def test_every_package_says_what_it_is(room: str) -> None:
    """A package's docstring is the map of its package."""
    silent = [
        path.parent.name
        for path in (ROOT / room).rglob("__init__.py")
        if not ast.get_docstring(ast.parse(path.read_text())) and path.parent.name != "versions"
    ]
    assert not silent


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("control.inputs.service", "from streamingpro.engine.hub import Hub"),
        ("control.inputs.service", "import streamingpro.protocols.rtmp"),
        ("control.inputs.service", "from ...engine import hub"),
        ("control.inputs.service", "def f():\n    from streamingpro.engine import hub"),
        ("engine.hub", "from streamingpro.control.db import Database"),
        ("engine.paths", "from streamingpro.mediamtx.client import MediaClient"),
        ("engine.paths", "from streamingpro.mediamtx import client"),
        ("engine.paths", "from streamingpro.mediamtx import models"),
        ("engine.paths", "from streamingpro.mediamtx.errors import NotFound"),
        ("mediamtx.names", "from streamingpro.mediamtx.client import MediaClient"),
        ("mediamtx.client", "from streamingpro.engine import hub"),
        ("protocols.flv.video", "from streamingpro.engine.wire import Wire"),
        ("protocols.rtmp.chunks", "from streamingpro.kit.tasks import spawn"),
        ("kit.ids", "from streamingpro.protocols import media"),
        ("demo.stage", "from streamingpro.control.run import serve"),
        ("control.app", "from streamingpro.config import load"),
        ("engine.run", "from streamingpro.cli import app"),
        ("cli", "from streamingpro.engine.run import main"),
        ("config", "from streamingpro.control.settings import ControlSettings"),
        ("", "from streamingpro.cli import app"),
    ],
)
def test_a_wrong_arrow_is_found(module: str, source: str) -> None:
    assert violations(module, source)


@pytest.mark.parametrize("name", ["asyncio", "socket", "time", "threading", "ssl", "os", "uvloop"])
def test_impurity_in_protocols_is_found(name: str) -> None:
    assert violations("protocols.rtmp.chunks", f"import {name}")
    assert violations("protocols.rtmp.chunks", f"from {name} import x")
    assert violations("protocols.rtmp.chunks", f"def late():\n    import {name}")


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("control.inputs.service", "from fastapi import HTTPException"),
        ("control.outputs.model", "import starlette.status"),
        ("engine.hub", "from starlette.responses import Response"),
        ("control.status.monitor", "import socket"),
        ("control.nodes.probe", "await asyncio.open_connection('host', 1935)"),
        ("mediamtx.client", "await loop.create_connection(f)"),
        ("engine.hub", "asyncio.create_task(f())"),
        ("engine.hub", "asyncio.get_running_loop().create_task(f())"),
        ("control.app", "loop.create_task(f())"),
    ],
)
def test_other_offences_are_found(module: str, source: str) -> None:
    assert violations(module, source)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("control.inputs.endpoints", "from fastapi import APIRouter"),
        ("control.hooks.endpoints", "from fastapi import APIRouter"),
        ("control.live.hub", "from starlette.websockets import WebSocket"),
        ("control.inputs.service", "from streamingpro.mediamtx.client import MediaClient"),
        ("engine.hub", "from streamingpro.mediamtx import names\nimport socket"),
        ("engine.hub", "from streamingpro import __version__"),
        ("cli", "def serve():\n    from streamingpro.control.run import serve"),
        ("demo.run", "async with asyncio.TaskGroup() as group:\n    group.create_task(f())"),
        ("protocols.rtmp.chunks", "from dataclasses import dataclass\nimport struct"),
    ],
)
def test_what_is_allowed_is_not_found(module: str, source: str) -> None:
    assert violations(module, source) == []
