"""What the first row of a grid tells about the rest: a list of observations, and whose columns.

A layout is one small object in `LAYOUTS`. What none of them fits is for `app.ingest.mapping`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.rules import Finding
from app.domain.rules.finding import error, warning
from app.ingest import own_columns, sdmx_csv
from app.ingest.columns import NO_DEFAULTS
from app.ingest.grids import peek
from app.ingest.tables import COLUMNS, Grid, GridRow, Table, unreadable


@dataclass(frozen=True, slots=True)
class Layout:
    """A way to write observations one a row.

    Attributes:
        name: For messages.
        fits: Whether a first row is its header.
        read: Makes a table of a grid whose first row fits, with constants for absent columns.
    """

    name: str
    fits: Callable[[Sequence[str]], bool]
    read: Callable[[Grid, Mapping[str, str]], Table]

    def tables(
        self, grids: Sequence[Grid], defaults: Mapping[str, str] = NO_DEFAULTS
    ) -> tuple[Table, ...]:
        """Read every grid with such a header; those passed over are warned of, if not empty."""
        fitting = [grid for grid in grids if _fits(self, grid)]
        tables = [self.read(grid, defaults) for grid in fitting]
        others = tuple(_passed_over(grids, fitting, self))
        if tables and others:
            tables[0] = replace(tables[0], findings=(*tables[0].findings, *others))
        return tuple(tables)


# Those of SDMX come first: theirs is the surer sign, and components in small letters may be ours.
LAYOUTS: tuple[Layout, ...] = (
    Layout("SDMX-CSV 1.0", sdmx_csv.fits_1, sdmx_csv.read),
    Layout("SDMX-CSV 2.0", sdmx_csv.fits_2, sdmx_csv.read),
    Layout("observations in our own columns", own_columns.fits, own_columns.read),
)


def recognise(grids: Sequence[Grid]) -> Layout | None:
    """Return the first layout that a grid of a file is in."""
    return next((layout for layout in LAYOUTS if any(_fits(layout, g) for g in grids)), None)


def no_observations(grids: Sequence[Grid]) -> tuple[Table, ...]:
    """Say of each grid why it is no list of observations; empty sheets pass if others are not."""
    faults = [table for grid in grids if (table := _no_observations(grid))]
    if faults:
        return tuple(faults)
    name = grids[0].file if grids else ""
    reason = "The file is empty; its first line names the columns."
    return (unreadable(name, error("file", None, reason, rule="needed-columns"), line=1),)


def _first(grid: Grid) -> GridRow | Finding | None:
    return next(iter(peek(grid, 1)[0]), None)


def _fits(layout: Layout, grid: Grid) -> bool:
    first = _first(grid)
    return isinstance(first, GridRow) and layout.fits(first.cells)


def _passed_over(grids: Sequence[Grid], read: Sequence[Grid], layout: Layout) -> Iterator[Finding]:
    for grid in grids:
        if all(grid is not each for each in read) and (first := _first(grid)) is not None:
            reason = f"This sheet was passed over: its first row is not that of {layout.name}."
            finding = warning("file", grid.sheet, reason, rule="sheets-read")
            yield replace(finding, file=grid.file, sheet=grid.sheet, line=first.line)


def _no_observations(grid: Grid) -> Table | None:
    first = _first(grid)
    if first is None:
        return None
    if isinstance(first, Finding):
        finding = first
    else:
        names = ", ".join(layout.name for layout in LAYOUTS)
        reason = f"This is not a list of observations; known are {names}."
        shown = ",".join(first.cells)
        finding = error("file", shown, reason, ",".join(COLUMNS), "known-columns")
    table = unreadable(grid.file, finding, first.line)
    findings = tuple(replace(each, sheet=grid.sheet) for each in table.findings)
    return replace(table, findings=findings, sheet=grid.sheet)
