"""What REST takes and gives for outputs."""

from datetime import datetime
from typing import Literal

from pydantic import ConfigDict, Field

from streamingpro.control.schemas import (
    KeyLength,
    Name,
    Passphrase,
    RequestModel,
    ResponseModel,
    optional,
)
from streamingpro.control.srt_address import (
    MAX_LATENCY_MS,
    MAX_PAYLOAD,
    MIN_LATENCY_MS,
    MIN_PAYLOAD,
)
from streamingpro.control.status.schemas import OutputStatus

SrtMode = Literal["caller", "listener", "rendezvous"]


class SrtIn(RequestModel):
    """How to speak SRT with the destination; what is given here wins over the address's query.

    `mode`: who calls. `streamid`: what the destination expects, often with its key. `passphrase`
    (10 to 79 characters) encrypts, `key_length` is AES's in bytes. `payload_size`: bytes per
    packet, 1316 when left out."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)

    mode: SrtMode = optional()
    streamid: str | None = None
    passphrase: Passphrase | None = None
    latency_ms: int = optional(ge=MIN_LATENCY_MS, le=MAX_LATENCY_MS)
    key_length: KeyLength = optional()
    payload_size: int | None = Field(default=None, ge=MIN_PAYLOAD, le=MAX_PAYLOAD)


class OutputCreate(RequestModel):
    """`url` may hold the stream key at its end; with a `platform` it may be left out (the
    platform's first server). `fingerprint`: SHA-256 of the server's certificate, for RTMPS servers
    with a certificate of their own making. `name` follows from platform or host when left out.
    Of an `srt://` address, stream id, passphrase and latency may stand in its query or in `srt`."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)

    name: Name | None = None
    platform: str | None = None
    url: str | None = None
    stream_key: str | None = None
    fingerprint: str | None = None
    srt: SrtIn | None = None
    enabled: bool = True


class OutputPatch(RequestModel):
    """Only the fields that are given change. A new `platform` without `url` takes that platform's
    first server; a new `url` without `stream_key` keeps the key unless the url holds one."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)

    name: Name = optional()
    platform: str | None = None
    url: str = optional()
    stream_key: str = optional()
    fingerprint: str | None = None
    srt: SrtIn | None = None
    enabled: bool = optional()


class SwitchIn(RequestModel):
    """All outputs of an input at once: true switches them on, false off."""

    enabled: bool


class OutputTest(RequestModel):
    """A destination that is not saved yet, as for a new output. `input_id`: the input that it is
    meant for; a way back to it is refused then, as when saving."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)

    platform: str | None = None
    url: str | None = None
    stream_key: str | None = None
    fingerprint: str | None = None
    srt: SrtIn | None = None
    input_id: str | None = None


class OutputTestOut(ResponseModel):
    """`message`: what was proven, or what is wrong, in a plain sentence. `kind` is null when it is
    ok, else as in an output's status: dns, refused, network, timeout, tls, rejected, protocol,
    internal."""

    ok: bool
    kind: str | None
    message: str
    took_ms: int
    remote_address: str | None


class SrtOut(ResponseModel):
    """`streamid` and `passphrase` are null for viewers; `encrypted` tells them whether there is a
    passphrase."""

    mode: str
    streamid: str | None
    passphrase: str | None
    encrypted: bool
    latency_ms: int | None
    key_length: int
    payload_size: int | None


class OutputOut(ResponseModel):
    """`stream_key` is null for viewers, who see `url` without its query; and for SRT destinations,
    which have `srt` with the stream id instead. `srt` is null for others."""

    id: str
    input_id: str
    name: str
    platform: str | None
    url: str
    stream_key: str | None
    fingerprint: str | None
    srt: SrtOut | None
    enabled: bool
    position: int
    created_at: datetime
    updated_at: datetime
    status: OutputStatus
