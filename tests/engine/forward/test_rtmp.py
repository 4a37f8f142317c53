"""One connection attempt against servers with every kind of manners."""

import asyncio
from pathlib import Path

import pytest

from streamingpro.engine.forward import proof, publishing
from streamingpro.engine.forward.errors import ErrorKind, ForwardError
from streamingpro.engine.forward.rtmp import RtmpPush
from streamingpro.protocols.rtmp import amf0
from streamingpro.protocols.rtmp.url import parse_target
from tests.engine.forward.certificates import self_signed
from tests.engine.harness import turns, until
from tests.engine.media import Encoder, kinds
from tests.engine.platform import Manners, platform
from tests.peers.hostile import refused_port

KEY = "s3cret-key"


class Attempt:
    """A push that runs, and how often it was proven."""

    def __init__(
        self, url: str, encoder: Encoder, fingerprint: str = "", steady_s: float = 0.0
    ) -> None:
        self.proofs = 0
        self.push = RtmpPush(parse_target(url), fingerprint, encoder.stream, self._proven, steady_s)
        self.task = asyncio.ensure_future(self.push.run())

    def _proven(self) -> None:
        self.proofs += 1

    async def error(self) -> ForwardError:
        """How it ended."""
        with pytest.raises(ForwardError) as caught:
            async with asyncio.timeout(20):
                await self.task
        assert KEY not in caught.value.message
        return caught.value

    async def leave(self) -> None:
        self.task.cancel()
        await asyncio.wait([self.task])
        assert self.task.cancelled()


