"""The figures of an SRT link."""

from typing import Any

from streamingpro.engine.srt.stats import SrtFigures


def link(figures: SrtFigures | None) -> dict[str, Any] | None:
    """In the API's names; None for whoever is not connected over SRT."""
    if figures is None:
        return None
    return {
        "rttMs": figures.rtt_ms,
        "lossPercent": figures.loss_percent,
        "retransmits": figures.retransmits,
        "retransmitsPerS": figures.retransmits_per_s,
        "bandwidthMbps": figures.bandwidth_mbps,
        "rateMbps": figures.rate_mbps,
        "latencyMs": figures.latency_ms,
        "encryption": figures.encryption,
    }
