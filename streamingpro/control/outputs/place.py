"""Pure: which server and key an output gets, from what is given and what it had."""

import difflib
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from streamingpro.control.errors import Invalid
from streamingpro.control.outputs.address import (
    Address,
    checked_fingerprint,
    checked_key,
    parse_address,
    path_depth,
)
from streamingpro.control.outputs.srt_place import SrtBefore, srt_place
from streamingpro.control.platforms.catalogue import Platform, platforms, server_urls
from streamingpro.control.srt_address import SrtOptions, is_srt


@dataclass(frozen=True, slots=True)
class Place:
    """Where an output sends to, checked. `srt` is None unless it is an SRT destination, whose
    stream id stands in `address.stream_key` too."""

    platform: str | None
    address: Address = field(repr=False)
    fingerprint: str | None
    srt: SrtOptions | None = field(default=None, repr=False)

    @property
    def default_name(self) -> str:
        """A name for who gave none."""
        if self.platform is not None:
            return platforms()[self.platform].name
        parts = urlsplit(self.address.url)
        return parts.hostname or (f"SRT on port {parts.port}" if self.srt else "Output")


def new_place(given: dict[str, Any]) -> Place:
    """From the fields `platform`, `url`, `stream_key`, `fingerprint`, `srt`. Raises Invalid."""
    preset = _preset(given.get("platform"))
    url = given.get("url") or _default_url(preset)
    srt = None
    if is_srt(url):
        address, srt = srt_place(url, given)
    else:
        _refuse_srt(given)
        address = parse_address(url, given.get("stream_key") or None, servers=server_urls())
    return _place(preset, address, checked_fingerprint(given.get("fingerprint"), address.url), srt)


def changed_place(before: Place, given: dict[str, Any]) -> Place:
    """`before` with the fields that are in `given` changed. Raises Invalid."""
    preset = _preset(given.get("platform", before.platform))
    address, srt = _changed_address(before, preset, given)
    if "fingerprint" in given:
        fingerprint = checked_fingerprint(given["fingerprint"], address.url)
    else:
        # Who leaves RTMPS leaves the certificate of that server too.
        fingerprint = before.fingerprint if address.url.startswith("rtmps://") else None
    return _place(preset, address, fingerprint, srt)


def _place(
    preset: Platform | None, address: Address, fingerprint: str | None, srt: SrtOptions | None
) -> Place:
    return Place(
        preset.id if preset else None,
        address,
        fingerprint,
        # Tuning stands in the address already.
        None if srt is None else replace(srt, tuning=()),
    )


def _changed_address(
    before: Place, preset: Platform | None, given: dict[str, Any]
) -> tuple[Address, SrtOptions | None]:
    old = before.address
    url = given.get("url") or _default_url(preset) if "url" in given else old.url
    moved = "url" not in given and preset is not None and preset.id != before.platform
    if moved and preset is not None and url not in {server.url for server in preset.servers}:
        url = preset.servers[0].url
    if is_srt(url):
        known = None if before.srt is None else SrtBefore(old.url, before.srt)
        return srt_place(url, given, known)
    _refuse_srt(given)
    if before.srt is not None:  # a stream id is no stream key
        return parse_address(url, given.get("stream_key") or None, servers=server_urls()), None
    if "url" in given:
        key = given.get("stream_key")
        depth = path_depth(old.url) if key is None else 0
        address = parse_address(url, key or None, servers=server_urls(), depth=depth)
        return address if address.stream_key else Address(address.url, old.stream_key), None
    if "stream_key" not in given:
        return Address(url, old.stream_key), None
    if not checked_key(given["stream_key"]):
        raise Invalid.field("stream_key", "The stream key is missing.")
    return parse_address(url, given["stream_key"], servers=server_urls()), None


def _refuse_srt(given: dict[str, Any]) -> None:
    if given.get("srt"):
        raise Invalid.field("srt", "SRT settings only make sense with srt:// addresses.")


def _preset(platform_id: str | None) -> Platform | None:
    if not platform_id:
        return None
    preset = platforms().get(platform_id)
    if preset is None:
        raise Invalid.field("platform", _unknown_platform(platform_id))
    return preset


def _unknown_platform(entered: str) -> str:
    """Ids are lower case, people write names."""
    ids = {one.name.lower(): one.id for one in platforms().values()}
    ids |= {one.id: one.id for one in platforms().values()}
    close = difflib.get_close_matches(entered.lower(), ids, n=1)
    hint = f"Did you mean “{ids[close[0]]}”?" if close else "GET /api/platforms lists them all."
    return f"There is no platform with this id. {hint}"


def _default_url(preset: Platform | None) -> str:
    return "" if preset is None else preset.servers[0].url
