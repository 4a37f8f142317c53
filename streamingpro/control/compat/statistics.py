"""GET /api/estadisticas: how all does now, from memory."""

from collections import Counter

from streamingpro.control.compat import states
from streamingpro.control.compat.media.schemas import (
    EntradaStatistics,
    EntradaTotals,
    Estadisticas,
    SalidaTotals,
)
from streamingpro.control.reconcile.desired import InputEntry
from streamingpro.control.status.monitor import Monitor
from streamingpro.control.status.schemas import InputState, InputStatus, OutputState, OutputStatus
from streamingpro.kit.clock import utcnow


def estadisticas(monitor: Monitor) -> Estadisticas:
    """Of every input and output, without I/O."""
    rows = [
        (entry, status, [(out.enabled, output) for out, output in outputs])
        for entry, status, outputs in monitor.statuses()
    ]
    outputs = [one for _, _, its in rows for one in its]
    by_state = Counter(states.OUTPUT[status.state] for _, status in outputs)
    readers: Counter[str] = Counter()
    for _, status, _ in rows:
        readers.update(status.readers_by_protocol)
    return Estadisticas(
        entradas=EntradaTotals(total=len(rows), activas=sum(_live(one) for _, one, _ in rows)),
        salidas=SalidaTotals(
            total=len(outputs),
            habilitadas=sum(enabled for enabled, _ in outputs),
            activas=by_state["conectado"],
            por_estado={estado: by_state[estado] for estado in sorted(set(states.OUTPUT.values()))},
        ),
        lectores=dict(readers),
        por_entrada=[
            _of_input(entry, status, [one for _, one in its]) for entry, status, its in rows
        ],
        timestamp=utcnow(),
    )


def _of_input(
    entry: InputEntry, status: InputStatus, outputs: list[OutputStatus]
) -> EntradaStatistics:
    rates = [one.bitrate_bps for one in outputs if one.bitrate_bps is not None]
    return EntradaStatistics(
        id=entry.id,
        nombre=entry.name,
        activa=_live(status),
        bitrate=status.bitrate_bps,
        fps=status.fps,
        lectores=status.readers,
        salidas_activas=sum(one.state is OutputState.LIVE for one in outputs),
        bitrate_salida=sum(rates) if rates else None,
        bytes_enviados=sum(one.bytes_sent for one in outputs),
    )


def _live(status: InputStatus) -> bool:
    return status.state is InputState.LIVE
