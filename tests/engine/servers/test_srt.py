"""The SRT server: who may come in, what they get, and how they go."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from streamingpro.engine.auth import AccessDenied, AccessRequest, Authenticator
from streamingpro.engine.conf import ConfStore
from streamingpro.engine.paths import PathManager
from streamingpro.engine.servers.srt import SrtServer, admission
from streamingpro.engine.servers.srt import server as server_module
from streamingpro.engine.services import ServiceOff
from streamingpro.engine.srt import CallRequest, SrtUnavailable, lib, load
from streamingpro.protocols.mpegts.demux import TsDemuxer
from tests.engine.harness import until
from tests.engine.hub.media import items, packets
from tests.engine.servers.srt_house import House, fingerprint, house
from tests.peers.tools import missing

PHRASE = "a long enough one"
PICTURES = 125


@pytest.fixture
async def inn() -> AsyncIterator[House]:
    try:
        load()
    except SrtUnavailable as error:
        missing("libsrt", error.reason)
    async with house() as found:
        yield found


def pictures(data: bytes) -> int:
    demuxer = TsDemuxer()
    frames = demuxer.feed(data) + demuxer.flush()
    return sum(frame.track.kind == "video" for frame in frames)


async def test_what_is_published_is_read_untouched_from_the_keyframe_on(inn: House) -> None:
    encoder = await inn.call("publish:show")
    runs = packets(items())
    await encoder.send(runs[:40])
    await inn.available()
    player = await inn.call("read:show")
    await until(lambda: inn.path().readers)
    await encoder.send(runs[40:])
    await encoder.wire.finish(5)
    await until(lambda: not inn.path().publisher)
    sent = b"".join(runs)
    await until(lambda: player.data.endswith(sent[-10_000:]))
    assert player.data.endswith(sent[-len(sent) // 2 :])
    assert pictures(bytes(player.data)) == PICTURES


async def test_connections_are_known_with_their_figures(inn: House) -> None:
    encoder = await inn.call("publish:show:me:secret:a=b")
    await encoder.send(packets(items()))
    await inn.available()
    player = await inn.call("#!::r=show,u=you")
    await until(lambda: len(player.data) > 1000)
    writer, reader = inn.conns
    assert (writer.state, writer.user, writer.query) == ("publish", "me", "a=b")
    assert (reader.state, reader.user, reader.path_name) == ("read", "you", "show")
    assert writer.remote_address == encoder.wire.peer_address or writer.remote_address
    await until(lambda: writer.stats().packets_received_unique > 50)
    await until(lambda: reader.stats().packets_sent_unique > 5)
    inn.tick()
    figures = writer.srt_figures(asyncio.get_running_loop().time())
    assert figures is not None
    assert (figures.latency_ms, figures.encryption) == (200, "")
    assert writer.bytes_received > 10_000
    assert reader.bytes_sent > 1000
    assert reader.frames_discarded == 0


@pytest.mark.parametrize(
    ("streamid", "code"),
    [
        ("", 1400),
        ("write:show", 1400),
        ("publish:other", 1404),
        ("read:other", 1404),
        ("read:show", 1404),
        ("show", 1404),
    ],
)
async def test_who_asks_for_what_is_not_there_learns_why(
    inn: House, streamid: str, code: int
) -> None:
    assert await inn.refusal(streamid) == code
    assert not inn.conns


async def test_a_key_that_was_entered_as_a_path_is_not_logged(
    inn: House, capsys: pytest.CaptureFixture[str]
) -> None:
    key = "k" * 40
    assert await inn.refusal(f"publish:{key}:me:topsecret") == 1404
    said = "".join(capsys.readouterr())
    assert "no such path" in said
    assert key not in said
    assert "topsecret" not in said


async def test_a_second_publisher_takes_over_or_is_refused(inn: House) -> None:
    first = await inn.call("publish:show")
    await inn.publishing()
    await inn.call("publish:show")
    await until(lambda: first.lost)
    assert len(inn.conns) == 1
    inn.configure(overridePublisher=False)
    assert await inn.refusal("publish:show") == 1409


async def test_nobody_publishes_to_a_path_that_pulls(inn: House) -> None:
    inn.store.add("pulled", {"source": "rtmp://127.0.0.1:1/x", "sourceOnDemand": True})
    assert await inn.refusal("publish:pulled") == 1409


async def test_no_more_readers_come_in_than_may(inn: House) -> None:
    inn.configure(maxReaders=1)
    encoder = await inn.call("publish:show")
    await encoder.send(packets(items()))
    await inn.available()
    await inn.call("read:show")
    await until(lambda: inn.path().readers)
    assert await inn.refusal("read:show") == 1402


async def test_a_reader_of_a_source_on_demand_is_let_in_and_told_when_it_does_not_come(
    inn: House,
) -> None:
    inn.store.add(
        "pulled",
        {
            "source": "rtmp://127.0.0.1:1/x",
            "sourceOnDemand": True,
            "sourceOnDemandStartTimeout": "1s",
        },
    )
    player = await inn.call("read:pulled")
    await until(lambda: player.lost)
    await until(lambda: not inn.conns)


# passphrases


@pytest.mark.parametrize(
    ("query", "code"),
    [("&passphrase=another one, wrong", 10), ("", 11)],
)
async def test_a_wrong_or_missing_passphrase_stays_outside(
    inn: House, query: str, code: int
) -> None:
    inn.configure(srtPublishPassphrase=PHRASE)
    assert await inn.refusal("publish:show", query) == code


async def test_an_unwanted_passphrase_stays_outside(inn: House) -> None:
    assert await inn.refusal("publish:show", f"&passphrase={PHRASE}") == 11


async def test_publishers_and_readers_have_a_passphrase_each(inn: House) -> None:
    inn.configure(srtPublishPassphrase=PHRASE, srtReadPassphrase="one for the readers")
    encoder = await inn.call("publish:show", f"&passphrase={PHRASE}&pbkeylen=24")
    await encoder.send(packets(items()))
    await inn.available()
    assert inn.conns[0].encryption == "AES-192"
    assert await inn.refusal("read:show", f"&passphrase={PHRASE}") == 10
    player = await inn.call("read:show", "&passphrase=one for the readers")
    await until(lambda: len(player.data) > 1000)
    assert player.data[:1] == b"\x47"


async def test_a_shorter_key_than_wanted_is_thrown_out_and_why_is_logged(
    inn: House, capsys: pytest.CaptureFixture[str]
) -> None:
    inn.configure(srtPublishPassphrase=PHRASE, srtKeyLength=32)
    await inn.thrown_out("publish:show", f"&passphrase={PHRASE}&pbkeylen=16")
    await until(lambda: not inn.conns)
    assert inn.path().publisher is None
    said = "".join(capsys.readouterr())
    assert "AES-128 instead of AES-256" in said
    assert PHRASE not in said
    await inn.call("publish:show", f"&passphrase={PHRASE}&pbkeylen=32")
    assert (await inn.publishing()).encryption == "AES-256"


async def test_a_changed_passphrase_sends_away_who_has_the_old_one(inn: House) -> None:
    inn.configure(srtPublishPassphrase=PHRASE)
    old = await inn.call("publish:show", f"&passphrase={PHRASE}")
    await inn.publishing()
    inn.configure(srtPublishPassphrase=PHRASE, maxReaders=7)
    assert not old.lost
    inn.configure(srtPublishPassphrase="the next passphrase", maxReaders=7)
    await until(lambda: old.lost)
    assert not inn.conns


async def test_the_latency_of_the_path_is_the_least(inn: House) -> None:
    inn.configure(srtLatency="350ms")
    encoder = await inn.call("publish:show", "&latency=80")
    assert encoder.wire.latency_ms == 350


# keys


class Hook:
    """The control plane's answer, given when the test wants it."""

    def __init__(self) -> None:
        self.asked: list[AccessRequest] = []
        self.answer = asyncio.Event()
        self.allows = True

    async def check(self, request: AccessRequest) -> None:
        self.asked.append(request)
        await self.answer.wait()
        if not self.allows:
            raise AccessDenied("refused by the control plane")


