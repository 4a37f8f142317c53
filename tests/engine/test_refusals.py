"""Refusals in the log: all that is new, and no flood."""

import pytest
from structlog.testing import capture_logs

from streamingpro.engine import refusals
from streamingpro.engine.refusals import QUIET_S, Repeats, log_refusal
from streamingpro.kit.ids import new_secret
from streamingpro.kit.logging import get_logger


def test_an_encoder_that_tries_over_and_over_is_news_once_a_minute() -> None:
    repeats = Repeats()
    what = ("192.0.2.7", "publish", "show", "the key is wrong")
    heard = [repeats.news(what, 100 + tenth / 10) for tenth in range(601)]
    assert heard[0] == 0
    assert heard[1:600] == [None] * 599
    assert heard[600] == 599, "what was kept quiet is counted"
    assert repeats.news(("192.0.2.8", *what[1:]), 100.1) == 0
    assert repeats.news((*what[:3], "no such path"), 100.1) == 0
    assert QUIET_S == 60


def test_the_memory_of_refusals_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "_MAX_KNOWN", 10)
    repeats = Repeats()
    for number in range(100):
        repeats.news((str(number),), float(number) / 1000)
    assert len(repeats._known) == 10


def test_a_path_that_nobody_configured_is_masked() -> None:
    with capture_logs() as lines:
        log = get_logger("test")
        key = new_secret()
        log_refusal(log, "publish", f"live/{key}", "192.0.2.9:1", "no such path", known=False)
        log_refusal(log, "publish", "show", "192.0.2.9:1", "the key is wrong", known=True)
        log_refusal(log, "publish", "show", "192.0.2.9:2", "the key is wrong", known=True)
    assert key not in str(lines)
    assert [line["path"] for line in lines[1:]] == ["show"], "the same caller, but another port"
