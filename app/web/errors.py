"""What can be wrong with a request rather than with its question: who sent it, how, and its body."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.errors import Fault, ProvstatError


class RequestError(ProvstatError):
    """Base of these; `headers` are fields that the answer needs beside the problem document."""

    def __init__(
        self, detail: str, faults: Iterable[Fault] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail, faults)
        self.headers = dict(headers or {})


class UnauthorizedError(RequestError):
    """No key, or none that counts; the answer never says which."""


class ForbiddenError(RequestError):
    """The key counts, and does not open this."""


class TooManyAttemptsError(RequestError):
    """Too many keys that do not count came from one address."""


class InvalidBodyError(RequestError):
    """The body cannot be read."""


class TooLargeError(RequestError):
    """The body is larger than this service accepts."""


class MediaTypeError(RequestError):
    """The body is of a kind that is not taken here."""


class InProgressError(RequestError):
    """A request with this Idempotency-Key is being answered."""


class ReusedKeyError(RequestError):
    """The Idempotency-Key belongs to another request."""


class DrawingError(RequestError):
    """A picture could not be drawn in time, or too many are waiting."""


class GoneError(RequestError):
    """It was there, and is no longer kept."""


class RangeError(RequestError):
    """The part of a file that was asked for lies behind its end."""


class BusyError(RequestError):
    """As much is being published as this process takes at once."""