@pytest.fixture
def hook(inn: House, monkeypatch: pytest.MonkeyPatch) -> Hook:
    found = Hook()
    monkeypatch.setattr(inn.auth, "check", found.check)
    inn.store.patch_global({"authMethod": "http", "authHTTPAddress": "http://127.0.0.1:1/"})
    return found


async def test_the_control_plane_is_asked_with_all_that_the_caller_said(
    inn: House, hook: Hook
) -> None:
    hook.answer.set()
    await inn.call("publish:show:me:secret:token=t")
    conn = await inn.publishing()
    payload = hook.asked[0].payload()
    assert payload == {
        "ip": "127.0.0.1",
        "user": "me",
        "password": "secret",
        "token": "t",
        "action": "publish",
        "path": "show",
        "protocol": "srt",
        "id": conn.id,
        "query": "token=t",
        "userAgent": "",
    }


@pytest.mark.parametrize(
    ("streamid", "code"), [("publish:show:me:k", 1401), ("publish:show", 1403)]
)
async def test_the_control_plane_s_no_arrives_as_a_code(
    inn: House, hook: Hook, streamid: str, code: int
) -> None:
    hook.allows = False
    hook.answer.set()
    assert await inn.refusal(streamid) == code


@pytest.mark.parametrize(
    "streamid",
    [
        "publish:show:me:{}",
        "publish:show:key={}",
        "publish:show:u:wrong:key={}",
        "#!::r=show,m=publish,s={}",
    ],
)
async def test_a_key_with_another_fingerprint_is_refused_without_asking(
    inn: House, hook: Hook, streamid: str
) -> None:
    hook.answer.set()
    inn.configure(publishKeyVersion=fingerprint("show", "right"))
    assert await inn.refusal(streamid.format("left")) == 1401
    assert not hook.asked
    await inn.call(streamid.format("right"))
    assert len(hook.asked) == 1


