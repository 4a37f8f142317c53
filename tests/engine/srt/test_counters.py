"""libsrt's numbers, which it does not always set before it tells them."""

import math

import orjson
import pytest

from streamingpro.engine.srt import counters
from streamingpro.engine.srt.structs import Counters


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e300, -1e300])
def test_numbers_that_mean_nothing_are_none(value: float) -> None:
    raw = Counters(pktRcvAvgBelatedTime=value, msRTT=value, mbpsBandwidth=value, pktSentTotal=7)
    stats = counters._plain(raw)
    assert (stats.packets_received_avg_belated_time, stats.ms_rtt, stats.packets_sent) == (0, 0, 7)
    assert b"Infinity" not in orjson.dumps(stats.api())


def test_numbers_that_mean_something_stay() -> None:
    raw = Counters(pktRcvAvgBelatedTime=12.6, msRTT=0.25, mbpsBandwidth=1000.0)
    stats = counters._plain(raw)
    found = stats.packets_received_avg_belated_time, stats.ms_rtt, stats.mbps_link_capacity
    assert found == (13, 0.25, 1000.0)
