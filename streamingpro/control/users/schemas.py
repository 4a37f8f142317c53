"""What REST takes and gives for users."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from streamingpro.control.schemas import Name, RequestModel, ResponseModel
from streamingpro.control.users.roles import Role


def _email(value: str) -> str:
    name, at, domain = value.rpartition("@")
    if not (name and at and domain) or any(c.isspace() for c in value):
        raise PydanticCustomError("email", "This is not an e-mail address.")
    return value


def _no_code(value: str | None) -> str | None:
    if value is not None:
        raise PydanticCustomError(
            "code", "Sign-in codes (two-factor) are not available in this version: leave it out."
        )
    return value


# Lenient on purpose: `admin@localhost` and `av@church.local` are fine on a server of one's own.
Email = Annotated[str, StringConstraints(max_length=320), AfterValidator(_email)]
Password = Annotated[str, StringConstraints(max_length=1000, strip_whitespace=False)]
NewPassword = Annotated[Password, StringConstraints(min_length=8)]


class _Secrets(RequestModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class SetupIn(_Secrets):
    email: Email
    password: NewPassword


class SetupOut(ResponseModel):
    """`needed` while there is no user: `POST /api/setup` then creates the administrator."""

    needed: bool


class LoginIn(_Secrets):
    email: Email
    password: Password
    code: Annotated[str | None, AfterValidator(_no_code)] = None


class LoginOut(ResponseModel):
    """`access_token` for `Authorization: Bearer`; the same token is set as a cookie."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - a scheme
    expires_in: int = Field(description="seconds without use after which the session ends")


class MeOut(ResponseModel):
    """`role`: what this call may do (an API token may be narrower than its owner). `api_tokens`:
    how many API tokens you have that are valid."""

    id: str
    email: str
    role: Role
    kind: str
    api_tokens: int
    created_at: datetime


class MePatch(_Secrets):
    """`end_tokens`: end your API tokens too, as after a loss of the password. Without it they stay
    valid: scripts go on."""

    current_password: Password
    new_password: NewPassword
    end_tokens: bool = False


class TokenIn(RequestModel):
    """`role` narrows what the token may do; without it the token may do what you may."""

    name: Name
    role: Role | None = None
    expires_in_days: int | None = Field(default=None, ge=1, le=3650)


class TokenOut(ResponseModel):
    id: str
    name: str
    role: Role
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


class TokenCreated(TokenOut):
    """`token` is shown this once and never again."""

    token: str
