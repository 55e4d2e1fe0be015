"""The filters of version 2: `c[COMPONENT]=` with operators, `,` for or, `+` for and.

`c[TIME_PERIOD]=ge:2020+le:2022`, `c[REF_AREA]=CN-SX,CN-HE`, `c[INDICATOR]=ne:coal_output`. An operator
belongs to one term: `ne:A,B` is "not A, or B". Percent escapes are undone and nothing else, since a
plus is a plus here, written out or escaped.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import unquote

from app.domain.errors import Fault, InvalidQueryError
from app.domain.period import PeriodError
from app.representations.sdmx.time import Days, days_of

Operator = Literal["eq", "ne", "lt", "le", "gt", "ge", "co", "nc", "sw", "ew"]
_OPERATORS: tuple[Operator, ...] = ("eq", "ne", "lt", "le", "gt", "ge", "co", "nc", "sw", "ew")
MAXIMUM_TERMS = 1_000

_name = re.compile(r"c\[([A-Za-z][A-Za-z0-9_@$-]*)\]", re.ASCII).fullmatch
_prefixed = re.compile(r"([a-z]{2}):(.*)", re.ASCII | re.DOTALL).fullmatch
_number = re.compile(r"-?\d{1,30}(\.\d{1,15})?", re.ASCII).fullmatch
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Term:
    """One comparison of a component with a text."""

    operator: Operator
    operand: str


Alternative = tuple[Term, ...]
"""Terms that must all hold."""


@dataclass(frozen=True, slots=True)
class Expression:
    """What a component must be: any of the alternatives."""

    alternatives: tuple[Alternative, ...]

    @property
    def equals(self) -> frozenset[str] | None:
        """The texts of a plain list of alternatives; `None` where it says anything else."""
        plain = all(len(each) == 1 and each[0].operator == "eq" for each in self.alternatives)
        return frozenset(each[0].operand for each in self.alternatives) if plain else None

    def holds(self, test: Callable[[Term], bool]) -> bool:
        """Whether any alternative holds, given whether a term does."""
        return any(all(map(test, each)) for each in self.alternatives)


def pairs(raw: bytes) -> list[tuple[str, str]]:
    """Take a query string apart, undoing percent escapes and nothing else.

    Raises:
        InvalidQueryError: It is not UTF-8 in percent escapes, or a name stands twice.
    """
    try:
        items = [item.partition("=") for item in raw.decode("ascii").split("&") if item]
        found = [
            (unquote(name, errors="strict"), unquote(value, errors="strict"))
            for name, _, value in items
        ]
    except ValueError as error:
        message = "The query string is not UTF-8 in percent escapes"
        raise InvalidQueryError(message, [Fault(message)]) from error
    names = [name for name, _ in found]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            message = f"The parameter {name[:64]} may stand only once"
            raise InvalidQueryError(message, [Fault(message, name[:64])])
    return found


def component_of(name: str) -> str | None:
    """Return which component a parameter filters; `None` if it is no filter."""
    match = _name(name)
    return match[1] if match else None


def parse_filter(component: str, text: str) -> Expression:
    """Read a filter.

    Raises:
        InvalidQueryError: An unknown operator, or nothing to compare with.
    """
    alternatives = tuple(
        tuple(_term(component, term) for term in alternative.split("+"))
        for alternative in text.split(",")
    )
    if sum(map(len, alternatives)) > MAXIMUM_TERMS:
        raise invalid(component, f"has more than {MAXIMUM_TERMS:,} terms", text)
    return Expression(alternatives)


def _term(component: str, text: str) -> Term:
    match = _prefixed(text)
    kind: Operator = "eq"
    operand = text
    if match is not None:
        named = next((each for each in _OPERATORS if each == match[1]), None)
        if named is None:
            raise invalid(
                component, f"has no operator {match[1]!r}; there is {', '.join(_OPERATORS)}", text
            )
        kind, operand = named, match[2]
    if not operand:
        raise invalid(component, "compares with nothing", text)
    return Term(kind, operand)


def invalid(component: str, reason: str, text: str) -> InvalidQueryError:
    """Make the error of a filter that cannot be read."""
    message = f"The filter c[{component[:64]}] {reason}"
    return InvalidQueryError(message, [Fault(message, f"c[{component[:64]}]", value=text[:64])])


def text_holds(term: Term, value: str | None) -> bool:
    """Compare a text; one that is missing is merely unlike others."""
    if value is None:
        return term.operator in {"ne", "nc"}
    operand = term.operand
    tests: Mapping[str, Callable[[], bool]] = {
        "eq": lambda: value == operand,
        "ne": lambda: value != operand,
        "co": lambda: operand in value,
        "nc": lambda: operand not in value,
        "sw": lambda: value.startswith(operand),
        "ew": lambda: value.endswith(operand),
    }
    test = tests.get(term.operator)
    return test() if test else _ORDER[term.operator](value, operand)


def number_of(component: str, term: Term) -> Decimal:
    """Return the number that a term compares with.

    Raises:
        InvalidQueryError: It is none, or compared as a text.
    """
    if term.operator in {"co", "nc", "sw", "ew"}:
        raise invalid(
            component, f"is a number, which {term.operator} does not compare", term.operand
        )
    if not _number(term.operand):
        raise invalid(
            component, f"compares with {term.operand[:64]!r}, which is no number", term.operand
        )
    return Decimal(term.operand)


def number_holds(component: str, term: Term, value: str | None) -> bool:
    """Compare a number; one that is missing is merely unlike others."""
    operand = number_of(component, term)
    if value is None:
        return term.operator == "ne"
    number = Decimal(value)
    if term.operator in {"eq", "ne"}:
        return (number == operand) == (term.operator == "eq")
    return _ORDER[term.operator](number, operand)


def period_of(component: str, term: Term) -> Days:
    """Return the days of the period that a term compares with.

    Raises:
        InvalidQueryError: It is no period.
    """
    try:
        return days_of(term.operand)
    except PeriodError as error:
        raise invalid(
            component, f"compares with a time that cannot be read: {error}", term.operand
        ) from error


def period_holds(component: str, term: Term, value: str, start: date, end: date) -> bool:
    """Compare a period: before and after go by days, the rest by the text that it is served as."""
    if term.operator in {"co", "nc", "sw", "ew"}:
        return text_holds(term, value)
    days = period_of(component, term)
    if term.operator in {"eq", "ne"}:
        return (value == days.text) == (term.operator == "eq")
    return {
        "lt": end < days.start,
        "le": end <= days.end,
        "gt": start > days.end,
        "ge": start >= days.start,
    }[term.operator]


def operands(expression: Expression, kinds: Sequence[str]) -> bool:
    """Whether all terms have one of these operators."""
    return all(term.operator in kinds for each in expression.alternatives for term in each)
