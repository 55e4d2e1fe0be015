"""Numbers as text: the one spelling that is read, and what a printed figure can truly have been."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Context, Decimal

from app.domain.facts import Fact
from app.domain.structure import Structure
from app.domain.text import fold

NUMBER_PATTERN = r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$"
# A range is printed as two numbers.
PRINTED_PATTERN = r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[-–~]-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?)?$"
MAXIMUM_DIGITS = 30
_LONGEST = 200

# Products of two numbers of 30 digits are exact; the default context would round them to 28.
EXACT = Context(prec=4 * MAXIMUM_DIGITS)

_NUMBER = re.compile(NUMBER_PATTERN.strip("^$"), re.ASCII)
match_number = _NUMBER.fullmatch  # whether a text is a plain decimal, however long
_PRINTED = re.compile(rf"({_NUMBER.pattern})(?:[-–~]({_NUMBER.pattern}))?", re.ASCII)
_LAX = re.compile(r"[-−]?\d[\d, _']*(?:\.\d+)?")
_EXPONENT = re.compile(r"[-+]?[\d.]+e[-+]?\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NumberFault:
    """Why a text is no number, and the number that may have been meant."""

    reason: str
    suggestion: str | None = None


def number_fault(text: str) -> NumberFault | None:
    """Say why a text is not a plain decimal; `None` if it is one."""
    if _NUMBER.fullmatch(text):
        return _too_long(text)
    wide = unicodedata.normalize("NFKC", text[:_LONGEST]).strip()
    stripped = re.sub(r"[, _']", "", wide).replace("−", "-")
    likely = stripped if _LAX.fullmatch(wide) and _NUMBER.fullmatch(stripped) else None
    for reason, applies in (
        ("holds characters that only look like digits or signs", likely and not text.isascii()),
        ("has separators of thousands", likely and "," in text),
        ("holds blanks or other separators", likely),
        ("is not finite", wide.strip("+- ").casefold() in {"nan", "snan", "inf", "infinity"}),
        ("has an exponent", _EXPONENT.fullmatch(wide)),
    ):
        if applies:
            return NumberFault(f"{reason}; write a plain decimal such as -12.50", likely)
    return NumberFault("is not a plain decimal such as -12.50")


def _too_long(text: str) -> NumberFault | None:
    digits = len(text) - text.count("-") - text.count(".")
    if digits <= MAXIMUM_DIGITS:
        return None
    return NumberFault(f"has {digits} digits; {MAXIMUM_DIGITS} are the most")


def printed_fault(text: str) -> NumberFault | None:
    """Say why a text is not a printed number or range of numbers; `None` if it is one."""
    match = _PRINTED.fullmatch(text)
    if match is None:
        return number_fault(text)
    faults = (_too_long(part) for part in match.groups() if part)
    return next((fault for fault in faults if fault), None)


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as printed: one number, or the two of a range.

    Attributes:
        decimals: Decimal places of the number that has the most.
    """

    numbers: tuple[Decimal, ...]
    decimals: int

    @classmethod
    def read(cls, text: str) -> Printed:
        """Read what `printed_fault` has nothing against."""
        if _NUMBER.fullmatch(text):
            return cls((Decimal(text),), len(text.partition(".")[2]))
        match = _PRINTED.fullmatch(text)
        parts = match.groups() if match else ()
        places = [len(part.partition(".")[2]) for part in parts]
        return cls(tuple(map(Decimal, parts)), max(places, default=0))


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a quantity lies; `None` leaves a side open for ever, `*_open` leaves the limit out."""

    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False

    def surely_above(self, other: Interval) -> bool:
        """Whether every number in this interval is above every number in the other."""
        if self.low is None or other.high is None:
            return False
        if self.low == other.high:
            return self.low_open or other.high_open
        return self.low > other.high


UNKNOWN = Interval(None, None)


def interval_of(fact: Fact, structure: Structure) -> Interval:
    """Return where the quantity lies that a fact states, its bound and its rounding considered."""
    value = fact.value
    if fact.bound == "range":
        return Interval(fact.lower, fact.upper)
    if value is None or fact.bound == "approx":
        return UNKNOWN
    if fact.bound == "exact":
        half = half_step(fact, structure) or Decimal(0)
        return Interval(EXACT.subtract(value, half), EXACT.add(value, half))
    open_ended = fact.bound in {"gt", "lt"}
    if fact.bound in {"gt", "ge"}:
        return Interval(value, None, low_open=open_ended)
    return Interval(None, value, high_open=open_ended)


def half_step(fact: Fact, structure: Structure) -> Decimal | None:
    """Return half of the last printed place in the base unit; `None` if the print is not known."""
    if fact.decimals is None or fact.unit_published is None:
        return None
    spelling = structure.spelling.get(fold(fact.unit_published))
    if spelling is None:
        return None
    return EXACT.multiply(spelling.multiplier, Decimal(5).scaleb(-fact.decimals - 1))
