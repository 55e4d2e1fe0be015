"""A file or body as people have it becomes tables: here alone is decided how it is understood.

In this order: a list of observations (our own columns, SDMX-CSV, JSON lines) is read as it is; what
is none is read by the mapping that was given; an export of the national bureau needs none; all else
is refused with what would help.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain.rules import Finding
from app.domain.rules.finding import error
from app.domain.structure import Structure
from app.ingest import layouts
from app.ingest.columns import NO_DEFAULTS, check_defaults
from app.ingest.grids import peek
from app.ingest.mapping import Export, MappingEntry, apply, recognise
from app.ingest.mapping.sheet import Origin
from app.ingest.readers import Opened, TableReader, pick
from app.ingest.tables import Grid, Table, unreadable

_LISTS = ", ".join(layout.name for layout in layouts.LAYOUTS)


@dataclass(frozen=True, slots=True)
class NamedMapping:
    """A mapping file that was read."""

    file: str
    entry: MappingEntry


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a file is to be read, where its own content does not say it.

    Attributes:
        mapping: What rows and columns of a table are.
        sheet: The only one of a workbook to read.
        defaults: By column of ours, what every record has where the file says nothing.
    """

    mapping: NamedMapping | None = None
    sheet: str | None = None
    defaults: Mapping[str, str] = field(default_factory=lambda: NO_DEFAULTS)


@dataclass(frozen=True, slots=True)
class SeenExport:
    """An export of the bureau, and the grid in which it was recognised."""

    grid: Grid
    export: Export


@dataclass(frozen=True, slots=True)
class Input:
    """What a file turned out to be.

    Attributes:
        tables: Its records, read once.
        exports: Exports of the bureau in it; then nothing else is.
    """

    tables: tuple[Table, ...]
    exports: tuple[SeenExport, ...] = ()


def read_input(opened: Opened | Finding, structure: Structure, wishes: Wishes = Wishes()) -> Input:
    """Find out what a content is, and read it; faults are in the tables.

    The catalogue is for the names of areas, indicators and units in tables that are no lists.
    """
    if isinstance(opened, Finding):
        return _unreadable(opened.file or "", opened)
    if isinstance(opened.reader, TableReader):
        return Input(opened.tables(wishes.sheet, wishes.defaults))
    grids = sheets_of(opened, wishes.sheet)
    if isinstance(grids, Finding):
        return _unreadable(opened.content.name, grids)
    layout = layouts.recognise(grids)
    if layout is not None:
        return Input(layout.tables(grids, wishes.defaults))
    if wishes.mapping is not None:
        return Input(tuple(_mapped(grid, structure, wishes.mapping, wishes) for grid in grids))
    return _recognised(grids, structure, wishes)


def sheets_of(opened: Opened, sheet: str | None) -> tuple[Grid, ...] | Finding:
    """Return the grids of a content that are to be read."""
    grids = opened.grids()
    return grids if isinstance(grids, Finding) else pick(opened.content.name, grids, sheet)


def _recognised(grids: Sequence[Grid], structure: Structure, wishes: Wishes) -> Input:
    tables: list[Table] = []
    exports: list[SeenExport] = []
    for grid in grids:
        seen = recognise(grid)
        if seen.export is None:
            tables += _nothing_known(seen.grid)
            continue
        exports.append(SeenExport(seen.grid, seen.export))
        tables.append(_of_export(exports[-1], structure, wishes))
    return Input(tuple(tables) or layouts.no_observations(grids), tuple(exports))


def _nothing_known(grid: Grid) -> tuple[Table, ...]:
    """Say what would help with a sheet that holds something else; empty ones pass."""
    rows, grid = peek(grid, 1)
    if not rows:
        return ()
    first = rows[0]
    if isinstance(first, Finding):
        return (unreadable(grid.file, first, first.line),)
    reason = (
        f"This is no list of observations (known are {_LISTS}), and no export of the national "
        "bureau's query database."
    )
    suggestion = "say what its rows and columns are in a mapping file: --mapping FILE.toml"
    finding = error("file", ",".join(first.cells), reason, suggestion, "known-layout")
    table = unreadable(grid.file, replace(finding, sheet=grid.sheet), first.line)
    return (replace(table, sheet=grid.sheet),)


def _mapped(grid: Grid, structure: Structure, mapping: NamedMapping, wishes: Wishes) -> Table:
    entry = _completed(mapping.entry, wishes.defaults)
    table = apply(entry, grid, structure, Origin(mapping.file))
    return _with_faults(table, wishes)


def _of_export(seen: SeenExport, structure: Structure, wishes: Wishes) -> Table:
    mapping = seen.export.mapping
    known = mapping and replace(seen.export, mapping=_completed(mapping, wishes.defaults))
    return _with_faults((known or seen.export).table(seen.grid, structure), wishes)


def _completed(mapping: MappingEntry, defaults: Mapping[str, str]) -> MappingEntry:
    """Let a default say what nothing else in a mapping says."""
    said = {*mapping.columns, *mapping.constants}
    for values in mapping.values:
        said |= {*values.constants, *values.header}
    constants = {name: text for name, text in defaults.items() if name not in said}
    return mapping.model_copy(update={"constants": {**mapping.constants, **constants}})


def _with_faults(table: Table, wishes: Wishes) -> Table:
    faults = [replace(each, file=table.file) for each in check_defaults(wishes.defaults)]
    return replace(table, findings=(*table.findings, *faults)) if faults else table


def _unreadable(name: str, finding: Finding) -> Input:
    return Input((unreadable(name, finding, finding.line),))
