"""From keys and filters to the one question, and what the question itself cannot say.

The store finds by codes, times and values. What a filter asks beyond that (one of several keys, a text
that contains another, exactly this period) is looked at figure by figure as they are read: the
question then finds at least what is wanted, and `keep` leaves the rest out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from app.dialects.sdmx.filters import (
    Alternative,
    Expression,
    Term,
    number_holds,
    number_of,
    operands,
    period_holds,
    period_of,
    text_holds,
)
from app.dialects.sdmx.key import Key
from app.domain.cube import Observation, Release
from app.domain.errors import Fault, RefusedError
from app.domain.period import ALL_TIME, TimeFilter, TimeRange
from app.domain.query import RELEASE, WITHDRAWN, Comparison, DataQuery, ValueFilter, filters
from app.domain.structure import Structure
from app.representations.sdmx.components import (
    NOT_APPLICABLE,
    Component,
    Flow,
    codes_of,
    dimension_codes,
)
from app.representations.sdmx.message import observation_id
from app.representations.sdmx.time import time_period
from app.store.observations import Known

MAXIMUM_RANGES = 50  # each is a condition of the statement
MAXIMUM_CODES = 5_000
_ORDERED = ("lt", "le", "gt", "ge")
_STORED = frozenset({"status", "bound", "role"})
_NUMBERS = frozenset({"lower", "upper", "decimals"})
_OF_RELEASES = frozenset({"release", "published_at", "source"})
_BASE_UNIT = "0"

Keep = Callable[[Observation], bool]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which figures are wanted.

    Attributes:
        query: What the store is asked; `None` where nothing can answer.
        keep: Whether a figure that it finds is wanted; `None` where all are.
    """

    query: DataQuery | None
    keep: Keep | None = None


@dataclass
class _Choice:
    """Codes chosen so far, by component; what is not in it may be any."""

    structure: Structure
    codes: dict[str, set[str]] = field(default_factory=dict)
    tests: list[Keep] = field(default_factory=list)

    def restrict(self, column: str, codes: set[str]) -> None:
        held = self.codes.get(column)
        self.codes[column] = codes if held is None else held & codes

    @property
    def is_impossible(self) -> bool:
        return not all(self.codes.values())


def select(
    flow: Flow, known: Known, keys: Sequence[Key], expressions: Mapping[str, Expression]
) -> Selection:
    """Return which figures keys and filters ask for.

    Args:
        flow: Whose figures.
        known: The catalogue and the releases.
        keys: Alternatives; none for any.
        expressions: By id of a component; only those of the flow count.

    Raises:
        InvalidQueryError: A filter compares with what its component cannot be.
        RefusedError: A filter of the value that one question cannot ask.
    """
    structure = known.structure
    choice = _Choice(structure)
    if flow.sector is not None:
        choice.restrict("sector", {flow.sector})
    _by_keys(choice, flow, keys)
    time: TimeFilter | None = ALL_TIME
    values: tuple[ValueFilter, ...] = ()
    for name, expression in expressions.items():
        component = flow.component(name)
        if component is flow.time:
            time = _by_time(choice, name, expression)
        elif component is flow.measure:
            values = _values(name, expression)
        elif component in flow.dimensions:
            place = flow.dimensions.index(component)
            _by_dimension(choice, flow, place, _codes(component, expression, flow, structure))
        elif component is not None:
            _by_attribute(choice, component, expression, known)
    if choice.is_impossible or time is None:
        return Selection(None)
    _drop_the_obvious(choice)
    query = DataQuery(filters=filters(choice.codes), time=time, values=values)
    return Selection(query, _all(choice.tests))


def _all(tests: Sequence[Keep]) -> Keep | None:
    if not tests:
        return None
    return lambda observation: all(test(observation) for test in tests)


def _drop_the_obvious(choice: _Choice) -> None:
    """Leave out conditions that hold for every code; what remains must fit into a statement."""
    for column, codes in list(choice.codes.items()):
        known = () if column in {RELEASE, "sector"} else choice.structure.known_codes(column)
        # Withdrawn figures are found only where their status is asked for.
        if known and column != "status" and codes >= set(known):
            del choice.codes[column]
        elif len(codes) > MAXIMUM_CODES:
            message = (
                f"{column} stands for {len(codes):,} codes; at most {MAXIMUM_CODES:,} are read"
            )
            raise RefusedError(message, [Fault(message, column)])


def _by_keys(choice: _Choice, flow: Flow, keys: Sequence[Key]) -> None:
    for place in range(len(flow.dimensions)):
        alternatives = [key[place] for key in keys]
        if alternatives and None not in alternatives:
            wanted = {code for codes in alternatives for code in codes or ()}
            _by_dimension(choice, flow, place, wanted)
    if len(keys) > 1:
        choice.tests.append(_series_test(choice.structure, flow, partial(_fits_any, keys)))


def _fits_any(keys: Sequence[Key], codes: tuple[str, ...]) -> bool:
    return any(
        all(wanted is None or code in wanted for wanted, code in zip(key, codes, strict=True))
        for key in keys
    )


def _series_test(structure: Structure, flow: Flow, fits: Callable[[tuple[str, ...]], bool]) -> Keep:
    """Return a test of the series, remembered for as long as the figures of one follow each other."""
    last: tuple[str, bool] = ("", False)

    def test(observation: Observation) -> bool:
        nonlocal last
        if observation.key != last[0]:
            last = observation.key, fits(dimension_codes(flow, structure, observation.key))
        return last[1]

    return test


