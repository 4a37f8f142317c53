"""The loop that makes the media server what the database says, by the fewest calls.

A round runs within 50 ms of a change, at once when the media server was (re)started, and every
few seconds because somebody else may change it. One failing call hinders no other: it is shown
at its input and tried again in the next round.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress

from sqlalchemy import delete, select

from streamingpro.control.changes import Change, ChangeBus
from streamingpro.control.db import Database
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.reconcile.desired import Desired, load_desired
from streamingpro.control.reconcile.model import ManagedPath
from streamingpro.control.reconcile.plan import Call, PathSpec, make_plan, spec_of
from streamingpro.control.status.recorder import EventRecorder
from streamingpro.control.status.schemas import StatusError
from streamingpro.kit.clock import utcnow
from streamingpro.kit.logging import get_logger
from streamingpro.kit.tasks import cancel, spawn
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.errors import MediaServerError, NotFound, Unreachable

_log = get_logger("control.reconcile")

EVERY_S = 3.0
DEBOUNCE_S = 0.03
MAX_PARALLEL = 4
ERROR_KIND = "media_server"


class Reconciler:
    """Owns the paths of one media server (`node`).

    `hook_address` gives the URL of our auth hook with its user and password, or None while the
    HTTP port isn't known; `on_desired` is handed every fresh reading of the database, `on_applied`
    is called when the media server was told something new.
    """

    def __init__(
        self,
        db: Database,
        media: MediaProvider,
        changes: ChangeBus,
        recorder: EventRecorder,
        *,
        hook_address: Callable[[], str | None],
        on_desired: Callable[[Desired], None],
        on_applied: Callable[[], None] = lambda: None,
        node: str = "engine",
    ) -> None:
        self._db = db
        self._media = media
        self._changes = changes
        self._recorder = recorder
        self._hook_address = hook_address
        self._on_desired = on_desired
        self._on_applied = on_applied
        self._node = node
        self._wake = asyncio.Event()
        self._round = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self._owned: set[str] | None = None
        self._known: dict[str, PathSpec] = {}
        self._generation = 0
        self._problems: dict[str, StatusError] = {}
        self.unmanaged: tuple[str, ...] = ()

    async def start(self) -> None:
        self._unsubscribe = self._changes.subscribe(self._changed)
        self._task = spawn(self._run(), name="reconciler")

    async def stop(self) -> None:
        if self._unsubscribe is not None:
            self._unsubscribe()
        await cancel(self._task)
        self._task = None

    def trigger(self) -> None:
        """Run a round soon (within `DEBOUNCE_S`)."""
        self._wake.set()

    def problem(self, path: str) -> StatusError | None:
        """Why the media server's path is not as it should be, or None."""
        return self._problems.get(path)

    async def run_once(self) -> None:
        """One whole round. Raises MediaServerError when the server can't even be read."""
        async with self._round:
            desired = await load_desired(self._db)
            self._on_desired(desired)
            client = self._media.client()
            if client is None:
                return
            if self._generation != self._media.generation:
                self._known.clear()  # a server that was restarted is empty: nobody changed it
            generation = self._media.generation
            if await self._set_global(client):
                self._known.clear()  # so is one that was restarted without our knowledge
            await self._set_paths(client, desired)
            self._generation = generation

    async def _run(self) -> None:
        while True:
            try:
                await self.run_once()
            except MediaServerError as error:
                _log.debug("media server not reconciled", reason=error.message)
            except Exception:
                _log.exception("reconciliation failed")
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY_S):
                    await self._wake.wait()
                await asyncio.sleep(DEBOUNCE_S)
            self._wake.clear()

    def _changed(self, _change: Change) -> None:
        self.trigger()

    # The server as a whole

    async def _set_global(self, client: MediaClient) -> bool:
        """Point the server's authentication at our hook; whether it wasn't so before."""
        address = self._hook_address()
        if address is None:
            return False
        actual = await client.global_get()
        wrong = {}
        if actual.auth_method != "http":
            wrong["authMethod"] = "http"
        if actual.auth_http_address != address:
            wrong["authHTTPAddress"] = address
        if wrong:
            await client.global_patch(wrong)
        return bool(wrong)

    # Paths

    async def _set_paths(self, client: MediaClient, desired: Desired) -> None:
        owned = await self._load_owned()
        actual = {conf.name: spec_of(conf) for conf in await client.config_paths_list()}
        plan = make_plan(
            desired.paths,
            actual,
            owned=owned | desired.by_path.keys(),
            known=self._known,
        )
        self.unmanaged = plan.unmanaged
        for name in plan.drifted:
            self._report_drift(name, desired, deleted=name not in actual)
        await self._own(desired.paths)
        failed = await self._carry_out(client, plan.calls)
        if plan.calls:
            self._on_applied()
        deleted = {call.name for call in plan.calls if call.kind == "delete"} - failed.keys()
        await self._disown((deleted | set(plan.gone)) & owned)
        self._problems = {
            name: self._problem_since(name, message) for name, message in failed.items()
        }
        self._known = {name: spec for name, spec in desired.paths.items() if name not in failed}

    async def _carry_out(self, client: MediaClient, calls: Iterable[Call]) -> dict[str, str]:
        """Make the calls, a few at a time; what failed, by path name, in plain words.

        Deletions come first: a destination may go from a deleted path to another one.
        """
        limit = asyncio.Semaphore(MAX_PARALLEL)
        failed: dict[str, str] = {}
        silence: Unreachable | None = None

        async def one(call: Call) -> None:
            nonlocal silence
            async with limit:
                try:
                    if silence is not None:
                        raise silence
                    await _make(client, call)
                except MediaServerError as error:
                    if isinstance(error, Unreachable):
                        silence = error  # no use in waiting for the same with every other path
                    failed[call.name] = error.message
                    _log.warning("call failed", call=call.kind, path=call.name, reason=str(error))

        deletions = [call for call in calls if call.kind == "delete"]
        others = [call for call in calls if call.kind != "delete"]
        for group in (deletions, others):
            await asyncio.gather(*(one(call) for call in group))
        return failed

    def _problem_since(self, name: str, message: str) -> StatusError:
        before = self._problems.get(name)
        if before is not None and before.message == message:
            return before
        return StatusError(kind=ERROR_KIND, message=message, at=utcnow())

    def _report_drift(self, name: str, desired: Desired, *, deleted: bool) -> None:
        how = "deleted" if deleted else "changed"
        _log.warning("path was changed behind our back", path=name, how=how)
        entry = desired.by_path[name]
        self._recorder.offer(
            "path.restored",
            f"The path {name} was {how} on the media server by somebody else and was put back.",
            input_id=entry.id,
        )

    # Which paths are ours

    async def _load_owned(self) -> set[str]:
        if self._owned is None:
            query = select(ManagedPath.name).where(ManagedPath.node == self._node)
            async with self._db.session() as session:
                self._owned = set(await session.scalars(query))
        return self._owned

    async def _own(self, names: Iterable[str]) -> None:
        owned = await self._load_owned()
        new = set(names) - owned
        if new:
            async with self._db.transaction() as session:
                session.add_all(ManagedPath(node=self._node, name=name) for name in new)
            owned |= new

    async def _disown(self, names: set[str]) -> None:
        if names:
            query = delete(ManagedPath).where(
                ManagedPath.node == self._node, ManagedPath.name.in_(names)
            )
            async with self._db.transaction() as session:
                await session.execute(query)
            (await self._load_owned()).difference_update(names)


async def _make(client: MediaClient, call: Call) -> None:
    if call.kind == "add":
        await client.config_path_add(call.name, call.conf)
    elif call.kind == "patch":
        await client.config_path_patch(call.name, call.conf)
    else:
        with suppress(NotFound):
            await client.config_path_delete(call.name)
