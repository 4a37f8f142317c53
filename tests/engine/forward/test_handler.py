"""A destination: its states, sticky errors, pauses, retries and farewells."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from streamingpro.engine.conf import ForwardConf
from streamingpro.engine.forward import handler as handler_module
from streamingpro.engine.forward.errors import SERVER_SAID_NO, ErrorKind, ForwardError
from streamingpro.engine.forward.handler import Destination
from streamingpro.engine.forward.states import State
from streamingpro.engine.retry import Retry
from tests.engine.forward.handmade import HandMadePush
from tests.engine.harness import turns, until
from tests.engine.media import Encoder
from tests.engine.platform import Manners, platform

KEY = "s3cret-key"


def at_once() -> Retry:
    """No waiting between attempts, where the kind of error allows it."""
    return Retry(lambda low, high: 0.0, said_no=SERVER_SAID_NO)


def destination(url: str, *, after: "asyncio.Task[None] | None" = None) -> Destination:
    return Destination(
        ForwardConf(url, label="an-output"),
        dest_id="an-id",
        path_name="show",
        position=0,
        after=after,
        retry=at_once(),
    )


class Stage:
    """A destination whose connections are made by hand."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self.pushes: list[HandMadePush] = []
        self.dest = destination(f"rtmp://example.invalid/live/{KEY}")

    async def push(self, number: int = 1) -> HandMadePush:
        """The n-th connection attempt, once it is under way."""
        await until(lambda: len(self.pushes) >= number)
        return self.pushes[number - 1]


