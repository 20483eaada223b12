"""What can go wrong, split by who must act.

`Refused`: the sender changes something. `Unavailable`: time heals it. Anything else is our bug.
None of these knows HTTP or AMQP; `shared.web.problem` and `shared.messaging.consumer` map them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One fault of a field. `pointer` is a JSON Pointer (RFC 6901) into the body, as `/email`."""

    pointer: str
    detail: str


class PaddockError(Exception):
    """An expected failure with a stable `code` and a sentence for whoever has to act."""

    code = "error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class Refused(PaddockError):
    """The request can't be granted as it is; the sender must change something."""

    code = "refused"


class Malformed(Refused):
    """The request can't be read at all."""

    code = "malformed"


class Invalid(Refused):
    """The request can be read, but `fields` have faults."""

    code = "invalid"

    def __init__(self, message: str, *, fields: tuple[Field, ...] = (), code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.fields = fields


class Unauthorised(Refused):
    """Nobody is signed in, or the credential isn't valid."""

    code = "unauthorised"


class Forbidden(Refused):
    """The sender is known and isn't allowed to do this."""

    code = "forbidden"


class NotFound(Refused):
    """There is nothing by this name."""

    code = "not_found"


class Conflict(Refused):
    """The thing has changed, or was there already."""

    code = "conflict"


class Gone(Refused):
    """It was there and is no more: used, expired or deleted."""

    code = "gone"


class TooLarge(Refused):
    """The body is larger than allowed."""

    code = "too_large"


class UnsupportedType(Refused):
    """The body has a media type that isn't read here."""

    code = "unsupported_type"


class TooMany(Refused):
    """Too many requests; `retry_after` seconds later it may be granted."""

    code = "too_many"

    def __init__(self, message: str, *, retry_after: float = 15, code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.retry_after = retry_after


class Unavailable(PaddockError):
    """A server that we need is away; the same request may be granted `retry_after` seconds later."""

    code = "unavailable"

    def __init__(self, message: str, *, retry_after: float = 5, code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.retry_after = retry_after


class ConfigError(Exception):
    """The environment can't be used; the message lists every problem at once."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
