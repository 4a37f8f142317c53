"""The engine's configuration: what it does now, in memory, changed through its API.

errors      ConfError tree
durations   durations as MediaMTX writes them ("30s", "1m0s", "1d")
sizes       sizes as MediaMTX writes them ("50M")
model       PathConf, ForwardConf, GlobalConf and what they are made of (frozen dataclasses)
unsupported fields of MediaMTX that the engine does not act on, with the only value accepted
values      JSON values → typed values, with MediaMTX's kind of error texts
forward     the checks of one forwarding destination
source      the checks of where a path's stream comes from
parse       JSON objects → optional values of the models
users       JSON objects → users and permissions of the internal authentication
store       ConfStore: the one holder of the configuration, with listeners

Nothing here does I/O; the control plane refills the store of an engine that restarted.
"""

from streamingpro.engine.conf.errors import ConfError, ConfNotFound
from streamingpro.engine.conf.model import (
    ForwardConf,
    GlobalConf,
    InternalUser,
    PathConf,
    Permission,
)
from streamingpro.engine.conf.store import ConfChange, ConfStore, PathChange

__all__ = [
    "ConfChange",
    "ConfError",
    "ConfNotFound",
    "ConfStore",
    "ForwardConf",
    "GlobalConf",
    "InternalUser",
    "PathChange",
    "PathConf",
    "Permission",
]
