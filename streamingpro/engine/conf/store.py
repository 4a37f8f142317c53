"""ConfStore: the one holder of the engine's configuration, with listeners."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from streamingpro.engine.conf.errors import ConfError, ConfNotFound
from streamingpro.engine.conf.model import CATCH_ALL, GlobalConf, PathConf
from streamingpro.engine.conf.parse import (
    Values,
    check_global,
    check_path,
    parse_global,
    parse_path,
)
from streamingpro.mediamtx.names import path_name_problem


@dataclass(frozen=True, slots=True)
class PathChange:
    """A path configuration before and after; None where it does not exist. Never the same."""

    before: PathConf | None
    after: PathConf | None


@dataclass(frozen=True, slots=True)
class ConfChange:
    """What a call changed in effect: the global values before it (None: untouched), and paths."""

    global_before: GlobalConf | None = None
    paths: Mapping[str, PathChange] = field(default_factory=dict)


Listener = Callable[[ConfChange], None]


class ConfStore:
    """Validates every change whole before it takes effect, then tells the listeners.

    Listeners are called synchronously, in order, after the store holds the new values, and only
    when something changed in effect. Reading methods return frozen values that may be kept.
    """

    def __init__(
        self, *, log_level: str = "info", rtmp_address: str = "", api_address: str = ""
    ) -> None:
        """What the engine was started with. Raises ConfError for an unknown log level."""
        self._global = GlobalConf(
            **parse_global({"logLevel": log_level}, facts={}),
            rtmp_address=rtmp_address,
            api_address=api_address,
        )
        self._defaults: Values = {}
        self._given: dict[str, Values] = {}
        self._paths: dict[str, PathConf] = {}
        self._listeners: list[Listener] = []

    @property
    def global_(self) -> GlobalConf:
        return self._global

    @property
    def path_defaults(self) -> PathConf:
        """What a path has unless its own configuration says otherwise; its name is empty."""
        return PathConf(name="", **self._defaults)

    @property
    def paths(self) -> Mapping[str, PathConf]:
        """Effective configurations by name (a live view: copy it before changing the store)."""
        return self._paths

    def on_change(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def set_facts(self, **facts: str) -> None:
        """Note what GlobalConf calls facts: `rtmp_address="127.0.0.1:1935"`, … No listener."""
        self._global = replace(self._global, **facts)  # type: ignore[arg-type]

    def find(self, path_name: str) -> PathConf | None:
        """The configuration of a path: its own, else `all_others`/`all`; None when neither is."""
        own = self._paths.get(path_name)
        if own is not None:
            return own
        if path_name_problem(path_name):
            return None
        return next((self._paths[name] for name in CATCH_ALL if name in self._paths), None)

    def get(self, name: str) -> PathConf:
        """The configuration called `name`. Raises ConfNotFound."""
        if name not in self._paths:
            raise ConfNotFound("path configuration not found")
        return self._paths[name]

    def patch_global(self, raw: dict[str, Any]) -> None:
        """Change global values. Raises ConfError; nothing is changed then."""
        before = self._global
        values = parse_global(raw, facts=before.to_json())
        after = replace(before, **values)
        check_global(after)
        if after != before:
            self._global = after
            self._tell(ConfChange(global_before=before))

    def patch_path_defaults(self, raw: dict[str, Any]) -> None:
        """Change the defaults and, with them, every path that doesn't differ. Raises ConfError."""
        defaults = self._defaults | parse_path(raw)
        check_path(PathConf(name="", **defaults))
        self._apply(defaults, self._given)

    def add(self, name: str, raw: dict[str, Any]) -> None:
        """Add a path configuration. Raises ConfError, also when there is one of that name."""
        values = parse_path(raw)
        if name in self._given:
            raise ConfError("path already exists")
        self._put(name, values)

    def patch(self, name: str, raw: dict[str, Any]) -> None:
        """Change the given values of a path configuration. Raises ConfNotFound, ConfError."""
        values = parse_path(raw)
        if name not in self._given:
            raise ConfNotFound("path not found")
        self._put(name, self._given[name] | values)

    def replace(self, name: str, raw: dict[str, Any]) -> None:
        """Put a path configuration in place of the one of that name, or add it. ConfError."""
        self._put(name, parse_path(raw))

    def delete(self, name: str) -> None:
        """Remove a path configuration. Raises ConfNotFound."""
        if name not in self._given:
            raise ConfNotFound("path not found")
        del self._given[name]
        self._tell(ConfChange(paths={name: PathChange(self._paths.pop(name), None)}))

    def _put(self, name: str, values: Values) -> None:
        _check_name(name)
        if name in CATCH_ALL and any(other in self._given for other in CATCH_ALL if other != name):
            raise ConfError("all_others and all are aliases")
        before = self._paths.get(name)
        after = PathConf(name=name, **(self._defaults | values))
        check_path(after)
        self._given[name] = values
        if after != before:
            self._paths[name] = after
            self._tell(ConfChange(paths={name: PathChange(before, after)}))

    def _apply(self, defaults: Values, given: Mapping[str, Values]) -> None:
        merged = {name: PathConf(name=name, **(defaults | own)) for name, own in given.items()}
        changes = {
            name: PathChange(self._paths[name], after)
            for name, after in merged.items()
            if after != self._paths[name]
        }
        self._defaults, self._paths = defaults, merged
        if changes:
            self._tell(ConfChange(paths=changes))

    def _tell(self, change: ConfChange) -> None:
        for listener in self._listeners:
            listener(change)


def _check_name(name: str) -> None:
    if name.startswith("~"):
        raise ConfError(
            "path names that are regular expressions are not supported by the embedded engine; "
            "use 'all_others' for every path without a configuration of its own"
        )
    problem = path_name_problem(name)
    if problem:
        raise ConfError(f"invalid path name '{name}': {problem}")
