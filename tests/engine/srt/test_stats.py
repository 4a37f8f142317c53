"""Figures over the last seconds, and the names of the API."""

from streamingpro.engine.srt.stats import Stats, Window


def test_figures_are_those_of_the_last_two_seconds() -> None:
    window = Window()
    assert window.stale(0.0)
    for second in range(10):
        window.add(
            float(second),
            Stats(
                packets_received_unique=100 * second,
                packets_received_loss=5 * second if second > 6 else 0,
                packets_received_retrans=4 * second,
                bytes_received=125_000 * second,
                ms_rtt=12.5,
                mbps_link_capacity=80.0,
            ),
        )
    assert not window.stale(9.1)
    assert window.stale(9.3)
    figures = window.figures(200, "AES-128")
    assert figures.rate_mbps == 1.0
    assert figures.retransmits == 36
    assert figures.retransmits_per_s == 4.0
    assert figures.loss_percent == 5.0
    assert (figures.rtt_ms, figures.bandwidth_mbps) == (12.5, 80.0)
    assert (figures.latency_ms, figures.encryption) == (200, "AES-128")


def test_the_loss_of_a_sender_is_what_its_peer_reports() -> None:
    window = Window()
    window.add(0.0, Stats())
    window.add(1.0, Stats(packets_sent_unique=200, packets_send_loss=20, packets_retrans=21))
    figures = window.figures(120, "")
    assert figures.loss_percent == 10.0
    assert figures.retransmits_per_s == 21.0


def test_nothing_is_known_of_a_connection_that_nobody_looked_at() -> None:
    figures = Window().figures(120, "")
    assert (figures.rate_mbps, figures.loss_percent, figures.retransmits) == (0.0, 0.0, 0)
    window = Window()
    window.add(1.0, Stats(packets_received_loss=3))
    assert window.figures(120, "").loss_percent == 0.0


def test_all_that_is_lost_is_no_more_than_all() -> None:
    window = Window()
    window.add(0.0, Stats())
    window.add(1.0, Stats(packets_received_loss=3))
    assert window.figures(120, "").loss_percent == 100.0


def test_names_of_the_api() -> None:
    names = set(Stats().api())
    assert {
        *("packetsSent", "packetsReceivedACK", "packetsSentNAK", "usSndDuration"),
        *("bytesReceivedUndecrypt", "usPacketsSendPeriod", "msRTT", "mbpsLinkCapacity"),
        *("mbpsMaxBW", "byteMSS", "msReceiveTsbPdDelay", "packetsReceivedAvgBelatedTime"),
        *("packetsSendLossRate", "bytesAvailReceiveBuf", "packetsReorderTolerance"),
    } <= names
