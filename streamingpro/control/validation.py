"""What pydantic found wrong with a request, in plain sentences. Never repeats what was entered:
it may be a key or a password."""

import difflib
from typing import Any, get_args

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.requests import Request

from streamingpro.control.errors import FieldError, Invalid

_SENTENCES = {
    "missing": "This field is required.",
    "string_type": "This must be text.",
    "string_too_short": "This must have at least {min_length} characters.",
    "string_too_long": "This must have at most {max_length} characters.",
    "string_pattern_mismatch": "This has characters that are not allowed here.",
    "bool_type": "This must be true or false.",
    "bool_parsing": "This must be true or false.",
    "int_type": "This must be a whole number.",
    "int_parsing": "This must be a whole number.",
    "int_from_float": "This must be a whole number.",
    "greater_than_equal": "This must be {ge} or more.",
    "less_than_equal": "This must be {le} or less.",
    "none_required": "This must be left out.",
    "literal_error": "This must be one of: {expected}.",
    "enum": "This must be one of: {expected}.",
    "list_type": "This must be a list.",
    "too_long": "This has too many entries: at most {max_length} are possible.",
    "model_attributes_type": "This must be an object with fields.",
    "model_type": "This must be an object with fields.",
    "dict_type": "This must be an object with fields.",
    "json_invalid": "The request is not valid JSON.",
    "datetime_parsing": "This must be a date and time such as 2026-01-31T18:30:00Z.",
    "datetime_from_date_parsing": "This must be a date and time such as 2026-01-31T18:30:00Z.",
}
_PLACES = ("body", "query", "path", "header", "cookie")


def invalid(request: Request, error: RequestValidationError) -> Invalid:
    """One entry per thing that is wrong, with the field's name as the caller wrote it. The detail
    names the fields too: the sentences are about “this”."""
    found = [_field_error(request, item) for item in error.errors()]
    told = (f"{one.field}: {one.message}" if one.field else one.message for one in found)
    return Invalid(found, " ".join(told))


def _field_error(request: Request, item: dict[str, Any]) -> FieldError:
    kind, location = item["type"], item["loc"]
    inner = [str(part) for part in (location[1:] if location[0] in _PLACES else location)]
    if kind == "json_invalid":
        return FieldError("", _SENTENCES[kind])
    if kind == "missing" and not inner:
        return FieldError("", "The request needs a JSON body.")
    name = ".".join(inner)
    if kind == "extra_forbidden":
        return FieldError(name, _unknown_field(request, inner))
    if kind == "string_too_short" and item["ctx"]["min_length"] == 1:
        return FieldError(name, "This must not be empty.")
    template = _SENTENCES.get(kind)
    if template is not None:
        return FieldError(name, template.format_map(item.get("ctx") or {}))
    return FieldError(name, str(item["msg"]))


def _unknown_field(request: Request, path: list[str]) -> str:
    known = _known_fields(request, path[:-1])
    close = difflib.get_close_matches(path[-1], known, n=1)
    if close:
        return f"There is no field of this name here. Did you mean “{close[0]}”?"
    if known:
        return f"There is no field of this name here. Possible are: {', '.join(known)}."
    return "There is no field of this name here."


def _known_fields(request: Request, path: list[str]) -> list[str]:
    body = getattr(request.scope.get("route"), "body_field", None)
    model: Any = getattr(getattr(body, "field_info", None), "annotation", None)
    for part in path:
        info = model.model_fields.get(part) if _is_model(model) else None
        model = None if info is None else _model_in(info.annotation)
    if not _is_model(model):
        return []
    return [one.alias or name for name, one in model.model_fields.items() if not one.exclude]


def _model_in(annotation: Any) -> Any:
    candidates = (annotation, *get_args(annotation))
    return next((one for one in candidates if _is_model(one)), None)


def _is_model(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, BaseModel)
