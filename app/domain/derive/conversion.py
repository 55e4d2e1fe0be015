"""Converting amounts at the rates that sources imply by their own conversions of other amounts.

No rate is taken from anywhere else. A source that prints 818.05 billion yuan and, beside it, 112.89
billion dollars has used a rate for that period; the other amounts of that period are converted by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from app.domain.cube import Cube, Observation
from app.domain.derive import build, formulas
from app.domain.derive.figure import figure_of
from app.domain.derive.result import NoResultError
from app.domain.derive.wish import LEVEL, Wish
from app.domain.series import parse_key

CONVERSION = "conversion"
_Thing = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """One amount in two units, one of which the source computed from the other."""

    one: Observation
    other: Observation

    def within(self, unit: str) -> Observation:
        """Return the amount in a unit of the pair."""
        return self.one if parse_key(self.one.key).unit == unit else self.other


class Pairs:
    """The conversions that sources make, by period and units."""

    def __init__(self, observations: Iterable[Observation]) -> None:
        """Find pairs among levels: what is alike but for the unit, one of them a conversion."""
        alike: dict[_Thing, dict[str, Observation]] = defaultdict(dict)
        for each in observations:
            alike[_thing(each)][each.key] = each
        self._by_thing: dict[_Thing, list[Pair]] = defaultdict(list)
        self._by_period: dict[_Thing, list[Pair]] = defaultdict(list)
        for thing, found in alike.items():
            for pair in _pairs(list(found.values())):
                self._by_thing[*thing, _units(pair)].append(pair)
                self._by_period[*_when(pair.one), _units(pair)].append(pair)

    def of(self, observation: Observation, unit: str) -> Pair | None:
        """Return the source's own conversion of a figure, if it made one."""
        units = frozenset((parse_key(observation.key).unit, unit))
        return next(iter(self._by_thing.get((*_thing(observation), units), ())), None)

    def in_period(self, observation: Observation, unit: str) -> list[Pair]:
        """Return the conversions between the units in the period of a figure."""
        units = frozenset((parse_key(observation.key).unit, unit))
        return self._by_period.get((*_when(observation), units), [])


def _thing(o: Observation) -> _Thing:
    series = parse_key(o.key)
    return (series.indicator, series.area, series.transformation, series.breakdown, *_when(o))


def _when(o: Observation) -> _Thing:
    return o.start, o.end, parse_key(o.key).frequency


def _units(pair: Pair) -> frozenset[str]:
    return frozenset((parse_key(pair.one.key).unit, parse_key(pair.other.key).unit))


def _pairs(alike: list[Observation]) -> Iterator[Pair]:
    for place, one in enumerate(alike):
        for other in alike[place + 1 :]:
            if (one.role == CONVERSION) != (other.role == CONVERSION):
                yield Pair(one, other)


def converted(wish: Wish, first: Observation, pairs: Pairs, cube: Cube) -> Observation:
    """Convert an observation into the unit that is wished for.

    Raises:
        NoResultError: There is no result, and why.
    """
    unit, series = wish.argument, parse_key(first.key)
    known = cube.structure.unit
    if series.transformation != LEVEL:
        raise NoResultError("not_a_level")
    if series.unit == unit:
        raise NoResultError("already_so")
    if known[series.unit].dimension != known[unit].dimension:
        raise NoResultError("other_kind_of_unit")
    own = pairs.of(first, unit)
    if own is not None:
        stated = own.within(unit)
        figure = figure_of(stated, cube)
        result = formulas.counterpart(figure)
        told = ("source_converts",)
        return build.observation(
            wish, formulas.COUNTERPART, (stated,), (figure,), result, unit, told, cube
        )
    pair = _best(pairs.in_period(first, unit), first, cube)
    operands = (first, pair.within(series.unit), pair.within(unit))
    figures = build.figures_of(operands, cube)
    result = formulas.converted(*figures)
    same = figures[0].source == figures[2].source
    foreign = () if same else ("rate_of_other_source",)
    return build.observation(
        wish, formulas.CONVERTED, operands, figures, result, unit, ("implied_rate", *foreign), cube
    )


def _best(pairs: list[Pair], first: Observation, cube: Cube) -> Pair:
    """Return the pair that tells the rate best: of the same source if any, then most narrowly."""
    unit = parse_key(first.key).unit
    source = cube.releases[first.release].source
    ranked = []
    for pair in pairs:
        looseness = _looseness(pair, unit, cube)
        if looseness is not None:
            foreign = cube.releases[pair.other.release].source != source
            ranked.append((foreign, looseness, pair.one.key, pair))
    if not ranked:
        raise NoResultError("no_rate")
    return min(ranked, key=lambda rank: rank[:-1])[-1]


def _looseness(pair: Pair, unit: str, cube: Cube) -> Fraction | None:
    """Return by which factor the limits of the implied rate differ; `None` if it has none."""
    one = pair.within(unit)
    other = pair.other if one is pair.one else pair.one
    try:
        rate = formulas.implied_rate(figure_of(one, cube), figure_of(other, cube))
    except NoResultError:
        return None
    if rate.bound != "exact" or not rate.value:
        return None
    interval = rate.interval
    if interval is None or interval.high is None or not interval.low:
        return Fraction(2)  # nothing is known about its rounding: worse than any that is
    return interval.high / interval.low
