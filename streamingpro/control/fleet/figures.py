"""Pure: figures that a server does not give, from the counters that it does."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from streamingpro.mediamtx.models import ForwardDest, Path, SrtConn, SrtFigures

_STATUS = {"idle": "waiting", "forwarding": "connecting", "error": "error"}
WINDOW_S = 1.0
"""Over less than this a rate would only show how the bytes were bundled."""


@dataclass(frozen=True, slots=True)
class _Mark:
    at: float
    bytes: int


class Rates:
    """Bitrates of paths; `count` gives the bytes of one so far."""

    def __init__(self, count: Callable[[Path], int]) -> None:
        self._count = count
        self._marks: dict[str, _Mark] = {}
        self._rates: dict[str, int] = {}

    def take(self, paths: Mapping[str, Path], now: float) -> dict[str, int]:
        """Bits per second of each live path; none in the first second of it."""
        live = {name: self._count(path) for name, path in paths.items() if path.available}
        for name in self._marks.keys() - live.keys():
            del self._marks[name]
            self._rates.pop(name, None)
        for name, count in live.items():
            mark = self._marks.get(name)
            if mark is None or count < mark.bytes:
                self._marks[name] = _Mark(now, count)
                self._rates.pop(name, None)
            elif now - mark.at >= WINDOW_S:
                self._rates[name] = round((count - mark.bytes) * 8 / (now - mark.at))
                self._marks[name] = _Mark(now, count)
        return dict(self._rates)


class NativeDests:
    """Destinations of a MediaMTX: `forwarding` is said before anything was sent, so that one counts
    as live only while its bytes move."""

    def __init__(self) -> None:
        self._marks: dict[str, _Mark] = {}
        self._rates: dict[str, int] = {}

    def take(
        self, lists: Mapping[str, Iterable[ForwardDest]], now: float
    ) -> dict[str, list[ForwardDest]]:
        """By path, each with `status` and, while it is live, its bitrate."""
        seen = {dest.id for dests in lists.values() for dest in dests}
        self._marks = {one: mark for one, mark in self._marks.items() if one in seen}
        self._rates = {one: rate for one, rate in self._rates.items() if one in seen}
        return {path: [self._read(dest, now) for dest in dests] for path, dests in lists.items()}

    def _read(self, dest: ForwardDest, now: float) -> ForwardDest:
        mark = self._marks.get(dest.id)
        if mark is None or dest.outbound_bytes < mark.bytes:
            self._marks[dest.id] = _Mark(now, dest.outbound_bytes)
        elif now - mark.at >= WINDOW_S:
            self._rates[dest.id] = round((dest.outbound_bytes - mark.bytes) * 8 / (now - mark.at))
            self._marks[dest.id] = _Mark(now, dest.outbound_bytes)
        rate = self._rates.get(dest.id, 0)
        status = _STATUS[dest.state] if dest.state != "forwarding" or not rate else "live"
        return dest.model_copy(update={"status": status, "bitrate": rate or None})


@dataclass(frozen=True, slots=True)
class Load:
    """What a server has to do: live streams, and bit/s of everything."""

    streams: int = 0
    inbound_bps: int = 0
    outbound_bps: int = 0

    @classmethod
    def of_engine(cls, own: Mapping[str, Path], all_: Mapping[str, Path], read_bps: int) -> "Load":
        """Of our engine, which tells bitrates itself. `own`: streams that come in at it, not those
        that it fetches from other servers; `read_bps` is what players take."""
        sent = (dest.bitrate or 0 for path in all_.values() for dest in path.forward or ())
        came = (path.bitrate or 0 for path in all_.values() if path.available)
        return cls(len(own), sum(came), read_bps + sum(sent))


@dataclass(frozen=True, slots=True)
class _Counts:
    at: float
    received: int
    lost: int
    repeated: int

    def leads_to(self, later: "_Counts") -> bool:
        """Whether it is the same count: one that went back has begun anew."""
        return (
            self.received <= later.received
            and self.lost <= later.lost
            and self.repeated <= later.repeated
        )


class SrtLines:
    """How SRT publishers do, from the counters in MediaMTX's list."""

    def __init__(self) -> None:
        self._before: dict[str, _Counts] = {}
        self._figures: dict[str, SrtFigures] = {}

    def keep(self, ids: Iterable[str]) -> None:
        """Forget all lines but these."""
        wanted = set(ids)
        self._before = {one: counts for one, counts in self._before.items() if one in wanted}
        self._figures = {one: found for one, found in self._figures.items() if one in wanted}

    def figures(self, conn: SrtConn, now: float) -> SrtFigures:
        """Of this connection; loss and retransmissions over the last two looks or so."""
        if conn.srt is not None:  # our own engine has them
            return conn.srt
        counts = _Counts(
            now,
            conn.packets_received,
            conn.packets_received_loss,
            conn.packets_received_retrans,
        )
        before = self._before.get(conn.id)
        known = self._figures.get(conn.id)
        if before is not None and known is not None and now - before.at < WINDOW_S:
            return known
        self._before[conn.id] = counts
        self._figures[conn.id] = figures = _figures(conn, before, counts)
        return figures


def _figures(conn: SrtConn, before: _Counts | None, counts: _Counts) -> SrtFigures:
    if before is not None and not before.leads_to(counts):
        before = None
    lost = counts.lost - before.lost if before else 0
    received = counts.received - before.received if before else 0
    repeated = counts.repeated - before.repeated if before else 0
    took = counts.at - before.at if before else 0.0
    return SrtFigures(
        rtt_ms=conn.ms_rtt,
        loss_percent=round(100 * lost / (received + lost), 2) if received + lost > 0 else 0.0,
        retransmits=counts.repeated,
        retransmits_per_s=round(repeated / took, 1) if took > 0 else 0.0,
        bandwidth_mbps=conn.mbps_link_capacity,
        rate_mbps=conn.mbps_receive_rate,
        latency_ms=round(conn.ms_receive_tsb_pd_delay),
    )


def whole_life(conn: SrtConn) -> SrtFigures:
    """Of a connection that is looked at once: loss is that of all the time it has lasted."""
    if conn.srt is not None:
        return conn.srt
    counts = _Counts(
        0.0, conn.packets_received, conn.packets_received_loss, conn.packets_received_retrans
    )
    return _figures(conn, _Counts(0.0, 0, 0, 0), counts)
