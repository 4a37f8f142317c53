"""Pure: which SRT server and options an output gets, from what is given and what it had."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from streamingpro.control.errors import Invalid
from streamingpro.control.hosts import EDGES, BadAddress
from streamingpro.control.outputs.address import Address
from streamingpro.control.srt_address import (
    SrtOptions,
    check_options,
    parse_srt,
    stream_id_problem,
)

DEFAULT_LATENCY_MS = 200
_NEW = SrtOptions(latency_ms=DEFAULT_LATENCY_MS)


@dataclass(frozen=True, slots=True)
class SrtBefore:
    """The SRT place that an output has."""

    url: str
    options: SrtOptions = field(repr=False)


def srt_place(
    url: str, given: Mapping[str, Any], before: SrtBefore | None = None
) -> tuple[Address, SrtOptions]:
    """Server with stream id, and the options, of the SRT address `url`.

    `given`: fields of the request, of which `srt` and `stream_key` (another name for the stream id)
    count. They win over what the address says, and that over `before`. Raises Invalid for `url`,
    `srt.…` or `stream_key`.
    """
    try:
        parsed = parse_srt(url)
    except BadAddress as error:
        raise Invalid.field("url", str(error)) from None
    named = {name: getattr(parsed.options, name) for name in parsed.given}
    if before is None or before.url != parsed.server:  # who calls whom goes with the server
        named["mode"] = parsed.options.mode
    wanted = _wanted(given)
    options = replace(before.options if before else _NEW, **named | wanted)
    if options.passphrase is None and "key_length" not in named | wanted:
        options = replace(options, key_length=0)
    if not parsed.host and options.mode != "listener":
        raise Invalid.field("url", "The address names no server.")
    try:
        check_options(options)
    except BadAddress as error:
        raise Invalid.field("srt.key_length", str(error)) from None
    return Address(parsed.server, options.stream_id), options


def _wanted(given: Mapping[str, Any]) -> dict[str, Any]:
    """The options that the request names, by the names of SrtOptions."""
    wanted = dict(given.get("srt") or {})
    if "streamid" in wanted:
        wanted["stream_id"] = _checked_id(wanted.pop("streamid") or "", "srt.streamid")
    elif given.get("stream_key") is not None:
        wanted["stream_id"] = _checked_id(given["stream_key"], "stream_key")
    return wanted


def _checked_id(text: str, field: str) -> str:
    text = text.strip(EDGES)
    problem = stream_id_problem(text)
    if problem:
        raise Invalid.field(field, problem)
    return text
