"""Pure: a node as the API and the dashboard show it."""

from streamingpro.control.fleet.facts import NodeFacts
from streamingpro.control.fleet.view import NodeView
from streamingpro.control.status.schemas import ListenerStatus, MediaServerState, NodeStatus

NATIVE_LIMITS = (
    "A destination is shown as connecting until its server has taken bytes, and as live from then"
    " on: MediaMTX does not tell what the other side confirms.",
    "Round-trip time, dropped frames and waiting data of destinations are not known.",
    "While the encoder is away, destinations are disconnected.",
)


def node_status(
    facts: NodeFacts,
    view: NodeView,
    *,
    kind: str,
    unmanaged: int,
    problem: str | None,
) -> NodeStatus:
    """`unmanaged`: how many paths there are not ours; `problem`: what it would not do."""
    return NodeStatus(
        id=facts.id,
        name=facts.name,
        kind=kind,
        builtin=facts.builtin,
        state=view.state,
        reason=view.reason,
        since=view.since,
        version=view.version,
        ingest=facts.ingests,
        replica=not facts.ingests,
        draining=facts.draining,
        streams=len(view.live),
        inbound_bps=view.inbound_bps,
        outbound_bps=view.outbound_bps,
        listeners={
            name: ListenerStatus(port=one.port, encrypted=one.encrypted)
            for name, one in view.listeners.items()
        },
        unmanaged_paths=unmanaged,
        problem=problem,
        limits=list(NATIVE_LIMITS) if facts.native else [],
    )


def not_in_use(node_id: str, name: str) -> NodeStatus:
    """Of a server that is switched off here."""
    return NodeStatus(id=node_id, name=name, kind="mediamtx", state=MediaServerState.OFF)
