"""Rules about the series of a fact: codes that exist, and codes that go together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.domain.facts import Fact
from app.domain.rules.finding import Finding, error
from app.domain.rules.rule import Context, Rule, rule
from app.domain.series import TOTAL
from app.domain.structure import Structure
from app.domain.text import nearest

LEVEL = "level"
GROWTH = "yoy"
PERCENT = "PERCENT"
CURRENCY = "currency"


@rule("area")
def known_area(fact: Fact, context: Context) -> Iterator[Finding]:
    """An area exists under exactly this code or name; what merely resembles one is no area."""
    structure, text = context.structure, fact.series.area
    if text not in structure.area:
        yield error("area", text, "No area has this code or name.", _areas_near(text, structure))


def _areas_near(text: str, structure: Structure) -> str | None:
    """Name areas with their codes: the names of Shanxi and Shaanxi alone are too alike."""
    codes = (structure.find_area(name) for name in nearest(text, structure.area_names(), 9))
    found = [structure.area[code] for code in dict.fromkeys(codes) if code]
    return " or ".join(f"{area.code} ({area.name.en})" for area in found[:3]) or None


@rule("indicator")
def known_indicator(fact: Fact, context: Context) -> Iterator[Finding]:
    """An indicator exists under its present code."""
    structure, code = context.structure, fact.series.indicator
    if code in structure.renamed:
        current = structure.renamed[code]
        yield error("indicator", code, f"This indicator is now called {current}.", current)
    elif code not in structure.indicator:
        yield error(
            "indicator", code, "No indicator has this code.", near(code, structure.indicator)
        )


@rule("indicator")
def indicator_of_the_sector(fact: Fact, context: Context) -> Iterator[Finding]:
    """A record stands in the sector of its indicator."""
    indicator = context.structure.indicator.get(fact.series.indicator)
    if indicator is not None and indicator.sector != fact.sector:
        reason = f"This indicator belongs to {indicator.sector}, not to {fact.sector}."
        yield error("indicator", indicator.code, reason)


def code_rule(column: str) -> Rule:
    """Make the rule that a column holds a code of the code list of the same name."""

    def check(fact: Fact, context: Context) -> Iterable[Finding]:
        code = getattr(fact if hasattr(fact, column) else fact.series, column)
        known = context.structure.code_list.get(column, {})
        if code in known:
            return ()
        reason = f"The code list {column} has no such code."
        return (error(column, code, reason, near(code, known) or _all(known)),)

    return Rule(f"known-{column.replace('_', '-')}", frozenset({column}), check)


def _all(known: Iterable[str]) -> str | None:
    return "one of " + ", ".join(known) if known else None


@rule("unit")
def known_unit(fact: Fact, context: Context) -> Iterator[Finding]:
    """A unit is one of the base units."""
    code, known = fact.series.unit, context.structure.unit
    if code not in known:
        yield error("unit", code, "No base unit has this code.", near(code, known) or _all(known))


@rule("indicator")
def known_breakdown(fact: Fact, context: Context) -> Iterator[Finding]:
    """A code in an own dimension exists, and only dimensions of the indicator are broken down."""
    structure = context.structure
    indicator = structure.indicator.get(fact.series.indicator)
    for dimension, code in fact.dimensions:
        known = structure.dimension_codes.get(dimension, {})
        if code not in known:
            reason = f"The dimension {dimension} has no such code."
            yield error(dimension, code, reason, near(code, known) or _all(known))
        elif indicator and code != TOTAL and dimension not in indicator.dimensions:
            reason = f"{indicator.code} is not broken down by {dimension}; the code is {TOTAL}."
            yield error(dimension, code, reason, TOTAL)


@rule("indicator", "transformation", "unit")
def unit_fits_indicator(fact: Fact, context: Context) -> Iterator[Finding]:
    """A level has a unit of its indicator's kind; a growth rate is in percent."""
    series = fact.series
    yield from unit_faults(context.structure, series.indicator, series.transformation, series.unit)


def unit_faults(
    structure: Structure, indicator_code: str, transformation: str, unit_code: str
) -> Iterator[Finding]:
    """Say what `unit_fits_indicator` says, for those who have no figure yet."""
    indicator, unit = structure.indicator.get(indicator_code), structure.unit.get(unit_code)
    if unit is None:
        return
    if transformation == GROWTH and unit.code != PERCENT:
        yield error("unit", unit.code, "A growth rate is in PERCENT.", PERCENT)
    if indicator is None or transformation != LEVEL:
        return
    if unit.dimension != indicator.unit_dimension:
        fitting = [u.code for u in structure.units if u.dimension == indicator.unit_dimension]
        reason = (
            f"{unit.code} measures {unit.dimension}, but levels of {indicator.code} "
            f"are of the kind {indicator.unit_dimension}."
        )
        yield error("unit", unit.code, reason, " or ".join(fitting) or None)


def near(code: str, known: Iterable[str]) -> str | None:
    """Return the nearest known codes in one text for a suggestion."""
    return " or ".join(nearest(code, known)) or None


SERIES_RULES: tuple[Rule, ...] = (
    known_area,
    known_indicator,
    indicator_of_the_sector,
    code_rule("transformation"),
    code_rule("frequency"),
    known_unit,
    known_breakdown,
    unit_fits_indicator,
)
