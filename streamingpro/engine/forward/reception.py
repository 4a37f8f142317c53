"""Pure: how an RTMP server receives who publishes to it, in plain words."""

from collections.abc import Callable

from streamingpro.engine.forward.errors import ErrorKind, ForwardError, from_os_error
from streamingpro.protocols.rtmp import events

_TURNED_AWAY = (
    "The server closed the connection when the stream key was sent, without giving a reason. "
    "Usually the key is wrong, expired, or in use elsewhere."
)


class Reception:
    """What the server's words mean, and what it means that it hangs up.

    `quote` makes the server's own words fit to be shown. Many servers answer Publish.Start before
    they have looked at the key, and close a moment later: with `start_counts` false, whatever ends
    after it is a refusal of the key, too.
    """

    def __init__(
        self, host: str, quote: Callable[[str], str], *, start_counts: bool = True
    ) -> None:
        self._host = host
        self._quote = quote
        self._start_counts = start_counts
        self._connected = False
        self._started = False

    def heard(self, event: events.Event) -> ForwardError | None:
        """Why this is the end, or None when it is not."""
        match event:
            case events.Connected():
                self._connected = True
            case events.PublishStarted():
                self._started = True
            case events.Refused(code=code, description=description):
                return self._refused(code, description)
            case events.StatusReceived(level="error", code=code, description=description):
                return self._refused(code, description)
            case events.StreamEnded():
                if self._started and not self._start_counts:
                    return ForwardError(ErrorKind.REJECTED, _TURNED_AWAY)
                return ForwardError(ErrorKind.NETWORK, "The server ended the stream.")
            case _:
                pass
        return None

    def lost(self, error: OSError | None) -> ForwardError:
        """What the end of the connection means; `error` is None when the server closed it."""
        hung_up = error is None or isinstance(error, ConnectionResetError | BrokenPipeError)
        judging = self._connected and not (self._started and self._start_counts)
        if hung_up and judging:
            return ForwardError(ErrorKind.REJECTED, _TURNED_AWAY)
        if error is not None:
            return from_os_error(error, f"keep the connection to {self._host}")
        if self._started:
            return ForwardError(ErrorKind.NETWORK, "The server closed the connection.")
        return ForwardError(
            ErrorKind.NETWORK,
            "The server closed the connection before it took the stream. Check the address, "
            "above all the name after the server (such as /live); some servers want rtmps://.",
        )

    def _refused(self, code: str, description: str) -> ForwardError:
        words = self._quote(description or code or "no reason given")
        return ForwardError(
            ErrorKind.REJECTED,
            f"The server refused the stream: “{words}” ({self._quote(code) or 'no code'}). "
            "Check the stream key, and that the key is not in use elsewhere.",
        )
