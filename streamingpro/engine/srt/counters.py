"""libsrt's statistics of one socket, turned into Stats."""

import math
from ctypes import byref
from dataclasses import replace

from streamingpro.engine.srt.lib import Library
from streamingpro.engine.srt.stats import Stats, Window
from streamingpro.engine.srt.structs import ERROR, Counters

_KEEP_COUNTING, _AS_OF_NOW = 0, 1
_MOST = 1e15


def read_stats(library: Library, sock: int, window: Window) -> Stats | None:
    """What libsrt says now, with the rates of `window`; None when the connection has ended."""
    raw = Counters()
    if library.api.srt_bistats(sock, byref(raw), _KEEP_COUNTING, _AS_OF_NOW) == ERROR:
        return None
    send_rate, receive_rate = window.rates_mbps()
    send_loss, receive_loss = window.loss_percents()
    return replace(
        _plain(raw),
        mbps_send_rate=send_rate,
        mbps_receive_rate=receive_rate,
        packets_send_loss_rate=send_loss,
        packets_received_loss_rate=receive_loss,
    )


def _plain(raw: Counters) -> Stats:
    # pktRcvRetrans and pktRcvBelated are since the last clearing, and nobody clears.
    return Stats(
        packets_sent=raw.pktSentTotal,
        packets_received=raw.pktRecvTotal,
        packets_sent_unique=raw.pktSentUniqueTotal,
        packets_received_unique=raw.pktRecvUniqueTotal,
        packets_send_loss=raw.pktSndLossTotal,
        packets_received_loss=raw.pktRcvLossTotal,
        packets_retrans=raw.pktRetransTotal,
        packets_received_retrans=raw.pktRcvRetrans,
        packets_sent_ack=raw.pktSentACKTotal,
        packets_received_ack=raw.pktRecvACKTotal,
        packets_sent_nak=raw.pktSentNAKTotal,
        packets_received_nak=raw.pktRecvNAKTotal,
        us_snd_duration=raw.usSndDurationTotal,
        packets_received_belated=raw.pktRcvBelated,
        packets_send_drop=raw.pktSndDropTotal,
        packets_received_drop=raw.pktRcvDropTotal,
        packets_received_undecrypt=raw.pktRcvUndecryptTotal,
        bytes_sent=raw.byteSentTotal,
        bytes_received=raw.byteRecvTotal,
        bytes_sent_unique=raw.byteSentUniqueTotal,
        bytes_received_unique=raw.byteRecvUniqueTotal,
        bytes_received_loss=raw.byteRcvLossTotal,
        bytes_retrans=raw.byteRetransTotal,
        bytes_send_drop=raw.byteSndDropTotal,
        bytes_received_drop=raw.byteRcvDropTotal,
        bytes_received_undecrypt=raw.byteRcvUndecryptTotal,
        us_packets_send_period=_number(raw.usPktSndPeriod),
        packets_flow_window=raw.pktFlowWindow,
        packets_flight_size=raw.pktFlightSize,
        ms_rtt=_number(raw.msRTT),
        mbps_link_capacity=_number(raw.mbpsBandwidth),
        bytes_avail_send_buf=raw.byteAvailSndBuf,
        bytes_avail_receive_buf=raw.byteAvailRcvBuf,
        mbps_max_bw=_number(raw.mbpsMaxBW),
        byte_mss=raw.byteMSS,
        packets_send_buf=raw.pktSndBuf,
        bytes_send_buf=raw.byteSndBuf,
        ms_send_buf=raw.msSndBuf,
        ms_send_tsb_pd_delay=raw.msSndTsbPdDelay,
        packets_receive_buf=raw.pktRcvBuf,
        bytes_receive_buf=raw.byteRcvBuf,
        ms_receive_buf=raw.msRcvBuf,
        ms_receive_tsb_pd_delay=raw.msRcvTsbPdDelay,
        packets_reorder_tolerance=raw.pktReorderTolerance,
        packets_received_avg_belated_time=round(_number(raw.pktRcvAvgBelatedTime)),
    )


def _number(value: float) -> float:
    """Where nothing was measured yet, libsrt may say NaN, or what its memory held before."""
    return value if math.isfinite(value) and abs(value) < _MOST else 0.0
