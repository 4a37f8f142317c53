"""What ``receive_data`` of the two roles returns.

Audio, video and data come as :class:`MediaReceived`; everything else is a step of the
conversation. Events are in the order the peer caused them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from .chunks import Message

RefusedStage: TypeAlias = Literal["connect", "create", "publish", "play"]


@dataclass(frozen=True, slots=True)
class ConnectRequested:
    """Server: a client named its app. Answer with accept_connect or reject_connect.

    ``app`` and ``tc_url`` may carry the publish key. Requests a client sent behind its
    ``connect`` without waiting follow in the same list; their answers are kept back until the
    decision.
    """

    app: str = field(repr=False)
    tc_url: str = field(repr=False)
    flash_version: str
    four_cc_list: tuple[str, ...]
    object_encoding: int
    params: dict[str, object] = field(default_factory=dict, repr=False)
    """The whole command object as sent; may contain secrets."""


@dataclass(frozen=True, slots=True)
class PublishRequested:
    """Server: answer with accept_publish or reject_publish.

    ``name`` may carry the publish key. Media a hasty encoder sent before the answer follows as
    MediaReceived.
    """

    stream_id: int
    name: str = field(repr=False)
    kind: str = "live"


@dataclass(frozen=True, slots=True)
class PlayRequested:
    """Server: answer with accept_play or reject_play."""

    stream_id: int
    name: str = field(repr=False)


@dataclass(slots=True)
class MediaReceived:
    """Audio (8), video (9) or data (18). Data of type 15 is given as the body of type 18.

    A data body is as the publisher sent it, ``@setDataFrame`` included.
    """

    message: Message


@dataclass(frozen=True, slots=True)
class Unpublished:
    """Server: the publisher ended its stream (FCUnpublish, closeStream or deleteStream)."""

    stream_id: int


@dataclass(frozen=True, slots=True)
class PlayStopped:
    """Server: the player ended its stream (closeStream or deleteStream)."""

    stream_id: int


@dataclass(frozen=True, slots=True)
class AcknowledgementReceived:
    """The peer's count of received bytes, modulo 2**32 (RTMP 1.0 §5.4.3)."""

    sequence: int


@dataclass(frozen=True, slots=True)
class PongReceived:
    """Answer to ``ping``. ``rtt_ms`` is None when it answers no ping of ours."""

    timestamp: int
    rtt_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Connected:
    """Client: the server accepted ``connect``; its properties and information, merged."""

    properties: dict[str, object]


@dataclass(frozen=True, slots=True)
class PublishStarted:
    """Client: NetStream.Publish.Start; media may be sent on ``stream_id`` from now on."""

    stream_id: int
    description: str


@dataclass(frozen=True, slots=True)
class PlayStarted:
    """Client: NetStream.Play.Start."""

    stream_id: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Client: the server said no, in its own words.

    With stage ``publish`` or ``play`` it may come after the start too. ``redirect`` is the URL
    of a NetConnection.Connect.Rejected with code 302, else empty.
    """

    stage: RefusedStage
    code: str
    description: str
    redirect: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class StatusReceived:
    """Client: any other onStatus."""

    level: str
    code: str
    description: str


@dataclass(frozen=True, slots=True)
class StreamEnded:
    """Client: the server ended the stream or the connection in good order."""


Event: TypeAlias = (
    ConnectRequested
    | PublishRequested
    | PlayRequested
    | MediaReceived
    | Unpublished
    | PlayStopped
    | AcknowledgementReceived
    | PongReceived
    | Connected
    | PublishStarted
    | PlayStarted
    | Refused
    | StatusReceived
    | StreamEnded
)
