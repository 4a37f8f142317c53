"""The statistics of SRT: all that MediaMTX tells, and the few figures that people look at."""

from streamingpro.mediamtx.base import ApiModel


class SrtFigures(ApiModel):
    """How an SRT connection does, over the last two seconds or so (embedded engine)."""

    rtt_ms: float = 0.0
    loss_percent: float = 0.0
    retransmits: int = 0
    retransmits_per_s: float = 0.0
    bandwidth_mbps: float = 0.0
    rate_mbps: float = 0.0
    latency_ms: int = 0
    encryption: str = ""


class SrtStatistics(ApiModel):
    """Counters since the connection began, and the state of its buffers at this moment.

    `unique`: without what was sent again; `belated`: came too late and was of no use; `undecrypt`:
    could not be decrypted; `km`: messages about keys. Rates in Mb/s, `ms_` milliseconds, `us_`
    microseconds, loss rates in percent.
    """

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
    packets_sent_km: int = 0
    packets_received_km: int = 0
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
    bytes_received_retrans: int = 0
    bytes_received_belated: int = 0
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
