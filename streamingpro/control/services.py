"""What one running control plane is made of; `app.state.services` holds it."""

from dataclasses import dataclass, field
from typing import Annotated, cast

from fastapi import Depends
from starlette.requests import HTTPConnection

from streamingpro.control.changes import ChangeBus
from streamingpro.control.db import Database
from streamingpro.control.eventlog.service import EventLog
from streamingpro.control.runtime import Runtime
from streamingpro.control.secretbox import SecretBox
from streamingpro.control.settings import ControlSettings
from streamingpro.control.users.limiter import LoginLimiter


@dataclass(frozen=True, slots=True)
class Services:
    """Made once by `create_app`; services of the features take from it what they need."""

    settings: ControlSettings
    db: Database
    secretbox: SecretBox
    changes: ChangeBus
    eventlog: EventLog
    runtime: Runtime
    login_limiter: LoginLimiter = field(default_factory=LoginLimiter)


def services_of(connection: HTTPConnection) -> Services:
    """The services of the app that this request or WebSocket came to."""
    return cast("Services", connection.app.state.services)


ServicesDep = Annotated[Services, Depends(services_of)]
