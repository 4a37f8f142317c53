"""What a finding is, and how findings are shown."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum

from rich.console import Console
from rich.text import Text

from streamingpro import __version__
from streamingpro.config import Settings
from streamingpro.kit.redact import redact_text


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. `mend` says what to do; it is empty when nothing is to be done."""

    name: str
    level: Level
    message: str
    mend: str = ""


Check = Callable[[Settings], Iterable[Finding]]

_STYLE = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "bold red"}


def ok(name: str, message: str) -> Finding:
    return Finding(name, Level.OK, message)


def warn(name: str, message: str, mend: str) -> Finding:
    return Finding(name, Level.WARN, message, mend)


def fail(name: str, message: str, mend: str) -> Finding:
    return Finding(name, Level.FAIL, message, mend)


def examine(checks: Iterable[tuple[str, Check]], settings: Settings) -> list[Finding]:
    """Run the checks. One that breaks is itself a finding: the others must still be heard."""
    findings: list[Finding] = []
    for name, check in checks:
        try:
            findings.extend(check(settings))
        except Exception as error:
            said = redact_text(f"{type(error).__name__}: {error}")
            findings.append(
                fail(name, f"could not be checked ({said})", "Please report this as a bug.")
            )
    return findings


def failed(findings: Iterable[Finding]) -> bool:
    return any(finding.level is Level.FAIL for finding in findings)


def show(findings: list[Finding]) -> None:
    """Print one line per finding, and below it how to mend it."""
    console = Console(highlight=False, soft_wrap=True)
    for finding in findings:
        line = Text(f"{finding.level:<5}", style=_STYLE[finding.level])
        line.append(f" {finding.name}: {finding.message}", style="default")
        console.print(line)
        if finding.mend:
            console.print(Text(f"      -> {finding.mend}", style="cyan"))
    count = {level: sum(f.level is level for f in findings) for level in Level}
    console.print(f"{count[Level.OK]} ok, {count[Level.WARN]} warn, {count[Level.FAIL]} fail")


def show_json(findings: list[Finding]) -> None:
    """Print `{"version", "ok", "checks": [{"name", "level", "message", "mend"}]}`."""
    report = {
        "version": __version__,
        "ok": not failed(findings),
        "checks": [asdict(finding) for finding in findings],
    }
    Console(highlight=False, soft_wrap=True, markup=False).print(json.dumps(report, indent=2))
