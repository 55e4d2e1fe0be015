"""Deriving a figure from itself and one other: growth, difference, index and share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.domain.cube import Cube, Observation
from app.domain.derive import build, formulas
from app.domain.derive.figure import Figure
from app.domain.derive.result import NoResultError, Result
from app.domain.derive.wish import Cell, Kind, Wish, compared_with
from app.domain.period import parse_period
from app.domain.series import parse_key
from app.domain.structure import Structure

_PERCENT = "PERCENT"
_RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class _Method:
    """How one kind of comparison is made.

    Attributes:
        missing: Why there is no result where the other figure is not there.
        in_percent: Whether the result is in percent, rather than in the unit of the operands.
        of_percentages: What to beware of where the operands are percentages.
    """

    formula: str
    compute: Callable[[Figure, Figure], Result]
    missing: str = "no_base"
    in_percent: bool = True
    of_percentages: tuple[str, ...] = ()


_METHODS: Mapping[Kind, _Method] = {
    "yoy": _Method(formulas.GROWTH, formulas.growth, of_percentages=("change_of_percentage",)),
    "diff": _Method(
        formulas.DIFFERENCE,
        formulas.difference,
        in_percent=False,
        of_percentages=("percentage_points",),
    ),
    "index": _Method(formulas.PERCENT, formulas.percent),
    "share": _Method(formulas.PERCENT, formulas.percent, missing="no_whole"),
}


class MissingError(NoResultError):
    """The figure to compare with is not there."""

    def __init__(self, reason: str, cells: tuple[Cell, ...]) -> None:
        """Remember which figure would have done."""
        super().__init__(reason)
        self.cells = cells


def candidates(wish: Wish, observation: Observation, structure: Structure) -> tuple[Cell, ...]:
    """Return the figures that an observation may be compared with, best first.

    Raises:
        NoResultError: There can be none.
    """
    series = parse_key(observation.key)
    return compared_with(wish, series, parse_period(observation.period), structure)


def compared(
    wish: Wish, first: Observation, others: Mapping[Cell, Observation], cube: Cube
) -> Observation:
    """Derive a figure from an observation and the one that it is compared with.

    Raises:
        NoResultError: There is no result, and why.
    """
    method = _METHODS[wish.kind]
    cells = candidates(wish, first, cube.structure)
    second = next((others[cell] for cell in cells if cell in others), None)
    if second is None:
        raise MissingError(method.missing, cells)
    operands = (first, second)
    figures = build.figures_of(operands, cube)
    result = method.compute(figures[0], figures[1])
    unit = parse_key(first.key).unit
    warnings = method.of_percentages if cube.structure.unit[unit].dimension == _RATIO else ()
    warnings += _scope(first, second, cube.structure)
    shown = _PERCENT if method.in_percent else unit
    return build.observation(wish, method.formula, operands, figures, result, shown, warnings, cube)


def _scope(first: Observation, second: Observation, structure: Structure) -> tuple[str, ...]:
    part, whole = parse_key(first.key), parse_key(second.key)
    found: tuple[str, ...] = ()
    found += ("whole_is_total",) if part.breakdown != whole.breakdown else ()
    if part.indicator != whole.indicator and not _within(
        part.indicator, whole.indicator, structure
    ):
        found += ("scope",)
    return found


def _within(part: str, whole: str, structure: Structure) -> bool:
    """Whether the catalogue says that one indicator is a part of another, at any depth."""
    seen: set[str] = set()
    above = structure.indicator[part].part_of
    while above is not None and above not in seen:
        if above == whole:
            return True
        seen.add(above)
        above = structure.indicator[above].part_of
    return False