@pytest.mark.parametrize(
    ("manners", "kind", "words"),
    [
        (Manners.REFUSE, ErrorKind.REJECTED, "refused the stream: “Publishing refused”"),
        (Manners.CLOSE_ON_KEY, ErrorKind.REJECTED, "when the stream key was sent"),
        (Manners.CLOSE_AFTER_START, ErrorKind.NETWORK, "The server closed the connection."),
        (Manners.CLOSE_AFTER_HANDSHAKE, ErrorKind.NETWORK, "before it took the stream"),
        (Manners.RESET_AFTER_HANDSHAKE, ErrorKind.NETWORK, "Could not"),
        (Manners.RESET_AT_ONCE, ErrorKind.NETWORK, "Could not"),
        (Manners.GARBAGE, ErrorKind.PROTOCOL, "does not speak RTMP. Check the address"),
        (Manners.SILENT, ErrorKind.TIMEOUT, "did not answer"),
    ],
)
async def test_every_kind_of_bad_server_has_its_name(
    manners: Manners,
    kind: ErrorKind,
    words: str,
    encoder: Encoder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if manners is Manners.SILENT:
        monkeypatch.setattr(publishing, "PUBLISH_TIMEOUT_S", 0.05)
    async with platform(manners) as server:
        attempt = Attempt(server.url(KEY), encoder)
        problem = await attempt.error()
        assert (problem.kind, words in problem.message) == (kind, True), problem.message
        await until(lambda: not server.present)
        assert attempt.proofs == 0 or manners is Manners.CLOSE_AFTER_START


async def test_a_port_that_refuses(encoder: Encoder) -> None:
    with refused_port() as port:
        attempt = Attempt(f"rtmp://127.0.0.1:{port}/live/{KEY}", encoder)
        assert (await attempt.error()).kind is ErrorKind.REFUSED


async def test_the_stream_arrives_whole_and_is_proven_once(encoder: Encoder) -> None:
    async with platform() as server:
        attempt = Attempt(server.url(KEY), encoder)
        await until(lambda: attempt.proofs)
        encoder.frames(5)
        encoder.gop(4)
        await until(lambda: len(server.media.get(KEY, [])) == 2 + 1 + 3 + 5 + 4)
        assert kinds(server.media[KEY]) == "MHH" + "KPP" + "P" * 5 + "KPPP"
        assert amf0.decode(server.media[KEY][0].payload)[0] == "@setDataFrame"
        now = asyncio.get_running_loop().time()
        attempt.push.tick(now)
        figures = attempt.push.figures(now)
        assert figures.frames_sent == 12
        assert figures.frames_dropped == 0
        assert 0 < figures.bytes_acked <= figures.bytes_sent + 1, "the kernel counts the SYN"
        assert figures.rtt_ms is not None
        assert figures.remote_address == f"127.0.0.1:{server.port}"
        await attempt.leave()
        assert attempt.proofs == 1


async def test_who_leaves_says_goodbye_and_keeps_the_last_figures(encoder: Encoder) -> None:
    async with platform() as server:
        attempt = Attempt(server.url(KEY), encoder)
        await until(lambda: attempt.proofs)
        await attempt.leave()
        await until(lambda: server.farewells[KEY])
        before = attempt.push.figures(0.0)
        assert before.bytes_acked > 0
        encoder.gop()
        assert attempt.push.figures(9.0) == before


async def test_a_doubted_stream_is_proven_again_by_new_bytes_only(encoder: Encoder) -> None:
    async with platform() as server:
        attempt = Attempt(server.url(KEY), encoder)
        await until(lambda: attempt.proofs == 1)
        media = server.media[KEY]
        await until(lambda: len(media) == 6)
        attempt.push.doubt()
        await asyncio.sleep(proof.INTERVAL_S * 1.5)
        assert attempt.proofs == 1, "nothing has been sent since"
        encoder.gop()
        await until(lambda: attempt.proofs == 2)
        await attempt.leave()


async def test_a_steady_proof_needs_bytes_that_are_still_taken_after_its_time(
    encoder: Encoder,
) -> None:
    steady_s = 4 * proof.INTERVAL_S
    async with platform() as server:
        attempt = Attempt(server.url(KEY), encoder, steady_s=steady_s)
        await until(lambda: len(server.media.get(KEY, [])) == 6)
        await asyncio.sleep(2 * steady_s)
        assert attempt.proofs == 0, "what fitted into its buffers at once proves nothing"
        encoder.gop()
        await until(lambda: attempt.proofs == 1)
        attempt.push.doubt()
        encoder.gop()
        await until(lambda: attempt.proofs == 2)
        await attempt.leave()


async def test_a_server_that_stops_reading_is_stalled_after_ten_seconds(encoder: Encoder) -> None:
    async with platform(Manners.STOP_READING) as server:
        attempt = Attempt(server.url(KEY), encoder)
        await until(lambda: attempt.push.accepted)
        now = asyncio.get_running_loop().time()

        def stuck() -> bool:
            encoder.gop(2, size=500_000)
            return attempt.push.figures(now).queue_bytes > 2_000_000

        await until(stuck)
        await _settled(attempt)
        for second in range(1, 10):
            attempt.push.tick(now + second)
            await turns(3)
            assert not attempt.task.done(), f"given up after {second} s"
        for second in range(10, 25):
            attempt.push.tick(now + second)
        problem = await attempt.error()
        assert problem.kind is ErrorKind.STALLED


async def _settled(attempt: Attempt) -> None:
    """Until nothing more is acknowledged: the kernels' buffers are full."""
    seen = [-1]
    same = 0

    def still() -> bool:
        nonlocal same
        acked = attempt.push.figures(0.0).bytes_acked
        same = same + 1 if acked == seen[-1] else 0
        seen.append(acked)
        return same >= 50

    await until(still)


async def test_an_idle_connection_is_not_stalled(encoder: Encoder) -> None:
    async with platform() as server:
        attempt = Attempt(server.url(KEY), encoder)
        await until(lambda: len(server.media.get(KEY, [])) == 6)
        now = asyncio.get_running_loop().time()
        for second in range(100):
            attempt.push.tick(now + second)
        await turns()
        assert not attempt.task.done(), "the encoder is away, that is all"
        await attempt.leave()


async def test_the_servers_words_are_shown_without_the_key(encoder: Encoder) -> None:
    async with platform(Manners.REFUSE) as server:
        server.words = f"No stream {KEY} here, see rtmp://x/live/{KEY}?token=abcdef. "
        server.code = f"Custom.{KEY}"
        problem = await Attempt(server.url(f"{KEY}?auth=abcdef"), encoder).error()
        assert "No stream *** here" in problem.message
        assert "abcdef" not in problem.message


async def test_endless_words_are_cut(encoder: Encoder) -> None:
    async with platform(Manners.REFUSE) as server:
        server.words = "x" * 900
        assert len((await Attempt(server.url(KEY), encoder).error()).message) < 500


async def test_a_server_that_leaves_later_is_trouble_on_the_way(encoder: Encoder) -> None:
    async with platform() as server:
        attempt = Attempt(server.url(KEY), encoder)
        await until(lambda: attempt.proofs)
        server.drop_all()
        assert (await attempt.error()).kind is ErrorKind.NETWORK


@pytest.mark.parametrize("after", range(0, 60, 4))
async def test_cancelled_at_any_moment_nothing_stays_open(after: int, encoder: Encoder) -> None:
    async with platform() as server:
        attempt = Attempt(server.url(KEY), encoder)
        await turns(after)
        await attempt.leave()
        await until(lambda: not server.present)
        assert not server.live[KEY]


async def test_rtmps_carries_the_stream_to_a_server_known_by_its_fingerprint(
    encoder: Encoder, tmp_path: Path
) -> None:
    certificate = self_signed(tmp_path)
    async with platform(tls=certificate.server) as server:
        url = server.url(KEY, scheme="rtmps")
        assert (await Attempt(url, encoder).error()).kind is ErrorKind.TLS
        attempt = Attempt(url, encoder, certificate.fingerprint)
        await until(lambda: attempt.proofs)
        encoder.gop(3, size=200_000)
        await until(lambda: len(server.media.get(KEY, [])) == 9)
        assert kinds(server.media[KEY]) == "MHHKPPKPP"
        await attempt.leave()
        await until(lambda: server.farewells[KEY])


async def test_a_fast_encoder_fills_nobody_elses_queue(encoder: Encoder) -> None:
    async with platform(Manners.STOP_READING) as bad, platform() as good:
        stuck, fine = Attempt(bad.url(KEY), encoder), Attempt(good.url(KEY), encoder)
        await until(lambda: stuck.push.accepted and fine.push.accepted)
        for number in range(1, 61):
            encoder.gop(2, size=200_000)
            await until(lambda: len(good.media.get(KEY, [])) == 6 + 2 * number)  # noqa: B023
        now = asyncio.get_running_loop().time()
        assert stuck.push.figures(now).frames_dropped > 0
        assert fine.push.figures(now).frames_dropped == 0
        await fine.leave()
        await stuck.leave()