async def test_who_the_control_plane_is_slow_to_allow_waits_inside(
    inn: House, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "PATIENCE_S", 0.05)
    encoder = await inn.call("publish:show:me:secret")
    await encoder.send(packets(items()))
    await until(lambda: inn.conns)
    assert inn.conns[0].state == "idle"
    assert inn.path().publisher is None
    hook.answer.set()
    await inn.available()
    await until(lambda: inn.conns[0].bytes_received == encoder.wire.bytes_sent)


async def test_who_the_control_plane_is_slow_to_refuse_is_thrown_out(
    inn: House, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "PATIENCE_S", 0.05)
    hook.allows = False
    encoder = await inn.call("publish:show:me:secret")
    await until(lambda: inn.conns)
    hook.answer.set()
    await until(lambda: encoder.lost)
    assert not inn.conns
    assert inn.path().publisher is None


async def test_a_caller_that_leaves_while_it_waits_is_forgotten(
    inn: House, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "PATIENCE_S", 0.05)
    encoder = await inn.call("publish:show:me:secret")
    await until(lambda: inn.conns)
    encoder.wire.close()
    await until(lambda: not inn.conns)
    hook.answer.set()
    await asyncio.sleep(0)
    assert inn.path().publisher is None


async def test_an_answer_that_fails_is_an_internal_error(
    inn: House, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def check(_request: AccessRequest) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(inn.auth, "check", check)
    assert await inn.refusal("publish:show:me:secret") == 1500


async def test_not_too_many_wait_for_the_control_plane(
    inn: House, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "PATIENCE_S", 0.05)
    monkeypatch.setattr(admission, "MAX_UNDECIDED", 2)
    for _ in range(2):
        await inn.call("publish:show:me:secret")
    assert await inn.refusal("publish:show:me:secret") == 1402


async def test_readers_that_wait_keep_no_publisher_out(
    inn: House, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "PATIENCE_S", 0.05)
    monkeypatch.setattr(admission, "MAX_UNDECIDED", 2)
    inn.configure(source="http://192.0.2.1/", sourceOnDemand=True)
    for _ in range(2):
        await inn.call("read:show:me:secret")
    assert await inn.refusal("read:show:me:secret") == 1402
    inn.configure()
    await inn.call("publish:show:me:secret")


async def test_readers_hold_libsrt_up_for_a_while_only(
    inn: House, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While libsrt's thread waits for the control plane, it receives nothing for anybody."""
    monkeypatch.setattr(admission, "PATIENCE_S", 3600.0)
    monkeypatch.setattr(admission, "SHORT_PATIENCE_S", 3600.0)
    inn.configure(source="http://192.0.2.1/", sourceOnDemand=True)
    for _ in range(4):
        await inn.call("read:show:me:secret")
    await until(lambda: len(inn.conns) == 4)
    assert {conn.state for conn in inn.conns} == {"idle"}


def test_the_time_for_readers_comes_back_slowly() -> None:
    waits = admission.Waits()
    assert waits.left_s(100.0) == admission.WAITS_BURST_S
    waits.spend(admission.WAITS_BURST_S + 0.1)
    assert waits.left_s(100.0) == 0
    assert waits.left_s(101.0) == pytest.approx(0)
    assert waits.left_s(102.0) == pytest.approx(admission.WAITS_PER_S)
    assert waits.left_s(1000.0) == admission.WAITS_BURST_S


async def test_a_busy_loop_holds_libsrt_up_for_no_caller(
    inn: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked in the loop, which therefore can't take part."""
    monkeypatch.setattr(admission, "PATIENCE_S", 3600.0)
    refused = inn.srt._doorman.admit(CallRequest("publish:other", "192.0.2.1:5", 5))
    assert refused.reject_code == 1404
    monkeypatch.setattr(admission, "PATIENCE_S", 0.01)
    admitted = inn.srt._doorman.admit(CallRequest("publish:show", "192.0.2.1:5", 5))
    assert admitted.reject_code is None
    assert not admitted.context.granted
    await until(lambda: admitted.context.granted)


async def test_readers_leave_places_to_publishers(
    inn: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "MAX_READERS", 1)
    encoder = await inn.call("publish:show")
    await inn.publishing()
    await encoder.send(packets(items()))
    await inn.available()
    await inn.thrown_out("read:show")
    inn.configure("more")
    await inn.call("publish:more")
    await inn.publishing("more")


async def test_who_asks_all_the_time_is_not_listened_to(
    inn: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "BURST_PER_IP", 2)
    assert [await inn.refusal("publish:other") for _ in range(3)] == [1404, 1404, 1402]


def test_each_address_has_its_own_patience() -> None:
    callers = admission.Callers()
    burst = int(admission.BURST_PER_IP)
    assert all(callers.may_ask("192.0.2.1", 10.0) for _ in range(burst))
    assert not callers.may_ask("192.0.2.1", 10.0)
    assert callers.may_ask("192.0.2.2", 10.0)
    assert callers.may_ask("192.0.2.1", 10.2)
    assert all(callers.may_ask("2001:db8::1", 10.0) for _ in range(burst))
    assert not callers.may_ask("2001:db8::2:3%eth0", 10.0)
    assert callers.may_ask("2001:db8:0:1::1", 10.0)
    assert all(callers.may_ask("192.0.2.1", 1000.0) for _ in range(burst))
    assert not callers.may_ask("192.0.2.1", 1000.0)


# the end


async def test_a_publisher_that_leaves_keeps_its_readers_for_the_grace_time(inn: House) -> None:
    runs = packets(items())
    encoder = await inn.call("publish:show")
    await encoder.send(runs[:60])
    await inn.available()
    player = await inn.call("read:show")
    await until(lambda: inn.path().readers)
    encoder.wire.close()
    await until(lambda: not inn.path().publisher)
    again = await inn.call("publish:show")
    await again.send(runs)
    await again.wire.finish(5)
    await until(lambda: pictures(bytes(player.data)) > PICTURES)
    assert not player.lost


async def test_readers_leave_when_the_stream_is_over(inn: House) -> None:
    inn.configure(reconnectGrace="0s")
    encoder = await inn.call("publish:show")
    await encoder.send(packets(items()))
    await inn.available()
    player = await inn.call("read:show")
    await until(lambda: inn.path().readers)
    await encoder.wire.finish(5)
    await until(lambda: player.lost)
    assert pictures(bytes(player.data)) > 10
    await until(lambda: not inn.conns)


async def test_a_connection_can_be_thrown_out(inn: House) -> None:
    encoder = await inn.call("publish:show")
    (await inn.publishing()).dismiss("an administrator ended it")
    await until(lambda: encoder.lost)
    assert not inn.conns


async def test_a_publisher_that_is_silent_is_ended(inn: House) -> None:
    encoder = await inn.call("publish:show")
    await inn.publishing()
    inn.tick()
    inn.tick(later_s=5)
    assert inn.conns
    inn.tick(later_s=11)
    assert not inn.conns
    await until(lambda: encoder.lost)


async def test_what_is_no_mpegts_is_told(inn: House, capsys: pytest.CaptureFixture[str]) -> None:
    encoder = await inn.call("publish:show")
    await inn.publishing()
    runs = [run for run in packets(items()) if run]
    videos = [
        run[pos : pos + 188]
        for run in runs * 8
        for pos in range(0, len(run), 188)
        if run[pos + 1] & 0x1F or run[pos + 2] not in (0, 1)
    ]
    garbage = [b"\x47\x1f\xf0" + packet[3:] for packet in videos]
    await encoder.send([b"".join(garbage[at : at + 70]) for at in range(0, len(garbage), 70)])
    stream = inn.path().stream
    assert stream is not None
    await until(lambda: stream.problem)
    inn.tick()
    assert "can't be used" in "".join(capsys.readouterr())


async def test_without_the_library_the_service_is_off_for_a_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lib, "_loaded", None)
    monkeypatch.setattr(lib, "_SONAMES", ("libsrt-of-nobody.so",))
    monkeypatch.setattr("ctypes.util.find_library", lambda _name: None)
    store = ConfStore()
    server = SrtServer(store, PathManager(store, lambda _path: None), Authenticator(store))
    with pytest.raises(ServiceOff, match=r"libsrt is not installed\. Install it: .*apt install"):
        server.listen("127.0.0.1", 0)
    assert server.port == 0
