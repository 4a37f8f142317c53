"""Shapes of what is told of the media servers, and of statistics."""

from datetime import datetime
from typing import Any

from streamingpro.control.compat.schemas import OldAnswer


class DeviceBytes(OldAnswer):
    """Bytes sent to the readers that are connected now."""

    hls: int
    srt: int
    rtmp: int
    total: int


class InputDevices(OldAnswer):
    """Readers of one input; `stream_id` is its path."""

    input_name: str
    stream_id: str
    hls: int
    srt: int
    rtmp: int
    total: int
    bytes: DeviceBytes


class DeviceStats(OldAnswer):
    """Readers by the protocol of the default outputs."""

    hls: int
    srt: int
    rtmp: int
    total: int
    bytes: DeviceBytes
    by_input: list[InputDevices]


class MediaMtxStatus(OldAnswer):
    """`message` says in a plain sentence how it is."""

    connected: bool
    message: str
    timestamp: datetime


class MediaMtxAnswer(OldAnswer):
    """How the earlier system wraps what it says of the media server. `count`: of a list."""

    success: bool = True
    count: int | None = None
    data: Any = None
    message: str | None = None
    timestamp: datetime


class SalidaTotals(OldAnswer):
    """Custom outputs. `por_estado`: how many, by estado."""

    total: int
    habilitadas: int
    activas: int
    por_estado: dict[str, int]


class EntradaTotals(OldAnswer):
    total: int
    activas: int


class EntradaStatistics(OldAnswer):
    """One input. `bitrate` and `bitrate_salida` (all outputs together) in bits per second, null
    while it is not known; `bytes_enviados` by the outputs on their present connections."""

    id: str
    nombre: str
    activa: bool
    bitrate: int | None
    fps: float | None
    lectores: int
    salidas_activas: int
    bitrate_salida: int | None
    bytes_enviados: int


class Estadisticas(OldAnswer):
    """Everything at once. `dispositivos`: readers by protocol, from the last look."""

    entradas: EntradaTotals
    salidas: SalidaTotals
    lectores: dict[str, int]
    por_entrada: list[EntradaStatistics]
    timestamp: datetime
