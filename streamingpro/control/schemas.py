"""What the request and response shapes of all features have in common."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError


class RequestModel(BaseModel):
    """A request body: unknown fields are refused, so that a slip of the pen is seen."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class ResponseModel(BaseModel):
    """A response body, built by us from what is already known to be right."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_serialization_defaults_required=True
    )


def optional(**constraints: Any) -> Any:
    """The default of a field that a PATCH may leave out, but may not set to null."""
    return Field(default_factory=lambda: None, **constraints)


def _printable(value: str) -> str:
    if not value.isprintable():
        raise PydanticCustomError("name", "A name must be one line of readable characters.")
    return value


Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_printable)]


class ReorderIn(RequestModel):
    """Ids in the wanted order. Those left out keep their order and follow after."""

    ids: list[str] = Field(max_length=10_000)


class ReorderOut(ResponseModel):
    """All ids in their new order."""

    ids: list[str]


def _passphrase(value: str) -> str:
    if not (value.isascii() and value.isprintable()) or not 10 <= len(value) <= 79:
        raise PydanticCustomError(
            "passphrase",
            "An SRT passphrase has 10 to 79 characters: letters without accents, digits, signs and"
            " spaces.",
        )
    return value


Passphrase = Annotated[
    str, AfterValidator(_passphrase), Field(json_schema_extra={"minLength": 10, "maxLength": 79})
]
KeyLength = Literal[0, 16, 24, 32]
"""Of AES, in bytes; 0: not prescribed."""
