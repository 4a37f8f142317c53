"""Everything that can go wrong on an RTMP connection, as one tree.

::

    RtmpError
    ├── PeerError               the peer erred: close the connection, tell the peer's owner
    │   ├── HandshakeError      C0/C1 or S0/S1 are not RTMP (HTTP, TLS, RTMPE, noise)
    │   ├── ProtocolViolation   chunks, messages or commands that the specification forbids
    │   ├── AmfError            a body that is not valid AMF0
    │   └── LimitExceeded       valid so far, but larger than our limits allow
    └── LocalError              we erred: a call in the wrong state, a value that cannot be sent
        └── TargetError         a destination URL that cannot be used (also a ValueError)

The texts are plain sentences that may be shown to a user. They never contain stream names, keys
or query values.
"""

from __future__ import annotations


class RtmpError(Exception):
    """Base of every error this package raises."""


class PeerError(RtmpError):
    """The peer broke a rule; the connection is of no more use."""


class HandshakeError(PeerError):
    """The first bytes are not an RTMP handshake we speak."""


class ProtocolViolation(PeerError):
    """The peer sent something that RTMP forbids."""


class AmfError(PeerError):
    """The peer sent a body that is not AMF0."""


class LimitExceeded(PeerError):
    """The peer asked for more than :class:`~streamingpro.protocols.rtmp.limits.Limits` grants."""


class LocalError(RtmpError):
    """The caller used the package wrongly; says nothing about the peer."""


class TargetError(LocalError, ValueError):
    """A destination URL cannot be used; the text says why, without the key."""
