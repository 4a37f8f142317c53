"""Pure: where an input's stream comes from, and its SRT settings, from what is given and what it
had."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from streamingpro.control.errors import Invalid
from streamingpro.control.inputs.model import PUBLISH, Input
from streamingpro.control.inputs.pull_address import (
    PullRules,
    checked_source,
    checked_source_fingerprint,
)


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """`url` may hold a password; None unless `type` is pull."""

    type: str = PUBLISH
    url: str | None = field(default=None, repr=False)
    on_demand: bool = False
    rtsp_transport: str = "automatic"
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class SrtSettings:
    """As the columns of an input say."""

    passphrase: str | None = field(default=None, repr=False)
    latency_ms: int = 200
    key_length: int = 0


def changed_source(
    before: SourceSettings | None, given: Mapping[str, Any], rules: PullRules
) -> SourceSettings:
    """`before` (None: a new input) with the fields of `given`. Raises Invalid for `source.…`."""
    known = before or SourceSettings()
    source = replace(known, **given)
    if source.type == PUBLISH:
        return _publish(given)
    if not (source.url or "").strip():
        raise Invalid.field(
            "source.url",
            "Say where to pull the stream from, such as https://example.com/live.m3u8.",
        )
    url = source.url or ""
    if url != known.url:  # one that was allowed before stays, the media server decides
        url = checked_source(url, rules)
    given_fingerprint = "fingerprint" in given
    if not given_fingerprint and url != known.url:
        source = replace(source, fingerprint=None)  # it was the other server's
    fingerprint = checked_source_fingerprint(source.fingerprint, url)
    return replace(source, url=url, fingerprint=fingerprint)


def _publish(given: Mapping[str, Any]) -> SourceSettings:
    if given.get("url"):
        raise Invalid.field(
            "source.url",
            "An address only makes sense with the type “pull”. With “publish” an encoder sends the"
            " stream here.",
        )
    if given.get("on_demand"):
        raise Invalid.field("source.on_demand", "This only makes sense with the type “pull”.")
    if given.get("fingerprint"):
        raise Invalid.field("source.fingerprint", "This only makes sense with the type “pull”.")
    return SourceSettings()


def changed_srt(before: SrtSettings | None, given: Mapping[str, Any]) -> SrtSettings:
    """`before` (None: a new input) with the fields of `given`. Raises Invalid for `srt.…`."""
    srt = replace(before or SrtSettings(), **given)
    if srt.passphrase is None and srt.key_length:
        if given.get("key_length"):
            raise Invalid.field(
                "srt.key_length", "A key length only makes sense with a passphrase."
            )
        return replace(srt, key_length=0)
    return srt


def source_of(item: Input) -> SourceSettings:
    """The source of a row."""
    return SourceSettings(
        item.source_type,
        item.source_url,
        item.source_on_demand,
        item.rtsp_transport,
        item.source_fingerprint,
    )


def put_source(item: Input, source: SourceSettings) -> None:
    """Write it into a row."""
    item.source_type, item.source_url = source.type, source.url
    item.source_on_demand, item.rtsp_transport = source.on_demand, source.rtsp_transport
    item.source_fingerprint = source.fingerprint


def srt_of(item: Input) -> SrtSettings:
    """The SRT settings of a row."""
    return SrtSettings(item.srt_passphrase, item.srt_latency_ms, item.srt_key_length)


def put_srt(item: Input, srt: SrtSettings) -> None:
    """Write them into a row."""
    item.srt_passphrase, item.srt_latency_ms = srt.passphrase, srt.latency_ms
    item.srt_key_length = srt.key_length
