"""One entry of a path's `forward` list."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Destination:
    """`dest`: URL with its key; `label`: the output's id, where the server keeps one."""

    dest: str = field(repr=False)
    fingerprint: str = ""
    label: str = ""
