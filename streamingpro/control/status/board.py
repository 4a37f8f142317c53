"""The picture: the status of every input and output, in memory, and what has changed in it.

Pure: it is told what should be (`desired`), what the media server says (`paths`) or that it says
nothing (`server_error`), and the time. Only what differs from the last time is computed anew, so
that thousands of idle outputs cost next to nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from streamingpro.control.reconcile.desired import Desired, InputEntry, OutputEntry
from streamingpro.control.status.delta import Delta, Seen
from streamingpro.control.status.readings import (
    input_error,
    input_since,
    input_state,
    output_state,
    read_input,
    read_output,
)
from streamingpro.control.status.schemas import (
    InputError,
    InputState,
    InputStatus,
    OutputError,
    OutputState,
    OutputStatus,
    StatusError,
    StatusWarning,
)
from streamingpro.mediamtx.models import ForwardDest, Path

Warn = Callable[[str, Path], list[StatusWarning]]
"""Platform id and live path → what breaks the platform's limits."""


HOME = "engine"
"""The media server of whatever comes in nowhere else."""


class InputLike(Protocol):
    """What the picture needs to know of an input; the table's rows fit."""

    @property
    def id(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def enabled(self) -> bool: ...


class OutputLike(Protocol):
    """What the picture needs to know of an output; the table's rows fit."""

    @property
    def id(self) -> str: ...
    @property
    def input_id(self) -> str: ...
    @property
    def enabled(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class _Basis:
    """All that the statuses of one input and its outputs follow from."""

    entry: InputEntry
    path: Path | None
    problem: StatusError | None
    server_error: StatusError | None
    node: str = HOME


@dataclass(frozen=True, slots=True)
class _Row:
    basis: _Basis
    status: InputStatus
    outputs: Mapping[str, tuple[OutputEntry, OutputStatus]]


class Board:
    """Holds the picture. Reading is a dictionary look-up."""

    def __init__(self, warn: Warn) -> None:
        self._warn = warn
        self._desired = Desired()
        self._paths: dict[str, Path] = {}
        self._nodes: Mapping[str, str] = {}
        self.server_error: StatusError | None = None
        self._rows: dict[str, _Row] = {}
        self._told = False
        self._loaded = False
        self._based = False

    def set_desired(self, desired: Desired) -> None:
        self._desired = desired
        self._loaded = True

    def set_paths(self, paths: Iterable[Path], nodes: Mapping[str, str] | None = None) -> None:
        """What the media servers have just told; they are there. `nodes`: by path name, which of
        them has the stream."""
        self._take(paths, nodes)
        self.server_error = None
        self._told = True

    def set_server_error(
        self,
        error: StatusError,
        paths: Iterable[Path] = (),
        nodes: Mapping[str, str] | None = None,
    ) -> None:
        """The engine says nothing: no figure of it is believed any more. `paths`: what still comes
        in at other servers."""
        self._take(paths, nodes)
        self.server_error = error

    def _take(self, paths: Iterable[Path], nodes: Mapping[str, str] | None) -> None:
        self._paths = {path.name: path for path in paths}
        self._nodes = nodes or {}

    def refresh(self, now: datetime, problem: Callable[[str], StatusError | None]) -> Delta:
        """Compute what has changed; `problem` says what is wrong with a path's configuration."""
        delta = Delta(baseline=not self._based)
        for entry in self._desired.inputs.values():
            trouble, row = problem(entry.path), self._rows.get(entry.id)
            if row is not None and self._is_as_it_was(row.basis, entry, trouble):
                continue
            basis = self._basis(entry, trouble)
            if row is not None and row.basis == basis:  # other objects that say the same
                self._rows[entry.id] = _Row(basis, row.status, row.outputs)
                continue
            new = self._rows[entry.id] = self._row(basis, row, now)
            _note(delta, row, new)
        if len(self._rows) != len(self._desired.inputs):
            for input_id in self._rows.keys() - self._desired.inputs.keys():
                delta.removed_inputs.append(input_id)
                delta.removed_outputs += self._rows.pop(input_id).outputs
        self._based = self._told and self._loaded
        return delta

    def rows(self) -> Iterable[tuple[InputEntry, InputStatus]]:
        """Every input with its status, in the inputs' order."""
        for input_id in self._desired.inputs:
            row = self._rows.get(input_id)
            if row is not None:
                yield row.basis.entry, row.status

    def outputs_of(self, input_id: str) -> Iterable[tuple[OutputEntry, OutputStatus]]:
        """Every output of an input with its status, in their order."""
        row = self._rows.get(input_id)
        return row.outputs.values() if row is not None else ()

    def input_status(self, item: InputLike, now: datetime) -> InputStatus:
        """The status of `item`, also when it is newer than the picture."""
        row = self._rows.get(item.id)
        if row is not None:
            entry = row.basis.entry
            if entry.enabled == item.enabled and entry.path == item.path:
                return row.status
        outputs = row.basis.entry.outputs if row is not None else ()
        entry = InputEntry(item.id, "", item.path, item.enabled, 0, outputs)
        return self._row(self._basis(entry, None), row, now).status

    def output_status(self, item: OutputLike, now: datetime) -> OutputStatus:
        """The status of `item`, also when it is newer than the picture."""
        row = self._rows.get(item.input_id)
        if row is None:
            state = InputState.ERROR if self.server_error else InputState.OFFLINE
            basis = _Basis(
                InputEntry(item.input_id, "", "", True, 0), None, None, self.server_error
            )
        else:
            known = row.outputs.get(item.id)
            if known is not None and known[0].enabled == item.enabled:
                return known[1]
            state, basis = row.status.state, row.basis
        entry = OutputEntry(item.id, item.input_id, "", item.enabled, 0, None)
        dests = _by_label(basis.path)
        return self._output(entry, dests.get(item.id), state, basis, None, now)

    # Computing

    def _basis(self, entry: InputEntry, problem: StatusError | None) -> _Basis:
        return _Basis(
            entry,
            self._paths.get(entry.path),
            problem,
            self.server_error,
            self._nodes.get(entry.path, HOME),
        )

    def _is_as_it_was(self, basis: _Basis, entry: InputEntry, problem: StatusError | None) -> bool:
        """The very same objects: most inputs, most of the time."""
        return (
            basis.entry is entry
            and basis.path is self._paths.get(entry.path)
            and basis.problem is problem
            and basis.server_error is self.server_error
            and basis.node == self._nodes.get(entry.path, HOME)
        )

    def _row(self, basis: _Basis, before: _Row | None, now: datetime) -> _Row:
        state = input_state(basis.path, enabled=basis.entry.enabled)
        error = basis.server_error or basis.problem if basis.entry.enabled else None
        if error is not None and state in (InputState.OFFLINE, InputState.CONNECTING):
            state = InputState.ERROR
        dests = _by_label(basis.path)
        known = before.outputs if before is not None else {}
        outputs = {
            entry.id: (
                entry,
                self._output(
                    entry,
                    dests.get(entry.id),
                    state,
                    basis,
                    known[entry.id][1] if entry.id in known else None,
                    now,
                ),
            )
            for entry in basis.entry.outputs
        }
        status = read_input(
            basis.path,
            state,
            since=input_since(basis.path, state)
            or self._since(state, before.status if before is not None else None, now),
            error=_told(error) or self._error(basis.path, state, before, now),
            outputs=(status.state for _, status in outputs.values()),
            node=basis.node,
        )
        return _Row(basis, status, outputs)

    def _error(
        self, path: Path | None, state: InputState, before: _Row | None, now: datetime
    ) -> InputError | None:
        """What the media server says is wrong; since when, as long as it says the same."""
        error = input_error(path, state, now)
        known = before.status.error if before is not None else None
        if error is not None and error.at == now and known is not None:
            same = error.model_copy(update={"at": known.at})
            return same if same == known else error
        return error

    def _output(
        self,
        entry: OutputEntry,
        dest: ForwardDest | None,
        input_: InputState,
        basis: _Basis,
        before: OutputStatus | None,
        now: datetime,
    ) -> OutputStatus:
        state = output_state(dest, input_, enabled=entry.enabled and basis.entry.enabled)
        trouble = basis.server_error or (basis.problem if dest is None else None)
        if trouble is not None and state is not OutputState.OFF:
            return OutputStatus(
                state=OutputState.ERROR,
                since=trouble.at,
                error=OutputError(kind=trouble.kind, message=trouble.message, at=trouble.at),
            )
        warnings: list[StatusWarning] = []
        if entry.platform and basis.path is not None and input_ is InputState.LIVE:
            warnings = (
                self._warn(entry.platform, basis.path) if state is not OutputState.OFF else []
            )
        since = self._since(state, before, now)
        return read_output(dest, state, since=since, warnings=warnings)

    def _since(
        self,
        state: InputState | OutputState,
        before: InputStatus | OutputStatus | None,
        now: datetime,
    ) -> datetime | None:
        """When `state` was first seen, for what the media server doesn't date.

        None while the media server has told nothing yet: it may be so for a long time already.
        """
        if before is not None and before.state == state:
            return before.since
        return now if self._based else None


def _by_label(path: Path | None) -> dict[str, ForwardDest]:
    if path is None or not path.forward:
        return {}
    return {dest.conf.label: dest for dest in path.forward}


def _told(error: StatusError | None) -> InputError | None:
    return None if error is None else InputError(**error.model_dump())


def _note(delta: Delta, before: _Row | None, after: _Row) -> None:
    delta.compare(
        None if before is None else Seen(before.basis.entry, before.status, before.outputs),
        Seen(after.basis.entry, after.status, after.outputs),
    )
