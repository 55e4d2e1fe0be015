"""What can go wrong, as few classes with permanent names. The web and the terminal each map them once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a question or a document.

    Attributes:
        detail: A whole sentence for a person.
        parameter: The query parameter at fault, if it is one.
        pointer: JSON pointer into a request body, if it is that.
        value: The offending text as it was given.
        did_you_mean: Nearest valid names, best first; empty when nothing is near.
    """

    detail: str
    parameter: str | None = None
    pointer: str | None = None
    value: str | None = None
    did_you_mean: tuple[str, ...] = ()


class ProvstatError(Exception):
    """Base of every expected failure; `faults` holds each separate reason."""

    def __init__(self, detail: str, faults: Iterable[Fault] = ()) -> None:
        """Keep the sentence for people and the separate reasons for programs."""
        super().__init__(detail)
        self.detail = detail
        self.faults = tuple(faults)


class InvalidQueryError(ProvstatError):
    """The question breaks the grammar: an unknown parameter, a malformed period, a repeated name."""


class UnknownCodeError(ProvstatError):
    """The question is well formed and names a code that does not exist."""


class NotFoundError(ProvstatError):
    """There is no such thing at this address."""


class RenamedError(ProvstatError):
    """The thing has a new permanent code."""

    def __init__(self, detail: str, code: str) -> None:
        """Remember the code that is valid now."""
        super().__init__(detail)
        self.code = code


class WithdrawnError(ProvstatError):
    """The thing existed and its publisher withdrew it."""


class RefusedError(ProvstatError):
    """Well formed and understood, yet not answerable as asked."""


class NotAcceptableError(ProvstatError):
    """None of the representations that the client accepts exists here."""


class UnavailableError(ProvstatError):
    """The database is away or too slow; asking again later will help."""


class InvalidReleaseError(ProvstatError):
    """A release or a catalogue was refused and nothing was written."""
