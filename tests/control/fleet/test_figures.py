"""Rates and loss from counters, with the clock as an argument."""

import pytest

from streamingpro.control.fleet.figures import Rates, SrtLines, whole_life
from streamingpro.mediamtx.models import Path, SrtConn, SrtFigures
from tests.control.fleet.made import live


def counted(**bytes_: int) -> dict[str, Path]:
    return {name: live(name, inbound_bytes=count) for name, count in bytes_.items()}


@pytest.fixture
def rates() -> Rates:
    return Rates(lambda path: path.inbound_bytes)


def test_a_rate_is_known_after_a_second_and_then_of_each_second(rates: Rates) -> None:
    assert rates.take(counted(a=1_000), 10.0) == {}
    assert rates.take(counted(a=1_400), 10.5) == {}, "less would show how bytes are bundled"
    assert rates.take(counted(a=2_000), 11.0) == {"a": 8_000}
    assert rates.take(counted(a=9_000), 11.5) == {"a": 8_000}
    assert rates.take(counted(a=6_000), 13.0) == {"a": 16_000}


def test_a_silent_stream_has_the_rate_0(rates: Rates) -> None:
    rates.take(counted(a=7), 0.0)
    assert rates.take(counted(a=7), 2.0) == {"a": 0}


def test_a_counter_that_goes_back_is_another_publisher(rates: Rates) -> None:
    rates.take(counted(a=5_000), 0.0)
    assert rates.take(counted(a=6_000), 1.0) == {"a": 8_000}
    assert rates.take(counted(a=100), 2.0) == {}
    assert rates.take(counted(a=225), 3.0) == {"a": 1_000}


def test_what_is_gone_is_forgotten_and_begins_anew(rates: Rates) -> None:
    rates.take(counted(a=0, b=0), 0.0)
    assert rates.take(counted(a=125, b=250), 1.0) == {"a": 1_000, "b": 2_000}
    assert rates.take(counted(b=375), 2.0) == {"b": 1_000}
    waiting = {"b": live("b", available=False, inbound_bytes=400)}
    assert rates.take(waiting, 3.0) == {}
    assert rates.take(counted(a=9_000, b=9_000), 4.0) == {}


def conn(received: int, lost: int, repeated: int, id_: str = "c1") -> SrtConn:
    return SrtConn(
        id=id_,
        packets_received=received,
        packets_received_loss=lost,
        packets_received_retrans=repeated,
        ms_rtt=12.5,
        mbps_link_capacity=95.5,
        mbps_receive_rate=6.0,
        ms_receive_tsb_pd_delay=200,
    )


def test_loss_is_that_of_the_last_seconds_not_of_the_whole_life() -> None:
    lines = SrtLines()
    first = lines.figures(conn(1_000, 500, 400), 0.0)
    assert (first.loss_percent, first.retransmits, first.retransmits_per_s) == (0.0, 400, 0.0)
    soon = lines.figures(conn(1_010, 510, 410), 0.5)
    assert soon is first, "too little to tell"
    later = lines.figures(conn(1_095, 505, 408), 2.0)
    assert (later.loss_percent, later.retransmits, later.retransmits_per_s) == (5.0, 408, 4.0)
    calm = lines.figures(conn(1_295, 505, 408), 4.0)
    assert (calm.loss_percent, calm.retransmits_per_s) == (0.0, 0.0)
    assert (calm.rtt_ms, calm.bandwidth_mbps, calm.rate_mbps, calm.latency_ms) == (
        12.5,
        95.5,
        6.0,
        200,
    )


def test_a_line_on_which_nothing_came_has_lost_nothing() -> None:
    lines = SrtLines()
    lines.figures(conn(10, 1, 0), 0.0)
    assert lines.figures(conn(10, 1, 0), 2.0).loss_percent == 0.0


def test_counters_that_go_back_make_no_figure_below_zero() -> None:
    lines = SrtLines()
    lines.figures(conn(1_000, 50, 40), 0.0)
    back = lines.figures(conn(1_100, 0, 0), 2.0)
    assert (back.loss_percent, back.retransmits_per_s) == (0.0, 0.0)


def test_lines_that_are_gone_are_forgotten() -> None:
    lines = SrtLines()
    lines.figures(conn(100, 50, 0), 0.0)
    lines.figures(conn(100, 50, 0, "c2"), 0.0)
    lines.keep(["c2"])
    assert lines.figures(conn(200, 150, 0), 2.0).loss_percent == 0.0, "a new beginning"
    assert lines.figures(conn(100, 150, 0, "c2"), 2.0).loss_percent == 100.0


def test_our_engines_own_figures_are_taken_as_they_are() -> None:
    told = SrtFigures(rtt_ms=3.0, loss_percent=1.0)
    ours = conn(100, 50, 0).model_copy(update={"srt": told})
    assert SrtLines().figures(ours, 0.0) is told
    assert whole_life(ours) is told


def test_a_line_that_is_looked_at_once_shows_the_loss_of_its_whole_life() -> None:
    figures = whole_life(conn(900, 100, 80))
    assert (figures.loss_percent, figures.retransmits, figures.retransmits_per_s) == (10.0, 80, 0.0)
