"""Where the dashboard is in the app: everywhere but under the addresses of programs."""

from starlette.routing import Match, Mount
from starlette.types import Scope

from streamingpro.control.dashboard.files import Dashboard

_FOR_PROGRAMS = ("/api", "/metrics")


class DashboardMount(Mount):
    """Takes what no route before it took. An unknown address of the API stays an error of the API,
    and so does a wrong method."""

    def __init__(self, dashboard: Dashboard) -> None:
        super().__init__("/", app=dashboard, name="dashboard")

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        path = scope.get("path", "")
        if scope["type"] != "http" or any(
            path == one or path.startswith(f"{one}/") for one in _FOR_PROGRAMS
        ):
            return Match.NONE, {}
        return super().matches(scope)
