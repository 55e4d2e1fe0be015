"""What comes of a formula: a value with an interval, a bound, or nothing and why.

Bounds propagate. Where an operand is a bound or a range, the result is one, as narrow as the limits
and the rounding of the other operands allow. Where an operand is approximate, the result is
approximate and has no interval; an approximate figure and a bound together give nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.domain.derive.figure import Figure
from app.domain.derive.interval import Interval


class NoResultError(Exception):
    """The operands give no result; the argument is one of `app.domain.derive.remarks.OMITTED`."""

    def __init__(self, reason: str) -> None:
        """Remember why."""
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Result:
    """A derived quantity, unrounded.

    Attributes:
        value: What the formula gives for the figures as stated; for gt, ge, lt and le the limit;
            `None` for a range.
        bound: exact, gt, ge, lt, le, approx or range.
        interval: Where the truth lies by the rounding of the operands; `None` where that is not
            known.
        warnings: Codes of `app.domain.derive.remarks.WARNINGS`.
    """

    value: Fraction | None
    bound: str
    interval: Interval | None
    warnings: tuple[str, ...] = ()


def result(value: Fraction | None, interval: Interval, operands: Sequence[Figure]) -> Result:
    """Say what kind of result a formula has.

    Args:
        value: What it gives for the values as stated; `None` where one has none.
        interval: What it gives for their intervals.
        operands: The figures.

    Raises:
        NoResultError: Nothing can be said about the quantity.
    """
    bounds = {operand.bound for operand in operands}
    unknown = not all(operand.rounding_known for operand in operands)
    warnings = ("rounding_unknown",) if unknown else ()
    if bounds == {"exact"}:
        return Result(value, "exact", None if unknown else interval, warnings)
    if "approx" in bounds:
        if bounds - {"approx", "exact"}:
            raise NoResultError("approximate_and_bound")
        return Result(value, "approx", None, warnings)
    return _bounded(interval, warnings)


def _bounded(interval: Interval, warnings: tuple[str, ...]) -> Result:
    low, high = interval.low, interval.high
    if low is not None and high is not None:
        return Result(None, "range", interval, warnings)
    if low is not None:
        return Result(low, "gt" if interval.low_open else "ge", interval, warnings)
    if high is not None:
        return Result(high, "lt" if interval.high_open else "le", interval, warnings)
    raise NoResultError("unlimited")
