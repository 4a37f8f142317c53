"""JSON values → typed values. Error texts are of the kind MediaMTX gives, without the value.

`where` names the value in nested messages ("forward[0].dest"). Null stands for "not given": inside
lists it becomes the type's zero value, as it does in MediaMTX.
"""

from typing import Any

import orjson

from streamingpro.engine.conf.durations import parse_duration
from streamingpro.engine.conf.errors import ConfError


def decode_object(body: bytes) -> dict[str, Any]:
    """The JSON object in a request body; `null` is an empty one. Raises ConfError."""
    if not body.strip():
        raise ConfError("unexpected end of JSON input")
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise ConfError(f"invalid JSON: {error.msg} (at character {error.pos})") from None
    if value is None:
        return {}
    return as_object(value)


def as_object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _mismatch(value, "object")
    return value


def as_list(value: object, where: str) -> list[Any]:
    if value is None:
        raise ConfError(f'cannot set slice "{where}" to nil')
    if not isinstance(value, list):
        raise _mismatch(value, "array")
    return value


def as_text(value: object, where: str, *, most: int = 4096) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _mismatch(value, "string")
    if len(value) > most:
        raise ConfError(f"'{where}' is longer than {most} characters")
    return value


def as_bool(value: object) -> bool:
    if not isinstance(value, bool):
        raise _mismatch(value, "bool")
    return value


def as_int(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _mismatch(value, "int")
    return value


def as_seconds(value: object, where: str) -> float:
    text = as_text(value, where)
    try:
        return parse_duration(text)
    except ValueError as error:
        raise ConfError(str(error)) from None


def refuse_unknown(raw: dict[str, Any], known: frozenset[str], where: str = "") -> None:
    """Raise ConfError when an object has a field that is not in `known`."""
    for key in raw:
        if key not in known:
            field = f"{where}.{key}" if where else key
            raise ConfError(f"json: unknown field {orjson.dumps(field).decode()}")


def _mismatch(value: object, wanted: str) -> ConfError:
    names: dict[type, str] = {
        bool: "bool",
        int: "number",
        float: "number",
        str: "string",
        list: "array",
        dict: "object",
    }
    got = names.get(type(value), "null")
    return ConfError(f"json: cannot unmarshal {got} into a value of type {wanted}")
