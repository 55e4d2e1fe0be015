"""The short way for records that differ from one checked before only in period, figure and wording.

Most records of a large release are alike: same series, same codes, another year. The first of a kind
takes the long way, through Pydantic and every rule. If there is nothing to remark, what it has in
common with the rest of its kind is remembered, and of the others only what differs is looked at:
whether that is as sound as a glance can tell. Whatever is not plainly sound takes the long way, so
that this module says nothing about any record, and accepts none of which the long way would say
anything. A property test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import itemgetter
from sys import intern
from typing import Any, Final, NamedTuple

from app.domain.facts import Fact
from app.domain.period import Period, PeriodError, parse_period
from app.domain.rules import Context, Rule
from app.domain.rules.figures import NUMBER_RULES
from app.domain.rules.numbers import EXACT, MAXIMUM_DIGITS, match_number
from app.domain.structure import Label
from app.domain.text import fold
from app.sectors import BY_CODE
from app.sectors.record import REQUIRED_COLUMNS
from app.sectors.vocabulary import LONGEST_LOCATOR, LONGEST_PERIOD, LONGEST_SENTENCE

_VARYING: Final = (
    "period",
    "value",
    "value_published",
    "locator",
    "statement_en",
    "statement_zh",
    "note_en",
    "note_zh",
)
_NEEDED: Final = frozenset({"period", "value", "locator", "statement_en", "statement_zh"})
_NEVER: Final = frozenset({"lower", "upper"})
_NOTHING: Final = Label("", "")
_TEXTS: Final = (
    ("locator", LONGEST_LOCATOR),
    ("statement_en", LONGEST_SENTENCE),
    ("statement_zh", LONGEST_SENTENCE),
    ("note_en", LONGEST_SENTENCE),
    ("note_zh", LONGEST_SENTENCE),
)
_MOST: Final = 100_000  # kinds remembered; then from the beginning, so that memory is bounded
_MOST_SHAPES: Final = 1_000


class _Shape(NamedTuple):
    """Which columns records of a shape have.

    Attributes:
        common: Takes the cells out of a record in which those of a kind agree.
        texts: The columns with words, and how many characters each may have.
        printed: Whether there are printed digits.
        noted: Whether there are notes.
        kinds: Those that were met, by the cells in which records of a kind agree.
    """

    common: Callable[[Mapping[str, Any]], Any]
    texts: tuple[tuple[str, int], ...]
    printed: bool
    noted: bool
    kinds: dict[Any, Kind]


@dataclass(slots=True)
class Kind:
    """What records of a kind have in common.

    Attributes:
        model: A fact of this kind.
        rules: Those that depend on the figure and have to be asked each time.
        multiplier: What the printed unit stands for; `None` without printed digits.
        handle: Where others keep what they know of the kind.
    """

    model: Fact
    rules: tuple[Rule, ...]
    multiplier: Decimal | None
    handle: object = None


class Sight(NamedTuple):
    """A record of which all that can be told without its kind is plainly sound."""

    shape: _Shape
    common: Any
    period: Period
    value: Decimal
    cells: Mapping[str, Any]


class Recognised(NamedTuple):
    """A record that is plainly sound."""

    fact: Fact
    kind: Kind


@dataclass(slots=True)
class Familiar:
    """The kinds of records that were met before."""

    context: Context
    _shapes: dict[tuple[str, ...], _Shape | None] = field(default_factory=dict)
    _number: int = 0
    _periods: dict[str, Period | None] = field(default_factory=dict)
    _rules: dict[tuple[str, str, str], tuple[Rule, ...]] = field(default_factory=dict)

    def glance(self, records: Sequence[Mapping[str, Any]]) -> list[Sight | None]:
        """Look at the cells of many records at once; `None` sends a record the long way.

        Columns are looked at as a whole, which takes a fraction of the time that cells one by one
        do; where there is something odd in a column, its records are looked at alone.
        """
        by_shape: dict[tuple[str, ...], list[int]] = {}
        for place, cells in enumerate(records):
            by_shape.setdefault(tuple(cells), []).append(place)
        found: list[Sight | None] = [None] * len(records)
        for columns, places in by_shape.items():
            shape = self._shape(columns)
            if shape is None:
                continue
            alike = records if len(places) == len(records) else [records[at] for at in places]
            for place, sight in zip(places, self._sights(shape, alike), strict=True):
                found[place] = sight
        return found

    def _sights(
        self, shape: _Shape, records: Sequence[Mapping[str, Any]]
    ) -> Iterator[Sight | None]:
        if not _all_plain(shape, records):
            if len(records) == 1:
                return iter((None,))
            # Halves again and again, so that a few odd ones cost little.
            middle = len(records) // 2
            halves = records[:middle], records[middle:]
            return (sight for half in halves for sight in self._sights(shape, half))
        common = map(shape.common, records)
        periods = map(self._period, map(_take_period, records))
        values = map(Decimal, map(_take_value, records))
        return (
            None if period is None else Sight(shape, key, period, value, cells)
            for key, period, value, cells in zip(common, periods, values, records, strict=True)
        )

    def recognise(self, sight: Sight) -> Recognised | None:
        """Return what a record says if it is plainly sound, or `None` to send it the long way."""
        shape, common, period, value, cells = sight
        try:
            kind = shape.kinds.get(common)
        except TypeError:  # a list or an object of JSON
            return None
        if kind is None:
            return None
        model = kind.model
        if period.frequency is not model.period.frequency:
            return None
        printed = None
        if shape.printed:
            printed = cells["value_published"]
            if not _was_printed(printed, value, kind):
                return None
        fact = Fact(
            model.series,
            model.sector,
            model.dimensions,
            period,
            model.period_basis,
            value,
            model.bound,
            None,
            None,
            model.status,
            model.role,
            printed,
            model.unit_published,
            model.decimals,
            cells["locator"],
            Label(cells["statement_en"], cells["statement_zh"]),
            Label(cells["note_en"], cells["note_zh"]) if shape.noted else _NOTHING,
        )
        for rule in kind.rules:
            if rule(fact, self.context):
                return None
        return Recognised(fact, kind)

    def remember(self, cells: Mapping[str, Any], fact: Fact) -> None:
        """Remember the kind of a record about which the long way had nothing to remark."""
        shape = self._shape(tuple(cells))
        if shape is None or not _may_be_familiar(cells, fact):
            return
        if self._number >= _MOST:
            self._number = 0
            for known in filter(None, self._shapes.values()):
                known.kinds.clear()
        # Kinds share most of their texts; each is kept once.
        self._number += 1
        shape.kinds[tuple(map(intern, shape.common(cells)))] = self._kind(fact)

    def _shape(self, columns: tuple[str, ...]) -> _Shape | None:
        """Return the shape of records with these columns; `None` if such are never familiar."""
        if columns not in self._shapes:
            if len(self._shapes) >= _MOST_SHAPES:
                self._shapes.clear()
            self._shapes[columns] = _shape_of(columns)
        return self._shapes[columns]

    def _kind(self, fact: Fact) -> Kind:
        schema = BY_CODE[fact.sector]
        series = fact.series
        codes = series.indicator, series.transformation, series.unit
        rules = self._rules.get(codes)
        if rules is None:
            found = (rule for rule in NUMBER_RULES if _applies(rule, fact, self.context))
            # What a rule that reads none of the varying cells said of the first, it says of all.
            varying = (rule for rule in schema.rules if not rule.reads.isdisjoint(_VARYING))
            rules = self._rules[codes] = (*found, *varying)
        multiplier = None
        if fact.unit_published is not None:
            multiplier = self.context.structure.spelling[fold(fact.unit_published)].multiplier
        return Kind(fact, rules, multiplier)

    def _period(self, text: str) -> Period | None:
        """Read a period that was over when the release was published."""
        if text in self._periods:
            return self._periods[text]
        try:
            period = parse_period(text) if len(text) <= LONGEST_PERIOD else None
        except PeriodError:
            period = None
        if len(self._periods) >= _MOST:
            self._periods.clear()
        known = period if period and period.end <= self.context.published_on else None
        self._periods[text] = known
        return known


def _shape_of(columns: tuple[str, ...]) -> _Shape | None:
    names = frozenset(columns)
    if (
        not names >= _NEEDED
        or not names.isdisjoint(_NEVER)
        or ("note_en" in names) != ("note_zh" in names)
        or ("value_published" in names) != ("unit_published" in names)
    ):
        return None
    common = [name for name in columns if name not in _VARYING]
    if len(common) < len(REQUIRED_COLUMNS - _NEEDED):
        return None
    texts = tuple((name, most) for name, most in _TEXTS if name in names)
    return _Shape(itemgetter(*common), texts, "value_published" in names, "note_en" in names, {})


def _may_be_familiar(cells: Mapping[str, Any], fact: Fact) -> bool:
    return (
        fact.bound == "exact"
        and fact.value is not None
        and all(type(cell) is str for cell in cells.values())
    )


def _all_plain(shape: _Shape, records: Sequence[Mapping[str, Any]]) -> bool:
    """Whether numbers are plain decimals, and words neither blank nor too long nor odd.

    What is printable is no control character, no half of one and no blank but the space.
    """
    figures = ("value", "value_published") if shape.printed else ("value",)
    for name in figures:
        column = [cells[name] for cells in records]
        if not _are_texts(column, MAXIMUM_DIGITS) or None in map(match_number, column):
            return False
    for name, most in shape.texts:
        column = [cells[name] for cells in records]
        if not _are_texts(column, most) or not all(map(str.isprintable, column)):
            return False
        if " " in map(_first, column):
            return False
    return _are_texts([cells["period"] for cells in records], LONGEST_PERIOD)


_first = itemgetter(0)
_take_period = itemgetter("period")
_take_value = itemgetter("value")


def _are_texts(column: Sequence[object], most: int) -> bool:
    return (
        set(map(type, column)) == {str} and all(column) and max(map(len, column)) <= most  # type: ignore[arg-type]  # they are all texts
    )


# Wherever one of NUMBER_RULES applies at all, it refuses one of these.
_EXTREMES = (Decimal(-1_000_000), Decimal("0.5"), Decimal(1_000_000))


def _applies(rule: Rule, fact: Fact, context: Context) -> bool:
    """Whether a rule about numbers says anything at all of figures of this kind."""
    return any(rule(fact._replace(value=extreme), context) for extreme in _EXTREMES)


def _was_printed(printed: str, value: Decimal, kind: Kind) -> bool:
    """Whether printed digits have the decimals of the kind and make the value."""
    if kind.multiplier is None:
        return False
    if len(printed.partition(".")[2]) != kind.model.decimals:
        return False
    return value == EXACT.multiply(Decimal(printed), kind.multiplier)
