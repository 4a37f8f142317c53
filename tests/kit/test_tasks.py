"""Background tasks are kept, their failures are logged, their cancellation is not a failure."""

import asyncio
import gc

import pytest
from structlog.testing import capture_logs

from streamingpro.kit.tasks import cancel, let_go, spawn, while_wanted


async def test_a_failure_is_logged_with_the_tasks_name() -> None:
    async def fail() -> None:
        raise ValueError("broken")

    with capture_logs() as logs:
        task = spawn(fail(), name="the failing one")
        await asyncio.wait([task])
        await asyncio.sleep(0)
    assert [entry["task"] for entry in logs if entry["log_level"] == "error"] == ["the failing one"]


async def test_a_task_without_other_references_survives_collection() -> None:
    done, go = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        await go.wait()
        done.set()

    spawn(work(), name="kept")
    await asyncio.sleep(0)
    gc.collect()
    go.set()
    async with asyncio.timeout(5):
        await done.wait()


@pytest.mark.parametrize("finished", [True, False])
async def test_cancel_waits_for_the_end_and_logs_nothing(finished: bool) -> None:
    async def work() -> None:
        if not finished:
            await asyncio.Event().wait()

    with capture_logs() as logs:
        task = spawn(work(), name="cancelled")
        await asyncio.sleep(0)
        await cancel(task)
        await cancel(None)
    assert task.done()
    assert logs == []


async def test_what_a_future_held_is_not_reported_once_it_is_let_go() -> None:
    loop = asyncio.get_running_loop()
    reported: list[str] = []
    loop.set_exception_handler(lambda _loop, context: reported.append(context["message"]))
    for release in (False, True):
        future: asyncio.Future[None] = loop.create_future()
        future.set_exception(ValueError("broken"))
        if release:
            let_go(future)
        del future
        gc.collect()
    assert reported == ["Future exception was never retrieved"]


async def test_a_future_that_is_let_go_is_cancelled() -> None:
    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    let_go(future)
    let_go(future)
    assert future.cancelled()


async def test_work_is_done_while_it_is_wanted() -> None:
    async def work() -> int:
        return 5

    watch = asyncio.Event()
    assert await while_wanted(work(), watch.wait()) == 5

    async def fail() -> int:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await while_wanted(fail(), watch.wait())


@pytest.mark.parametrize("how", ["unwanted", "cancelled"])
async def test_work_that_nobody_wants_any_more_has_ended_in_good_order(how: str) -> None:
    steps: list[str] = []
    unwanted = asyncio.Event()

    async def work() -> int:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            steps.append("farewell")
        return 5

    whole = asyncio.ensure_future(while_wanted(work(), unwanted.wait()))
    for _ in range(5):
        await asyncio.sleep(0)
    if how == "unwanted":
        unwanted.set()
        assert await whole is None
    else:
        whole.cancel()
        await asyncio.wait([whole])
        assert whole.cancelled()
    assert steps == ["farewell"]
