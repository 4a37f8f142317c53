"""What the media server is told to send to, from rows. The results hold secrets: never log them."""

from streamingpro.control.outputs.address import Address
from streamingpro.control.outputs.model import Output
from streamingpro.control.outputs.place import Place
from streamingpro.control.srt_address import SrtOptions, srt_url
from streamingpro.mediamtx import urls


def destination_url(url: str, stream_key: str, srt: SrtOptions | None = None) -> str:
    """`dest` of the media server's forward entry, from the columns of an output."""
    return urls.destination(url, stream_key) if srt is None else srt_url(url, srt)


def destination(output: Output) -> str:
    """The same for a whole row."""
    return destination_url(output.url, output.stream_key, srt_options(output))


def place_destination(place: Place) -> str:
    """The same for a place that is stored nowhere."""
    return destination_url(place.address.url, place.address.stream_key, place.srt)


def place_of(output: Output) -> Place:
    """Where a row sends to."""
    address = Address(output.url, output.stream_key)
    return Place(output.platform, address, output.fingerprint, srt_options(output))


def srt_options(output: Output) -> SrtOptions | None:
    """The SRT options of a row; None when it is no SRT destination. Any object with the columns of
    an output as attributes will do."""
    if output.srt_mode is None:
        return None
    return SrtOptions(
        mode=output.srt_mode,
        stream_id=output.stream_key,
        passphrase=output.srt_passphrase,
        latency_ms=output.srt_latency_ms,
        key_length=output.srt_key_length or 0,
        payload_size=output.srt_payload_size,
    )
