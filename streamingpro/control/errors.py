"""What can go wrong, in the words of the domain. None of these knows a status code.

DomainError
├── NotFound        there is no such thing
├── Conflict        it can't be done in the present state
├── Invalid         what was entered is not right; says which fields and why
├── NotSignedIn     nobody knows who is calling
├── Forbidden       it is known who is calling, and they may not do this
├── TooManyTries    slow down
└── Unavailable     something we need does not answer

The text of each is a plain sentence for the person who reads it, without secrets.
"""

from dataclasses import dataclass


class DomainError(Exception):
    """`detail` is the sentence to show."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class NotFound(DomainError):
    pass


class Conflict(DomainError):
    pass


class NotSignedIn(DomainError):
    pass


class Forbidden(DomainError):
    pass


class Unavailable(DomainError):
    pass


class TooManyTries(DomainError):
    def __init__(self, detail: str, retry_after_s: int) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing to mend: `field` as in the request (`source.type`), and a plain sentence."""

    field: str
    message: str


class Invalid(DomainError):
    """`Invalid.field("url", "…")` for one field, or several errors at once."""

    def __init__(self, errors: list[FieldError], detail: str = "") -> None:
        super().__init__(detail or " ".join(error.message for error in errors))
        self.errors = errors

    @classmethod
    def field(cls, name: str, message: str) -> "Invalid":
        return cls([FieldError(name, message)])
