"""What a published figure implies together with the others that stand beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from app.domain.cube import Cube, Observation
from app.domain.derive import formulas
from app.domain.derive.build import common_warnings
from app.domain.derive.conversion import CONVERSION, Pairs
from app.domain.derive.figure import Figure, figure_of
from app.domain.derive.periods import before, year_before
from app.domain.derive.result import NoResultError, Result
from app.domain.derive.wish import LEVEL, Cell, cell, cell_of
from app.domain.period import Period, parse_period
from app.domain.series import Series, parse_key

Kind = Literal["implied_base", "yoy", "diff", "implied_rate"]
GROWTH = "yoy"
_PERCENT = "PERCENT"
_CURRENCY = "currency"
_Compute = Callable[[Figure, Figure], Result]


@dataclass(frozen=True, slots=True)
class Implication:
    """One derived value, or why there is none.

    Attributes:
        operands: In the order of the letters of the formula.
        unit: Base unit of the result.
        period: Which period the result is about.
        result: `None` where there is none; `reason` then says why.
        published: A figure that a source states for the same thing, if one does.
        agrees: Whether the rounding of both allows them to be equal; `None` where nothing is
            published to compare with, or its rounding is not known.
        warnings: Codes of what to beware of.
    """

    kind: Kind
    formula: str
    operands: tuple[Observation, Observation]
    unit: str
    period: str
    result: Result | None
    reason: str | None
    published: Observation | None
    agrees: bool | None
    warnings: tuple[str, ...]


def periods_of(observation: Observation) -> tuple[Period, ...]:
    """Return the periods whose figures have to be known: its own, the one before, a year before."""
    period = parse_period(observation.period)
    found = (period, before(period), year_before(period))
    return tuple(dict.fromkeys(each for each in found if each is not None))


def implications(observation: Observation, beside: Cube) -> list[Implication]:
    """Return what a figure implies.

    Args:
        observation: A current figure.
        beside: The figures of its indicator, area, frequency and breakdown in `periods_of` it, in
            all transformations and units, itself among them.
    """
    return list(_Setting(observation, beside).implications())


class _Setting:
    """A figure among those beside it."""

    def __init__(self, observation: Observation, beside: Cube) -> None:
        self._about = observation
        self._cube = beside
        own = parse_key(observation.key)
        self._alike = [o for o in beside.observations if _alike(parse_key(o.key), own)]
        self._by_cell: Mapping[Cell, Observation] = {cell_of(o): o for o in self._alike}
        days = (observation.start, observation.end)
        self._here = [o for o in self._alike if (o.start, o.end) == days]

    def implications(self) -> Iterator[Implication]:
        growth = next((o for o in self._here if _form(o) == GROWTH), None)
        for level in self._levels():
            period = parse_period(level.period)
            earlier, last = year_before(period), before(period)
            base = self._find(level, earlier)
            if growth is not None and earlier is not None:
                yield self._implied_base(level, growth, base, earlier.text)
            if base is not None:
                yield self._growth(level, base, growth)
            previous = self._find(level, last)
            if previous is not None:
                formula, compute = formulas.DIFFERENCE, formulas.difference
                unit = parse_key(level.key).unit
                yield self._imply("diff", formula, compute, (level, previous), unit)
        yield from self._rates()

    def _levels(self) -> list[Observation]:
        """Return the levels that are asked about; a conversion grows as its original does."""
        levels = [o for o in self._here if _form(o) == LEVEL and o.role != CONVERSION]
        if _form(self._about) == LEVEL:
            return [o for o in levels if o.key == self._about.key]
        return levels

    def _find(self, level: Observation, period: Period | None) -> Observation | None:
        return None if period is None else self._by_cell.get(cell(level.key, period))

    def _implied_base(
        self, level: Observation, growth: Observation, base: Observation | None, period: str
    ) -> Implication:
        unit = parse_key(level.key).unit
        priced = self._cube.structure.unit[unit].dimension == _CURRENCY
        warnings = ("base_may_be_revised", *(("constant_prices",) if priced else ()))
        return self._imply(
            "implied_base",
            formulas.BASE,
            formulas.implied_base,
            (level, growth),
            unit,
            period=period,
            published=base,
            warnings=warnings,
        )

    def _growth(
        self, level: Observation, base: Observation, growth: Observation | None
    ) -> Implication:
        formula, compute = formulas.GROWTH, formulas.growth
        return self._imply("yoy", formula, compute, (level, base), _PERCENT, published=growth)

    def _rates(self) -> Iterator[Implication]:
        """Return the exchange rates by which the source converted the figure."""
        pairs = Pairs(self._here)
        unit = parse_key(self._about.key).unit
        for other in sorted({parse_key(o.key).unit for o in self._here} - {unit}):
            pair = pairs.of(self._about, other)
            if pair is None:
                continue
            original, converted = pair.one, pair.other
            if original.role == CONVERSION:
                original, converted = converted, original
            units = [parse_key(o.key).unit for o in (original, converted)]
            yield self._imply(
                "implied_rate",
                formulas.RATE,
                formulas.implied_rate,
                (original, converted),
                f"{units[0]}/{units[1]}",
                warnings=("implied_rate",),
            )

    def _imply(  # noqa: PLR0913 - an implication has that many sides
        self,
        kind: Kind,
        formula: str,
        compute: _Compute,
        operands: tuple[Observation, Observation],
        unit: str,
        *,
        period: str | None = None,
        published: Observation | None = None,
        warnings: tuple[str, ...] = (),
    ) -> Implication:
        figures = [figure_of(operand, self._cube) for operand in operands]
        result, reason = None, None
        try:
            result = compute(figures[0], figures[1])
        except NoResultError as error:
            reason = error.reason
        agrees = self._agrees(result, published)
        told = (*common_warnings(operands), *warnings, *(result.warnings if result else ()))
        if agrees is False:
            told += ("disagrees",)
        return Implication(
            kind=kind,
            formula=formula,
            operands=operands,
            unit=unit,
            period=period or operands[0].period,
            result=result,
            reason=reason,
            published=published,
            agrees=agrees,
            warnings=tuple(dict.fromkeys(told)),
        )

    def _agrees(self, result: Result | None, published: Observation | None) -> bool | None:
        if result is None or result.interval is None or published is None:
            return None
        figure = figure_of(published, self._cube)
        known = figure.rounding_known and figure.says_something and figure.bound != "approx"
        return result.interval.meets(figure.interval) if known else None


def _form(observation: Observation) -> str:
    return parse_key(observation.key).transformation


def _alike(series: Series, own: Series) -> bool:
    here = (series.indicator, series.area, series.frequency, series.breakdown)
    return here == (own.indicator, own.area, own.frequency, own.breakdown)
