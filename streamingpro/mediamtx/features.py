"""Pure: what a media server can do, by its version.

Facts are of MediaMTX's releases. A version that can't be read (somebody's own build) counts as the
newest: what it lacks it refuses itself. Versions before v1.9 are not supported.
"""

import re
from collections.abc import Set
from dataclasses import dataclass
from typing import NamedTuple

ENGINE = "streamingpro"
_VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")


class Version(NamedTuple):
    """A release of MediaMTX."""

    major: int
    minor: int
    patch: int = 0

    def __str__(self) -> str:
        return f"v{self.major}.{self.minor}.{self.patch}"


OLDEST = Version(1, 9)
NEWEST = Version(1, 20, 1)

# A setting of the global configuration, and the release that brought it: for releases that don't
# tell their version. From v1.15.2 on, `/v3/info` does.
_SETTINGS = (
    ("rtspUDPReadBufferSize", Version(1, 14)),
    ("srtpAddress", Version(1, 13)),
    ("authJWTJWKSFingerprint", Version(1, 12, 3)),
    ("sysLogPrefix", Version(1, 12)),
    ("webrtcSTUNGatherTimeout", Version(1, 11, 3)),
    ("rtspTransports", Version(1, 11)),
    ("authJWTClaimKey", Version(1, 9)),
)

# What the settings were called before: (now, before, the release that renamed them).
_RENAMED = (
    ("rtspTransports", "protocols", Version(1, 11)),
    ("rtspEncryption", "encryption", Version(1, 11)),
    ("rtspServerKey", "serverKey", Version(1, 11)),
    ("rtspServerCert", "serverCert", Version(1, 11)),
    ("moqHTTP2Address", "moqHTTPS2Address", Version(1, 19, 1)),
    ("moqHTTP3Address", "moqHTTPS3Address", Version(1, 19, 1)),
    ("runOnAvailable", "runOnReady", Version(1, 19, 3)),
    ("runOnAvailableRestart", "runOnReadyRestart", Version(1, 19, 3)),
    ("runOnUnavailable", "runOnNotReady", Version(1, 19, 3)),
)

_LISTS = {
    **dict.fromkeys(("rtmpconns", "rtmpsconns", "srtconns", "hlsmuxers", "recordings"), OLDEST),
    **dict.fromkeys(("rtspconns", "rtspsessions", "rtspsconns", "rtspssessions"), OLDEST),
    "webrtcsessions": OLDEST,
    "hlssessions": Version(1, 18),
    "moqsessions": Version(1, 19),
}
_ENGINE_LISTS = frozenset({"rtmpconns", "rtmpsconns", "srtconns", "hlsmuxers", "hlssessions"})


@dataclass(frozen=True, slots=True)
class Features:
    """What the server can do.

    supported         the control plane works with it
    engine            it is our own engine, with all that it knows more
    info              it tells its version
    available         paths say `available` and `online`; before, `ready` is both
    always_available  a path can show a stand-in picture while nobody publishes
    codec_properties  tracks have resolution, profile, …
    users             connections say who they are
    forward           paths have destinations of their own
    forward_pinned    … whose certificate can be pinned (`destFingerprint`)
    part_size_limit   `recordMaxPartSize`
    lists             lists of connections, sessions, muxers, recordings that it has when the server
                      that they are of is on
    """

    version: Version | None
    supported: bool
    engine: bool
    info: bool
    available: bool
    always_available: bool
    codec_properties: bool
    users: bool
    forward: bool
    forward_pinned: bool
    part_size_limit: bool
    lists: frozenset[str]

    @classmethod
    def of(cls, version: "str | Version", engine: str = "") -> "Features":
        """The features of a version ("v1.20.1") as `/v3/info` tells it, and of what `engine`."""
        ours = engine == ENGINE
        known = None if ours else version if isinstance(version, Version) else parse(version)
        at = known or NEWEST
        return cls(
            version=known,
            supported=at >= OLDEST,
            engine=ours,
            info=at >= (1, 15, 2),
            available=at >= (1, 16),
            always_available=at >= (1, 16) and not ours,
            codec_properties=at >= (1, 17),
            users=at >= (1, 17),
            forward=at >= (1, 20),
            forward_pinned=at >= (1, 20, 1),
            part_size_limit=at >= (1, 13, 1) and not ours,
            lists=_ENGINE_LISTS if ours else frozenset(n for n, v in _LISTS.items() if at >= v),
        )

    def setting(self, name: str) -> str:
        """What this version calls a setting of the newest."""
        at = self.version or NEWEST
        return next((old for now, old, since in _RENAMED if now == name and at < since), name)


def parse(text: str) -> Version | None:
    """The release in "v1.20.1" or "v1.20.1-5-gabcdef"; None when there is none ("v0.0.0")."""
    found = _VERSION.match(text)
    version = Version(*map(int, found.groups())) if found else None
    return version if version and version >= (1, 0) else None


def version_of_configuration(settings: Set[str]) -> Version:
    """The oldest release that has all of these global settings that one without `/v3/info` may
    have: between two releases that brought none, nothing needs to tell them apart."""
    return next((version for name, version in _SETTINGS if name in settings), Version(1, 8))
