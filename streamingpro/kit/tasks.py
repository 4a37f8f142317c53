"""Background tasks that cannot be lost to the garbage collector or fail in silence."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from streamingpro.kit.logging import get_logger

T = TypeVar("T")

_log = get_logger("tasks")
_running: set[asyncio.Task[Any]] = set()


def spawn(coro: Coroutine[Any, Any, T], *, name: str) -> "asyncio.Task[T]":
    """Run `coro` in the background; keep its reference and log its failure.

    The caller may keep the task to cancel or await it. A cancelled task is not a failure.
    """
    task = asyncio.get_running_loop().create_task(coro, name=name)
    _running.add(task)
    task.add_done_callback(_finished)
    return task


async def cancel(task: "asyncio.Task[Any] | None") -> None:
    """Cancel `task` and wait until it has ended; its own error, if any, was logged by `spawn`."""
    if task is None or task.done():
        return
    task.cancel()
    await asyncio.wait([task])


async def while_wanted(
    work: Coroutine[Any, Any, T], unwanted: Coroutine[Any, Any, object]
) -> T | None:
    """What `work` gives, or raises; None when `unwanted` came to its end first. Whichever is late
    is cancelled, and has ended when this returns."""
    loop = asyncio.get_running_loop()
    task, watch = loop.create_task(work), loop.create_task(unwanted)
    try:
        await asyncio.wait((task, watch), return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        for one in (task, watch):
            one.cancel()
        await asyncio.wait((task, watch))
        for one in (task, watch):
            let_go(one)


def let_go(future: "asyncio.Future[Any]") -> None:
    """Nobody waits for `future` any more: what it holds, or will hold, is of no more use."""
    if not future.cancel() and not future.cancelled():
        future.exception()  # retrieved, so that it is not reported as forgotten


def _finished(task: "asyncio.Task[Any]") -> None:
    _running.discard(task)
    if task.cancelled():
        return
    error = task.exception()
    if error is not None:
        _log.error("background task failed", task=task.get_name(), exc_info=error)
