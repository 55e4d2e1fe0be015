"""Rules between the facts of a release: doubles, parts and wholes, sudden jumps.

All but the first see facts that are sound alone, so that one slip is not reported as many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from itertools import groupby, pairwise

from app.domain.facts import Fact
from app.domain.period import Frequency, Period
from app.domain.rules.codes import LEVEL
from app.domain.rules.conversions import conversions_agree, conversions_have_an_original
from app.domain.rules.figures import numbers
from app.domain.rules.finding import Finding, error, warning
from app.domain.rules.numbers import interval_of
from app.domain.rules.rule import (
    Context,
    Entry,
    Family,
    Outline,
    ReleaseRule,
    release_rule,
    several,
)
from app.domain.series import Series
from app.domain.structure import Structure
from app.domain.text import plain

JUMP = Decimal(10)
_NEARLY_TEN = 9.999

_Key = tuple[object, ...]


def stated_twice(period: str, place: str) -> Finding:
    """Say that a record states a figure which another, that came before it, states too."""
    reason = f"This figure is stated twice: series and period are those of {place}."
    return error("period", period, reason, rule="each-figure-once")


def _parts_and_wholes(structure: Structure) -> Family:
    concerned = _concerned(_ancestors(structure))

    def family(series: Series) -> Hashable | None:
        if series.transformation != LEVEL or series.indicator not in concerned:
            return None
        return series.area, series.unit, series.frequency, series.breakdown

    return family


@release_rule(families=_parts_and_wholes, concerns=several)
def part_not_above_whole(entries: Sequence[Entry], context: Context) -> Iterator[Finding]:
    """An indicator that is part of another is never above it, whatever bounds and rounding hide."""
    structure = context.structure
    wholes = _ancestors(structure)
    levels = _by_cell(entries, _concerned(wholes))
    for (indicator, *cell), part in levels.items():
        for whole_code in wholes.get(str(indicator), ()):
            whole = levels.get((whole_code, *cell))
            if whole is not None:
                yield from _above(part, whole, structure, f"{whole_code}, which contains it")


def _concerned(wholes: Mapping[str, Sequence[str]]) -> set[str]:
    return set(wholes) | {code for codes in wholes.values() for code in codes}


def _ancestors(structure: Structure) -> dict[str, tuple[str, ...]]:
    """Return for each part the indicators that contain it, the nearest first."""
    found: dict[str, tuple[str, ...]] = {}
    for code, indicator in structure.indicator.items():
        chain: list[str] = []
        whole = indicator.part_of
        while whole is not None and whole not in chain:
            chain.append(whole)
            above = structure.indicator.get(whole)
            whole = above.part_of if above else None
        if chain:
            found[code] = tuple(chain)
    return found


def _by_cell(entries: Sequence[Entry], indicators: AbstractSet[str]) -> dict[_Key, Entry]:
    found: dict[_Key, Entry] = {}
    for entry in entries:
        series, period = entry.fact.series, entry.fact.period
        if series.indicator in indicators and series.transformation == LEVEL:
            rest = (series.area, series.unit, series.frequency, series.breakdown, period.slug)
            found[series.indicator, *rest] = entry
    return found


def _above(part: Entry, whole: Entry, structure: Structure, what: str) -> Iterator[Finding]:
    ours, theirs = interval_of(part.fact, structure), interval_of(whole.fact, structure)
    if ours.surely_above(theirs):
        reason = f"The part is above {what} ({_shown(whole.fact)} in {whole.place})."
        yield part.located(error("value", _shown(part.fact), reason))


def _shown(fact: Fact) -> str:
    if fact.value is None:
        limits = (fact.lower, fact.upper)
        return " to ".join(plain(limit) for limit in limits if limit is not None)
    return plain(fact.value) if fact.bound == "exact" else f"{fact.bound} {plain(fact.value)}"


def _totals_and_breakdowns(structure: Structure) -> Family:
    amounts = {unit.code for unit in structure.units if unit.dimension != "ratio"}

    def family(series: Series) -> Hashable | None:
        if series.transformation != LEVEL or series.unit not in amounts:
            return None
        return series.indicator, series.area, series.unit, series.frequency

    return family


def _breaks_down(family: Sequence[Outline]) -> bool:
    return len(family) > 1 and any(outline.series.breakdown for outline in family)


@release_rule(families=_totals_and_breakdowns, concerns=_breaks_down)
def breakdown_not_above_total(entries: Sequence[Entry], context: Context) -> Iterator[Finding]:
    """A part of a total is not above it, unless figures can be negative, as balances are."""
    structure = context.structure
    parts = [
        entry for entry in entries if entry.fact.series.breakdown and _is_amount(entry, context)
    ]
    if not parts:
        return
    totals = {_total_key(entry.fact.series, entry.fact): entry for entry in entries}
    groups: dict[_Key, list[Entry]] = defaultdict(list)
    for part in parts:
        for key in _keys_of_totals(part.fact):
            if key in totals:
                groups[key].append(part)
    for key, group in groups.items():
        members = [totals[key], *group]
        if any(number < 0 for each in members for _, number in numbers(each.fact)):
            continue
        for part in group:
            yield from _above(part, totals[key], structure, "the total")


def _is_amount(entry: Entry, context: Context) -> bool:
    unit = context.structure.unit[entry.fact.series.unit]
    return unit.dimension != "ratio" and entry.fact.series.transformation == LEVEL


def _total_key(series: Series, fact: Fact, without: str | None = None) -> _Key:
    kept = tuple(pair for pair in series.breakdown if pair[0] != without)
    codes = (series.indicator, series.area, series.transformation, series.unit, series.frequency)
    return (*codes, kept, fact.period.slug)


def _keys_of_totals(fact: Fact) -> Iterator[_Key]:
    for dimension, _ in fact.series.breakdown:
        yield _total_key(fact.series, fact, dimension)


def _lines(_structure: Structure) -> Family:
    return lambda series: series.key if series.transformation == LEVEL else None


def _spreads(family: Sequence[Outline]) -> bool:
    """Whether levels lie far enough apart; a hair less, since floats round."""
    return any(outline.high > _NEARLY_TEN * outline.low for outline in family)


@release_rule(families=_lines, concerns=_spreads)
def no_sudden_jump(entries: Sequence[Entry], context: Context) -> Iterator[Finding]:
    """A level that is ten times its neighbour, or a tenth of it, may have slipped by a unit."""
    del context
    levels = [entry for entry in entries if is_plain_level(entry.fact)]
    levels.sort(key=lambda e: (e.fact.series.key, e.fact.period.start, e.fact.period.end))
    for _, line in groupby(levels, key=lambda entry: entry.fact.series.key):
        for before, after in pairwise(line):
            if are_neighbours(before.fact.period, after.fact.period):
                yield from _jump(before, after)


def is_plain_level(fact: Fact) -> bool:
    """Whether a fact is a positive, exact level, so that two can be compared."""
    positive = fact.value is not None and fact.value > 0
    return positive and fact.bound == "exact" and fact.series.transformation == LEVEL


def are_neighbours(first: Period, second: Period) -> bool:
    """Whether two periods of a series follow on each other; odd ones if they are about as long."""
    if first.frequency is not Frequency.ODD:
        return (second.start - first.end).days == 1
    lengths = sorted((p.end - p.start).days + 1 for p in (first, second))
    return lengths[1] <= 2 * lengths[0]


def _jump(before: Entry, after: Entry) -> Iterator[Finding]:
    old, new = before.fact.value, after.fact.value
    if old is None or new is None or old <= new * JUMP <= old * JUMP * JUMP:
        return
    reason = (
        f"The value is {'more than ten times' if new > old else 'less than a tenth of'} "
        f"that of {before.fact.period.text}, {plain(old)} ({before.place})."
    )
    yield after.located(warning("value", plain(new), reason))


RELEASE_RULES: tuple[ReleaseRule, ...] = (
    part_not_above_whole,
    breakdown_not_above_total,
    conversions_have_an_original,
    conversions_agree,
    no_sudden_jump,
)
