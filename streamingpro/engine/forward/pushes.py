"""Which kind of attempt fits a destination's address."""

from collections.abc import Callable

from streamingpro.engine.forward.errors import ErrorKind, ForwardError
from streamingpro.engine.forward.push import Push
from streamingpro.engine.forward.rtmp import RtmpPush
from streamingpro.engine.forward.srt import SrtPush
from streamingpro.engine.hub import Stream
from streamingpro.protocols.rtmp.errors import TargetError
from streamingpro.protocols.rtmp.url import parse_target
from streamingpro.protocols.srt_url import SrtUrlError, parse_srt_url


def make_push(
    url: str,
    fingerprint: str,
    stream: Stream,
    on_proven: Callable[[], None],
    steady_s: float,
) -> Push:
    """An attempt to send `stream` to `url`. Raises ForwardError when it can't be used."""
    try:
        if url.lower().startswith("srt:"):
            return SrtPush(parse_srt_url(url), stream, on_proven, steady_s)
        return RtmpPush(parse_target(url), fingerprint, stream, on_proven, steady_s)
    except (TargetError, SrtUrlError) as error:
        raise ForwardError(ErrorKind.REJECTED, f"The address can't be used: {error}.") from None
