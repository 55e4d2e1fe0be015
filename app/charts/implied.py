"""The level a year earlier that a level and its growth imply: shown dashed, never as published."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from app.domain.cube import Cube, Observation
from app.domain.derive import formulas
from app.domain.derive.digits import spoken
from app.domain.derive.figure import figure_of
from app.domain.derive.periods import year_before
from app.domain.derive.result import NoResultError, Result
from app.domain.period import Period, parse_period

_EXACT = "exact"


@dataclass(frozen=True, slots=True)
class Implied:
    """A level that no source states.

    Attributes:
        period: A year before the level.
        result: Unrounded, with the interval that the rounding of both operands allows.
    """

    period: Period
    result: Result

    @property
    def value(self) -> float:
        """The level in the base unit, for drawing."""
        return float(self.result.value or 0)

    def text(self, multiplier: Fraction) -> tuple[str, str, str]:
        """Return value and limits in units of so many base units, as finely as operands allow."""
        value, lower, upper = spoken(self.result, multiplier)
        return value or "", lower or "", upper or ""


def implied_base(cube: Cube, level: str, growth: str, period: Period) -> Implied | None:
    """Return the implied level.

    Args:
        cube: Observations, the two among them.
        level: Key of the series of levels.
        growth: Key of the series of changes in percent.
        period: Period of both figures.

    Returns:
        `None` where either is a bound, their rounding is not known, or that level is published.
    """
    earlier = year_before(period)
    if earlier is None:
        return None
    found = {key: _find(cube, key, period) for key in (level, growth)}
    one, rate = found[level], found[growth]
    if one is None or rate is None or {one.bound, rate.bound} != {_EXACT}:
        return None
    base = _find(cube, level, earlier)
    if base is not None and (base.value is not None or base.lower is not None):
        return None
    try:
        result = formulas.implied_base(figure_of(one, cube), figure_of(rate, cube))
    except NoResultError:
        return None
    plain = result.bound == _EXACT and result.interval is not None and result.value is not None
    return Implied(earlier, result) if plain else None


def _find(cube: Cube, key: str, period: Period) -> Observation | None:
    for observation in cube.observations:
        if observation.key == key:
            own = parse_period(observation.period)
            if (own.start, own.end) == (period.start, period.end):
                return observation
    return None
