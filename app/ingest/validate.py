"""Every record is checked, and every fault of every record is found, slice by slice.

What stays in memory of a record when its slice is done: its key and place (about 100 bytes), and
what `neighbours` remembers. So a million records need about 150 MB, however long their sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from app.domain.facts import Fact
from app.domain.period import Period
from app.domain.rules import (
    FIGURE_RULES,
    RELEASE_RULES,
    SERIES_RULES,
    Context,
    Entry,
    Finding,
    History,
    Rule,
    stated_twice,
)
from app.domain.rules.finding import error
from app.domain.series import Series
from app.domain.structure import Structure
from app.ingest.facts import Dimensions, SeriesName, fact_of, series_name, series_of
from app.ingest.familiar import Familiar, Sight
from app.ingest.findings import Findings
from app.ingest.neighbours import Handle, Neighbours, Place, packed_place
from app.ingest.records import ReadRecord, reader_for
from app.ingest.report import Report
from app.ingest.tables import RawRecord, Table
from app.sectors import BY_CODE, SECTORS
from app.sectors.record import SERIES_COLUMNS

SLICE = 5_000
_HEADER = 1
_DAY_BITS = 22


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of a small release found.

    Attributes:
        facts: What the sound records say.
        findings: By file, line and column.
        records: Number of records that were looked at.
    """

    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]
    records: int


def validate(structure: Structure, published_at: datetime, tables: Iterable[Table]) -> Checked:
    """Check the records of a release against the catalogue and against each other, all at once."""
    check = Check(Context.at(structure, published_at))
    facts = tuple(fact for table in tables for facts in check.slices(table) for fact in facts)
    check.compare()
    return Checked(facts, check.findings.listed(), check.records)


