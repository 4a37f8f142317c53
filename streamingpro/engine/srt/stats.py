"""What libsrt knows of a connection: every counter (`Stats`), and the few figures people look at.

Byte counters of libsrt hold headers: 44 bytes for each packet (SRT, UDP and IP).
"""

from collections import deque
from dataclasses import dataclass, fields

WINDOW_S = 2.0
_FRESH_S = 0.25


@dataclass(frozen=True, slots=True)
class Stats:
    """Every field of MediaMTX's SRTConn that libsrt knows. Counters are since the connection."""

    packets_sent: int = 0
    packets_received: int = 0
    packets_sent_unique: int = 0
    packets_received_unique: int = 0
    packets_send_loss: int = 0
    packets_received_loss: int = 0
    packets_retrans: int = 0
    packets_received_retrans: int = 0
    packets_sent_ack: int = 0
    packets_received_ack: int = 0
    packets_sent_nak: int = 0
    packets_received_nak: int = 0
    us_snd_duration: int = 0
    packets_received_belated: int = 0
    packets_send_drop: int = 0
    packets_received_drop: int = 0
    packets_received_undecrypt: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0
    bytes_sent_unique: int = 0
    bytes_received_unique: int = 0
    bytes_received_loss: int = 0
    bytes_retrans: int = 0
    bytes_send_drop: int = 0
    bytes_received_drop: int = 0
    bytes_received_undecrypt: int = 0
    us_packets_send_period: float = 0.0
    packets_flow_window: int = 0
    packets_flight_size: int = 0
    ms_rtt: float = 0.0
    mbps_send_rate: float = 0.0
    mbps_receive_rate: float = 0.0
    mbps_link_capacity: float = 0.0
    bytes_avail_send_buf: int = 0
    bytes_avail_receive_buf: int = 0
    mbps_max_bw: float = 0.0
    byte_mss: int = 0
    packets_send_buf: int = 0
    bytes_send_buf: int = 0
    ms_send_buf: int = 0
    ms_send_tsb_pd_delay: int = 0
    packets_receive_buf: int = 0
    bytes_receive_buf: int = 0
    ms_receive_buf: int = 0
    ms_receive_tsb_pd_delay: int = 0
    packets_reorder_tolerance: int = 0
    packets_received_avg_belated_time: int = 0
    packets_send_loss_rate: float = 0.0
    packets_received_loss_rate: float = 0.0

    def api(self) -> dict[str, int | float]:
        """By the names of the Control API."""
        return {_API_NAMES[name]: getattr(self, name) for name in _API_NAMES}


def _api_name(name: str) -> str:
    first, *rest = name.split("_")
    upper = {"ack": "ACK", "nak": "NAK", "mss": "MSS", "rtt": "RTT", "bw": "BW"}
    return first + "".join(upper.get(word, word.capitalize()) for word in rest)


_API_NAMES = {field.name: _api_name(field.name) for field in fields(Stats)}


@dataclass(frozen=True, slots=True)
class SrtFigures:
    """How a connection does, over the last two seconds or so.

    loss_percent        packets that went missing on their way, before they were sent again
    retransmits         packets sent again (as the sender) or received again, in total
    bandwidth_mbps      estimated capacity of the link
    encryption          "" or "AES-128", "AES-192", "AES-256"
    """

    rtt_ms: float
    loss_percent: float
    retransmits: int
    retransmits_per_s: float
    bandwidth_mbps: float
    rate_mbps: float
    latency_ms: int
    encryption: str


@dataclass(frozen=True, slots=True)
class _Sample:
    at: float
    stats: Stats


class Window:
    """The last `WINDOW_S` seconds of a connection's counters. Fed by whoever asks."""

    def __init__(self) -> None:
        self._samples: deque[_Sample] = deque()

    def stale(self, now: float) -> bool:
        """Whether there is no sample of this moment yet."""
        return not self._samples or now - self._samples[-1].at >= _FRESH_S

    def add(self, now: float, stats: Stats) -> None:
        """`stats` are of `now` (s, any monotonic clock)."""
        self._samples.append(_Sample(now, stats))
        while len(self._samples) > 2 and now - self._samples[1].at >= WINDOW_S:
            self._samples.popleft()

    @property
    def last(self) -> Stats:
        return self._samples[-1].stats if self._samples else Stats()

    def _ends(self) -> tuple[Stats, Stats, float]:
        if not self._samples:
            return Stats(), Stats(), 1.0
        first, last = self._samples[0], self._samples[-1]
        return first.stats, last.stats, max(last.at - first.at, 1e-3)

    def rates_mbps(self) -> tuple[float, float]:
        """Sent and received, with headers, in Mb/s."""
        old, new, seconds = self._ends()
        sent, received = new.bytes_sent - old.bytes_sent, new.bytes_received - old.bytes_received
        return sent * 8e-6 / seconds, received * 8e-6 / seconds

    def loss_percents(self) -> tuple[float, float]:
        """Of what was sent, as the peer reports it, and of what should have been received."""
        old, new, _ = self._ends()
        sent = new.packets_sent_unique - old.packets_sent_unique
        sent_lost = new.packets_send_loss - old.packets_send_loss
        received = new.packets_received_unique - old.packets_received_unique
        missed = new.packets_received_loss - old.packets_received_loss
        dropped = new.packets_received_drop - old.packets_received_drop
        return _percent(sent_lost, sent), _percent(missed, received + dropped)

    def figures(self, latency_ms: int, encryption: str) -> SrtFigures:
        """What the window shows."""
        old, new, seconds = self._ends()
        again = new.packets_retrans + new.packets_received_retrans
        before = old.packets_retrans + old.packets_received_retrans
        return SrtFigures(
            rtt_ms=round(new.ms_rtt, 3),
            loss_percent=round(max(self.loss_percents()), 2),
            retransmits=again,
            retransmits_per_s=round((again - before) / seconds, 2),
            bandwidth_mbps=round(new.mbps_link_capacity, 2),
            rate_mbps=round(max(self.rates_mbps()), 3),
            latency_ms=latency_ms,
            encryption=encryption,
        )


def _percent(lost: int, whole: int) -> float:
    return min(100.0, 100.0 * lost / whole) if whole > 0 else (100.0 if lost > 0 else 0.0)
