"""What is remembered of every sound fact, so that facts of a release can be compared at its end.

A fact takes about 30 bytes here, a series about a kilobyte: a release need not fit into memory as
objects. Facts come back as objects family by family, where a rule has to look closer; then a figure
takes half a kilobyte for as long as that family is looked at. `conversions_agree` alone needs all
families at once in which something was converted.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from struct import Struct
from typing import NamedTuple

from app.domain.facts import Fact
from app.domain.period import Period
from app.domain.rules import (
    Context,
    Entry,
    Finding,
    History,
    KnownFigure,
    ReleaseRule,
    jumps_against_history,
)
from app.domain.rules.codes import LEVEL
from app.domain.series import Series
from app.domain.structure import Label

# Length of the value's text, which follows; file and line; numbers of period and form.
_HEAD = Struct("<BQII")
_LINE_BITS = 40
_LINE_MASK = (1 << _LINE_BITS) - 1
_UNSAID = Label("", "")
_CONVERSION = "conversion"
_ASKED = 500  # series in one question about their history


class Place(NamedTuple):
    """A file, or a sheet of one."""

    file: str | None
    sheet: str | None


def packed_place(table: int, line: int | None) -> int:
    """Put number of table and line into one number, in the order of the records."""
    return table << _LINE_BITS | (line or 0)


class _Form(NamedTuple):
    """What many facts have in common, beside the series."""

    bound: str
    lower: Decimal | None
    upper: Decimal | None
    status: str
    role: str
    unit_published: str | None
    decimals: int | None
    columns: tuple[tuple[str, str], ...] | None


@dataclass(slots=True)
class Line:
    """A series and its facts, packed; see `app.domain.rules.rule.Outline`."""

    series: Series
    sector: str
    dimensions: tuple[tuple[str, str], ...]
    low: float = math.inf
    high: float = 0.0
    converts: bool = False
    packed: bytearray = field(default_factory=bytearray)

    def figures(self) -> Iterator[tuple[str, int, int, int]]:
        """Return text, place, number of period and number of form of each fact."""
        packed, start, size = self.packed, 0, _HEAD.size
        while start < len(packed):
            length, place, period, form = _HEAD.unpack_from(packed, start)
            end = start + size + length
            yield packed[start + size : end].decode(), place, period, form
            start = end


@dataclass(frozen=True, slots=True)
class Handle:
    """Where figures of one series and one form are put, so that both are looked up once.

    Attributes:
        exact: Whether its figures are known exactly.
        columns: What the file calls the columns of its records.
    """

    line: Line
    form: int
    exact: bool
    columns: Mapping[str, str] | None


@dataclass(slots=True)
class Neighbours:
    """The sound facts of a release, packed.

    Attributes:
        places: The tables, by number.
    """

    places: list[Place] = field(default_factory=list)
    _lines: dict[int, Line] = field(default_factory=dict)
    _periods: dict[str, int] = field(default_factory=dict)
    _by_number: list[Period] = field(default_factory=list)
    _forms: dict[tuple[object, ...], int] = field(default_factory=dict)
    _form_list: list[_Form] = field(default_factory=list)
    _columns: Mapping[str, str] | None = None
    _renamed: tuple[tuple[str, str], ...] | None = None

    def add(
        self, fact: Fact, table: int, line: int | None, columns: Mapping[str, str] | None
    ) -> None:
        """Remember a fact."""
        text = "" if fact.value is None else str(fact.value)
        self.put(self.handle(fact, columns), fact.period, text, packed_place(table, line))

    def handle(self, fact: Fact, columns: Mapping[str, str] | None) -> Handle:
        """Return where facts like this one are put: those of its series that differ in nothing else.

        Only period and value may differ, and whether there is a value may not.
        """
        series = fact.series
        known = self._lines.get(series.id)
        if known is None:
            known = self._lines[series.id] = Line(series, fact.sector, fact.dimensions)
        if fact.role == _CONVERSION:
            known.converts = True
        exact = fact.value is not None and fact.bound == "exact"
        return Handle(known, self._form(fact, columns), exact, columns)

    def put(self, handle: Handle, period: Period, text: str, place: int) -> None:
        """Remember a figure.

        Args:
            handle: Of its series and form.
            period: Of the figure.
            text: Its value as a decimal; empty if there is none.
            place: Packed.
        """
        number = self._periods.get(period.text)
        if number is None:
            number = self._periods[period.text] = len(self._by_number)
            self._by_number.append(period)
        line = handle.line
        if handle.exact:
            value = float(text)
            if 0 < value < line.low:
                line.low = value
            line.high = max(line.high, value)
        line.packed += _HEAD.pack(len(text), place, number, handle.form) + text.encode()

    def _form(self, fact: Fact, columns: Mapping[str, str] | None) -> int:
        if columns is not self._columns:
            self._columns = columns
            self._renamed = None if columns is None else tuple(columns.items())
        key = (
            fact.bound,
            fact.lower,
            fact.upper,
            fact.status,
            fact.role,
            fact.unit_published,
            fact.decimals,
            self._renamed,
        )
        number = self._forms.get(key)
        if number is None:
            number = self._forms[key] = len(self._form_list)
            self._form_list.append(_Form(*key))
        return number

    def check(
        self, rules: Iterable[ReleaseRule], context: Context, sector: str | None = None
    ) -> Iterator[Finding]:
        """Ask rules about the facts, of one sector or of all."""
        lines = [each for each in self._lines.values() if sector in {None, each.sector}]
        for rule in rules:
            for family in _concerned(rule, lines, context):
                yield from rule(self.entries(family), context)

    def place(self, place: int) -> str:
        """Say where a fact stands, for a sentence about it."""
        where = self.places[place >> _LINE_BITS]
        line = place & _LINE_MASK
        parts = [where.file or "", where.sheet or "", f"line {line}" if line else ""]
        return " ".join(part for part in parts if part) or "another record"

    def compare(self, history: History) -> Iterator[Finding]:
        """Compare the levels with what was known of their series, some series at a time."""
        lines = [line for line in self._lines.values() if line.series.transformation == LEVEL]
        for start in range(0, len(lines), _ASKED):
            asked = {line.series.id: line for line in lines[start : start + _ASKED]}
            known: dict[int, list[KnownFigure]] = {}
            for figure in history(list(asked)):
                known.setdefault(figure.series, []).append(figure)
            for number, figures in known.items():
                yield from jumps_against_history(self.entries([asked[number]]), figures)

    def entries(self, lines: Iterable[Line]) -> list[Entry]:
        """Return the facts of some series as objects, in the order of the records."""
        found = [
            (place, self._entry(line, text, place, period, form))
            for line in lines
            for text, place, period, form in line.figures()
        ]
        found.sort(key=lambda pair: pair[0])
        return [entry for _, entry in found]

    def _entry(self, line: Line, text: str, place: int, period: int, form: int) -> Entry:
        said, where = self._form_list[form], self.places[place >> _LINE_BITS]
        fact = Fact(
            series=line.series,
            sector=line.sector,
            dimensions=line.dimensions,
            period=self._by_number[period],
            period_basis="",
            value=Decimal(text) if text else None,
            bound=said.bound,
            lower=said.lower,
            upper=said.upper,
            status=said.status,
            role=said.role,
            value_published=None,
            unit_published=said.unit_published,
            decimals=said.decimals,
            locator="",
            statement=_UNSAID,
            note=_UNSAID,
        )
        columns = None if said.columns is None else dict(said.columns)
        return Entry(fact, where.file, place & _LINE_MASK or None, where.sheet, columns)


def _concerned(rule: ReleaseRule, lines: Sequence[Line], context: Context) -> list[list[Line]]:
    """Return the families about which a rule has to be asked."""
    name = rule.families(context.structure)
    families: dict[Hashable, list[Line]] = {}
    for line in lines:
        key = name(line.series)
        if key is not None:
            families.setdefault(key, []).append(line)
    found = [family for family in families.values() if rule.concerns(family)]
    return [list(chain.from_iterable(found))] if rule.together and found else found
