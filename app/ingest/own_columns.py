"""Lists of observations in our own columns, as the documentation names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from app.domain.rules import Finding
from app.ingest.columns import Columns, absent, check_defaults
from app.ingest.grids import peek
from app.ingest.tables import COLUMNS, Grid, GridRow, Header, RawRecord, Table, check_header

_OURS = frozenset(COLUMNS)


def fits(titles: Sequence[str]) -> bool:
    """Whether at least half of the columns are ours, so that the others are mistakes."""
    stated = [title for title in titles if title]
    return len(_OURS.intersection(stated)) * 2 >= max(1, len(stated))


def read(grid: Grid, defaults: Mapping[str, str]) -> Table:
    """Read a grid whose first row names the columns."""
    (first,), grid = peek(grid, 1)
    titles = first.cells if isinstance(first, GridRow) else ()
    constants = absent(defaults, titles)
    header = check_header((*titles, *constants))
    names = tuple(title if title in header.usable else None for title in titles)
    found = (*check_defaults(defaults), *header.findings)
    line = first.line or None
    findings = tuple(replace(f, file=grid.file, sheet=grid.sheet, line=line) for f in found)
    records = _records(grid, header, Columns(titles, names, constants))
    return Table(grid.file, header, records, findings, grid.sheet)


def _records(grid: Grid, header: Header, columns: Columns) -> Iterator[RawRecord | Finding]:
    """Return nothing if no column can be read, for what is left would be about nothing."""
    if header.usable:
        yield from columns.records(islice(iter(grid.rows), 1, None))
