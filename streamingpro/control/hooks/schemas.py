"""The question of a media server with `authMethod: http` (MediaMTX's JSON)."""

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class AuthQuestion(BaseModel):
    """Somebody at `ip` wants to do `action` on `path`. Credentials are never shown or logged."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore")

    ip: str = ""
    user: str = Field(default="", repr=False)
    password: str = Field(default="", repr=False)
    token: str = Field(default="", repr=False)
    action: str = ""
    path: str = ""
    protocol: str = ""
    id: str | None = None
    query: str = Field(default="", repr=False)
    user_agent: str = ""
