"""Which addresses may be given to a server that has no guard of its own."""

import asyncio
from collections.abc import Iterable

import pytest

from streamingpro.control.fleet.trust import ASK_AGAIN_AFTER_S, PullTrust
from streamingpro.control.inputs.pull_address import PullRules

PUBLIC, OTHER, PRIVATE = "93.184.216.34", "2606:4700::1", "10.0.0.5"


class Names:
    """A resolver whose answers come when the test says."""

    def __init__(self, *, networks: str = "") -> None:
        self.now = 0.0
        self.asked: list[str] = []
        self.answers: dict[str, list[str]] = {}
        self._gate = asyncio.Event()
        self._known = asyncio.Event()
        self.told = 0
        self.trust = PullTrust(
            PullRules.of(networks, []), self._resolve, self._on_known, now=lambda: self.now
        )

    async def answer(self, **answers: list[str]) -> None:
        """Let the open questions end, until the one who asked has been told."""
        self.answers |= answers
        self._known.clear()
        self._gate.set()
        async with asyncio.timeout(15):
            await self._known.wait()
        self._gate.clear()

    async def _resolve(self, host: str) -> Iterable[str]:
        self.asked.append(host)
        await self._gate.wait()
        return self.answers.get(host, [])

    def _on_known(self) -> None:
        self.told += 1
        self._known.set()


@pytest.mark.parametrize(
    ("addresses", "trusted"),
    [
        ([PUBLIC], True),
        ([PUBLIC, OTHER], True),
        ([PRIVATE], False),
        ([PUBLIC, PRIVATE], False),
        (["127.0.0.1"], False),
        (["::1"], False),
        (["169.254.169.254"], False),
        ([], False),
    ],
)
async def test_only_what_leads_to_the_public_internet_and_nowhere_else(
    addresses: list[str], trusted: bool
) -> None:
    names = Names()
    assert names.trust.of("rtsp://cam/live") is None
    await names.answer(cam=addresses)
    assert names.trust.of("rtsp://cam/live") is trusted


async def test_a_name_is_asked_for_once_whatever_is_pulled_from_it() -> None:
    names = Names()
    for url in ("rtsp://cam/1", "rtsp://user:secret@cam/2", "https://cam/x.m3u8"):
        assert names.trust.of(url) is None
    await names.answer(cam=[PUBLIC])
    assert all(names.trust.of(f"rtsp://cam/{n}") for n in range(3))
    assert (names.asked, names.told) == (["cam"], 1)


async def test_a_network_that_an_administrator_allows_is_trusted() -> None:
    names = Names(networks="10.0.0.0/8")
    names.trust.of("rtsp://cam/live")
    await names.answer(cam=[PRIVATE])
    assert names.trust.of("rtsp://cam/live") is True


async def test_where_every_network_is_allowed_nobody_is_asked() -> None:
    names = Names(networks="any")
    assert names.trust.of("rtsp://cam/live") is True
    assert names.trust.of("srt://:9000?mode=listener") is True
    assert names.asked == []


async def test_an_address_without_a_host_is_not_trusted_and_nobody_is_asked() -> None:
    names = Names()
    assert names.trust.of("file:///media/loop.mp4") is False
    assert names.asked == []


async def test_a_name_that_could_not_be_found_is_asked_for_again_after_a_while() -> None:
    """Else one failure of the name server would keep the input at our engine for good."""
    names = Names()
    names.trust.of("rtsp://cam/live")
    await names.answer()
    names.now += ASK_AGAIN_AFTER_S - 1
    assert names.trust.of("rtsp://cam/live") is False
    names.now += 2
    assert names.trust.of("rtsp://cam/live") is False, "meanwhile what was known holds"
    await names.answer(cam=[PUBLIC])
    assert (names.trust.of("rtsp://cam/live"), names.asked) == (True, ["cam", "cam"])
    names.now += ASK_AGAIN_AFTER_S * 9
    assert names.trust.of("rtsp://cam/live") is True
    assert names.asked == ["cam", "cam"], "what was found is kept"