def _by_dimension(choice: _Choice, flow: Flow, place: int, wanted: set[str]) -> None:
    """Choose codes of a dimension; that it is not applicable is a matter of the sector."""
    column = flow.dimensions[place].column
    structure = choice.structure
    if column not in structure.dimension or NOT_APPLICABLE not in wanted:
        choice.restrict(column, wanted & set(structure.known_codes(column)))
        return
    lacking = {code for code, own in structure.own_dimensions.items() if column not in own}
    if wanted == {NOT_APPLICABLE}:
        choice.restrict("indicator", lacking)
        return
    choice.tests.append(_series_test(structure, flow, lambda codes: codes[place] in wanted))


def _codes(
    component: Component, expression: Expression, flow: Flow, structure: Structure
) -> set[str]:
    plain = expression.equals
    if plain is not None:
        return set(plain)
    known = {*(codes_of(component, structure) or ())}
    if flow.sector is None and component.column in structure.dimension:
        known.add(NOT_APPLICABLE)
    return {code for code in known if expression.holds(partial(_text, code))}


def _text(value: str | None, term: Term) -> bool:
    return text_holds(term, value)


def _by_attribute(
    choice: _Choice, component: Component, expression: Expression, known: Known
) -> None:
    column = component.column
    if column == "unit_mult":
        if not expression.holds(partial(_text, _BASE_UNIT)):
            choice.restrict("status", set())
    elif column in _STORED:
        found = {
            code
            for code in known.structure.known_codes(column)
            if expression.holds(partial(_text, code))
        }
        named = expression.equals or ()
        choice.restrict(column, found if WITHDRAWN in named else found - {WITHDRAWN})
    elif column in _OF_RELEASES:
        found = {
            each.id
            for each in known.releases.values()
            if expression.holds(partial(_release_holds, each, column))
        }
        choice.restrict(RELEASE, found)
    else:
        choice.tests.append(_attribute_test(component, expression))


def _release_holds(release: Release, column: str, term: Term) -> bool:
    if column == "published_at":
        # A day compares with the day, an instant with the instant.
        value = f"{release.published_at:%Y-%m-%dT%H:%M:%SZ}"[: len(term.operand)]
        return text_holds(term, value)
    return text_holds(term, release.id if column == "release" else release.source)


def _attribute_test(component: Component, expression: Expression) -> Keep:
    column = component.column
    is_number = column in _NUMBERS
    if is_number:
        for term in (term for each in expression.alternatives for term in each):
            number_of(component.id, term)

    def test(observation: Observation) -> bool:
        held: Any = observation_id(observation) if column == "id" else getattr(observation, column)
        value = None if held is None or held == "" else str(held)
        if is_number:
            return expression.holds(lambda term: number_holds(component.id, term, value))
        return expression.holds(lambda term: text_holds(term, value))

    return test


def _by_time(choice: _Choice, name: str, expression: Expression) -> TimeFilter | None:
    """Return the times within which to look; `None` where there are none."""
    ranges = [_cover(name, each) for each in expression.alternatives]
    if not operands(expression, _ORDERED):
        choice.tests.append(
            lambda o: expression.holds(
                lambda term: period_holds(
                    name,
                    term,
                    time_period(o.period, o.start, o.end),
                    date.fromisoformat(o.start),
                    date.fromisoformat(o.end),
                )
            )
        )
    possible = [each for each in ranges if each is not None]
    if not possible:
        return None
    if any(each.start is None and each.end is None for each in possible):
        return ALL_TIME
    if len(set(possible)) > MAXIMUM_RANGES:
        message = f"The filter c[{name}] has more than {MAXIMUM_RANGES} times; ask for a range"
        raise RefusedError(message, [Fault(message, f"c[{name}]")])
    earliest, farthest = date.min, date.max
    ordered = sorted(
        set(possible), key=lambda r: (r.start or earliest, r.end or farthest, r.end is None)
    )
    return TimeFilter(tuple(ordered))


def _cover(name: str, alternative: Alternative) -> TimeRange | None:
    """Return a range that holds all times of which the terms hold; `None` where there are none."""
    start, end = date.min, date.max
    for term in alternative:
        if term.operator in {"ne", "co", "nc", "sw", "ew"}:
            continue
        days = period_of(name, term)
        if term.operator == "lt":
            end = min(end, days.start - timedelta(days=1))
        elif term.operator == "gt":
            if days.end == date.max:
                return None
            start = max(start, days.end + timedelta(days=1))
        if term.operator in {"le", "eq"}:
            end = min(end, days.end)
        if term.operator in {"ge", "eq"}:
            start = max(start, days.start)
    if start > end:
        return None
    return TimeRange(None if start == date.min else start, None if end == date.max else end)


def _values(name: str, expression: Expression) -> tuple[ValueFilter, ...]:
    """Return the comparisons of the value, which the store makes as its bounds allow."""
    if len(expression.alternatives) > 1 or not operands(expression, (*_ORDERED, "eq")):
        for term in (term for each in expression.alternatives for term in each):
            number_of(name, term)
        message = (
            f"The filter c[{name}] takes eq, lt, le, gt and ge, joined by +; whether a bounded figure "
            "is unlike a number, or on either side of a gap, has no certain answer"
        )
        raise RefusedError(message, [Fault(message, f"c[{name}]")])
    limits: dict[Comparison, Decimal] = {}
    for term in expression.alternatives[0]:
        limit = number_of(name, term)
        wanted: tuple[Comparison, ...] = ("ge", "le")
        if term.operator != "eq":
            wanted = tuple(each for each in ("gt", "ge", "lt", "le") if each == term.operator)
        for each in wanted:
            tighter = max if each in {"gt", "ge"} else min
            limits[each] = tighter(limit, limits.get(each, limit))
    ordered: tuple[Comparison, ...] = ("gt", "ge", "lt", "le")
    return tuple(ValueFilter(each, limits[each]) for each in ordered if each in limits)
