"""Child: records both ways, back-pressure, every way to end, and nothing left behind."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import structlog

from streamingpro.engine.children.process import MAX_BACKLOG, Child
from streamingpro.engine.children.records import Record, RecordError
from tests.engine.children.harness import Watched, is_gone, open_descriptors
from tests.engine.children.programs import MODULE
from tests.peers.tools import eventually
from tests.processes import runs

ROOT = Path(__file__).parents[3]


@contextmanager
def nothing_left() -> Iterator[None]:
    before = open_descriptors()
    yield
    assert open_descriptors() == before


async def test_records_come_back_whole_and_in_order() -> None:
    with nothing_left():
        watched = Watched("echo")
        watched.child.start()
        sent = [Record(9, number, os.urandom(number * 97)) for number in range(300)]
        for record in sent:
            assert watched.child.send(*record)
        assert await watched.heard(len(sent)) == sent
        assert watched.child.backlog_bytes == 0
        watched.child.close()
        await watched.child.wait()
        assert is_gone(watched.child.pid)
    assert watched.reasons == []


async def test_what_a_child_does_not_take_is_bounded_and_then_refused() -> None:
    watched = Watched("deaf")
    watched.child.start()
    await watched.heard()
    taken = 0
    while watched.child.send(1, 0, bytes(1024 * 1024)):
        taken += 1
    assert watched.child.backlog_bytes <= MAX_BACKLOG + 1024 * 1024 + 64
    assert taken >= MAX_BACKLOG // (1024 * 1024)
    assert not watched.child.send(1, 0, b"more")
    watched.child.close()
    await watched.child.wait()
    assert watched.child.backlog_bytes == 0


async def test_a_backlog_goes_out_when_the_child_reads_again() -> None:
    watched = Watched("echo")
    drained = asyncio.Event()
    watched.child.on_drained = drained.set
    watched.child.start()
    os.kill(watched.child.pid, signal.SIGSTOP)
    sent = [Record(1, number, bytes([number]) * 100_000) for number in range(40)]
    assert all(watched.child.send(*record) for record in sent)
    assert watched.child.backlog_bytes > 0
    os.kill(watched.child.pid, signal.SIGCONT)
    assert await watched.heard(len(sent)) == sent
    assert drained.is_set()
    watched.child.close()
    await watched.child.wait()


async def test_a_child_waits_while_its_records_are_not_taken() -> None:
    watched = Watched("flood")
    watched.child.start()
    await watched.heard()
    watched.child.pause()
    seen = len(watched.records)
    child = Path(f"/proc/{watched.child.pid}/stat")

    async def sleeps() -> bool:
        return child.read_text().rpartition(")")[2].split()[0] == "S"

    await eventually(sleeps, "the child waits in its write", within=10)
    assert len(watched.records) == seen < 1000
    watched.child.resume()
    records = await watched.heard(1000)
    assert [record.timestamp for record in records] == list(range(1000))
    watched.child.close()
    await watched.child.wait()


async def test_a_child_that_dies_while_nothing_is_taken_is_no_zombie_for_long() -> None:
    with nothing_left():
        watched = Watched("flood")
        watched.child.start()
        await watched.heard()
        watched.child.pause()
        os.kill(watched.child.pid, signal.SIGKILL)

        async def dead() -> bool:
            return not runs(watched.child.pid)

        await eventually(dead, "the child is dead", within=10)
        watched.child.close()
        await watched.child.wait()
        assert is_gone(watched.child.pid)
    assert watched.reasons == []


@pytest.mark.parametrize("program", ["echo", "busy", "deaf"])
async def test_a_killed_child_is_seen_and_said(program: str) -> None:
    with nothing_left():
        watched = Watched(program)
        watched.child.start()
        if program == "echo":
            watched.child.send(2, 0, b"x")
        await watched.heard()
        os.kill(watched.child.pid, signal.SIGKILL)
        reason = await watched.reason()
        assert reason == f"The process of the test {program} was killed (SIGKILL)."
        assert not watched.child.alive
        assert is_gone(watched.child.pid)
        assert not watched.child.send(1, 0, b"x")
        watched.child.close()
        await watched.child.wait()
    assert len(watched.reasons) == 1


async def test_a_crash_is_told_after_the_last_words_and_logged_without_secrets() -> None:
    with structlog.testing.capture_logs() as logs, nothing_left():
        watched = Watched("crash", secrets=("Geheimnis",))
        watched.child.start()
        reason = await watched.reason()
    assert reason == "The process of the test crash ended with an error (exit code 1)."
    assert watched.records == [Record(2, 7, b"last words")]
    lines = [str(entry.get("line", "")) for entry in logs]
    assert any("RuntimeError: rtmp://host/app/*** failed" in line for line in lines)
    for secret in ("secretkey1234", "hidden99", "Geheimnis"):
        assert not any(secret in line for line in lines)


async def test_a_child_that_ends_by_itself_is_told_too() -> None:
    watched = Watched("quit_early")
    watched.child.start()
    assert await watched.reason() == "The process of the test quit_early has ended."
    assert watched.records == [Record(2, 7, b"last words")]
    assert watched.child.returncode == 0


async def test_nonsense_ends_the_child() -> None:
    watched = Watched("nonsense")
    watched.child.start()
    assert "killed" in await watched.reason()
    assert is_gone(watched.child.pid)


async def test_records_that_make_no_sense_end_the_child() -> None:
    def refuse(_records: list[Record]) -> None:
        raise RecordError("what is this?")

    reasons: list[str] = []
    child = Child(MODULE, args=("deaf",), name="x", on_records=refuse, on_exit=reasons.append)
    child.start()
    await child.wait()
    assert reasons == ["The process of the x was killed (SIGKILL)."]


async def test_memory_is_limited() -> None:
    watched = Watched("greedy", memory_limit=200 * 1024 * 1024)
    watched.child.start()
    assert "error" in await watched.reason()
    assert watched.records == []


async def test_endless_complaints_are_cut_short() -> None:
    with structlog.testing.capture_logs() as logs:
        watched = Watched("chatter")
        watched.child.start()
        await watched.heard()
        watched.child.close()
        await watched.child.wait()
    complaints = [entry for entry in logs if entry.get("event") == "child says"]
    assert 0 < len(complaints) <= 50


@pytest.mark.parametrize("program", ["deaf", "busy", "echo"])
async def test_closing_ends_every_child_without_a_word(program: str) -> None:
    with nothing_left():
        watched = Watched(program)
        watched.child.start()
        watched.child.close()
        watched.child.close()
        assert not watched.child.send(1, 0, b"x")
        await watched.child.wait()
        assert is_gone(watched.child.pid)
    assert watched.reasons == []


async def test_a_child_with_grace_may_end_by_itself() -> None:
    watched = Watched("echo", grace_s=20.0)
    watched.child.start()
    watched.child.send(2, 0, b"x")
    await watched.heard()
    watched.child.close()
    await watched.child.wait()
    assert watched.child.returncode == 0


async def test_a_child_that_outstays_its_grace_is_killed() -> None:
    watched = Watched("deaf", grace_s=0.01)
    watched.child.start()
    await watched.heard()
    watched.child.close()
    await watched.child.wait()
    assert watched.child.returncode == -signal.SIGKILL


async def test_a_child_that_was_never_started_is_closed_like_others() -> None:
    watched = Watched("echo")
    watched.child.close()
    await watched.child.wait()
    assert not watched.child.send(1, 0, b"x")


async def test_a_start_that_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with nothing_left():
        watched = Watched("echo")
        with pytest.raises(FileNotFoundError):
            watched.child.start()
        watched.child.close()
        await watched.child.wait()


async def test_a_child_sees_nothing_of_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STREAMINGPRO_SECRET_KEY", "do-not-tell")
    reading, writing = os.pipe()
    os.set_inheritable(reading, True)
    try:
        watched = Watched("look_around")
        watched.child.start()
        descriptors, arguments, environment = (r.payload for r in await watched.heard(3))
    finally:
        os.close(reading)
        os.close(writing)
    assert descriptors == b"[0, 1, 2]"
    assert b"do-not-tell" not in arguments + environment
    assert b"STREAMINGPRO" not in environment
    watched.child.close()
    await watched.child.wait()


async def test_children_end_with_an_engine_that_is_killed() -> None:
    engine = subprocess.Popen(  # noqa: ASYNC220 - it comes back at once
        [sys.executable, "-m", MODULE, "engine"], stdout=subprocess.PIPE, cwd=ROOT
    )
    try:
        assert engine.stdout is not None
        line = await asyncio.to_thread(engine.stdout.readline)
        children = [int(word) for word in line.split()]
        assert len(children) == 2
        assert not any(is_gone(pid) for pid in children)
    finally:
        engine.kill()
        engine.wait()
        if engine.stdout is not None:
            engine.stdout.close()

    async def gone() -> bool:
        return not any(runs(pid) for pid in children)

    await eventually(gone, "the children end", within=10)


async def test_many_children_at_once_leave_nothing() -> None:
    with nothing_left():
        many = [Watched("echo") for _ in range(12)]
        for watched in many:
            watched.child.start()
            watched.child.send(2, 1, b"x")
        for watched in many:
            await watched.heard()
        for watched in many[::2]:
            watched.child.close()
        for watched in many[1::2]:
            os.kill(watched.child.pid, signal.SIGKILL)
        await asyncio.gather(*(watched.child.wait() for watched in many))
        assert all(is_gone(watched.child.pid) for watched in many)
    with pytest.raises(ChildProcessError):
        os.waitpid(many[0].child.pid, os.WNOHANG)  # noqa: ASYNC222


def test_a_child_needs_a_running_loop() -> None:
    with pytest.raises(RuntimeError):
        Child(MODULE, name="x", on_records=lambda _records: None, on_exit=lambda _reason: None)
