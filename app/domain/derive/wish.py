"""What shall be derived, and from which other figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from app.domain.cube import Observation
from app.domain.derive.periods import before, year_before
from app.domain.derive.result import NoResultError
from app.domain.period import Period, parse_period
from app.domain.series import Series, observation_id, parse_key, series_key
from app.domain.structure import Structure

Kind = Literal["yoy", "diff", "index", "share", "convert"]
# Series key and slug of the period: what a figure is, whichever release states it.
Cell = tuple[str, str]

LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Wish:
    """One derivation.

    Attributes:
        kind: What is computed.
        argument: The base period of an index, the indicator of a share, the unit of a conversion;
            else empty.
    """

    kind: Kind
    argument: str = ""

    def __str__(self) -> str:
        """Write the wish as it stands in an address."""
        return f"{self.kind}:{self.argument}" if self.argument else self.kind


def compared_with(
    wish: Wish, series: Series, period: Period, structure: Structure
) -> tuple[Cell, ...]:
    """Return the figures that one may be compared with, the first that exists being taken.

    Raises:
        NoResultError: There can be none.
    """
    if series.transformation != LEVEL:
        raise NoResultError("not_a_level")
    return _FINDERS[wish.kind](wish, series, period, structure)


def _earlier(find: Callable[[Period], Period | None]) -> _Finder:
    def finder(_: Wish, series: Series, period: Period, __: Structure) -> tuple[Cell, ...]:
        found = find(period)
        if found is None:
            raise NoResultError("no_such_period")
        return (cell(series.key, found),)

    return finder


def _base(wish: Wish, series: Series, _: Period, __: Structure) -> tuple[Cell, ...]:
    period = parse_period(wish.argument)
    if period.frequency != series.frequency:
        raise NoResultError("other_frequency")
    return (cell(series.key, period),)


def _whole(wish: Wish, series: Series, period: Period, structure: Structure) -> tuple[Cell, ...]:
    code = wish.argument
    dimensions = structure.indicator[series.indicator], structure.indicator[code]
    if dimensions[0].unit_dimension != dimensions[1].unit_dimension:
        raise NoResultError("other_kind_of_unit")
    # Of the same indicator the whole is the total, else everything would be all of itself.
    alike = {} if series.indicator == code else dict(series.breakdown)
    keys = [
        series_key(code, series.area, series.transformation, series.unit, series.frequency, own)
        for own in (alike, {})
    ]
    return tuple(cell(key, period) for key in dict.fromkeys(keys))


def cell(key: str, period: Period) -> Cell:
    """Name a figure."""
    return key, period.slug


def cell_of(observation: Observation) -> Cell:
    """Name the figure that an observation states."""
    return cell(observation.key, parse_period(observation.period))


def days_of(cell: Cell) -> Period:
    """Return the period of a figure."""
    return parse_period(cell[1].replace("_", "/"))


def id_of(cell: Cell) -> str:
    """Return the permanent id of a figure, which need not be there."""
    return observation_id(parse_key(cell[0]), days_of(cell))


_Finder = Callable[[Wish, Series, Period, Structure], tuple[Cell, ...]]
_FINDERS: Mapping[Kind, _Finder] = {
    "yoy": _earlier(year_before),
    "diff": _earlier(before),
    "index": _base,
    "share": _whole,
}
