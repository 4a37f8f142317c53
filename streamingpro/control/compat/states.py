"""Pure: our states in the words of the earlier system."""

from streamingpro.control.compat.defaults import DefaultSalida
from streamingpro.control.compat.schemas import Estado
from streamingpro.control.status.schemas import (
    InputState,
    InputStatus,
    OutputState,
    OutputStatus,
)

OUTPUT: dict[OutputState, Estado] = {
    OutputState.OFF: "apagado",
    OutputState.WAITING: "conectando",
    OutputState.CONNECTING: "conectando",
    OutputState.LIVE: "conectado",
    OutputState.ERROR: "error",
}
"""That an output waits for its input looks there as if it were connecting."""
DEFAULT: dict[InputState, Estado] = {
    InputState.DISABLED: "apagado",
    InputState.OFFLINE: "conectando",
    InputState.CONNECTING: "conectando",
    InputState.RECONNECTING: "conectando",
    InputState.LIVE: "conectado",
    InputState.ERROR: "error",
}
"""A default output is as its input is: players can fetch it or not."""
_WAITING = "The input is not live yet."


def default_state(salida: DefaultSalida, status: InputStatus, *, served: bool) -> Estado:
    """`served`: this server listens for players of that protocol."""
    return DEFAULT[status.state] if salida.habilitada and served else "apagado"


def message_of(status: OutputStatus | InputStatus) -> str | None:
    """What is wrong, or what is being waited for, in a plain sentence."""
    if status.error is not None:
        return status.error.message
    waits = status.state in (OutputState.WAITING, InputState.OFFLINE)
    return _WAITING if waits else None
