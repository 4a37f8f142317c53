"""Pure: what an answer means, or that there is none: an object, a refusal, nonsense, silence."""

import ssl
from collections.abc import Iterator
from typing import TypeVar

import httpx
import orjson
from pydantic import ValidationError

from streamingpro.kit.redact import redact_text
from streamingpro.mediamtx.base import ApiModel
from streamingpro.mediamtx.errors import (
    BadRequest,
    MediaServerError,
    NotFound,
    ProtocolError,
    Refused,
    ServerError,
    TooMany,
    Unauthorized,
    Unreachable,
)

Model = TypeVar("Model", bound=ApiModel)


def read(model: type[Model], body: bytes, server: str) -> Model:
    """The object that `server` (its address) sent. Raises ProtocolError when it is none."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise unexpected(model, error, server) from None


def names(body: bytes, server: str) -> frozenset[str]:
    """Which fields an object has. Raises ProtocolError when it is none."""
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        answer = None
    if not isinstance(answer, dict):
        raise _nonsense("no object", server)
    return frozenset(answer)


def unexpected(model: type[ApiModel], error: ValidationError, server: str) -> ProtocolError:
    """What does not fit, by the names of fields, never with their values."""
    where = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
    return _nonsense(f"{model.__name__} {where}".strip(), server)


def no_json(model: type[ApiModel], server: str) -> ProtocolError:
    """What came is a web page, say."""
    return _nonsense(model.__name__, server)


def _nonsense(what: str, server: str) -> ProtocolError:
    return ProtocolError(
        f"The answer of the media server at {server} is not what its API promises ({what})."
    )


def refusal(status: int, body: bytes, server: str) -> MediaServerError:
    """The error that stands for an answer with a status other than 2xx."""
    words = _words(body)
    if status in (401, 403):
        return Unauthorized(f"The media server at {server} does not accept our credentials.")
    if status == 404:
        return NotFound(words or "The media server does not know this.")
    if status == 400:
        return BadRequest(words or "The media server refuses this request.")
    if status == 429:
        return TooMany(words or "The media server has enough of these to do.")
    if status >= 500:
        return ServerError(_failure(status, words, server))
    return ProtocolError(f"The media server at {server} gave an unexpected answer (HTTP {status}).")


def _failure(status: int, words: str, server: str) -> str:
    if words:
        return f"The media server at {server} failed: {words.rstrip('.')}."
    return f"The media server at {server} failed (HTTP {status})."


def _words(body: bytes) -> str:
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ""
    words = answer.get("error") if isinstance(answer, dict) else None
    return redact_text(words)[:500] if isinstance(words, str) else ""


def silence(error: Exception, server: str) -> Unreachable:
    """The error that stands for no answer: what the network said, in words that help."""
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return Unreachable(f"The media server at {server} did not answer in time.")
    for cause in _causes(error):
        if isinstance(cause, ConnectionRefusedError):
            return Refused(f"Nothing listens at {server}, where the media server should be.")
        if type(cause).__name__ == "gaierror":  # sockets are the engine's, and so is their module
            return Refused(f"The media server at {server} can't be found: no such name.")
        if isinstance(cause, ssl.SSLError):
            return Refused(f"The certificate of the media server at {server} is not trusted here.")
    kind = Refused if isinstance(error, httpx.ConnectError) else Unreachable
    return kind(f"The media server at {server} can't be reached ({type(error).__name__}).")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for one in error.exceptions:
                yield from _causes(one)
        error = error.__cause__ or error.__context__
