"""What every reader makes of its format: records of texts by column, with the line each stands on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from app.domain.rules import Finding
from app.domain.rules.codes import near
from app.domain.rules.finding import error
from app.sectors import SECTORS
from app.sectors.record import FIGURE_COLUMNS, REQUIRED_COLUMNS, SERIES_COLUMNS

OWN_COLUMNS = tuple(name for sector in SECTORS for name in sector.dimensions)
COLUMNS = (*SERIES_COLUMNS, *OWN_COLUMNS, *FIGURE_COLUMNS)


class RawRecord(NamedTuple):
    """One record before any check.

    Attributes:
        line: Physical line on which it starts, from 1; its number where a format has no lines.
        cells: What stands in each column; empty cells are left out.
    """

    line: int
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """The records of one file or body.

    Attributes:
        file: Name for findings.
        columns: Columns that the table has; about others that it needs a finding has been made.
        findings: What was wrong with the form of the file.
    """

    file: str
    columns: frozenset[str]
    records: Sequence[RawRecord]
    findings: tuple[Finding, ...] = ()


def unreadable(file: str, finding: Finding) -> Table:
    """Make the table of a file of which nothing could be read."""
    return Table(file, frozenset(), (), (replace(finding, file=file),))


def table_of(name: str, records: Sequence[Mapping[str, Any]]) -> Table:
    """Make a table of records that are at hand, such as those of a request body.

    The line of a record is its number, from 1.
    """
    rows = [RawRecord(number, cells) for number, cells in enumerate(records, 1)]
    return Table(name, frozenset(COLUMNS), rows)


def check_columns(header: Sequence[str], line: int) -> Iterator[Finding]:
    """Compare the columns that a file has with those that a record has.

    The own dimensions are asked for later, when the sectors of the records are known.
    """
    known = [name for name in header if name in COLUMNS]
    if not known:
        reason = "None of the columns of a record is here, so this is not a list of observations."
        shown = ",".join(header)
        yield _at(line, error("header", shown, reason, ",".join(SERIES_COLUMNS), "known-columns"))
        return
    for name in dict.fromkeys(header):
        if name not in COLUMNS:
            reason = f"A record has no column {name!r}." if name else "A column has no name."
            yield _at(line, error(name, name, reason, near(name, COLUMNS), "known-columns"))
        elif known.count(name) > 1:
            reason = f"The column {name} is there {known.count(name)} times."
            yield _at(line, error(name, name, reason, None, "columns-once"))
    for name in COLUMNS:
        if name in REQUIRED_COLUMNS and name not in known:
            reason = f"The column {name} is missing."
            yield _at(line, error(name, None, reason, None, "needed-columns"))


def _at(line: int, finding: Finding) -> Finding:
    return replace(finding, line=line)
