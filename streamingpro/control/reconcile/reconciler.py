"""The loop that makes the media server what the database says, by the fewest calls.

A round runs within 50 ms of a change, at once when the media server was (re)started, and every
few seconds because somebody else may change it. One failing call hinders no other: it is shown
at its input and tried again in the next round.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from operator import is_

from streamingpro.control.changes import Change, ChangeBus
from streamingpro.control.db import Database
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.reconcile.contest import CONTESTED, Contest
from streamingpro.control.reconcile.desired import Desired, load_desired
from streamingpro.control.reconcile.owned import OwnedPaths
from streamingpro.control.reconcile.plan import Call, PathSpec, make_plan, spec_of
from streamingpro.control.status.lasting import LastingErrors
from streamingpro.control.status.recorder import EventRecorder
from streamingpro.control.status.schemas import StatusError
from streamingpro.kit.logging import get_logger
from streamingpro.kit.tasks import cancel, spawn
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.errors import MediaServerError, NotFound, Unreachable
from streamingpro.mediamtx.models import PathConf

_log = get_logger("control.reconcile")

EVERY_S = 3.0
READ_EVERY_S = 30.0
DEBOUNCE_S = 0.03
MAX_PARALLEL = 4
ERROR_KIND = "media_server"

Load = Callable[[], Awaitable[Desired | None]]
Project = Callable[[Desired], Mapping[str, PathSpec]]
Kick = Callable[[MediaClient, str], Awaitable[None]]
BeforeHook = Callable[[MediaClient, str], Awaitable[None]]


def _all_of_it(desired: Desired) -> Mapping[str, PathSpec]:
    return desired.paths


class Reconciler:
    """Owns the paths of one media server (`node`).

    `hook_address` gives the URL of our auth hook with its user and password, or None while the
    HTTP port isn't known; `on_desired` is handed every fresh reading of the database, `on_applied`
    is called when the media server was told something new.

    `load` gives what should be where somebody else has read it already, or None for nothing to do
    now; `project` says which of it this server should have. `kick` ends the publisher of a path:
    for a MediaMTX, which doesn't know when a key has changed, and whose own API asks our hook too.
    `before_hook` is called with the hook's URL before a server is told of it; what it raises ends
    the round.
    While `ready` is false the server is left as it is: not all is known yet that it depends on.
    """

    def __init__(
        self,
        db: Database,
        media: MediaProvider,
        changes: ChangeBus,
        recorder: EventRecorder,
        *,
        hook_address: Callable[[], str | None],
        on_desired: Callable[[Desired], None] = lambda _desired: None,
        on_applied: Callable[[], None] = lambda: None,
        load: Load | None = None,
        project: Project = _all_of_it,
        kick: Kick | None = None,
        before_hook: BeforeHook | None = None,
        ready: Callable[[], bool] = lambda: True,
        node: str = "engine",
        node_name: str = "StreamingPro engine",
    ) -> None:
        self._load = load or self._read
        self._media = media
        self._changes = changes
        self._recorder = recorder
        self._hook_address = hook_address
        self._on_desired = on_desired
        self._on_applied = on_applied
        self._project = project
        self._kick = kick
        self._before_hook = before_hook
        self._ready = ready
        self._db = db
        self._node_name = node_name
        self._owned = OwnedPaths(db, node)
        self._wake = asyncio.Event()
        self._round = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self._contest = Contest()
        self._known: dict[str, PathSpec] = {}
        self._generation = 0
        self._problems = LastingErrors(ERROR_KIND)
        self.failure: str | None = None
        """Why the last round did not come to its end."""
        self._notice = True
        self._read_at = float("-inf")
        self._as_it_should: tuple[Sequence[PathConf], Mapping[str, PathSpec], Desired] | None = None
        self._desired: Desired | None = None
        self.unmanaged: tuple[str, ...] = ()
        self.drifts: dict[str, PathSpec] = {}

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

    @property
    def trouble(self) -> str | None:
        """Why the last round did not come to its end, or what failed in it; None: all is well."""
        return self.failure or self._problems.first()

    def wanted(self, path: str) -> tuple[str, PathSpec] | None:
        """The id of the input of a path, and what the path should be; None when it is not ours."""
        spec = self._known.get(path)
        entry = self._desired.by_path.get(path) if self._desired is not None else None
        return None if spec is None or entry is None else (entry.id, spec)

    async def run_once(self) -> None:
        """One whole round, beginning at the database. Raises MediaServerError when the server can't
        even be read."""
        self._notice = True
        await self._one_round()

    async def _one_round(self) -> None:
        async with self._round:
            desired = await self._load()
            if desired is None:
                return
            self._desired = desired
            self._on_desired(desired)
            client = self._media.client()
            if client is None or not self._ready():
                return
            if self._generation != self._media.generation:
                self._known.clear()  # a server that was restarted is empty: nobody changed it
            generation = self._media.generation
            if await self._set_global(client):
                self._known.clear()  # so is one that was restarted without our knowledge
            await self._set_paths(client, desired)
            self._generation = generation

    def forget(self) -> None:
        """The server was restarted: nobody has changed anything there, it is empty."""
        self._known.clear()
        self._contest.forget()
        self.trigger()

    async def _read(self) -> Desired:
        """What the database says. Only we write there: without a notice it is as it was, and is
        read now and then all the same."""
        loop = asyncio.get_running_loop()
        if self._desired is None or self._notice or loop.time() - self._read_at >= READ_EVERY_S:
            self._notice, self._read_at = False, loop.time()
            try:
                return await load_desired(self._db)
            except BaseException:
                self._notice = True
                raise
        return self._desired

    async def _run(self) -> None:
        while True:
            try:
                await self._one_round()
                self.failure = None
            except MediaServerError as error:
                self.failure = error.message
                _log.debug("media server not reconciled", reason=error.message)
            except Exception:
                _log.exception("reconciliation failed")
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY_S):
                    await self._wake.wait()
                await asyncio.sleep(DEBOUNCE_S)
            self._wake.clear()

    def _changed(self, _change: Change) -> None:
        self._notice = True
        self.trigger()

    # The server as a whole

    async def _set_global(self, client: MediaClient) -> bool:
        """Point the server's authentication at our hook; whether it wasn't so before."""
        address = self._hook_address()
        if address is None:
            return False
        actual = await client.global_get()
        found = actual.auth_http_address if actual.auth_method == "http" else ""
        if found != address and self._before_hook is not None and not self._contest.lost:
            await self._before_hook(client, address)
        if self._kick is not None and not self._contest.may_take(found, address, time.monotonic()):
            raise MediaServerError(CONTESTED)
        wrong: dict[str, object] = {}
        if actual.auth_method != "http":
            wrong["authMethod"] = "http"
        if actual.auth_http_address != address:
            wrong["authHTTPAddress"] = address
        if self._kick is not None and actual.auth_http_exclude:
            wrong["authHTTPExclude"] = []  # else its API would be open to everybody
        if wrong:
            await client.global_patch(wrong)
        return bool(wrong)

    # Paths

    async def _set_paths(self, client: MediaClient, desired: Desired) -> None:
        wanted, confs = self._project(desired), await client.config_paths_list()
        if self._is_settled(confs, wanted, desired):
            return
        self._as_it_should = None
        owned = await self._owned.names()
        actual = {conf.name: spec_of(conf) for conf in confs}
        plan = make_plan(wanted, actual, owned=owned | desired.by_path.keys(), known=self._known)
        self.unmanaged = plan.unmanaged
        for name in plan.drifted:
            self._report_drift(name, desired, actual.get(name))
        await self._owned.add(self._key_versions(desired, wanted))
        failed = await self._carry_out(client, plan.calls)
        if plan.calls:
            self._on_applied()
        deleted = {call.name for call in plan.calls if call.kind == "delete"} - failed.keys()
        await self._owned.remove((deleted | set(plan.gone)) & owned)
        self._problems.say_all(failed)
        self._known = {name: spec for name, spec in wanted.items() if name not in failed}
        done = self._kick is None or await self._send_away(client, desired, self._kick)
        if done and not plan.calls and not failed:
            self._as_it_should = confs, wanted, desired

    def _is_settled(
        self, confs: Sequence[PathConf], wanted: Mapping[str, PathSpec], desired: Desired
    ) -> bool:
        """Whether all is as it was when there was nothing left to do. The client gives the same
        object for what has not changed, so that looking after a thousand paths costs little."""
        if self._as_it_should is None or not self._known:
            return False
        before, then, known = self._as_it_should
        same = len(before) == len(confs) and all(map(is_, before, confs))
        return same and known is desired and wanted == then

    def _key_versions(self, desired: Desired, names: Iterable[str]) -> dict[str, str | None]:
        if self._kick is None:  # an engine has the version in the path itself
            return dict.fromkeys(names)
        return {name: desired.paths[name].key_version for name in names}

    async def _send_away(self, client: MediaClient, desired: Desired, kick: Kick) -> bool:
        """End publishers that were let in with a key that is another one now; whether all went."""
        known = self._key_versions(desired, self._known)
        versions = {name: version for name, version in known.items() if version}
        all_went = True
        for name in await self._owned.outdated(versions):
            try:
                await kick(client, name)
            except MediaServerError as error:
                _log.warning("publisher not sent away", path=name, reason=error.message)
                all_went = False
            else:
                await self._owned.key_changed(name, versions[name])
        return all_went

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

    def _report_drift(self, name: str, desired: Desired, found: PathSpec | None) -> None:
        node = self._node_name
        if found is None:
            words = f"Somebody deleted the path {name} on the media server “{node}”; it is back."
        else:
            words = f"Somebody changed the path {name} on the media server “{node}”; it is undone."
            self.drifts[name] = found
        _log.warning("path was changed behind our back", path=name, node=node)
        input_id = desired.by_path[name].id
        self._recorder.offer("path.restored", words, input_id=input_id)


async def _make(client: MediaClient, call: Call) -> None:
    if call.kind == "add":
        await client.config_path_add(call.name, call.conf)
    elif call.kind == "patch":
        await client.config_path_patch(call.name, call.conf)
    else:
        with suppress(NotFound):
            await client.config_path_delete(call.name)
