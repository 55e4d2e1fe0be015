"""What every reader makes of its format: records of texts by column, with the line each stands on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from app.domain.rules import Finding
from app.domain.rules.finding import error
from app.domain.text import nearest
from app.sectors import SECTORS
from app.sectors.record import FIGURE_COLUMNS, REQUIRED_COLUMNS, SERIES_COLUMNS

OWN_COLUMNS = tuple(name for sector in SECTORS for name in sector.dimensions)
FIXED_COLUMNS = (*SERIES_COLUMNS, *FIGURE_COLUMNS)
COLUMNS = (*SERIES_COLUMNS, *OWN_COLUMNS, *FIGURE_COLUMNS)


class RawRecord(NamedTuple):
    """One record before any check.

    Attributes:
        line: Physical line on which it starts, from 1; its number where a format has no lines.
        cells: What stands in each column; empty cells are left out.
        columns: What the file calls these columns, where it calls them otherwise; for findings.
    """

    line: int
    cells: Mapping[str, Any]
    columns: Mapping[str, str] | None = None


class GridRow(NamedTuple):
    """One row of a sheet before anybody knows what it means.

    Attributes:
        line: Physical line on which it starts, from 1; number of the row in a workbook.
        cells: Texts; an empty cell is empty text. Numbers have the digits that the file states.
    """

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet of a workbook, or a text file of cells.

    Attributes:
        file: Name for findings.
        rows: Read once, as the file is read; what is no row comes as a finding with its line.
        sheet: Of a workbook.
    """

    file: str
    rows: Iterable[GridRow | Finding]
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table.

    Attributes:
        usable: Columns that can be read.
        lost: Columns that cannot, about which there is a finding, so that records need none.
        findings: What is wrong with the columns, without file and line.
    """

    usable: frozenset[str]
    lost: frozenset[str]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The records of one file or body.

    Attributes:
        file: Name for findings.
        records: Read once, as the file is read; what is no record comes as a finding.
        findings: What is wrong with the file as a whole.
        sheet: Of a workbook.
    """

    file: str
    header: Header
    records: Iterable[RawRecord | Finding]
    findings: tuple[Finding, ...] = ()
    sheet: str | None = None


EVERY_COLUMN = Header(frozenset(COLUMNS), frozenset())
NO_COLUMN = Header(frozenset(), frozenset(COLUMNS))


def unreadable(file: str, finding: Finding, line: int | None = None) -> Table:
    """Make the table of a file of which nothing could be read."""
    return Table(file, NO_COLUMN, (), (replace(finding, file=file, line=line),))


def table_of(name: str, records: Sequence[Mapping[str, Any]]) -> Table:
    """Make a table of records that are at hand, such as those of a request body.

    The line of a record is its number, from 1.
    """
    rows = [RawRecord(number, cells) for number, cells in enumerate(records, 1)]
    return Table(name, EVERY_COLUMN, rows)


def check_header(names: Sequence[str]) -> Header:
    """Compare the columns that a file has with those that a record has.

    The own dimensions are asked for later, when the sectors of the records are known.
    """
    known = [name for name in names if name in COLUMNS]
    if not known:
        reason = "None of the columns of a record is here, so this is not a list of observations."
        finding = error("file", ",".join(names), reason, ",".join(COLUMNS), "known-columns")
        return Header(NO_COLUMN.usable, NO_COLUMN.lost, (finding,))
    misspelt = {name: _meant(name, known) for name in names if name not in COLUMNS}
    doubled = {name for name in known if known.count(name) > 1}
    meant = {name for name in misspelt.values() if name}
    missing = REQUIRED_COLUMNS - {*known, *meant}
    findings = [
        *(_unknown(name, suggestion) for name, suggestion in misspelt.items()),
        *(_doubled(name, known.count(name)) for name in doubled),
        *(_missing(name) for name in missing),
    ]
    usable = frozenset(known) - doubled
    return Header(usable, frozenset(meant | doubled | missing) - usable, tuple(sorted(findings)))


def _meant(name: str, known: Sequence[str]) -> str | None:
    """Return the absent column whose name is most like this one."""
    absent = [column for column in COLUMNS if column not in known]
    return next(iter(nearest(name, absent, 1)), None)


def _unknown(name: str, suggestion: str | None) -> Finding:
    reason = f"A record has no column {name!r}." if name else "A column has no name."
    return error(name, name, reason, suggestion, "known-columns")


def _doubled(name: str, count: int) -> Finding:
    return error(name, name, f"The column {name} is there {count} times.", rule="columns-once")


def _missing(name: str) -> Finding:
    return error(name, None, f"The column {name} is missing.", rule="needed-columns")
