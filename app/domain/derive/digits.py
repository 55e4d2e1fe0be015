"""How many digits a derived value deserves.

The rule: the value ends at the place at which the width of its interval has two significant digits.
Further digits would tell nothing, and fewer would hide something. Its limits have two places more and
are rounded outward, so that the interval as written holds the interval as computed. 798.10 billion
with an interval about 0.79 wide so ends at the second decimal.

Without a width there is nothing to go by: a limit has six significant digits, rounded to the safe
side, an approximate value three, and a value whose operands do not say how they are rounded fifteen.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.domain.derive.result import Result

_OF_WIDTH = 2
_FINER = 2
_OF_LIMIT, _OF_APPROXIMATE, _OF_UNKNOWN = 6, 3, 15


@dataclass(frozen=True, slots=True)
class Written:
    """A result with its digits; texts are plain decimals, and zeros at their ends are meant.

    Attributes:
        place: Exponent of ten of the last digit of the value.
    """

    value: str | None
    lower: str | None
    upper: str | None
    place: int

    @property
    def decimals(self) -> int:
        """Decimal places of the value."""
        return max(0, -self.place)


def written(result: Result) -> Written:
    """Write a result with the digits that its operands justify."""
    value, interval = result.value, result.interval
    width = None if interval is None else interval.width
    if interval is None or (not width and width is not None):
        return _without_width(result)
    if width is None:
        return _limit(result)
    place = magnitude(width) - _OF_WIDTH + 1
    lower, upper = interval.low, interval.high
    return Written(
        None if value is None else at_place(value, place),
        None if lower is None else _floor(lower, place - _FINER),
        None if upper is None else _ceiling(upper, place - _FINER),
        place,
    )


def spoken(result: Result, multiplier: Fraction) -> tuple[str | None, str | None, str | None]:
    """Return value and limits for people: in a larger unit, all three at the place of the value.

    Here the limits are rounded to the nearest, as people round them: 797.70 to 798.49.

    Args:
        result: In the base unit.
        multiplier: How many base units the larger one has.
    """
    interval = result.interval
    scaled = Result(
        None if result.value is None else result.value / multiplier,
        result.bound,
        None if interval is None else interval.scaled(1 / multiplier),
    )
    width = None if interval is None else interval.width
    text = written(scaled)
    if scaled.interval is None or not width:
        return text.value, text.lower, text.upper
    low, high = scaled.interval.low, scaled.interval.high
    limits = [None if each is None else at_place(each, text.place) for each in (low, high)]
    return text.value, limits[0], limits[1]


def _without_width(result: Result) -> Written:
    """Write what is known exactly, or about whose rounding nothing is known."""
    value = result.value
    interval = result.interval
    number = value if value is not None else interval.low if interval else None
    if number is None:
        return Written(None, None, None, 0)
    digits = _OF_APPROXIMATE if result.bound == "approx" else _OF_UNKNOWN
    text = at_place(number, _place_of(number, digits))
    text = text.rstrip("0").rstrip(".") if "." in text else text
    place = -len(text.partition(".")[2])
    limit = None if interval is None else text
    return Written(None if value is None else text, limit, limit, place)


def _limit(result: Result) -> Written:
    limit = result.value
    if limit is None:
        return Written(None, None, None, 0)
    place = _place_of(limit, _OF_LIMIT)
    below = result.bound in {"gt", "ge"}
    text = _floor(limit, place) if below else _ceiling(limit, place)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    place = -len(text.partition(".")[2])
    return Written(text, text if below else None, None if below else text, place)


def _place_of(number: Fraction, digits: int) -> int:
    return 0 if number == 0 else magnitude(abs(number)) - digits + 1


def magnitude(number: Fraction) -> int:
    """Return the exponent of ten of the first digit of a positive number."""
    guess = len(str(number.numerator)) - len(str(number.denominator))
    return guess if number >= Fraction(10) ** guess else guess - 1


def at_place(number: Fraction, place: int) -> str:
    """Write a number rounded to a place, halves to even."""
    return _text(round(number / Fraction(10) ** place), place)


def _floor(number: Fraction, place: int) -> str:
    return _text(number // Fraction(10) ** place, place)


def _ceiling(number: Fraction, place: int) -> str:
    return _text(-(-number // Fraction(10) ** place), place)


def _text(count: int, place: int) -> str:
    if place >= 0:
        return str(count * 10**place)
    # Made from its digits, so that no context rounds it.
    digits = tuple(map(int, str(abs(count))))
    return format(Decimal((int(count < 0), digits, place)), "f")
