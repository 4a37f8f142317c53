"""The sentences that the program may say to a person, read from its source.

A sentence is a text that begins with a capital letter (or a quotation mark, or a gap), has a blank
and ends with a full stop. What varies in it, such as the `{name}` of an f-string, is a gap: `{}`.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "streamingpro"
ROOMS = ("control", "engine", "protocols", "kit", "mediamtx")
NOT_SHOWN = (
    "control/migrations/*",
    "control/openapi.py",  # the description of the API, for programmers
    "control/run.py",  # words for the terminal
    "control/secretbox.py",
    "control/db.py",
    "control/app.py",
    "engine/run.py",
    "protocols/rtmp/server.py",  # what we say as a server to encoders
    "protocols/rtmp/status.py",
)
_SENTENCE = re.compile(r"[A-Z“{].* .*[.!?]", re.DOTALL)
_NAMED_GAP = re.compile(r"\{\w*\}")


def shown_sentences() -> dict[str, str]:
    """Every sentence, with the place where it stands (`control/x.py:12`)."""
    found: dict[str, str] = {}
    for room in ROOMS:
        for file in sorted((PACKAGE / room).rglob("*.py")):
            name = file.relative_to(PACKAGE)
            if any(name.match(pattern) for pattern in NOT_SHOWN):
                continue
            for line, text in _texts(ast.parse(file.read_text(encoding="utf-8"))):
                if _SENTENCE.fullmatch(text.strip()):
                    found.setdefault(_NAMED_GAP.sub("{}", text.strip()), f"{name}:{line}")
    return found


def _texts(node: ast.AST) -> Iterator[tuple[int, str]]:
    """All texts below a node, those that are put together as one; without docstrings."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        text = _text(child) if isinstance(child, ast.expr) else None
        if text is None:
            yield from _texts(child)
        else:
            yield child.lineno, text  # type: ignore[attr-defined]


def _text(node: ast.expr) -> str | None:
    match node:
        case ast.Constant(value=str(value)):
            return value
        case ast.JoinedStr(values=values):
            return "".join(_text(one) or "{}" for one in values)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            parts = _text(left), _text(right)
            if parts == (None, None):
                return None
            return "".join("{}" if part is None else part for part in parts)
    return None