class _KnownSeries(NamedTuple):
    series: Series
    dimensions: Dimensions
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class Check:
    """One check on its way: `slices` for each table, then `compare`.

    Attributes:
        records: Number of records that were looked at.
        neighbours: The sound facts, for comparisons.
        familiar: Kinds of records that need not be checked at length again.
    """

    context: Context
    findings: Findings = field(default_factory=Findings)
    records: int = 0
    neighbours: Neighbours = field(default_factory=Neighbours)
    familiar: Familiar = field(init=False)
    _keys: dict[int, int] = field(default_factory=dict)
    _days: dict[str, int] = field(default_factory=dict)
    _series: dict[tuple[SeriesName, frozenset[str]], _KnownSeries] = field(default_factory=dict)
    _lacking: set[tuple[int, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Remember no kind of record yet."""
        self.familiar = Familiar(self.context)

    def slices(self, table: Table) -> Iterator[list[Fact]]:
        """Check the records of a table by themselves; return the sound ones as they come."""
        self.findings.add(table.findings)
        self.neighbours.places.append(Place(table.file, table.sheet))
        records = self._records_of(table)
        while chunk := list(islice(records, SLICE)):
            self.records += len(chunk)
            sights = self._sights(table, chunk)
            facts = (self._check_record(table, *each) for each in zip(chunk, sights, strict=True))
            yield [fact for fact in facts if fact is not None]

    def compare(self, history: History | None = None) -> None:
        """Check the records against each other and what was known, when all were looked at."""
        self.findings.add(self.neighbours.check(RELEASE_RULES, self.context))
        for sector in SECTORS:
            found = self.neighbours.check(sector.release_rules, self.context, sector.code)
            self.findings.add(found)
        if history is not None:
            self.findings.add(self.neighbours.compare(history))
        if not self.records and not self.findings.errors:
            self.findings.add([error("file", None, "There is no record.", rule="some-records")])

    def report(self) -> Report:
        """Make the report of what has been found so far."""
        return self.findings.report(self.records)

    def _records_of(self, table: Table) -> Iterator[RawRecord]:
        """Return the records of a table; what is none is a finding."""
        for item in table.records:
            if isinstance(item, Finding):
                self.findings.add([replace(item, file=table.file, sheet=table.sheet)])
            else:
                yield item

    def _sights(self, table: Table, chunk: Sequence[RawRecord]) -> Sequence[Sight | None]:
        """Look over a slice for records that may go the short way."""
        if table.header.lost:
            return [None] * len(chunk)
        return self.familiar.glance([record.cells for record in chunk])

    def _check_record(self, table: Table, raw: RawRecord, sight: Sight | None) -> Fact | None:
        """Check a record by itself; return what it says if that is sound."""
        known = self.familiar.recognise(sight) if sight else None
        if known is None:
            return self._check_at_length(table, raw)
        fact, kind = known
        self._check_double(fact, table, raw)
        handle = kind.handle
        if not isinstance(handle, Handle) or handle.columns is not raw.columns:
            handle = kind.handle = self.neighbours.handle(fact, raw.columns)
        place = len(self.neighbours.places) - 1
        self.neighbours.put(handle, fact.period, raw.cells["value"], packed_place(place, raw.line))
        return fact

    def _check_at_length(self, table: Table, raw: RawRecord) -> Fact | None:
        sector = self._sector_of(raw)
        schema = BY_CODE.get(sector)
        reader = reader_for(sector)
        absent = frozenset(reader.dimensions) - table.header.usable
        self._say_lacking(table, sector, absent - table.header.lost)
        rules = (*FIGURE_RULES, *(schema.rules if schema else ()))
        (read,) = reader.read([raw], table.header.lost | absent)
        return self._check(table, sector, read, rules)

    def _sector_of(self, raw: RawRecord) -> str:
        """Return the sector of a record; empty where the indicator is not known."""
        code = raw.cells.get("indicator")
        indicator = self.context.structure.indicator.get(code) if isinstance(code, str) else None
        return indicator.sector if indicator else ""

    def _say_lacking(self, table: Table, sector: str, names: frozenset[str]) -> None:
        """Report a column that records of a sector need, once for the table."""
        number = len(self.neighbours.places)
        for name in sorted(names):
            if (number, name) not in self._lacking:
                self._lacking.add((number, name))
                reason = f"The column {name} is missing, which records of {sector} have."
                finding = error(name, None, reason, rule="needed-columns")
                located = replace(finding, file=table.file, sheet=table.sheet, line=_HEADER)
                self.findings.add([located])

    def _check(
        self, table: Table, sector: str, read: ReadRecord, rules: tuple[Rule, ...]
    ) -> Fact | None:
        own = reader_for(sector).dimensions
        known = self._series_of(sector, own, read)
        fact = fact_of(read.record, known.series, sector, known.dimensions)
        unread, context = read.unread, self.context
        findings = [*read.findings, *known.findings]
        for rule in rules:
            if not unread or unread.isdisjoint(rule.reads):
                findings += rule(fact, context)
        raw = read.raw
        if findings:
            entry = Entry(fact, table.file, raw.line, table.sheet, raw.columns)
            self.findings.add(map(entry.located, findings))
        if not known.findings and unread.isdisjoint(("period", *SERIES_COLUMNS, *own)):
            self._check_double(fact, table, raw)
        if unread or any(finding.severity == "error" for finding in findings):
            return None
        self.neighbours.add(fact, len(self.neighbours.places) - 1, raw.line, raw.columns)
        if not findings:
            self.familiar.remember(raw.cells, fact)
        return fact

    def _check_double(self, fact: Fact, table: Table, raw: RawRecord) -> None:
        """Report a record that states a figure which was stated before."""
        days = self._days.get(fact.period.text)
        if days is None:
            days = self._days[fact.period.text] = _days(fact.period)
        place = packed_place(len(self.neighbours.places) - 1, raw.line)
        first = self._keys.setdefault(fact.series.id << 2 * _DAY_BITS | days, place)
        if first is not place:
            entry = Entry(fact, table.file, raw.line, table.sheet, raw.columns)
            finding = stated_twice(fact.period.text, self.neighbours.place(first))
            self.findings.add([entry.located(finding)])

    def _series_of(self, sector: str, own: tuple[str, ...], read: ReadRecord) -> _KnownSeries:
        """Return the series of a record, checked when it is met for the first time."""
        name = series_name(read.record, own)
        unread = read.unread and read.unread.intersection(SERIES_COLUMNS)
        known = self._series.get((name, unread))
        if known is None:
            dimensions = tuple(zip(own, name.own, strict=True))
            series = series_of(name, dimensions, self.context.structure)
            fact = fact_of(read.record, series, sector, dimensions)
            findings = tuple(self._series_findings(fact, unread))
            known = self._series[name, unread] = _KnownSeries(series, dimensions, findings)
        return known

    def _series_findings(self, fact: Fact, unread: frozenset[str]) -> Iterator[Finding]:
        if fact.sector and fact.sector not in BY_CODE:
            reason = f"The sector {fact.sector} has no schema, so its records cannot be checked."
            yield error("indicator", fact.series.indicator, reason, rule="known-sector")
        for rule in SERIES_RULES:
            if unread.isdisjoint(rule.reads):
                yield from rule(fact, self.context)


def _days(period: Period) -> int:
    return period.start.toordinal() << _DAY_BITS | period.end.toordinal()
