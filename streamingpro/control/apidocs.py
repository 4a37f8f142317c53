"""Pure: the OpenAPI document as a page to read, without any script or foreign host."""

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "code{background:#8882;padding:.1em .3em;border-radius:.3em}"
    "td,th{text-align:left;vertical-align:top;padding:.2rem 1rem .2rem 0}"
    "details{margin:.4rem 0}summary{cursor:pointer}.m{display:inline-block;width:4.5rem}"
)
_METHODS = ("get", "post", "patch", "put", "delete")


def render(document: dict[str, Any]) -> str:
    """An HTML page with every call: parameters, fields of the body, answer."""
    info = document["info"]
    calls = "".join(_calls(document)) + _shapes(document)
    return (
        "<!doctype html><html lang=en><meta charset=utf-8>"
        '<meta name=viewport content="width=device-width">'
        f"<title>{escape(info['title'])} API</title><style>{_STYLE}</style>"
        f"<h1>{escape(info['title'])} API {escape(info['version'])}</h1>"
        f"<p>{_prose(info.get('description', ''))}</p>"
        "<p>For programs: <a href=openapi.json>openapi.json</a>.</p>"
        f"{calls}</html>"
    )


def _calls(document: dict[str, Any]) -> Iterator[str]:
    section = None
    for path, methods in document["paths"].items():
        for method in _METHODS:
            if method not in methods:
                continue
            call = methods[method]
            tag = (call.get("tags") or ["other"])[0]
            if tag != section:
                section = tag
                yield f"<h2>{escape(tag)}</h2>"
            yield _call(document, method, path, call)


def _shapes(document: dict[str, Any]) -> str:
    """The fields of everything that is answered."""
    told = []
    for name, model in sorted(document.get("components", {}).get("schemas", {}).items()):
        rows = "".join(
            f"<tr><td><code>{escape(field)}</code><td>{escape(_type(schema))}"
            f"<td>{escape(schema.get('description', ''))}"
            for field, schema in model.get("properties", {}).items()
        )
        values = ", ".join(f"<code>{escape(str(one))}</code>" for one in model.get("enum", ()))
        told.append(
            f"<details><summary><code>{escape(name)}</code></summary>"
            f"<p>{_prose(model.get('description', ''))}</p><p>{values}</p>"
            f"<table>{rows}</table></details>"
        )
    return "<h2>shapes</h2>" + "".join(told)


def _call(document: dict[str, Any], method: str, path: str, call: dict[str, Any]) -> str:
    rows = [
        _row(one["name"], one.get("schema", {}), one.get("required", False), one["in"])
        for one in call.get("parameters", ())
    ]
    body = call.get("requestBody", {}).get("content", {}).get("application/json", {})
    model = _resolve(document, body.get("schema", {}))
    required = model.get("required", ())
    rows += [
        _row(name, schema, name in required, "body")
        for name, schema in model.get("properties", {}).items()
    ]
    table = f"<table>{''.join(rows)}</table>" if rows else ""
    about = f"<p>{_prose(model['description'])}</p>" if "description" in model else ""
    return (
        f"<details><summary><code class=m>{method.upper()}</code> <code>{escape(path)}</code>"
        f" {escape(call.get('summary', ''))}</summary>"
        f"<p>{_prose(call.get('description', ''))}</p>"
        f"{about}{table}{_example(model)}"
        f"<p>Answers: {_answers(call)}</p></details>"
    )


def _prose(text: str) -> str:
    """Paragraphs, and `code` in backticks."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text)).replace("\n\n", "<p>")


def _row(name: str, schema: dict[str, Any], required: bool, place: str) -> str:
    note = "required" if required else "optional"
    return (
        f"<tr><td><code>{escape(name)}</code><td>{escape(_type(schema))}<td>{place}, {note}"
        f"<td>{escape(schema.get('description', ''))}"
    )


def _example(model: dict[str, Any]) -> str:
    shown = (json.dumps(one, ensure_ascii=False) for one in model.get("examples", ()))
    return "".join(f"<p>Example: <code>{escape(one)}</code></p>" for one in shown)


def _answers(call: dict[str, Any]) -> str:
    shown = []
    for code, answer in call.get("responses", {}).items():
        schema = answer.get("content", {}).get("application/json", {}).get("schema")
        kind = f" {_type(schema)}" if schema and code.startswith("2") else ""
        shown.append(f"<code>{escape(code)}</code>{escape(kind)}")
    return ", ".join(shown)


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return str(schema.get("const") or schema.get("type") or "any")


def _resolve(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    found: dict[str, Any] = document.get("components", {}).get("schemas", {}).get(name, schema)
    return found
