"""A control plane whose media server is in the test's hands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI

from streamingpro.control.app import create_app
from streamingpro.control.services import Services
from streamingpro.control.settings import ControlSettings
from streamingpro.control.users.roles import Role
from tests.control.conftest import client_of, token_for
from tests.control.reconcile.peer import Peer


@dataclass
class Live:
    """`operator` is a signed-in client."""

    app: FastAPI
    services: Services
    peer: Peer
    operator: httpx.AsyncClient

    async def look(self) -> None:
        """Have the control plane see what the media server has become."""
        await self.services.runtime.reconciler.run_once()
        await self.services.runtime.monitor.poll_once()


@asynccontextmanager
async def live_app(settings: ControlSettings) -> AsyncIterator[Live]:
    peer = Peer()
    app = create_app(settings, media=peer.provider())
    services: Services = app.state.services
    async with app.router.lifespan_context(app):
        token = await token_for(services, Role.OPERATOR)
        async with client_of(app, token) as operator:
            yield Live(app, services, peer, operator)


def path(name: str, *dests: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """A live path with destinations."""
    known = {
        "name": name,
        "available": True,
        "availableTime": "2026-01-01T00:00:01Z",
        "online": True,
        "onlineTime": "2026-01-01T00:00:01Z",
        "inboundBytes": 700,
        "outboundBytes": 900,
        "bitrate": 6_000_000,
        "tracks2": [{"codec": "H264", "codecProps": None}],
        "readers": [{"type": "srtConn", "id": "1"}],
        "forward": list(dests) or None,
    }
    return known | facts


def dest(output_id: str, status: str, **facts: Any) -> dict[str, Any]:
    """A destination in some state."""
    return {
        "conf": {"label": output_id, "dest": "rtmp://a.example/live#SecretoDeSalida"},
        "status": status,
        "bitrate": 6_000_000,
        "outboundBytes": 500,
        **facts,
    }


def conn(number: int, kind: str, **facts: Any) -> dict[str, Any]:
    """Somebody connected; `kind` as in the address of the Control API."""
    return {
        "id": f"00000000-0000-4000-8000-{number:012d}",
        "kind": kind,
        "path": "estudio",
        "state": "read",
        "remoteAddr": "192.0.2.1:5000",
        "query": "key=LlaveSecreta",
        **facts,
    }
