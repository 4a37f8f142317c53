"""Destinations tried without a stream."""

import asyncio
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from streamingpro.engine.conf import ForwardConf
from streamingpro.engine.forward import publishing, trial
from streamingpro.engine.forward.errors import ErrorKind
from streamingpro.engine.forward.trial import AT_ONCE, NobodyToCall, TooManyTrials, Trials, Verdict
from streamingpro.engine.srt import SrtUnavailable, connect, load
from streamingpro.protocols.srt_url import parse_srt_url
from tests.engine.forward.certificates import self_signed
from tests.engine.harness import turns, until
from tests.engine.platform import Manners, Platform, platform
from tests.engine.srt.conftest import end
from tests.peers.hostile import refused_port
from tests.peers.srt import sink
from tests.peers.tools import free_udp_port, missing

KEY = "s3cret-key"
PHRASE = "correct horse battery"


@pytest.fixture(autouse=True)
def hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short moment after the server's yes."""
    monkeypatch.setattr(trial, "HOLD_S", 0.1)


@pytest.fixture
def srt() -> None:
    try:
        load()
    except SrtUnavailable as error:
        missing("libsrt", str(error))


async def run(dest: str, fingerprint: str = "") -> Verdict:
    with capture_logs() as logs:
        verdict = await Trials().run(ForwardConf(dest, fingerprint))
    assert KEY not in f"{verdict}{logs}"
    assert PHRASE not in f"{verdict}{logs}"
    assert [entry["event"] for entry in logs] == ["destination tried"]
    return verdict


async def test_a_server_that_takes_the_key_gets_a_farewell_and_no_media() -> None:
    async with platform() as server:
        verdict = await run(server.url(KEY))
        assert (verdict.kind, verdict.message) == (None, "The server accepted the stream key.")
        assert verdict.remote_address == f"127.0.0.1:{server.port}"
        assert 0.1 <= verdict.took_s < trial.LIMIT_S
        await until(lambda: not server.present)
        assert server.started[KEY] == 1
        assert server.farewells[KEY]
        assert not server.media


