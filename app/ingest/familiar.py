"""The short way for records that differ from one checked before only in period, figure and wording.

Most records of a large release are alike: same series, same codes, another year. The first of a kind
takes the long way, through Pydantic and every rule. If there is nothing to remark, what it has in
common with the rest of its kind is remembered, and of the others only what differs is looked at:
whether that is as sound as a glance can tell. Whatever is not plainly sound takes the long way, so
that this module says nothing about any record, and accepts none of which the long way would say
anything. A property test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
_MOST: Final = 100_000  # kinds remembered; then from the beginning, so that memory is bounded


class _Shape(NamedTuple):
    """Which columns records of a shape have.

    Attributes:
        common: Takes the cells out of a record in which those of a kind agree.
        printed: Whether there are printed digits.
        noted: Whether there are notes.
    """

    common: Callable[[Mapping[str, Any]], Any]
    printed: bool
    noted: bool


@dataclass(frozen=True, slots=True)
class _Kind:
    """What records of a kind have in common.

    Attributes:
        model: A fact of this kind.
        rules: Those that depend on the figure and have to be asked each time.
        multiplier: What the printed unit stands for; `None` without printed digits.
    """

    model: Fact
    rules: tuple[Rule, ...]
    multiplier: Decimal | None


@dataclass(slots=True)
class Familiar:
    """The kinds of records that were met before."""

    context: Context
    _shapes: dict[tuple[str, ...], _Shape | None] = field(default_factory=dict)
    _kinds: dict[tuple[tuple[str, ...], Any], _Kind | None] = field(default_factory=dict)
    _periods: dict[str, Period | None] = field(default_factory=dict)
    _rules: dict[tuple[str, str, str], tuple[Rule, ...]] = field(default_factory=dict)

    def recognise(self, cells: Mapping[str, Any]) -> Fact | None:
        """Return what a record says if it is plainly sound, or `None` to send it the long way."""
        columns = tuple(cells)
        shape = self._shapes.get(columns)
        if shape is None:
            return None
        kind = self._kinds.get((columns, shape.common(cells)))
        if kind is None:
            return None
        return self._read(cells, shape, kind)

    def remember(self, cells: Mapping[str, Any], fact: Fact) -> None:
        """Remember the kind of a record about which the long way had nothing to remark."""
        columns = tuple(cells)
        if not _may_be_familiar(cells, fact):
            return
        if len(self._kinds) >= _MOST:
            self._kinds.clear()
            self._shapes.clear()
        shape = self._shapes.get(columns)
        if shape is None:
            common = [name for name in columns if name not in _VARYING]
            printed, noted = "value_published" in cells, "note_en" in cells
            shape = self._shapes[columns] = _Shape(itemgetter(*common), printed, noted)
        common = shape.common(cells)
        # Kinds share most of their texts; each is kept once.
        self._kinds[columns, tuple(map(intern, common))] = self._kind(fact)

    def _kind(self, fact: Fact) -> _Kind:
        schema = BY_CODE[fact.sector]
        series = fact.series
        codes = series.indicator, series.transformation, series.unit
        rules = self._rules.get(codes)
        if rules is None:
            found = (rule for rule in NUMBER_RULES if _applies(rule, fact, self.context))
            rules = self._rules[codes] = (*found, *schema.rules)
        multiplier = None
        if fact.unit_published is not None:
            multiplier = self.context.structure.spelling[fold(fact.unit_published)].multiplier
        return _Kind(fact, rules, multiplier)

    def _read(self, cells: Mapping[str, Any], shape: _Shape, kind: _Kind) -> Fact | None:
        model = kind.model
        period = self._period(cells["period"])
        if period is None or period.frequency is not model.period.frequency:
            return None
        text = cells["value"]
        if not _is_plain_number(text):
            return None
        value = Decimal(text)
        printed = None
        if shape.printed:
            printed = cells["value_published"]
            if not _was_printed(printed, value, kind):
                return None
        texts: tuple[Any, ...]
        texts = (cells["locator"], cells["statement_en"], cells["statement_zh"])
        note = _NOTHING
        if shape.noted:
            note = Label(cells["note_en"], cells["note_zh"])
            texts = (*texts, note.en, note.zh)
        if not _are_plain_texts(texts):
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
            texts[0],
            Label(texts[1], texts[2]),
            note,
        )
        for rule in kind.rules:
            if rule(fact, self.context):
                return None
        return fact

    def _period(self, text: object) -> Period | None:
        """Read a period that was over when the release was published."""
        if type(text) is not str or len(text) > LONGEST_PERIOD:
            return None
        if text in self._periods:
            return self._periods[text]
        try:
            period = parse_period(text)
        except PeriodError:
            return None
        if len(self._periods) >= _MOST:
            self._periods.clear()
        known = period if period.end <= self.context.published_on else None
        self._periods[text] = known
        return known


def _may_be_familiar(cells: Mapping[str, Any], fact: Fact) -> bool:
    names = cells.keys()
    return (
        fact.bound == "exact"
        and fact.value is not None
        and names >= _NEEDED
        and names.isdisjoint(_NEVER)
        and ("note_en" in names) == ("note_zh" in names)
        and ("value_published" in names) == ("unit_published" in names)
        and all(type(cell) is str for cell in cells.values())
    )


# Wherever one of NUMBER_RULES applies at all, it refuses one of these.
_EXTREMES = (Decimal(-1_000_000), Decimal("0.5"), Decimal(1_000_000))


def _applies(rule: Rule, fact: Fact, context: Context) -> bool:
    """Whether a rule about numbers says anything at all of figures of this kind."""
    return any(rule(replace(fact, value=extreme), context) for extreme in _EXTREMES)


def _is_plain_number(text: object) -> bool:
    return type(text) is str and len(text) <= MAXIMUM_DIGITS and match_number(text) is not None


def _was_printed(printed: object, value: Decimal, kind: _Kind) -> bool:
    if type(printed) is not str or kind.multiplier is None or not _is_plain_number(printed):
        return False
    if len(printed.partition(".")[2]) != kind.model.decimals:
        return False
    return value == EXACT.multiply(Decimal(printed), kind.multiplier)


def _are_plain_texts(texts: Sequence[object]) -> bool:
    """Whether texts are neither blank nor too long and hold no character but plain ones.

    What is printable is no control character, no half of one and no blank but the space.
    """
    longest = LONGEST_LOCATOR
    for text in texts:
        if type(text) is not str or not text or len(text) > longest:
            return False
        if text[0] == " " or not text.isprintable():
            return False
        longest = LONGEST_SENTENCE
    return True
