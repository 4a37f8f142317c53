"""What is on a media server and not here: paths that are adopted, changes that are taken over."""

from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import urlsplit

from pydantic import ValidationError

from streamingpro.control.errors import Conflict, NotFound, Unavailable
from streamingpro.control.inputs.model import Input
from streamingpro.control.inputs.schemas import InputPatch
from streamingpro.control.inputs.service import InputService
from streamingpro.control.nodes.adoption import adoption_of, unfit, why_not
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.nodes.schemas import DriftOut, UnmanagedPath
from streamingpro.control.outputs.service import OutputService
from streamingpro.control.reconcile.plan import PUBLISHER, PathSpec, spec_of
from streamingpro.control.reconcile.reconciler import Reconciler
from streamingpro.mediamtx import errors
from streamingpro.mediamtx.client import MediaClient
from streamingpro.mediamtx.models import Path


class Server(Protocol):
    """A node at work, as far as it is needed here."""

    @property
    def media(self) -> MediaProvider: ...
    @property
    def reconciler(self) -> Reconciler: ...
    @property
    def live(self) -> Mapping[str, Path]: ...


class Servers(Protocol):
    """Where they are found; our own engine is one of them."""

    def server(self, node_id: str) -> Server | None: ...


class Takeover:
    """Adopts and accepts. Both end in the services that people's own changes go through."""

    def __init__(self, servers: Servers, inputs: InputService, outputs: OutputService) -> None:
        self._servers = servers
        self._inputs = inputs
        self._outputs = outputs

    async def unmanaged(self, node_id: str) -> list[UnmanagedPath]:
        """Raises NotFound, Unavailable, MediaServerError."""
        server = self._server(node_id)
        names = set(server.reconciler.unmanaged)
        confs = await _client(server).config_paths_list()
        return [
            _unmanaged(conf.name, spec_of(conf), live=conf.name in server.live)
            for conf in confs
            if conf.name in names
        ]

    async def adopt(self, node_id: str, path: str, *, our_host: str = "") -> Input:
        """The new input. Raises NotFound, Conflict, Invalid, Unavailable, MediaServerError."""
        server = self._server(node_id)
        if path not in server.reconciler.unmanaged:
            raise NotFound("The media server has no such path, or it is an input already.")
        try:
            spec = spec_of(await _client(server).config_path_get(path))
        except errors.NotFound:
            raise NotFound("The media server has no such path any more.") from None
        reason = why_not(path, spec)
        if reason is not None:
            raise Conflict(reason)
        try:
            adoption = adoption_of(path, spec)
        except ValueError as error:
            raise Conflict(str(error)) from None
        bound = adoption.item.model_copy(update={"node": node_id})
        item = await self._inputs.create(bound, our_host=our_host)
        for output in adoption.outputs:
            await self._outputs.create(item.id, output, our_host=our_host)
        return item

    def drifts(self, node_id: str) -> list[DriftOut]:
        """Raises NotFound."""
        reconciler = self._server(node_id).reconciler
        found: list[DriftOut] = []
        for path, spec in reconciler.drifts.items():
            wanted = reconciler.wanted(path)
            if wanted is None:
                continue
            entry_id, should = wanted
            fields = sorted(_changes(should, spec))
            if fields:
                found.append(DriftOut(input_id=entry_id, path=path, fields=fields))
        return found

    async def accept(self, node_id: str, path: str, *, our_host: str = "") -> Input:
        """The changed input. Raises NotFound, Conflict, Invalid."""
        reconciler = self._server(node_id).reconciler
        spec, wanted = reconciler.drifts.get(path), reconciler.wanted(path)
        changes = _changes(wanted[1], spec) if spec is not None and wanted is not None else {}
        if wanted is None or not changes:
            raise NotFound("There is no such change of this path that could be taken over.")
        try:
            patch = InputPatch.model_validate(_nested(changes))
        except ValidationError as error:
            raise Conflict(unfit(error)) from None
        item = await self._inputs.update(wanted[0], patch, our_host=our_host)
        reconciler.drifts.pop(path, None)
        return item

    def _server(self, node_id: str) -> Server:
        server = self._servers.server(node_id)
        if server is None:
            raise NotFound("There is no media server with this id that is in use.")
        return server


def _client(server: Server) -> MediaClient:
    client = server.media.client()
    if client is None:
        raise Unavailable("The media server is not running.")
    return client


def _unmanaged(name: str, spec: PathSpec, *, live: bool) -> UnmanagedPath:
    reason = why_not(name, spec)
    source = PUBLISHER if spec.source == PUBLISHER else urlsplit(spec.source).scheme or "other"
    return UnmanagedPath(
        name=name,
        live=live,
        source=source,
        encrypted=bool(spec.srt_publish_passphrase),
        destinations=len(spec.destinations or ()),
        adoptable=reason is None,
        reason=reason,
    )


def _changes(wanted: PathSpec, found: PathSpec) -> dict[str, Any]:
    """Fields of an input that would have to change for `found`."""
    changes: dict[str, Any] = {}
    if found.override_publisher != wanted.override_publisher:
        changes["override_publisher"] = found.override_publisher
    if wanted.source == PUBLISHER == found.source:
        passphrase = found.srt_publish_passphrase
        if passphrase != wanted.srt_publish_passphrase:
            changes["srt.passphrase"] = passphrase or None
    elif found.source not in (PUBLISHER, wanted.source):
        changes["source.type"], changes["source.url"] = "pull", found.source
    if found.source != PUBLISHER and found.source_on_demand != wanted.source_on_demand:
        changes["source.on_demand"] = found.source_on_demand
    return changes


def _nested(changes: dict[str, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for name, value in changes.items():
        outer, dot, inner = name.partition(".")
        if dot:
            nested.setdefault(outer, {})[inner] = value
        else:
            nested[name] = value
    return nested
