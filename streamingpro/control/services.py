"""What one running control plane is made of; `app.state.services` holds it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import Depends
from starlette.requests import HTTPConnection

from streamingpro.control.changes import ChangeBus
from streamingpro.control.db import Database
from streamingpro.control.eventlog.service import EventLog
from streamingpro.control.secretbox import SecretBox
from streamingpro.control.settings import ControlSettings
from streamingpro.control.users.service import UserService
from streamingpro.control.users.tokens import TokenStore

if TYPE_CHECKING:  # runtime's routers import the permission types, which import this module
    from streamingpro.control.inputs.service import InputService
    from streamingpro.control.nodes.service import NodeService
    from streamingpro.control.nodes.takeover import Takeover
    from streamingpro.control.outputs.service import OutputService
    from streamingpro.control.outputs.tester import OutputTester
    from streamingpro.control.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Services:
    """Made once by `create_app`; endpoints take from it what they need."""

    settings: ControlSettings
    db: Database
    secretbox: SecretBox
    changes: ChangeBus
    eventlog: EventLog
    tokens: TokenStore
    users: UserService
    inputs: "InputService"
    outputs: "OutputService"
    tester: "OutputTester"
    nodes: "NodeService"
    takeover: "Takeover"
    runtime: "Runtime"


def services_of(connection: HTTPConnection) -> Services:
    """The services of the app that this request or WebSocket came to."""
    return cast("Services", connection.app.state.services)


ServicesDep = Annotated[Services, Depends(services_of)]
