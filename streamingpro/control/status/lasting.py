"""What is wrong, and since when: a reason that is found again and again keeps its time."""

from streamingpro.control.status.schemas import StatusError
from streamingpro.kit.clock import utcnow


class LastingErrors:
    """Errors of kind `kind` by key."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._known: dict[str, StatusError] = {}

    def get(self, key: str) -> StatusError | None:
        return self._known.get(key)

    def first(self) -> str | None:
        """The words of any of them."""
        return next((error.message for error in self._known.values()), None)

    def say(self, key: str, message: str | None) -> StatusError | None:
        """The error of `key` is `message` now; None when nothing is wrong any more."""
        if message is None:
            self._known.pop(key, None)
            return None
        known = self._known.get(key)
        if known is None or known.message != message:
            known = self._known[key] = StatusError(kind=self._kind, message=message, at=utcnow())
        return known

    def say_all(self, messages: dict[str, str]) -> None:
        """These are all errors that there are now."""
        for key in self._known.keys() - messages.keys():
            del self._known[key]
        for key, message in messages.items():
            self.say(key, message)
