"""Checks of MediaMTX: which one is there, and whether it can do what is asked of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from streamingpro.config import ENV_PREFIX, Settings
from streamingpro.doctor.report import Finding, fail, ok, warn
from streamingpro.mediamtx.program import (
    COMPLETE,
    OLDEST,
    ProgramError,
    find,
    version_text,
)

_NAME = "MediaMTX"


@dataclass(frozen=True, slots=True)
class ManagedPort:
    """One port of a managed MediaMTX. `setting` is its name in the settings; `held_by`: the pid of
    our own MediaMTX, when that has it."""

    label: str
    setting: str
    host: str
    port: int
    udp: bool
    held_by: int | None


def program(settings: Settings) -> Iterator[Finding]:
    """The program that is found, its version, and whether it is used at all."""
    used = settings.media_server == "mediamtx"
    try:
        found = find(settings.mediamtx_bin, settings.data_dir)
    except ProgramError as error:
        said, _, mend = str(error).partition(". ")
        if used:
            yield fail(_NAME, said.rstrip("."), mend or f"Correct {ENV_PREFIX}MEDIAMTX_BIN.")
        else:
            yield ok(_NAME, "not used: the media server is our own engine")
        return
    said = f"{found.version_text} ({found.path}, by {found.origin.value})"
    if not used:
        yield ok(_NAME, f"{said}; not used: the media server is our own engine")
    elif found.version < COMPLETE:
        yield warn(
            _NAME,
            f"{said}: it works from {version_text(OLDEST)} on, but all of it only from"
            f" {version_text(COMPLETE)}",
            "Run: streamingpro mediamtx install",
        )
    else:
        yield ok(_NAME, said)


def managed_ports(settings: Settings) -> Iterator[ManagedPort]:
    """Every port that MediaMTX will listen on. It does not start when one of them is taken."""
    from streamingpro.control.nodes.managed.configuration import LOOPBACK
    from streamingpro.control.nodes.managed.listeners import LISTENERS, Facts, wanted
    from streamingpro.control.nodes.managed.record import MediaMtxRecord

    record = MediaMtxRecord.load(settings.data_dir)
    cert = settings.tls_cert
    pair = (cert, settings.tls_key or cert) if cert is not None else None
    ports = wanted(settings.control(), Facts(COMPLETE, pair))
    for listener in LISTENERS:
        first = ports[listener.name]
        if first is None:
            continue
        ours = record is not None and record.ports.get(listener.name) == first
        own_host = listener.name in ("api", "metrics")
        encrypted = ports["rtsps"] is not None
        for step in (step for step in listener.steps if step < 4 or encrypted):
            for udp in (False,) * listener.tcp + (True,) * listener.udp:
                yield ManagedPort(
                    label=listener.use,
                    setting=listener.setting.lower(),
                    host=LOOPBACK if own_host else settings.rtmp_host,
                    port=first + step if first else 0,
                    udp=udp,
                    held_by=record.pid if record is not None and ours else None,
                )
