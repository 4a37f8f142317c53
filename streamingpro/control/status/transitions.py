"""Pure: which changes of the picture are worth an event, and its words.

Only what a person would want to read: an input that goes live, is interrupted or ends or can't
get its stream, an output that is proven live, and an error once per kind. States in between are
not told.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from streamingpro.control.status.delta import Delta, InputChange, OutputChange
from streamingpro.control.status.schemas import InputState, OutputState, RefusalStatus

MEDIA_SERVER = "media_server"
TELL_AGAIN_AFTER = timedelta(minutes=10)
MAX_REFUSALS = 1000

_INPUT_WORDS = {
    "live": "is live.",
    "reconnecting": "lost its stream; destinations are held until it comes back.",
    "offline": "is offline.",
}
_NAMES = {
    InputState.LIVE: "live",
    InputState.RECONNECTING: "reconnecting",
    InputState.OFFLINE: "offline",
    InputState.DISABLED: "offline",
}


@dataclass(frozen=True, slots=True)
class Told:
    """An event in the making: `kind` is a dotted word, `message` a sentence without secrets."""

    kind: str
    message: str
    input_id: str
    output_id: str | None = None


class Transitions:
    """Remembers what was told last of each thing, so that nothing is told twice in a row."""

    def __init__(self) -> None:
        self._refusals: dict[tuple[str, str, str], datetime] = {}
        self._inputs: dict[str, str] = {}
        self._outputs: dict[str, str] = {}

    def events(self, delta: Delta) -> list[Told]:
        """The events of `delta`. The first picture a server tells is no news: it was so before."""
        told = [*self._of_inputs(delta), *self._of_refusals(delta), *self._of_outputs(delta)]
        for input_id in delta.removed_inputs:
            self._inputs.pop(input_id, None)
        for output_id in delta.removed_outputs:
            self._outputs.pop(output_id, None)
        return [] if delta.baseline else told

    def _of_inputs(self, delta: Delta) -> Iterator[Told]:
        for input_id, change in delta.inputs.items():
            error = change.after.error
            name = _NAMES.get(change.after.state)
            if change.after.state is InputState.ERROR and error and error.kind != MEDIA_SERVER:
                name = f"error {error.kind}"
            if name is None:
                continue  # connecting; or the media server can't say, told by who watches over it
            before = self._inputs.get(input_id, "offline")
            self._inputs[input_id] = name
            if name != before:
                yield _input_event(change, name)

    def _of_refusals(self, delta: Delta) -> Iterator[Told]:
        """Encoders try again and again: who comes back with the same is told of once a while."""
        for input_id, change in delta.inputs.items():
            now = change.after.last_refusal
            if now is None or (change.before is not None and change.before.last_refusal == now):
                continue
            ip = now.remote_address.rpartition(":")[0].strip("[]")
            last = self._refusals.get((input_id, ip, now.reason))
            if last is not None and now.at - last < TELL_AGAIN_AFTER:
                continue
            if len(self._refusals) >= MAX_REFUSALS:
                self._refusals.clear()
            self._refusals[input_id, ip, now.reason] = now.at
            yield Told("input.refused", _refusal_words(change.entry.name, ip, now), input_id)

    def _of_outputs(self, delta: Delta) -> Iterator[Told]:
        for output_id, change in delta.outputs.items():
            status = change.after
            if status.error is not None and status.error.kind == MEDIA_SERVER:
                continue
            if status.state in (OutputState.OFF, OutputState.WAITING):
                self._outputs.pop(output_id, None)
            elif status.state is not OutputState.CONNECTING:
                what = status.error.kind if status.error is not None else status.state.value
                before = self._outputs.get(output_id)
                self._outputs[output_id] = what
                if what != before:
                    yield _output_event(change)


def _refusal_words(name: str, ip: str, refused: RefusalStatus) -> str:
    return (
        f"Somebody at {ip or 'an unknown address'} tried to publish to input “{name}” over"
        f" {refused.protocol.upper()} and was refused: {refused.reason.rstrip('.')}."
    )


def _input_event(change: InputChange, name: str) -> Told:
    entry, error = change.entry, change.after.error
    if error is not None and name.startswith("error"):
        words = f"Input “{entry.name}” can't get its stream: {error.message}"
        return Told("input.error", words, entry.id)
    return Told(f"input.{name}", f"Input “{entry.name}” {_INPUT_WORDS[name]}", entry.id)


def _output_event(change: OutputChange) -> Told:
    entry, error = change.entry, change.after.error
    if error is None:
        return Told("output.live", f"Output “{entry.name}” is live.", entry.input_id, entry.id)
    words = f"Output “{entry.name}” failed: {error.message}"
    return Told("output.error", words, entry.input_id, entry.id)
