"""Pure: whether somebody else claims a media server's authentication too.

Two control planes (or one that was given the same server twice) would point it to themselves in
turns, and each time MediaMTX drops every stream. Whoever loses it twice in a row lets go.
"""

WINDOW_S = 60.0
CONTESTED = (
    "Something else points the authentication of this media server away from here again and again:"
    " another control plane uses it, or it was added twice. It is left alone until it is restarted."
)


class Contest:
    """`lost`: the other one has it."""

    def __init__(self) -> None:
        self.lost = False
        self._told: str | None = None
        self._retaken = float("-inf")

    def may_take(self, found: str, address: str, now: float) -> bool:
        """Whether to set `address` where the server has `found`. `now`: monotonic seconds."""
        if found == address or not found or self._told != address:
            self._told, self.lost = address, False
        elif self.lost or now - self._retaken < WINDOW_S:
            self.lost = True
        else:
            self._retaken = now
        return not self.lost

    def forget(self) -> None:
        """The server was restarted: what it has is of its own file."""
        self.lost, self._told, self._retaken = False, None, float("-inf")
