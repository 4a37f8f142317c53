"""All tables in one place: whoever needs the whole schema (migrations, mappers) imports this."""

from streamingpro.control.compat.model import CompatEntrada, CompatSalida
from streamingpro.control.db import Base, SystemValue
from streamingpro.control.eventlog.model import Event
from streamingpro.control.inputs.model import Input
from streamingpro.control.nodes.model import Node, Placement
from streamingpro.control.outputs.model import Output
from streamingpro.control.reconcile.model import ManagedPath
from streamingpro.control.users.model import AuthToken, User

__all__ = [
    "AuthToken",
    "Base",
    "CompatEntrada",
    "CompatSalida",
    "Event",
    "Input",
    "ManagedPath",
    "Node",
    "Output",
    "Placement",
    "SystemValue",
    "User",
]

metadata = Base.metadata
