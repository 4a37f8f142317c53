"""Paths at work: who publishes, what comes in, who reads."""

from datetime import datetime
from typing import Literal, Self

from pydantic import AliasChoices, Field, model_validator

from streamingpro.mediamtx.base import ApiModel
from streamingpro.mediamtx.models.forward import ForwardDest
from streamingpro.mediamtx.models.srt import SrtFigures

SourceState = Literal["idle", "connecting", "running", "error"]


class SourceRef(ApiModel):
    """What publishes to a path: `type` such as "rtmpConn", and its id."""

    type: str = ""
    id: str = ""


class ReaderRef(ApiModel):
    """What reads from a path: `type` such as "rtmpConn", and its id."""

    type: str = ""
    id: str = ""


class CodecProps(ApiModel):
    """What is known of a track; which fields are set depends on the codec.

    `profile` is a name for H.264 and H.265, a number for AV1 and VP9; so is `level`.
    """

    width: int | None = None
    height: int | None = None
    profile: str | int | None = None
    level: str | int | None = None
    tier: int | None = None
    sample_rate: int | None = None
    channel_count: int | None = None
    bit_depth: int | None = None
    mu_law: bool | None = None
    # embedded engine
    frame_rate: float | None = None


class PathTrack(ApiModel):
    """A track: `codec` is MediaMTX's name ("H264", "MPEG-4 Audio", …)."""

    codec: str = ""
    codec_props: CodecProps | None = None


class Refusal(ApiModel):
    """A publisher that the engine turned away without asking anybody (embedded engine)."""

    protocol: str = ""
    remote_addr: str = ""
    reason: str = ""
    time: datetime | None = None


class Path(ApiModel):
    """A path at work. In the engine's grace period `available` is true and `online` false.

    A path with a source to pull has `source_state`; `last_error` is then why the last attempt ended
    (`source_error_kind`: dns refused network timeout tls rejected not_found auth codec protocol
    forbidden ended internal) and stays after the source works again. `problem` is what is wrong
    with the stream that comes in now, in a plain sentence.

    Before v1.16 a server says `ready` for both `available` and `online`; before v1.17 it names its
    tracks without their properties.
    """

    name: str = ""
    conf_name: str = ""
    available: bool = Field(default=False, validation_alias=AliasChoices("available", "ready"))
    available_time: datetime | None = Field(
        default=None, validation_alias=AliasChoices("availableTime", "readyTime")
    )
    online: bool = Field(default=False, validation_alias=AliasChoices("online", "ready"))
    online_time: datetime | None = Field(
        default=None, validation_alias=AliasChoices("onlineTime", "readyTime")
    )
    source: SourceRef | None = None
    tracks: list[str] = Field(default=[], repr=False)
    tracks2: list[PathTrack] = Field(default=[])
    readers: list[ReaderRef] = Field(default=[])
    inbound_bytes: int = Field(
        default=0, validation_alias=AliasChoices("inboundBytes", "bytesReceived")
    )
    outbound_bytes: int = Field(
        default=0, validation_alias=AliasChoices("outboundBytes", "bytesSent")
    )
    inbound_frames_in_error: int = 0
    # embedded engine; `forward` is None while every destination is simply waiting
    bitrate: int | None = None
    video_bitrate: int | None = None
    audio_bitrate: int | None = None
    frame_rate: float | None = None
    keyframe_interval: float | None = None
    remote_addr: str = ""
    protocol: str = ""
    last_error: str = ""
    problem: str = ""
    source_state: SourceState | None = None
    source_since: datetime | None = None
    source_error_kind: str = ""
    last_error_time: datetime | None = None
    next_retry: datetime | None = None
    last_refusal: Refusal | None = None
    srt: SrtFigures | None = None
    forward: list[ForwardDest] | None = None
    readers_count: int | None = None

    @model_validator(mode="after")
    def _name_tracks(self) -> Self:
        if self.tracks and not self.tracks2:
            self.tracks2 = [PathTrack(codec=name) for name in self.tracks]
        return self
