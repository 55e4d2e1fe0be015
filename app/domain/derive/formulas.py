"""The formulas, on published figures. A letter of a formula is the operand in that place.

Quotients need a divisor that is surely above zero: growth on a base that is zero, negative, or might
be so by its rounding has no meaning, and none is made up.
"""

from __future__ import annotations

from fractions import Fraction

from app.domain.derive.figure import Figure
from app.domain.derive.interval import Interval
from app.domain.derive.result import NoResultError, Result, result

GROWTH = "(a / b - 1) * 100"
DIFFERENCE = "a - b"
PERCENT = "a / b * 100"
BASE = "a / (1 + b / 100)"
RATE = "a / b"
CONVERTED = "a / (b / c)"
COUNTERPART = "a"

_HUNDRED = Fraction(100)
_ONE = Fraction(1)
_SAME = Interval(_ONE, _ONE)


def growth(current: Figure, base: Figure) -> Result:
    """Return the change on the base in percent.

    Raises:
        NoResultError: There is none, see `result`, or the base is not surely above zero.
    """
    ratio, interval = _ratio(current, base)
    value = None if ratio is None else (ratio - 1) * 100
    return result(value, interval.scaled(_HUNDRED, -_HUNDRED), (current, base))


def difference(current: Figure, base: Figure) -> Result:
    """Return the current figure less the base, in their unit.

    Raises:
        NoResultError: There is none, see `result`.
    """
    _need(current, base)
    value = None
    if current.stated is not None and base.stated is not None:
        value = current.stated - base.stated
    return result(value, current.interval.minus(base.interval), (current, base))


def percent(part: Figure, whole: Figure) -> Result:
    """Return the part as a percentage of the whole; of itself everything is exactly 100.

    Raises:
        NoResultError: There is none, see `result`, or the whole is not surely above zero.
    """
    ratio, interval = _ratio(part, whole)
    if part == whole:
        return Result(_HUNDRED, "exact", _SAME.scaled(_HUNDRED))
    value = None if ratio is None else ratio * 100
    return result(value, interval.scaled(_HUNDRED), (part, whole))


def implied_base(level: Figure, change: Figure) -> Result:
    """Return the level a year earlier that a level and its change in percent imply.

    Raises:
        NoResultError: There is none, see `result`, or the change is not surely above -100.
    """
    _need(level, change)
    factor = _above_zero(change.interval.scaled(1 / _HUNDRED, _ONE))
    value = None
    if level.stated is not None and change.stated is not None:
        if change.stated <= -_HUNDRED:
            raise NoResultError("base_not_positive")
        value = level.stated / (1 + change.stated / 100)
    return result(value, _over(level.interval, factor, change), (level, change))


def _above_zero(factor: Interval) -> Interval:
    """Leave out what no growth can do: nothing falls by more than it was."""
    if factor.low is None and (factor.high is None or factor.high > 0):
        return Interval(Fraction(0), factor.high, low_open=True, high_open=factor.high_open)
    return factor


def implied_rate(amount: Figure, converted: Figure) -> Result:
    """Return how many units of the amount the source counts for one unit of its conversion.

    Raises:
        NoResultError: There is none, see `result`, or the conversion is not surely above zero.
    """
    ratio, interval = _ratio(amount, converted)
    return result(ratio, interval, (amount, converted))


def converted(amount: Figure, original: Figure, conversion: Figure) -> Result:
    """Convert an amount at the rate at which the source converted another one.

    Raises:
        NoResultError: There is none, see `result`, or the rate is not surely above zero.
    """
    rate = implied_rate(original, conversion)
    _need(amount)
    value = None
    if amount.stated is not None and rate.value:
        value = amount.stated / rate.value
    if rate.bound != "exact":
        raise NoResultError("no_rate")
    point = Interval(rate.value, rate.value)
    interval = _over(amount.interval, rate.interval or point, original)
    return result(value, interval, (amount, original, conversion))


def counterpart(figure: Figure) -> Result:
    """Return the figure that the source itself gives for the same thing in the other unit.

    Raises:
        NoResultError: It has no value.
    """
    _need(figure)
    return result(figure.stated, figure.interval, (figure,))


def _ratio(part: Figure, whole: Figure) -> tuple[Fraction | None, Interval]:
    _need(part, whole)
    interval = _over(part.interval, whole.interval, whole)
    if part.stated is None or whole.stated is None:
        return None, interval
    if whole.stated <= 0:
        raise NoResultError("base_not_positive")
    return part.stated / whole.stated, interval


def _need(*figures: Figure) -> None:
    if not all(figure.says_something for figure in figures):
        raise NoResultError("no_value")


def _over(dividend: Interval, divisor: Interval, figure: Figure) -> Interval:
    """Divide; about an approximate divisor nothing is known, so nor about the quotient."""
    if figure.bound == "approx":
        return Interval(None, None)
    try:
        return dividend.over(divisor)
    except ZeroDivisionError as error:
        raise NoResultError("base_not_positive") from error
