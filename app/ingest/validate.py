"""Every record is checked, and every fault of every record is found at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from app.domain.facts import Fact
from app.domain.rules import (
    FIGURE_RULES,
    RELEASE_RULES,
    SERIES_RULES,
    Context,
    Entry,
    Finding,
    Rule,
    each_figure_once,
)
from app.domain.rules.finding import error
from app.domain.series import Series
from app.domain.structure import Structure
from app.ingest.facts import Dimensions, SeriesName, fact_of, series_name, series_of
from app.ingest.records import ReadRecord, reader_for
from app.ingest.tables import RawRecord, Table
from app.sectors import BY_CODE, SECTORS
from app.sectors.record import SERIES_COLUMNS

_SLICE = 5_000
_HEADER = 1


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found.

    Attributes:
        facts: What the sound records say.
        findings: By file, line and column.
        records: Number of records that were looked at.
    """

    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]
    records: int


def validate(structure: Structure, published_at: datetime, tables: Iterable[Table]) -> Checked:
    """Check the records of a release against the catalogue and against each other."""
    check = _Check(Context.at(structure, published_at))
    for table in tables:
        check.findings += table.findings
        records = check.records_of(table)
        for sector, of_sector in _by_sector(records, structure).items():
            check.check_records(table, sector, of_sector)
    check.check_release()
    if not check.records and not check.findings:
        check.findings.append(error("file", None, "There is no record.", rule="some-records"))
    facts = tuple(entry.fact for entry in check.sound)
    return Checked(facts, tuple(sorted(check.findings)), check.records)


def _by_sector(records: Iterable[RawRecord], structure: Structure) -> dict[str, list[RawRecord]]:
    """Sort records by the sector of their indicator; empty where the indicator is not known."""
    found: dict[str, list[RawRecord]] = {}
    for record in records:
        code = record.cells.get("indicator")
        indicator = structure.indicator.get(code) if isinstance(code, str) else None
        found.setdefault(indicator.sector if indicator else "", []).append(record)
    return found


class _KnownSeries(NamedTuple):
    series: Series
    dimensions: Dimensions
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Check:
    """One check on its way.

    Attributes:
        keyed: Facts whose series and period are beyond doubt.
        sound: Facts with which nothing is wrong.
        series: Series seen so far, with what is wrong with each.
    """

    context: Context
    findings: list[Finding] = field(default_factory=list)
    keyed: list[Entry] = field(default_factory=list)
    sound: list[Entry] = field(default_factory=list)
    series: dict[tuple[SeriesName, frozenset[str]], _KnownSeries] = field(default_factory=dict)
    records: int = 0

    def records_of(self, table: Table) -> Iterator[RawRecord]:
        """Return the records of a table; what is none is a finding."""
        for item in table.records:
            if isinstance(item, Finding):
                self.findings.append(replace(item, file=table.file, sheet=table.sheet))
            else:
                yield item

    def check_records(self, table: Table, sector: str, records: list[RawRecord]) -> None:
        """Check records of one sector, each by itself."""
        self.records += len(records)
        schema = BY_CODE.get(sector)
        reader = reader_for(sector)
        absent = frozenset(reader.dimensions) - table.header.usable
        for name in sorted(absent - table.header.lost):
            reason = f"The column {name} is missing, which records of {sector} have."
            finding = error(name, None, reason, rule="needed-columns")
            self.findings.append(replace(finding, file=table.file, sheet=table.sheet, line=_HEADER))
        lost = table.header.lost | absent
        rules = (*FIGURE_RULES, *(schema.rules if schema else ()))
        for start in range(0, len(records), _SLICE):
            for read in reader.read(records[start : start + _SLICE], lost):
                self._check_record(table, sector, read, rules)

    def _check_record(
        self, table: Table, sector: str, read: ReadRecord, rules: tuple[Rule, ...]
    ) -> None:
        own = reader_for(sector).dimensions
        known = self._series_of(sector, own, read)
        fact = fact_of(read.record, known.series, sector, known.dimensions)
        entry = Entry(fact, table.file, read.raw.line, table.sheet, read.raw.columns)
        unread, context = read.unread, self.context
        findings = [*read.findings, *known.findings]
        for rule in rules:
            if not unread or unread.isdisjoint(rule.reads):
                findings += rule(fact, context)
        self.findings += map(entry.located, findings)
        if not known.findings and unread.isdisjoint(("period", *SERIES_COLUMNS, *own)):
            self.keyed.append(entry)
        if not unread and all(finding.severity != "error" for finding in findings):
            self.sound.append(entry)

    def _series_of(self, sector: str, own: tuple[str, ...], read: ReadRecord) -> _KnownSeries:
        """Return the series of a record, checked when it is met for the first time."""
        name = series_name(read.record, own)
        unread = read.unread and read.unread.intersection(SERIES_COLUMNS)
        known = self.series.get((name, unread))
        if known is None:
            dimensions = tuple(zip(own, name.own, strict=True))
            series = series_of(name, dimensions, self.context.structure)
            fact = fact_of(read.record, series, sector, dimensions)
            findings = tuple(self._series_findings(fact, unread))
            known = self.series[name, unread] = _KnownSeries(series, dimensions, findings)
        return known

    def _series_findings(self, fact: Fact, unread: frozenset[str]) -> Iterator[Finding]:
        if fact.sector and fact.sector not in BY_CODE:
            reason = f"The sector {fact.sector} has no schema, so its records cannot be checked."
            yield error("indicator", fact.series.indicator, reason, rule="known-sector")
        for rule in SERIES_RULES:
            if unread.isdisjoint(rule.reads):
                yield from rule(fact, self.context)

    def check_release(self) -> None:
        """Check the records against each other."""
        self.findings += each_figure_once(self.keyed, self.context)
        for rule in RELEASE_RULES:
            self.findings += rule(self.sound, self.context)
        for sector in SECTORS:
            of_sector = [entry for entry in self.sound if entry.fact.sector == sector.code]
            for rule in sector.release_rules:
                self.findings += rule(of_sector, self.context)
