"""Shapes of the earlier system's interface: its JSON names, in our code snake_case.

What a caller may not change (`id`, `activa`, `estado`, times, …) is accepted and left alone,
because its scripts send back whole objects that they have read.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from streamingpro.control.inputs.schemas import (
    MAX_SRT_LATENCY_MS,
    MIN_SRT_LATENCY_MS,
    OwnPassphrase,
)
from streamingpro.control.schemas import Name, Passphrase, RequestModel, ResponseModel, optional
from streamingpro.control.srt_address import MAX_LATENCY_MS, MIN_LATENCY_MS

_CAPITALS = {"srt": "SRT", "rtmp": "RTMP"}


def old_name(name: str) -> str:
    """`clave_stream_rtmp` → `claveStreamRTMP`."""
    first, *rest = name.split("_")
    return first + "".join(_CAPITALS.get(part, part.capitalize()) for part in rest)


def _capital(value: object) -> object:
    """Protocols as people write them. RTMPS is RTMP here: the address says which."""
    return value.strip().upper().replace("RTMPS", "RTMP") if isinstance(value, str) else value


def _filled(value: object) -> object:
    """Forms send "" for a field that was left empty."""
    return None if value == "" else value


EntradaProtocol = Annotated[Literal["RTMP", "SRT"], BeforeValidator(_capital)]
SalidaProtocol = Annotated[Literal["RTMP", "SRT", "HLS"], BeforeValidator(_capital)]
Estado = Literal["apagado", "conectando", "conectado", "error"]
Text = Annotated[str | None, BeforeValidator(_filled)]
PortNumber = Annotated[int | None, Field(ge=1, le=65535), BeforeValidator(_filled)]
Count = Annotated[int | None, Field(ge=1, le=3600), BeforeValidator(_filled)]
Position = Annotated[int | None, Field(ge=0, le=100_000)]
InputLatency = Annotated[
    int | None, Field(ge=MIN_SRT_LATENCY_MS, le=MAX_SRT_LATENCY_MS), BeforeValidator(_filled)
]
OutputLatency = Annotated[
    int | None, Field(ge=MIN_LATENCY_MS, le=MAX_LATENCY_MS), BeforeValidator(_filled)
]
Unread = Annotated[Any, Field(exclude=True)]
"""Accepted and left alone."""


class _Asked(RequestModel):
    model_config = ConfigDict(
        alias_generator=old_name,
        extra="forbid",
        str_strip_whitespace=True,
        hide_input_in_errors=True,
    )

    def given(self) -> dict[str, Any]:
        """The fields that the request has, by our names, without those that are left alone."""
        return self.model_dump(exclude_unset=True)


class OldAnswer(ResponseModel):
    """An answer under the earlier system's names."""

    model_config = ConfigDict(
        alias_generator=old_name,
        validate_by_name=True,
        extra="forbid",
        frozen=True,
        json_schema_serialization_defaults_required=True,
    )


class _EntradaFields(_Asked):
    """`latencia_srt` in milliseconds. `stream_id` and `stream_key` may name the path: letters,
    digits, - and _."""

    puerto_srt: PortNumber = None
    latencia_srt: InputLatency = None
    passphrase_srt: Annotated[OwnPassphrase | None, BeforeValidator(_filled)] = None
    stream_id: Text = None
    stream_key: Text = None
    position: Position = None
    id: Unread = None
    url: Unread = None
    activa: Unread = None
    created_at: Unread = None
    updated_at: Unread = None
    salidas: Unread = None


class EntradaIn(_EntradaFields):
    nombre: Name
    protocolo: EntradaProtocol = "RTMP"


class EntradaPatch(_EntradaFields):
    """Only the fields that are given change."""

    nombre: Name = optional()
    protocolo: EntradaProtocol = optional()


class _SalidaFields(_Asked):
    """`latencia_srt` in milliseconds, `segment_duration` in seconds, `playlist_length` in
    segments."""

    url_destino: Text = None
    clave_stream_rtmp: Text = None
    puerto_srt: PortNumber = None
    latencia_srt: OutputLatency = None
    passphrase_srt: Annotated[Passphrase | None, BeforeValidator(_filled)] = None
    stream_id_srt: Text = None
    segment_duration: Count = None
    playlist_length: Count = None
    position: Position = None
    id: Unread = None
    activa: Unread = None
    estado: Unread = None
    created_at: Unread = None
    updated_at: Unread = None
    entrada: Unread = None
    stream_id: Unread = None
    stream_key: Unread = None


class SalidaIn(_SalidaFields):
    nombre: Annotated[Name | None, BeforeValidator(_filled)] = None
    protocolo: SalidaProtocol
    entrada_id: str
    habilitada: bool = True


class SalidaPatch(_SalidaFields):
    """Only the fields that are given change."""

    nombre: Name = optional()
    protocolo: SalidaProtocol = optional()
    entrada_id: str = optional()
    habilitada: bool = optional()


class EstadoIn(_Asked):
    habilitada: bool


class _Order(_Asked):
    ids: list[str] | None = Field(default=None, max_length=10_000)

    def wanted(self) -> list[str]:
        """The ids, by whichever name they were given."""
        return next((one for one in self.model_dump().values() if one is not None), [])


class ReordenarEntradas(_Order):
    """Ids in the wanted order, as `ids` or `entradaIds`. Those left out follow after."""

    entrada_ids: list[str] | None = Field(default=None, max_length=10_000)


class ReordenarSalidas(_Order):
    """Ids in the wanted order, as `ids` or `salidaIds`. Those left out follow after."""

    salida_ids: list[str] | None = Field(default=None, max_length=10_000)


class SalidaOut(OldAnswer):
    """`url_destino` of a default output is where players fetch the stream. Secrets are null for
    viewers. `activa`: live now."""

    id: str
    nombre: str
    habilitada: bool
    activa: bool
    protocolo: str
    entrada_id: str
    url_destino: str | None
    clave_stream_rtmp: str | None = None
    puerto_srt: int | None = None
    latencia_srt: int | None = None
    passphrase_srt: str | None = None
    stream_id_srt: str | None = None
    segment_duration: int | None = None
    playlist_length: int | None = None
    position: int
    estado: Estado
    created_at: datetime
    updated_at: datetime


class EntradaOut(OldAnswer):
    """`url` and `stream_key` (RTMP), or `url` (SRT), go into the encoder. Secrets are null for
    viewers. `activa`: live now."""

    id: str
    nombre: str
    protocolo: str
    puerto_srt: int | None
    latencia_srt: int
    passphrase_srt: str | None
    stream_id: str | None
    stream_key: str | None
    url: str | None
    activa: bool
    position: int
    created_at: datetime
    updated_at: datetime
    salidas: list[SalidaOut]


class DisponibleOut(OldAnswer):
    disponible: bool


class EstadoOut(OldAnswer):
    """`mensaje`: what is wrong, or what is being waited for, in a plain sentence; null when there
    is nothing to say."""

    id: str
    estado: Estado
    habilitada: bool
    activa: bool
    mensaje: str | None


class MensajeOut(OldAnswer):
    message: str


class SyncOut(OldAnswer):
    """`problemas`: what the media server refused, by path. `sin_gestionar`: paths on it that are
    not ours."""

    message: str
    entradas: int
    problemas: dict[str, str]
    sin_gestionar: list[str]
