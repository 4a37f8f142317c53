"""Why somebody can't have a path, in words for the peer.

PathError
├── PathUnknown
├── PathBusy
├── NothingPublished
└── TooManyReaders
"""


class PathError(Exception):
    """Base: the text is a plain sentence for the peer."""


class PathUnknown(PathError):
    """No configuration covers the name."""


class PathBusy(PathError):
    """Somebody else publishes and may not be replaced."""


class NothingPublished(PathError):
    """There is nothing to read."""


class TooManyReaders(PathError):
    """The path's `maxReaders` is reached."""