@pytest.fixture
async def stage(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    made = Stage(encoder)

    def push(*args: object) -> HandMadePush:
        made.pushes.append(HandMadePush(*args))
        return made.pushes[-1]

    monkeypatch.setattr(handler_module, "make_push", push)
    yield made
    for open_push in made.pushes:
        open_push.farewell.set()
    await made.dest.close()


async def test_live_is_proven_not_hoped_for(stage: Stage) -> None:
    dest = stage.dest
    assert dest.state is State.WAITING
    dest.start(stage.encoder.stream)
    push = await stage.push()
    assert dest.state is State.CONNECTING
    push.accepted = True
    dest.tick(dest.now())
    assert dest.state is State.CONNECTING, "a server's yes is no proof"
    push.prove()
    assert dest.state is State.LIVE
    assert dest.connected_since is not None
    assert dest.reconnects == 0


async def test_an_error_stays_visible_until_the_next_proof(stage: Stage) -> None:
    dest = stage.dest
    dest.start(stage.encoder.stream)
    first = await stage.push()
    first.prove()
    first.fail(ErrorKind.NETWORK, "The server closed the connection.")
    second = await stage.push(2)
    assert dest.state is State.ERROR, "another attempt is no mending"
    assert dest.last_error is not None
    second.fail(ErrorKind.TIMEOUT, "The server did not answer.")
    third = await stage.push(3)
    assert dest.state is State.ERROR
    assert dest.last_error.kind is ErrorKind.TIMEOUT
    third.prove()
    assert dest.state is State.LIVE
    assert dest.reconnects == 1
    assert dest.next_retry is None
    assert dest.last_error.kind is ErrorKind.TIMEOUT, "what happened last can still be read"


@pytest.mark.parametrize("kind", [ErrorKind.REJECTED, ErrorKind.TLS, ErrorKind.CODEC])
async def test_a_server_that_said_no_is_asked_again_after_thirty_seconds(
    stage: Stage, kind: ErrorKind
) -> None:
    dest = stage.dest
    dest.start(stage.encoder.stream)
    (await stage.push()).fail(kind, "No.")
    await until(lambda: dest.state is State.ERROR)
    assert dest.last_error is not None
    assert dest.next_retry == dest.last_error.at + timedelta(seconds=30)
    await turns()
    dest.stop()
    dest.start(stage.encoder.stream)
    await turns(50)
    assert len(stage.pushes) == 1, "not even when the input comes anew"
    assert dest.state is State.ERROR, "there is input: it does not wait for that"
    assert dest.next_retry == dest.last_error.at + timedelta(seconds=30)
    dest.pause()
    assert (dest.state, dest.next_retry) == (State.WAITING, None)
    dest.resume()
    assert dest.state is State.ERROR


async def test_a_server_that_stalled_must_take_bytes_for_longer_until_it_is_believed_again(
    stage: Stage,
) -> None:
    dest = stage.dest
    dest.start(stage.encoder.stream)
    first = await stage.push()
    first.prove()
    first.fail(ErrorKind.STALLED, "The server has taken nothing.")
    second = await stage.push(2)
    assert (first.steady_s, second.steady_s) == (0.0, handler_module.STEADY_AFTER_STALL_S)
    second.fail(ErrorKind.NETWORK, "The server closed the connection.")
    third = await stage.push(3)
    assert third.steady_s == handler_module.STEADY_AFTER_STALL_S, "nothing was shown yet"
    assert dest.state is State.ERROR
    third.prove()
    third.fail(ErrorKind.NETWORK, "The server closed the connection.")
    assert (await stage.push(4)).steady_s == 0.0


async def test_a_pause_holds_the_connection_and_resuming_needs_a_new_proof(stage: Stage) -> None:
    dest = stage.dest
    dest.start(stage.encoder.stream)
    push = await stage.push()
    push.accepted = True
    push.prove()
    since = dest.connected_since
    dest.pause()
    assert (dest.state, dest.held) == (State.WAITING, True)
    push.prove()
    assert dest.state is State.WAITING, "old bytes prove nothing"
    dest.resume()
    assert (dest.state, dest.held) == (State.WAITING, False)
    assert push.doubts == 1
    push.prove()
    assert dest.state is State.LIVE
    assert (dest.connected_since, dest.reconnects) == (since, 0)
    assert len(stage.pushes) == 1


async def test_a_held_connection_that_breaks_waits_for_the_encoder(stage: Stage) -> None:
    dest = stage.dest
    dest.start(stage.encoder.stream)
    push = await stage.push()
    push.prove()
    dest.pause()
    push.fail(ErrorKind.NETWORK, "The server closed the connection.")
    await until(lambda: dest.last_error is not None)
    await turns()
    assert dest.state is State.WAITING
    assert not dest.held
    assert len(stage.pushes) == 1
    dest.resume()
    await stage.push(2)
    assert dest.state is State.CONNECTING


async def test_when_the_input_ends_it_says_goodbye_and_waits(stage: Stage) -> None:
    dest = stage.dest
    dest.start(stage.encoder.stream)
    push = await stage.push()
    push.accepted = True
    push.prove()
    dest.stop()
    assert (dest.state, dest.held, dest.connected_since) == (State.WAITING, False, None)
    await until(lambda: push.leaving)


async def test_a_proof_that_comes_too_late_revives_nothing(stage: Stage) -> None:
    dest = stage.dest
    dest.start(stage.encoder.stream)
    push = await stage.push()
    dest.stop()
    push.prove()
    assert dest.state is State.WAITING
    dest.start(stage.encoder.stream)
    push.farewell.set()
    (await stage.push(2)).prove()
    assert dest.state is State.LIVE


async def test_the_next_session_waits_for_every_farewell_before_it(stage: Stage) -> None:
    dest = stage.dest
    dest.start(stage.encoder.stream)
    first = await stage.push()
    for _ in range(3):
        dest.stop()
        dest.start(stage.encoder.stream)
        await turns()
    assert first.leaving
    assert len(stage.pushes) == 1, "two sessions with one key"
    first.farewell.set()
    await stage.push(2)
    assert first.ended


async def test_close_returns_when_the_server_has_been_told(stage: Stage) -> None:
    dest = stage.dest
    dest.start(stage.encoder.stream)
    push = await stage.push()
    dest.stop()
    closing = asyncio.ensure_future(dest.close())
    await until(lambda: push.leaving)
    await turns()
    assert not closing.done()
    assert not push.ended, "a second word must not cut the farewell short"
    push.farewell.set()
    await closing
    assert push.ended


async def test_stopped_while_it_waits_for_its_predecessor_it_can_start_again(
    stage: Stage,
) -> None:
    predecessor = asyncio.Event()
    task = asyncio.ensure_future(predecessor.wait())
    stage.dest = dest = destination("rtmp://example.invalid/a/b", after=task)  # type: ignore[arg-type]
    dest.start(stage.encoder.stream)
    await turns()
    dest.stop()
    await turns()
    assert not task.done(), "the farewell goes on"
    dest.start(stage.encoder.stream)
    await turns()
    assert stage.pushes == []
    predecessor.set()
    await stage.push()


async def test_totals_go_on_over_connections(stage: Stage) -> None:
    dest = stage.dest
    dest.start(stage.encoder.stream)
    (await stage.push()).count(sent=100, retransmits=3)
    stage.pushes[0].fail(ErrorKind.NETWORK, "Gone.")
    (await stage.push(2)).count(sent=50, retransmits=1)
    totals = dest.totals(dest.figures(dest.now()))
    assert (totals.bytes_sent, totals.retransmits) == (150, 4)


async def test_an_error_of_our_own_is_told_and_tried_again(stage: Stage) -> None:
    dest = stage.dest
    dest.start(stage.encoder.stream)
    (await stage.push()).end.set_exception(ZeroDivisionError())
    await stage.push(2)
    assert dest.last_error is not None
    assert dest.last_error.kind is ErrorKind.INTERNAL


async def test_an_address_that_cannot_be_used_is_told_without_the_key(encoder: Encoder) -> None:
    dest = destination(f"rtmp://host:99999/live/{KEY}")
    dest.start(encoder.stream)
    await until(lambda: dest.last_error)
    assert dest.last_error is not None
    assert dest.last_error.kind is ErrorKind.REJECTED
    assert KEY not in dest.last_error.message
    await dest.close()


async def test_all_of_it_with_a_real_server(encoder: Encoder) -> None:
    async with platform(Manners.CLOSE_AFTER_START) as server:
        dest = destination(server.url("$MTX_PATH"))
        dest.start(encoder.stream)
        await until(lambda: dest.state is State.ERROR)
        server.manners = Manners.ACCEPT
        await until(lambda: dest.state is State.LIVE)
        assert server.live["show"] == 1, "$MTX_PATH is the path's name"
        dest.pause()
        assert dest.held
        dest.resume()
        await asyncio.sleep(0)
        assert dest.state is not State.LIVE
        encoder.gop()
        await until(lambda: dest.state is State.LIVE)
        await dest.close()
        await until(lambda: server.farewells["show"])
        assert not server.crowded


def test_a_forward_error_is_its_message() -> None:
    assert str(ForwardError(ErrorKind.DNS, "No such name.")) == "No such name."
