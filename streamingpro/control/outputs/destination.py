"""What the media server is told to send to. The result holds the stream key: never log it."""

from streamingpro.control.outputs.model import Output
from streamingpro.mediamtx import urls


def destination_url(url: str, stream_key: str) -> str:
    """`dest` of the media server's forward entry, from the columns of an output."""
    return urls.destination(url, stream_key)


def destination(output: Output) -> str:
    """The same for a whole row."""
    return destination_url(output.url, output.stream_key)
