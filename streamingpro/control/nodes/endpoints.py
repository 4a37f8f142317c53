"""REST of media servers."""

from typing import Literal, cast

from fastapi import APIRouter, Request

from streamingpro.control.fleet.facts import NodeFacts
from streamingpro.control.fleet.status import not_in_use
from streamingpro.control.inputs.endpoints import shown_input
from streamingpro.control.inputs.schemas import InputOut
from streamingpro.control.nodes.model import Node
from streamingpro.control.nodes.schemas import (
    DriftOut,
    NodeCreate,
    NodeOut,
    NodePatch,
    Redistribution,
    Role,
    UnmanagedAccess,
    UnmanagedPath,
)
from streamingpro.control.requests import host_of
from streamingpro.control.services import Services, ServicesDep
from streamingpro.control.users.auth import Admin, Operator, Viewer

router = APIRouter(prefix="/api/nodes", tags=["nodes"])


@router.get("")
async def list_nodes(_who: Viewer, services: ServicesDep) -> list[NodeOut]:
    """All media servers, the built-in ones first, each with its state."""
    builtin = [_builtin(facts, services) for facts in services.runtime.fleet.builtin()]
    return builtin + [_out(node, services) for node in await services.nodes.list()]


@router.post("", status_code=201)
async def create_node(body: NodeCreate, _who: Admin, services: ServicesDep) -> NodeOut:
    """Add a media server. Its authentication is pointed at this server, which ends the streams that
    are on it; what it does with paths that are not ours follows `unmanaged_access`."""
    return _out(await services.nodes.create(body), services)


@router.get("/{node_id}")
async def get_node(node_id: str, _who: Viewer, services: ServicesDep) -> NodeOut:
    """One media server."""
    for facts in services.runtime.fleet.builtin():
        if facts.id == node_id:
            return _builtin(facts, services)
    return _out(await services.nodes.get(node_id), services)


@router.patch("/{node_id}")
async def patch_node(node_id: str, body: NodePatch, _who: Admin, services: ServicesDep) -> NodeOut:
    """Change the given fields. `draining` true: it takes nothing new, and its pulled inputs go
    elsewhere."""
    return _out(await services.nodes.update(node_id, body), services)


@router.delete("/{node_id}", status_code=204)
async def delete_node(node_id: str, _who: Admin, services: ServicesDep) -> None:
    """Let go of a media server: our paths on it are deleted first, when it can be reached."""
    await services.nodes.check_removable(node_id)
    await services.runtime.fleet.leave(node_id)
    await services.nodes.delete(node_id)


@router.get("/{node_id}/unmanaged")
async def list_unmanaged(
    node_id: str, _who: Operator, services: ServicesDep
) -> list[UnmanagedPath]:
    """Paths of the server that are not ours."""
    return await services.takeover.unmanaged(node_id)


@router.post("/{node_id}/unmanaged/{path:path}/adopt", status_code=201)
async def adopt_path(
    node_id: str, path: str, who: Operator, services: ServicesDep, request: Request
) -> InputOut:
    """Make an input of a path that is there already, bound to this server, with its destinations as
    outputs. Who publishes to it is not disturbed, but needs the input's key the next time."""
    item = await services.takeover.adopt(node_id, path, our_host=host_of(request))
    return shown_input(item, who, services, request)


@router.get("/{node_id}/drift")
async def list_drift(node_id: str, _who: Operator, services: ServicesDep) -> list[DriftOut]:
    """What somebody changed in our paths on the server, and what was put back."""
    return services.takeover.drifts(node_id)


@router.post("/{node_id}/drift/{path:path}/accept")
async def accept_drift(
    node_id: str, path: str, who: Operator, services: ServicesDep, request: Request
) -> InputOut:
    """Take such a change over into the input, as if it had been made here."""
    item = await services.takeover.accept(node_id, path, our_host=host_of(request))
    return shown_input(item, who, services, request)


def _out(node: Node, services: Services) -> NodeOut:
    status = services.runtime.fleet.status_of(node.id)
    return NodeOut(
        id=node.id,
        name=node.name,
        builtin=False,
        api_url=node.api_url,
        api_user=node.api_user,
        has_password=node.api_password is not None,
        public_host=node.public_host,
        media_host=node.media_host,
        control_url=node.control_url,
        enabled=node.enabled,
        draining=node.draining,
        role=cast(Role, node.role),
        redistribution=cast(Redistribution, node.redistribution),
        unmanaged_access=cast(UnmanagedAccess, node.unmanaged_access),
        max_streams=node.max_streams,
        max_bitrate_bps=node.max_bitrate_bps,
        created_at=node.created_at,
        updated_at=node.updated_at,
        status=status or not_in_use(node.id, node.name),
    )


def _builtin(facts: NodeFacts, services: Services) -> NodeOut:
    ingest: Literal["ingest"] = "ingest"
    return NodeOut(
        id=facts.id,
        name=facts.name,
        builtin=True,
        api_url=None,
        api_user=None,
        has_password=False,
        public_host=None,
        media_host=None,
        control_url=None,
        enabled=True,
        draining=False,
        role=ingest,
        redistribution="engine",
        unmanaged_access="refuse",
        max_streams=None,
        max_bitrate_bps=None,
        created_at=None,
        updated_at=None,
        status=services.runtime.fleet.status_of(facts.id) or not_in_use(facts.id, facts.name),
    )
