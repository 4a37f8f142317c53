"""StreamingPro Restreamer: one live stream in, many destinations out."""

__version__ = "0.1.0"
