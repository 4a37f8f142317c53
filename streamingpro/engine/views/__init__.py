"""The engine's state in the JSON shape of the Control API (docs/engine-api.md).

view.py            View, which implements `api.state.EngineState`
paths.py           paths, their tracks, sources and readers
destinations.py    forwarding destinations
connections.py     who is connected: RTMP, RTMPS, SRT, HLS
link.py            the figures of an SRT link
"""

from streamingpro.engine.views.view import Parts, View

__all__ = ["Parts", "View"]
