"""What has changed in the picture: pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from streamingpro.control.reconcile.desired import InputEntry, OutputEntry
from streamingpro.control.status.schemas import InputStatus, OutputStatus


@dataclass(frozen=True, slots=True)
class InputChange:
    """`before` None: new. `edited`: the input itself changed, not only its status."""

    entry: InputEntry
    before: InputStatus | None
    after: InputStatus
    edited: bool


@dataclass(frozen=True, slots=True)
class OutputChange:
    """As `InputChange`, of an output."""

    entry: OutputEntry
    before: OutputStatus | None
    after: OutputStatus
    edited: bool


@dataclass(slots=True)
class Delta:
    """What is different from the last picture.

    `baseline`: up to the first whole picture, in which nothing is news.
    """

    baseline: bool = False
    inputs: dict[str, InputChange] = field(default_factory=dict)
    outputs: dict[str, OutputChange] = field(default_factory=dict)
    removed_inputs: list[str] = field(default_factory=list)
    removed_outputs: list[str] = field(default_factory=list)

    def compare(self, before: "Seen | None", after: "Seen") -> None:
        """Note what is different of one input and its outputs; `before` None: it is new."""
        entry = after.entry
        old = before.status if before is not None else None
        edited = before is None or _head(before.entry) != _head(entry)
        if edited or old != after.status:
            self.inputs[entry.id] = InputChange(entry, old, after.status, edited)
        former = before.outputs if before is not None else {}
        for output_id, (output, status) in after.outputs.items():
            known = former.get(output_id)
            if known is None:
                self.outputs[output_id] = OutputChange(output, None, status, edited=True)
            elif known != (output, status):
                edited = known[0] != output
                self.outputs[output_id] = OutputChange(output, known[1], status, edited)
        self.removed_outputs += former.keys() - after.outputs.keys()


@dataclass(frozen=True, slots=True)
class Seen:
    """One input with its outputs (by id) at one moment."""

    entry: InputEntry
    status: InputStatus
    outputs: Mapping[str, tuple[OutputEntry, OutputStatus]]


def _head(entry: InputEntry) -> InputEntry:
    """The input without its outputs, which have changes of their own."""
    return replace(entry, outputs=())
