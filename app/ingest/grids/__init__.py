"""Files become grids: cells as texts, row by row, before anybody knows what they mean.

One module a kind of file. A grid is read as its file is read, and may be read again from its start.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from itertools import chain, islice

from app.domain.rules import Finding
from app.ingest.tables import Grid, GridRow


def peek(grid: Grid, count: int) -> tuple[tuple[GridRow | Finding, ...], Grid]:
    """Return the first rows of a grid, and a grid that still yields all of them."""
    rows = iter(grid.rows)
    first = tuple(islice(rows, count))
    if rows is grid.rows:
        # It can be read only once, so what was taken is put back.
        return first, replace(grid, rows=chain(first, rows))
    if isinstance(rows, Generator):
        # Else the file would stay open until somebody collects garbage.
        rows.close()
    return first, grid
