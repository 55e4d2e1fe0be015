"""A mapping and a grid become the table of records that every reader makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from app.domain.rules import Finding
from app.domain.rules.finding import error
from app.domain.structure import Structure
from app.domain.text import fold
from app.ingest.mapping.cells import CellReader
from app.ingest.mapping.layout import Layout, Said, ValueColumn, lay_out
from app.ingest.mapping.meaning import Meaning, Names, Reader, combine, located
from app.ingest.mapping.model import MappingEntry
from app.ingest.mapping.names import IndicatorNames
from app.ingest.mapping.notes import NoteMarks
from app.ingest.mapping.periods import PeriodFault, read_period
from app.ingest.mapping.record import RecordMaker
from app.ingest.mapping.rows import Column, RowReading
from app.ingest.tables import COLUMNS, EVERY_COLUMN, Grid, GridRow, Table

# What in a row may decide whether a unit fits.
_OF_THE_UNIT = frozenset({"indicator", "transformation", "measure", "unit"})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the constants of a mapping come from, for findings about them.

    Attributes:
        file: The mapping file, or the table itself if the constants stand above it.
        places: Line and heading of single constants.
    """

    file: str
    places: Mapping[str, tuple[int, str]] = field(default_factory=dict)


def apply(
    mapping: MappingEntry, grid: Grid, structure: Structure, origin: Origin | None = None
) -> Table:
    """Make records of a grid.

    Args:
        mapping: What its rows and columns are.
        grid: Read once; row by row, unless footnotes below the table go with all records.
        structure: The catalogue, for names of areas, indicators and units.
        origin: Where the constants of the mapping come from.
    """
    sheet = open_sheet(mapping, grid, structure, IndicatorNames(structure), origin)
    return Table(grid.file, EVERY_COLUMN, sheet.records, tuple(sheet.findings), grid.sheet)


@dataclass(frozen=True, slots=True)
class Sheet:
    """An opened grid: its header has been read, its rows have not.

    Attributes:
        findings: What is wrong with header and constants, with file and line.
        records: Read once.
    """

    findings: list[Finding]
    records: RowReading


def open_sheet(
    mapping: MappingEntry,
    grid: Grid,
    structure: Structure,
    names: Names,
    origin: Origin | None = None,
) -> Sheet:
    """Read the header of a grid and find its columns."""
    reader = Reader(structure, names, mapping.aliases)
    head = _Head(mapping, grid, reader, origin or Origin("mapping"))
    rows = _below(grid, mapping.skip_rows)
    layout = head.layout(rows)
    columns = [
        Column(each, head.meaning(each, layout), head.names(each, layout)) for each in layout.values
    ]
    cells = CellReader(
        frozenset(map(fold, mapping.missing)),
        tuple(sorted(mapping.flags, key=len, reverse=True)),
        mapping.thousands,
        structure.spelling,
    )
    maker = RecordMaker(structure, reader, grid.sheet, mapping.missing_status, mapping.flags)
    reading = RowReading(
        rows,
        layout,
        columns,
        reader,
        cells,
        maker,
        NoteMarks.of(mapping.notes),
        keep_notes=mapping.notes.keep,
        source_needed=mapping.notes.source_needed,
        padded=grid.sheet is not None,
    )
    return Sheet(head.findings, reading)


def _below(grid: Grid, line: int) -> Iterator[GridRow | Finding]:
    """Return the rows below a line, and whatever could not be read."""
    return (item for item in grid.rows if isinstance(item, Finding) or item.line > line)


@dataclass(slots=True)
class _Head:
    mapping: MappingEntry
    grid: Grid
    reader: Reader
    origin: Origin
    findings: list[Finding] = field(default_factory=list)

    def layout(self, rows: Iterator[GridRow | Finding]) -> Layout:
        """Read up to the end of the header and find the columns."""
        header: list[GridRow] = []
        wanted = self.mapping.header_rows
        while len(header) < wanted:
            item = next(rows, None)
            if item is None:
                reason = f"The file ends before its header of {wanted} rows does."
                self._report(error("file", None, reason, rule="whole-file"))
                return Layout()
            if isinstance(item, Finding):
                self._report(item)
            else:
                header.append(item)
        layout = lay_out(self.mapping, header)
        for finding in layout.findings:
            self._report(finding)
        return layout

    def meaning(self, column: ValueColumn, layout: Layout) -> Meaning | None:
        """Say what header and constants mean for a column; `None`, and a finding, if unclear."""
        meanings = [self._said(said) for said in column.said]
        sound = [meaning for meaning in meanings if meaning is not None]
        together = combine([*sound, Meaning(cumulative=column.cumulative)])
        line = next((said.line for said in column.said if said.line), None)
        if isinstance(together, Finding):
            self._report(located(together, line, column.name))
            return None
        if "period" not in {role for role, _ in layout.columns}:
            period = read_period(together.period)
            if isinstance(period, PeriodFault):
                rule, shown = "well-formed-period", together.period
                finding = error("period", shown, period.reason, period.suggestion, rule)
                self._report(located(finding, line, column.name))
                return None
        if len(sound) != len(meanings) or self._unit_fits_not(column, together, layout):
            return None
        return together

    def _unit_fits_not(self, column: ValueColumn, together: Meaning, layout: Layout) -> bool:
        """Report a unit that the header gives to the wrong indicator, once and where it stands."""
        if not _OF_THE_UNIT.isdisjoint(role for role, _ in layout.columns):
            return False  # the rows have something to say about it
        fault = self.reader.unit_fault(together)
        if fault is None:
            return False
        self._remark(fault, next(filter(self._says_a_unit, column.said)))
        return True

    def _says_a_unit(self, said: Said) -> bool:
        meaning = self.reader.read(said.role, said.text)
        return isinstance(meaning, Meaning) and bool(meaning.units)

    def _said(self, said: Said) -> Meaning | None:
        meaning = self.reader.read(said.role, said.text)
        if isinstance(meaning, Finding):
            self._remark(meaning, said)
            return None
        for remark in meaning.remarks:
            self._remark(remark, said)
        return replace(meaning, remarks=())

    def _remark(self, finding: Finding, said: Said) -> None:
        if said.line is not None:
            self._report(located(finding, said.line, said.column))
            return
        line, name = self.origin.places.get(said.role, (None, said.column))
        self._report(replace(located(finding, line, name), file=self.origin.file))

    def names(self, column: ValueColumn, layout: Layout) -> Mapping[str, str]:
        """Return what the file calls the columns of the records that come from a column."""
        names = dict.fromkeys(COLUMNS, column.name)
        for said in column.said:
            name = said.column
            if said.line is None:
                name = self.origin.places.get(said.role, (None, name))[1]
            names[said.role] = name
            meaning = self.reader.read(said.role, said.text)
            if isinstance(meaning, Meaning) and meaning.units:
                names["unit"] = names["unit_published"] = name
        for role, index in layout.columns:
            names[role] = layout.name(index)
        return names

    def _report(self, finding: Finding) -> None:
        if finding.file is None:
            finding = replace(finding, file=self.grid.file, sheet=self.grid.sheet)
        if finding not in self.findings:
            self.findings.append(finding)
