"""Where a quantity truly lies, and what arithmetic makes of that. Exact fractions, never floats."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

_ZERO = Fraction(0)
_End = tuple[Fraction, bool]


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers between two limits.

    Attributes:
        low: Lower limit; `None` where there is none.
        high: Upper limit; `None` where there is none.
        low_open: Whether the lower limit itself is left out.
        high_open: Whether the upper limit itself is left out.
    """

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False

    @property
    def width(self) -> Fraction | None:
        """Distance of the limits; `None` where a side is open for ever."""
        return None if self.low is None or self.high is None else self.high - self.low

    @property
    def positive(self) -> bool:
        """Whether every number within is above zero."""
        return self.low is not None and (self.low > 0 or (self.low == 0 and self.low_open))

    def __contains__(self, number: Fraction) -> bool:
        """Whether a number lies within."""
        return self._above_low(number) and self._below_high(number)

    def _above_low(self, number: Fraction) -> bool:
        if self.low is None:
            return True
        return number > self.low if self.low_open else number >= self.low

    def _below_high(self, number: Fraction) -> bool:
        if self.high is None:
            return True
        return number < self.high if self.high_open else number <= self.high

    def meets(self, other: Interval) -> bool:
        """Whether some number lies in both."""
        return not (self._below(other) or other._below(self))

    def _below(self, other: Interval) -> bool:
        if self.high is None or other.low is None:
            return False
        touching_only = self.high == other.low and (self.high_open or other.low_open)
        return self.high < other.low or touching_only

    def scaled(self, factor: Fraction, shift: Fraction = _ZERO) -> Interval:
        """Multiply by a positive factor, then add."""
        low = None if self.low is None else self.low * factor + shift
        high = None if self.high is None else self.high * factor + shift
        return Interval(low, high, self.low_open, self.high_open)

    def minus(self, other: Interval) -> Interval:
        """Return all differences of a number within this and one within the other."""
        low = None if self.low is None or other.high is None else self.low - other.high
        high = None if self.high is None or other.low is None else self.high - other.low
        return Interval(
            low, high, self.low_open or other.high_open, self.high_open or other.low_open
        )

    def over(self, divisor: Interval) -> Interval:
        """Return all quotients.

        Raises:
            ZeroDivisionError: The divisor is not surely above zero.
        """
        if not divisor.positive or divisor.low is None:
            raise ZeroDivisionError
        small = (divisor.low, divisor.low_open)
        large = None if divisor.high is None else (divisor.high, divisor.high_open)
        low = _quotient(self.low, large, small, is_open=self.low_open)
        # The upper end is the lower end of the mirror image.
        mirrored = None if self.high is None else -self.high
        high = _quotient(mirrored, large, small, is_open=self.high_open)
        return Interval(
            None if low is None else low[0],
            None if high is None else -high[0],
            low is not None and low[1],
            high is not None and high[1],
        )


def _quotient(
    end: Fraction | None, large: _End | None, small: _End, *, is_open: bool
) -> _End | None:
    """Return the lower end of quotients whose dividend has this lower end."""
    if end is None:
        return None
    if end == 0:
        return _ZERO, is_open
    if end > 0:
        return (_ZERO, True) if large is None else (end / large[0], is_open or large[1])
    return None if small[0] == 0 else (end / small[0], is_open or small[1])
