"""Composition root of the control plane: makes its parts and joins them into one FastAPI app."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, Response

from streamingpro import __version__
from streamingpro.control import health, problems, tables
from streamingpro.control.changes import ChangeBus
from streamingpro.control.dashboard.files import APIDOCS, Dashboard
from streamingpro.control.dashboard.mount import DashboardMount
from streamingpro.control.db import Database
from streamingpro.control.eventlog.endpoints import router as eventlog_router
from streamingpro.control.eventlog.service import EventLog
from streamingpro.control.inputs.endpoints import router as inputs_router
from streamingpro.control.inputs.pull_address import PullRules
from streamingpro.control.inputs.service import InputService
from streamingpro.control.nodes.media import MediaProvider
from streamingpro.control.nodes.service import NodeService
from streamingpro.control.nodes.takeover import Takeover
from streamingpro.control.openapi import openapi_document
from streamingpro.control.outputs.endpoints import router as outputs_router
from streamingpro.control.outputs.loops import LoopGuard
from streamingpro.control.outputs.service import OutputService
from streamingpro.control.outputs.tester import OutputTester
from streamingpro.control.platforms.endpoints import router as platforms_router
from streamingpro.control.preview.endpoints import router as preview_router
from streamingpro.control.runtime import Runtime
from streamingpro.control.secretbox import SecretBox
from streamingpro.control.security import SecurityMiddleware
from streamingpro.control.services import Services
from streamingpro.control.settings import ControlSettings
from streamingpro.control.statistics.endpoints import router as statistics_router
from streamingpro.control.system.endpoints import router as system_router
from streamingpro.control.users.endpoints import router as users_router
from streamingpro.control.users.service import UserService
from streamingpro.control.users.tokens import TokenStore

if TYPE_CHECKING:
    from streamingpro.control.compat.parts import Compat

assert tables.metadata  # imported so that all tables know each other


def create_app(
    settings: ControlSettings,
    *,
    start_engine: bool = True,
    media: MediaProvider | None = None,
    dashboard: Dashboard | None = None,
) -> FastAPI:
    """The control plane as an app; call it on the event loop that will run it.

    Without `start_engine` no engine process is started; `media` names a media server to use
    instead, `dashboard` another build of the dashboard than the shipped one. The lifespan migrates
    the database, makes the first administrator that the settings name, starts and stops the running
    side. Raises SecretKeyError, DatabaseError.
    """
    dashboard = dashboard or Dashboard()
    services = _make_services(settings, start_engine=start_engine, media=media)
    app = FastAPI(
        title="StreamingPro Restreamer",
        version=__version__,
        summary="One live stream in, as many destinations out as you want.",
        lifespan=_lifespan,
        openapi_url=None,  # served below
        docs_url=None,  # FastAPI's page loads its scripts from a foreign host
        redoc_url=None,
        responses={422: {"model": problems.Problem}},  # the others: openapi.py
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.services = services
    problems.install(app)
    app.add_middleware(SecurityMiddleware)
    for router in (
        health.router,
        users_router,
        inputs_router,
        outputs_router,
        platforms_router,
        eventlog_router,
        preview_router,
        statistics_router,
        system_router,
        *services.runtime.routers,
        _openapi_router(app, dashboard),
    ):
        app.include_router(router)
    app.state.compat = _install_compat(app, services) if settings.compat_routes else None
    app.router.routes.append(DashboardMount(dashboard))
    return app


def _make_services(
    settings: ControlSettings, *, start_engine: bool, media: MediaProvider | None
) -> Services:
    secretbox = SecretBox.for_data_dir(settings.data_dir, settings.secret_key)
    db = Database(settings.effective_database_url, secretbox)
    changes, eventlog, tokens = ChangeBus(), EventLog(db), TokenStore(db)
    runtime = Runtime(
        settings, db, secretbox, changes, eventlog, start_engine=start_engine, media=media
    )
    loops = LoopGuard(db, runtime.servers.ports, settings.public_host)
    outputs = OutputService(db, changes, eventlog, loops)
    monitor = runtime.monitor
    rules = PullRules.of(settings.pull_networks, settings.media_folders)
    inputs = InputService(db, changes, eventlog, loops, rules)
    return Services(
        settings=settings,
        db=db,
        secretbox=secretbox,
        changes=changes,
        eventlog=eventlog,
        tokens=tokens,
        users=UserService(db, tokens, time.monotonic),
        inputs=inputs,
        nodes=NodeService(db, changes, eventlog),
        takeover=Takeover(runtime.fleet, inputs, outputs),
        outputs=outputs,
        tester=OutputTester(
            db, outputs, loops, runtime.media, monitor.input_status, monitor.output_status
        ),
        runtime=runtime,
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    services: Services = app.state.services
    settings = services.settings
    try:
        await services.db.upgrade()
        password = settings.admin_password
        await services.users.bootstrap(
            settings.admin_email, password.get_secret_value() if password else None
        )
        try:
            await services.runtime.start()
            async with _compat_events(app.state.compat):
                yield
        finally:
            await services.runtime.stop()
    finally:
        await services.db.close()


def _install_compat(app: FastAPI, services: Services) -> "Compat":
    """The earlier system's interface. Imported late: few need it, and socket.io takes its time."""
    from streamingpro.control.compat.endpoints import install

    return install(app, services)


@asynccontextmanager
async def _compat_events(compat: "Compat | None") -> AsyncIterator[None]:
    if compat is None:
        yield
        return
    await compat.events.start()
    try:
        yield
    finally:
        await compat.events.stop()


def _openapi_router(app: FastAPI, dashboard: Dashboard) -> APIRouter:
    """The description of the API, open to all: it is the same for every installation, and says
    how to make the first administrator to who can't sign in yet."""
    router = APIRouter(tags=["system"], include_in_schema=False)

    @router.get("/api/openapi.json")
    async def openapi() -> JSONResponse:
        return JSONResponse(openapi_document(app))

    @router.api_route("/api/docs", methods=["GET", "HEAD"])
    async def docs(request: Request) -> Response:
        return await dashboard.get_response(APIDOCS, request.scope)

    return router