@pytest.mark.parametrize(
    ("manners", "kind", "words"),
    [
        (Manners.REFUSE, ErrorKind.REJECTED, "refused the stream: “Publishing refused”"),
        (Manners.CLOSE_ON_KEY, ErrorKind.REJECTED, "when the stream key was sent"),
        (Manners.CLOSE_AFTER_START, ErrorKind.REJECTED, "when the stream key was sent"),
        (Manners.CLOSE_AFTER_HANDSHAKE, ErrorKind.NETWORK, "before it took the stream"),
        (Manners.RESET_AFTER_HANDSHAKE, ErrorKind.NETWORK, "Could not"),
        (Manners.RESET_AT_ONCE, ErrorKind.NETWORK, "Could not"),
        (Manners.GARBAGE, ErrorKind.PROTOCOL, "does not speak RTMP. Check the address"),
        (Manners.SILENT, ErrorKind.TIMEOUT, "did not answer"),
    ],
)
async def test_every_kind_of_bad_server_has_its_name(
    manners: Manners, kind: ErrorKind, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if manners is Manners.SILENT:
        monkeypatch.setattr(publishing, "PUBLISH_TIMEOUT_S", 0.05)
    async with platform(manners) as server:
        verdict = await run(server.url(KEY))
        assert (verdict.kind, words in verdict.message) == (kind, True), verdict.message
        await until(lambda: not server.present)


async def test_who_closes_a_moment_after_its_yes_refused_the_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(trial, "HOLD_S", 60.0)
    async with platform() as server:
        trying = asyncio.ensure_future(run(server.url(KEY)))
        await until(lambda: server.started[KEY])
        await turns(50)
        assert not trying.done()
        server.drop_all()
        assert (await trying).kind is ErrorKind.REJECTED


async def test_nobody_there() -> None:
    with refused_port() as port:
        verdict = await run(f"rtmp://127.0.0.1:{port}/live/{KEY}")
    assert (verdict.kind, verdict.remote_address) == (ErrorKind.REFUSED, "")
    assert (await run(f"rtmp://nowhere.invalid/live/{KEY}")).kind is ErrorKind.DNS


async def test_a_certificate_is_checked(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    async with platform(tls=certificate.server) as server:
        url = server.url(KEY, "rtmps")
        assert (await run(url)).kind is ErrorKind.TLS
        assert (await run(url, certificate.fingerprint)).kind is None
        assert (await run(url, "0" * 64)).kind is ErrorKind.TLS
        assert server.started[KEY] == 1


async def test_the_whole_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "LIMIT_S", trial.GOODBYE_S + 0.2)
    async with platform(Manners.SILENT) as server:
        verdict = await run(server.url(KEY))
        assert (verdict.kind, "no clear answer" in verdict.message) == (ErrorKind.TIMEOUT, True)
        await until(lambda: not server.present)


async def test_a_fault_of_ours_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(_self: object) -> int:
        raise RuntimeError(KEY)

    monkeypatch.setattr(publishing.Publishing, "start", broken)
    with capture_logs():
        verdict = await Trials().run(ForwardConf(f"rtmp://127.0.0.1/live/{KEY}"))
    assert (verdict.kind, KEY in verdict.message) == (ErrorKind.INTERNAL, False)


async def test_who_is_cancelled_takes_leave() -> None:
    async with platform() as server:
        trying = await _held(server, Trials())
        trying.cancel()
        await asyncio.wait([trying])
        assert trying.cancelled()
        assert server.farewells[KEY]
        await until(lambda: not server.present)


async def _held(server: Platform, trials: Trials, key: str = KEY) -> "asyncio.Task[Verdict]":
    """A trial that waits for the server's answer."""
    before = server.asked[key]
    task = asyncio.ensure_future(trials.run(ForwardConf(server.url(key))))
    await until(lambda: server.asked[key] > before)
    return task


async def test_a_few_at_once_and_no_more() -> None:
    trials = Trials()
    async with platform() as server:
        server.gate.clear()
        trying = [await _held(server, trials, f"key{number}") for number in range(AT_ONCE)]
        with pytest.raises(TooManyTrials):
            await trials.run(ForwardConf(server.url(KEY)))
        trying[0].cancel()
        await asyncio.wait([trying[0]])
        server.gate.set()
        assert (await trials.run(ForwardConf(server.url(KEY)))).kind is None
        assert {(await one).kind for one in trying[1:]} == {None}
        assert server.asked[KEY] == 1


# SRT


async def test_a_passphrase_right_and_wrong(srt: None, tmp_path: Path) -> None:
    async with sink(tmp_path, passphrase=PHRASE) as server:
        good = await run(f"{server.url}&streamid={KEY}")
        assert (good.kind, good.message) == (None, "The server accepted the connection.")
        assert good.remote_address == f"127.0.0.1:{server.port}"
        wrong = await run(f"srt://127.0.0.1:{server.port}?passphrase=another%20one%20{KEY}")
        assert (wrong.kind, "passphrase is wrong" in wrong.message) == (ErrorKind.REJECTED, True)
        assert wrong.remote_address == ""
        none = await run(f"srt://127.0.0.1:{server.port}")
        assert none.kind is ErrorKind.REJECTED


async def test_nobody_answers_over_srt(srt: None) -> None:
    verdict = await run(f"srt://127.0.0.1:{free_udp_port()}?connect_timeout=200")
    assert (verdict.kind, "nothing answers" in verdict.message) == (ErrorKind.TIMEOUT, True)


async def test_a_peer_that_throws_us_out_after_the_handshake_refused_us(
    srt: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "HOLD_S", 60.0)
    port = free_udp_port()
    waiting = asyncio.ensure_future(
        connect(parse_srt_url(f"srt://127.0.0.1:{port}?mode=listener"), 10)
    )
    trying = asyncio.ensure_future(run(f"srt://127.0.0.1:{port}?streamid={KEY}"))
    end(await waiting).wire.close()
    verdict = await trying
    assert (verdict.kind, "closed it at once" in verdict.message) == (ErrorKind.REJECTED, True)


async def test_two_meet_half_way(srt: None) -> None:
    one, other = free_udp_port(), free_udp_port()
    ways = [
        f"srt://127.0.0.1:{one}?mode=rendezvous&localport={other}",
        f"srt://127.0.0.1:{other}?mode=rendezvous&localport={one}",
    ]
    trials = Trials()
    verdicts = await asyncio.gather(*(trials.run(ForwardConf(way)) for way in ways))
    assert None in {verdict.kind for verdict in verdicts}, "whoever leaves first ends the other"


async def test_who_would_call_us_can_t_be_tried() -> None:
    with pytest.raises(NobodyToCall, match="listener"):
        await Trials().run(ForwardConf("srt://:9000?mode=listener"))
