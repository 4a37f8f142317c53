"""Makes sure that a wheel has the dashboard in it: `pip install .` from a checkout builds it."""

import os
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILT = Path("streamingpro/control/dashboard/static/index.html")
WITHOUT = "STREAMINGPRO_WITHOUT_DASHBOARD"


class DashboardBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs `scripts/build-web` where its result is missing."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """`version` is "editable" for an installation that uses the checkout itself, in which
        `make` has the dashboard built."""
        root = Path(self.root)
        if version == "editable" or (root / BUILT).exists() or os.environ.get(WITHOUT) == "1":
            return
        try:
            script = root / "scripts" / "build-web"
            subprocess.run([script], cwd=root, check=True)  # noqa: S603
        except (OSError, subprocess.CalledProcessError):
            raise SystemExit(
                "The dashboard could not be built (see above): Node.js 20.19 or newer with npm is"
                f" needed for that. Install it, or set {WITHOUT}=1 to go without the dashboard."
            ) from None
