"""Rules between a figure and the source's own conversions of it into other currencies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.domain.facts import Fact
from app.domain.rules.codes import CURRENCY, LEVEL
from app.domain.rules.finding import Finding, error
from app.domain.rules.numbers import half_step
from app.domain.rules.rule import Context, Entry, Family, Outline, release_rule
from app.domain.series import Series
from app.domain.structure import Structure
from app.domain.text import plain

_CONVERSION = "conversion"
_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Rate:
    """The exchange rate that a conversion implies, as far as rounding allows to know it."""

    low: Fraction
    high: Fraction
    conversion: Entry


def _money(structure: Structure) -> Family:
    currencies = {unit.code for unit in structure.units if unit.dimension == CURRENCY}

    def family(series: Series) -> Hashable | None:
        if series.transformation != LEVEL or series.unit not in currencies:
            return None
        return series.indicator, series.area, series.frequency, series.breakdown

    return family


def _converts(family: Sequence[Outline]) -> bool:
    return any(outline.converts for outline in family)


@release_rule(families=_money, concerns=_converts)
def conversions_have_an_original(entries: Sequence[Entry], context: Context) -> Iterator[Finding]:
    """What was converted is stated too, in its own currency."""
    originals = _originals(entries, context.structure)
    for entry in entries:
        fact = entry.fact
        if fact.role == _CONVERSION and fact.value is not None and not _of(entry, originals):
            reason = "No record of the release states this figure in the currency it is from."
            yield entry.located(error("role", fact.role, reason))


@release_rule(families=_money, concerns=_converts, together=True)
def conversions_agree(entries: Sequence[Entry], context: Context) -> Iterator[Finding]:
    """One source converts between two currencies in one period at one rate, up to rounding."""
    structure = context.structure
    originals = _originals(entries, structure)
    rates: dict[_Key, list[_Rate]] = defaultdict(list)
    for entry in entries:
        if entry.fact.role != _CONVERSION:
            continue
        for original in _of(entry, originals):
            rate = _rate(original, entry, structure)
            if rate is not None:
                units = (original.fact.series.unit, entry.fact.series.unit)
                rates[*units, entry.fact.period.slug].append(rate)
    for (source, target, _), implied in rates.items():
        yield from _outliers(implied, f"{source} for one {target}")


def _originals(entries: Sequence[Entry], structure: Structure) -> dict[_Key, list[Entry]]:
    converted = {_cell(entry.fact) for entry in entries if entry.fact.role == _CONVERSION}
    found: dict[_Key, list[Entry]] = defaultdict(list)
    if converted:
        for entry in entries:
            if entry.fact.role == "indicator" and _cell(entry.fact) in converted:
                unit = structure.unit[entry.fact.series.unit]
                if unit.dimension == CURRENCY and entry.fact.series.transformation == LEVEL:
                    found[_cell(entry.fact)].append(entry)
    return found


def _cell(fact: Fact) -> _Key:
    series = fact.series
    return series.indicator, series.area, series.frequency, series.breakdown, fact.period.slug


def _of(conversion: Entry, originals: dict[_Key, list[Entry]]) -> list[Entry]:
    unit = conversion.fact.series.unit
    found = originals.get(_cell(conversion.fact), [])
    return [original for original in found if original.fact.series.unit != unit]


def _rate(original: Entry, conversion: Entry, structure: Structure) -> _Rate | None:
    above, below = _limits(original.fact, structure), _limits(conversion.fact, structure)
    if above is None or below is None:
        return None
    return _Rate(above[0] / below[1], above[1] / below[0], conversion)


def _limits(fact: Fact, structure: Structure) -> tuple[Fraction, Fraction] | None:
    """Return where rounding puts an exact amount; `None` if that is not known or not positive."""
    half = half_step(fact, structure)
    if fact.value is None or fact.bound != "exact" or half is None or fact.value <= half:
        return None
    value, margin = Fraction(fact.value), Fraction(half)
    return value - margin, value + margin


def _outliers(rates: Sequence[_Rate], what: str) -> Iterator[Finding]:
    """Report the conversions that do not allow the rate which most of them allow."""
    common = _most_common(rates)
    agreeing = next(rate for rate in rates if rate.low <= common <= rate.high)
    for rate in rates:
        if not rate.low <= common <= rate.high:
            value = rate.conversion.fact.value
            reason = (
                f"The conversion implies {float(rate.low):.4f} to {float(rate.high):.4f} {what}, "
                f"others of the same period {float(agreeing.low):.4f} to "
                f"{float(agreeing.high):.4f} ({agreeing.conversion.place})."
            )
            shown = None if value is None else plain(value)
            yield rate.conversion.located(error("value", shown, reason))


def _most_common(rates: Sequence[_Rate]) -> Fraction:
    """Return a rate that as many conversions as possible allow; the first such by their order."""
    edges = sorted(
        [(rate.low, 0, place) for place, rate in enumerate(rates)]
        + [(rate.high, 1, place) for place, rate in enumerate(rates)]
    )
    allowed, most, earliest, best = 0, 0, 0, rates[0].low
    for point, closing, place in edges:
        if closing:
            allowed -= 1
            continue
        allowed += 1
        if allowed > most or (allowed == most and place < earliest):
            most, earliest, best = allowed, place, point
    return best
