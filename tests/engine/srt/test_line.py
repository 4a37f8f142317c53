"""SRT over a bad line: what is lost is sent again, and a peer that is gone is noticed."""

import asyncio

from streamingpro.engine.srt import SrtErrorKind, connect
from streamingpro.protocols.srt_url import parse_srt_url
from tests.engine.harness import until
from tests.engine.srt.conftest import House, end
from tests.peers.lossy import Line, lossy

PACKETS = [bytes([0x47]) + number.to_bytes(4, "big") + bytes(183) for number in range(7 * 400)]
_ON_THE_WAY = 32
"""Datagrams that the line need not have taken yet: more than some 90 overflow its socket on a busy
machine, and nothing tells libsrt of a loss after which nothing is sent."""


async def test_everything_arrives_over_a_line_that_loses_some_of_it(house: House) -> None:
    async with lossy(house.listener.port, loss=0.05, delay_s=0.01) as line:
        url = f"srt://127.0.0.1:{line.port}?latency=2000"
        caller = end(await connect(parse_srt_url(url), 10))
        await until(lambda: house.guests)
        guest = house.guests[0]
        caller.wire.stats()
        guest.wire.stats()
        for at in range(0, len(PACKETS), 7):
            await _taken(line, at // 7 - _ON_THE_WAY)
            caller.wire.write(b"".join(PACKETS[at : at + 7]))
        await until(lambda: len(guest.data) == len(PACKETS) * 188)
        assert guest.data == b"".join(PACKETS)
        await until(lambda: guest.wire.stats().packets_received_loss)
        await until(lambda: caller.wire.stats().packets_retrans)
        now = asyncio.get_running_loop().time()
        seen, sent = guest.wire.figures(now), caller.wire.figures(now)
        assert 0 < seen.loss_percent < 50
        assert sent.retransmits > 0
        assert sent.rtt_ms > 15
        caller.wire.close()


async def test_a_peer_that_is_gone_is_noticed(house: House) -> None:
    async with lossy(house.listener.port) as line:
        caller = end(await connect(parse_srt_url(f"srt://127.0.0.1:{line.port}"), 10))
        caller.wire.write(PACKETS[0])
        await until(lambda: house.guests and house.guests[0].data)
        guest = house.guests[0]
        line.loss = 1.0
        await until(lambda: caller.lost and guest.lost)  # some 5 s, which libsrt sets
        for error in (caller.lost[0], guest.lost[0]):
            assert error is not None
            assert error.kind is SrtErrorKind.NETWORK
            assert "did not answer" in error.message


async def _taken(line: Line, count: int) -> None:
    """The line has seen so many packets of media."""
    await until(lambda: len(line.attempts) > count)
