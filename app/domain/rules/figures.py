"""Rules about one figure: its value, its bound, its period and what was printed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from app.domain.facts import Fact
from app.domain.query import WITHDRAWN
from app.domain.rules.codes import CURRENCY, GROWTH, LEVEL, code_rule
from app.domain.rules.finding import Finding, error, warning
from app.domain.rules.numbers import EXACT, Printed
from app.domain.rules.rule import Context, Rule, rule
from app.domain.structure import Indicator, UnitSpelling
from app.domain.text import fold, nearest, plain

# By what the code list says of them: no value (holiday, counted elsewhere, not collected, cannot
# exist, unexplained, withheld, withdrawn), and a value or none (exempt, too small to show).
WITHOUT_VALUE = frozenset({*"HKLMOQ", WITHDRAWN})
VALUE_OPTIONAL = frozenset("JN")
FORECAST = "F"

_BOUNDED_BY_VALUE = frozenset({"gt", "ge", "lt", "le", "approx"})
_HUNDRED = Decimal(100)


def numbers(fact: Fact) -> Iterator[tuple[str, Decimal]]:
    """Return the numbers that a fact states, with their columns."""
    for column, number in (("value", fact.value), ("lower", fact.lower), ("upper", fact.upper)):
        if number is not None:
            yield column, number


def _indicator(fact: Fact, context: Context) -> Indicator | None:
    return context.structure.indicator.get(fact.series.indicator)


@rule("status", "bound", "value", "lower", "upper")
def value_agrees_with_status(fact: Fact, context: Context) -> Iterator[Finding]:
    """A status either says that there is no value, or there is one."""
    del context
    if fact.status in WITHOUT_VALUE:
        for column, number in numbers(fact):
            reason = f"Status {fact.status} says that there is no value."
            yield error(column, plain(number), reason)
        if fact.bound != "exact":
            reason = f"Status {fact.status} says that there is no value, so nothing bounds it."
            yield error("bound", fact.bound, reason, "exact")
    elif fact.bound == "range" or fact.value is not None:
        return
    elif fact.bound in _BOUNDED_BY_VALUE:
        yield error("value", None, f"The bound {fact.bound} needs a value.")
    elif fact.status not in VALUE_OPTIONAL:
        missing = ", ".join(sorted(WITHOUT_VALUE))
        reason = f"Status {fact.status} needs a value; a missing one has a status of {missing}."
        yield error("value", None, reason)


@rule("status", "bound", "value", "lower", "upper")
def bound_has_its_limits(fact: Fact, context: Context) -> Iterator[Finding]:
    """A range has two limits in order and no value; nothing else has limits."""
    del context
    if fact.status in WITHOUT_VALUE:
        return
    if fact.bound != "range":
        for column, number in numbers(fact):
            if column != "value":
                yield error(column, plain(number), "Only the bound range has limits.")
        return
    if fact.value is not None:
        reason = "A range has a lower and an upper limit and no value."
        yield error("value", plain(fact.value), reason)
    for column, limit in (("lower", fact.lower), ("upper", fact.upper)):
        if limit is None:
            yield error(column, None, "A range needs both limits.")
    if fact.lower is not None and fact.upper is not None and fact.lower > fact.upper:
        reason = f"The lower limit is above the upper, {plain(fact.upper)}."
        yield error("lower", plain(fact.lower), reason)


@rule("indicator", "transformation")
def share_within_0_to_100(fact: Fact, context: Context) -> Iterator[Finding]:
    """A part of a whole is between nothing and all of it."""
    indicator = _indicator(fact, context)
    if indicator is None or not indicator.share or fact.series.transformation != LEVEL:
        return
    for column, number in numbers(fact):
        if not 0 <= number <= _HUNDRED:
            reason = "A share is within 0 to 100 percent."
            yield error(column, plain(number), reason)


@rule("transformation")
def growth_above_minus_100(fact: Fact, context: Context) -> Iterator[Finding]:
    """Nothing shrinks by more than all of it."""
    del context
    if fact.series.transformation != GROWTH:
        return
    for column, number in numbers(fact):
        if number <= -_HUNDRED:
            yield error(column, plain(number), "A growth rate is above -100 percent.")


@rule("transformation", "unit")
def count_whole_and_not_negative(fact: Fact, context: Context) -> Iterator[Finding]:
    """Things and persons are counted in whole numbers from 0."""
    unit = context.structure.unit.get(fact.series.unit)
    if unit is None or unit.dimension != "count" or fact.series.transformation != LEVEL:
        return
    for column, number in numbers(fact):
        if number < 0:
            yield error(column, plain(number), "A count is not negative.")
        if number != number.to_integral_value():
            yield error(column, plain(number), "A count is a whole number.")


@rule("role", "transformation", "unit")
def conversion_is_of_money(fact: Fact, context: Context) -> Iterator[Finding]:
    """The role conversion is for levels in a currency."""
    unit = context.structure.unit.get(fact.series.unit)
    if fact.role != "conversion" or unit is None:
        return
    if unit.dimension != CURRENCY or fact.series.transformation != LEVEL:
        yield error("role", fact.role, "Only a level in a currency is a conversion.", "indicator")


@rule("period", "frequency")
def frequency_of_the_period(fact: Fact, context: Context) -> Iterator[Finding]:
    """The stated frequency is that of the period."""
    del context
    stated, period = fact.series.frequency, fact.period
    if stated != period.frequency.value:
        reason = f"The period {period.text} has the frequency {period.frequency.value}."
        yield error("frequency", stated, reason, period.frequency.value)


@rule("period", "status")
def period_started_by_publication(fact: Fact, context: Context) -> Iterator[Finding]:
    """Only a forecast is about a period that had not begun when it was published."""
    if fact.status != FORECAST and fact.period.start > context.published_on:
        reason = f"The period starts after the publication on {context.published_on}."
        yield error("period", fact.period.text, reason)


@rule("period", "period_basis", "status", "role", "indicator")
def period_ended_by_publication(fact: Fact, context: Context) -> Iterator[Finding]:
    """A stated period is over when figures about it come out, unless a moment or a policy is meant.

    A period that was inferred carries a note which says why, so there is nothing to ask.
    """
    if not fact.period.start <= context.published_on < fact.period.end:
        return
    indicator = _indicator(fact, context)
    exempt = fact.status == FORECAST or fact.role == "policy_parameter"
    if indicator is None or indicator.nature == "stock" or exempt:
        return
    if fact.period_basis == "stated":
        reason = f"The period was not over at the publication on {context.published_on}."
        yield warning("period", fact.period.text, reason)


@rule("period_basis", "note_en", "note_zh")
def inferred_period_has_a_note(fact: Fact, context: Context) -> Iterator[Finding]:
    """What was inferred is said in both languages, and so is every other note."""
    del context
    inferred = fact.period_basis == "inferred"
    for column, text, other in (
        ("note_en", fact.note.en, fact.note.zh),
        ("note_zh", fact.note.zh, fact.note.en),
    ):
        if text:
            continue
        if inferred:
            reason = "The period is inferred, so a note in this language says what was inferred."
            yield error(column, None, reason)
        elif other:
            yield error(column, None, "The note is missing in this language.")


@rule("value_published", "unit_published", "decimals")
def printed_whole_or_not_at_all(fact: Fact, context: Context) -> Iterator[Finding]:
    """Digits, unit and decimals as printed come together."""
    del context
    printed: dict[str, object] = {
        "value_published": fact.value_published,
        "unit_published": fact.unit_published,
        "decimals": fact.decimals,
    }
    absent = [column for column, content in printed.items() if content is None]
    if 0 < len(absent) < len(printed):
        for column in absent:
            yield error(column, None, "Value, unit and decimals as printed come together.")


@rule("value_published", "decimals")
def decimals_as_printed(fact: Fact, context: Context) -> Iterator[Finding]:
    """The decimals are those of the digits as printed."""
    del context
    if fact.value_published is None or fact.decimals is None:
        return
    decimals = Printed.read(fact.value_published).decimals
    if decimals != fact.decimals:
        reason = f"{fact.value_published} has {decimals} decimals."
        yield error("decimals", fact.decimals, reason, str(decimals))


@rule("unit", "unit_published")
def printed_unit_is_of_the_unit(fact: Fact, context: Context) -> Iterator[Finding]:
    """The printed unit is known and is a multiple of the base unit."""
    text, unit = fact.unit_published, fact.series.unit
    if text is None:
        return
    spelling = _spelling(fact, context)
    if spelling is None:
        known = [s.text for s in context.structure.spellings if s.unit == unit]
        near = " or ".join(nearest(text, known)) or None
        yield error("unit_published", text, "This printed unit is not in the catalogue.", near)
    elif spelling.unit != unit and unit in context.structure.unit:
        reason = f"The printed unit means {spelling.unit}, but the unit is {unit}."
        yield error("unit_published", text, reason)


_FIGURE = ("value", "lower", "upper", "status", "bound")


@rule(*_FIGURE, "unit", "unit_published", "value_published")
def value_is_the_printed_one(fact: Fact, context: Context) -> Iterator[Finding]:
    """The value is exactly the printed number times what the printed unit stands for."""
    spelling = _spelling(fact, context)
    if fact.value_published is None or spelling is None or spelling.unit != fact.series.unit:
        return
    printed = Printed.read(fact.value_published).numbers
    if fact.bound == "range":
        stated = [("lower", fact.lower), ("upper", fact.upper)]
    else:
        stated = [("value", fact.value)]
    if len(printed) != len(stated):
        reason = "A range is printed as two numbers, such as 10-20, anything else as one."
        yield error("value_published", fact.value_published, reason)
        return
    if fact.status in WITHOUT_VALUE:
        reason = f"Status {fact.status} says that there is no value, so none was printed."
        yield error("value_published", fact.value_published, reason)
        return
    for (column, number), digits in zip(stated, printed, strict=True):
        expected = EXACT.multiply(digits, spelling.multiplier)
        if number is not None and number != expected:
            reason = f"{plain(digits)} {spelling.text} is {plain(expected)}."
            yield error(column, plain(number), reason, plain(expected))


def _spelling(fact: Fact, context: Context) -> UnitSpelling | None:
    if fact.unit_published is None:
        return None
    return context.structure.spelling.get(fold(fact.unit_published))


# Those that look at the number itself; the others follow from codes, period and print.
NUMBER_RULES: tuple[Rule, ...] = (
    share_within_0_to_100,
    growth_above_minus_100,
    count_whole_and_not_negative,
)

FIGURE_RULES: tuple[Rule, ...] = (
    *map(code_rule, ("status", "bound", "role", "period_basis")),
    value_agrees_with_status,
    bound_has_its_limits,
    *NUMBER_RULES,
    conversion_is_of_money,
    frequency_of_the_period,
    period_started_by_publication,
    period_ended_by_publication,
    inferred_period_has_a_note,
    printed_whole_or_not_at_all,
    decimals_as_printed,
    printed_unit_is_of_the_unit,
    value_is_the_printed_one,
)
