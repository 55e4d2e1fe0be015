"""Every record is checked, and every fault of every record is found at once.

A record is read by the Pydantic schema of its sector first. Fields that cannot be read are reported
and stood in for, so that the rules which do not need them still speak; what stands in is never kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from pydantic import ConfigDict, TypeAdapter, ValidationError

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
from app.domain.series import TOTAL, Series
from app.domain.structure import Structure
from app.ingest.facts import Dimensions, SeriesName, fact_of, series_name, series_of
from app.ingest.faults import faults_of
from app.ingest.tables import OWN_COLUMNS, RawRecord, Table
from app.sectors import BY_CODE, SECTORS
from app.sectors.record import BLANK, FigureFields, Record, SeriesFields
from app.sectors.schema import SectorSchema

_SLICE = 5_000
_HEADER = 1
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found.

    Attributes:
        facts: What the records say; of no use if a finding is an error.
        findings: By file, line and column.
        records: Number of records that were looked at.
    """

    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]
    records: int

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong, though something may be doubtful."""
        return all(finding.severity != "error" for finding in self.findings)


def validate(structure: Structure, published_at: datetime, tables: Iterable[Table]) -> Checked:
    """Check the records of a release against the catalogue and against each other."""
    check = _Check(Context.at(structure, published_at))
    for table in tables:
        check.findings += table.findings
        for sector, records in _by_sector(table, structure).items():
            _check_records(check, table, sector, records)
    _check_release(check)
    if not check.records and not check.findings:
        check.findings.append(error("records", None, "There is no record.", rule="some-records"))
    facts = tuple(entry.fact for entry in check.sound)
    return Checked(facts, tuple(sorted(check.findings)), check.records)


@dataclass(slots=True)
class _Check:
    """What is gathered on the way.

    Attributes:
        keyed: Facts whose series and period are beyond doubt.
        sound: Facts with which nothing is wrong.
        series: Series seen so far, with what is wrong with each.
    """

    context: Context
    findings: list[Finding] = field(default_factory=list)
    keyed: list[Entry] = field(default_factory=list)
    sound: list[Entry] = field(default_factory=list)
    series: dict[tuple[str, SeriesName], _KnownSeries] = field(default_factory=dict)
    records: int = 0


class _KnownSeries(NamedTuple):
    series: Series
    dimensions: Dimensions
    findings: tuple[Finding, ...]


class _Read(NamedTuple):
    """A record after Pydantic: typed, and which columns are only stood in for."""

    raw: RawRecord
    record: Record
    unread: frozenset[str]
    findings: Sequence[Finding]


class _AnyRecord(SeriesFields, FigureFields):
    """A record of which the sector is not known."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]


def _by_sector(table: Table, structure: Structure) -> dict[str, list[RawRecord]]:
    """Sort records by the sector of their indicator; empty where the indicator is not known."""
    found: dict[str, list[RawRecord]] = {}
    for record in table.records:
        code = record.cells.get("indicator")
        indicator = structure.indicator.get(code) if isinstance(code, str) else None
        found.setdefault(indicator.sector if indicator else "", []).append(record)
    return found


def _check_records(check: _Check, table: Table, code: str, records: list[RawRecord]) -> None:
    schema = BY_CODE.get(code)
    check.records += len(records)
    own = schema.dimensions if schema else ()
    for name in own:
        if name not in table.columns:
            reason = f"The column {name} is missing, which records of {code} have."
            finding = error(name, None, reason, rule="needed-columns")
            check.findings.append(replace(finding, file=table.file, line=_HEADER))
    rules = (*FIGURE_RULES, *(schema.rules if schema else ()))
    for start in range(0, len(records), _SLICE):
        for read in _read(table, schema, records[start : start + _SLICE]):
            _check_fact(check, table.file, (code, own), read, rules)


def _read(
    table: Table, schema: SectorSchema | None, records: Sequence[RawRecord]
) -> Iterator[_Read]:
    adapter, fields = _adapter(schema.code if schema else "")
    dropped = frozenset(OWN_COLUMNS) if schema is None else _NOTHING
    cells = [_without(record.cells, dropped) for record in records]
    try:
        typed = adapter.validate_python(cells)
    except ValidationError as failure:
        yield from _read_with_faults(table, failure, records, cells)
        return
    for raw, record in zip(records, typed, strict=True):
        yield _Read(raw, record, _NOTHING, ())
    del fields
