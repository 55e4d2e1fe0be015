"""A mapping and a grid become the table of records that every reader makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from app.domain.period import Period
from app.domain.rules import Finding
from app.domain.rules.finding import error
from app.domain.structure import Structure
from app.domain.text import fold
from app.ingest.mapping.cells import CellFault, CellReader, Figure
from app.ingest.mapping.layout import Layout, Said, ValueColumn, lay_out
from app.ingest.mapping.meaning import Meaning, Names, Reader, combine, located
from app.ingest.mapping.model import MappingEntry
from app.ingest.mapping.names import IndicatorNames
from app.ingest.mapping.notes import NoteMarks, Notes, no_source
from app.ingest.mapping.periods import PeriodFault, read_period
from app.ingest.mapping.record import RecordMaker
from app.ingest.tables import EVERY_COLUMN, Grid, GridRow, RawRecord, Table

# Footnotes stand below the figures that they go with, so such a table is held in memory.
MAXIMUM_CELLS = 2_000_000


def apply(mapping: MappingEntry, grid: Grid, structure: Structure, name: str = "mapping") -> Table:
    """Make records of a grid.

    Args:
        mapping: What its rows and columns are.
        grid: Read once, and only as records are asked for unless the mapping keeps footnotes.
        structure: The catalogue, for names of areas, indicators and units.
        name: Of the mapping file, for findings about its constants.
    """
    reading = SheetReading(mapping, grid, structure, IndicatorNames(structure), name)
    return Table(grid.file, EVERY_COLUMN, reading.records(), tuple(reading.found), grid.sheet)


@dataclass(slots=True)
class _Column:
    """A column of figures, with what header and constants say about it; `None` if that is unclear."""

    column: ValueColumn
    meaning: Meaning | None


@dataclass(slots=True)
class SheetReading:
    """One grid on its way.

    Attributes:
        found: What is wrong with header and constants, with file and line.
        reported: What was said once and need not be said about every cell.
    """

    mapping: MappingEntry
    grid: Grid
    structure: Structure
    names: Names
    mapping_name: str
    found: list[Finding] = field(default_factory=list)
    reported: set[Finding] = field(default_factory=set)
    layout: Layout = field(init=False)
    reader: Reader = field(init=False)
    cells: CellReader = field(init=False)
    columns: list[_Column] = field(init=False)
    marks: NoteMarks = field(init=False)
    maker: RecordMaker = field(init=False)
    rows: Iterator[GridRow | Finding] = field(init=False)
    last: int | None = None

    def __post_init__(self) -> None:
        mapping, structure = self.mapping, self.structure
        self.reader = Reader(structure, self.names, mapping.aliases)
        self.cells = CellReader(
            frozenset(map(fold, mapping.missing)),
            tuple(sorted(mapping.flags, key=len, reverse=True)),
            mapping.thousands,
            structure.spelling,
        )
        self.marks = NoteMarks.of(mapping.notes)
        self.rows = iter(self.grid.rows)
        header = self._header()
        self.layout = lay_out(mapping, header)
        self.found += [self._placed(finding) for finding in self.layout.findings]
        self.columns = [_Column(each, self._meaning(each)) for each in self.layout.values]
        self.maker = RecordMaker(structure, self.layout, mapping, self.grid.sheet)

    def _header(self) -> list[GridRow]:
        """Read up to the end of the header; rows that cannot be read stay findings."""
        wanted = self.mapping.skip_rows + self.mapping.header_rows
        rows: list[GridRow] = []
        for item in self.rows:
            if isinstance(item, Finding):
                self.found.append(self._placed(item))
            else:
                rows.append(item)
            if len(rows) == wanted:
                break
        if wanted and len(rows) < wanted:
            reason = f"The table ends within the {wanted} rows up to the end of its header."
            finding = error("file", None, reason, rule="whole-file")
            self.found.append(self._placed(finding))
        return rows[self.mapping.skip_rows :] if wanted else []

    def _placed(self, finding: Finding) -> Finding:
        return replace(finding, file=self.grid.file, sheet=self.grid.sheet)

    def _meaning(self, column: ValueColumn) -> Meaning | None:
        """Say what header and constants mean for a column; what is unclear is reported once."""
        meanings = [self._said(said) for said in column.said]
        sound = [meaning for meaning in meanings if meaning is not None]
        if len(sound) < len(meanings):
            return None
        together = combine([*sound, Meaning(cumulative=column.cumulative)])
        if isinstance(together, Meaning):
            return together
        line = next((said.line for said in column.said if said.line), None)
        self._report(self._placed(located(together, line, column.name)))
        return None

    def _said(self, said: Said) -> Meaning | None:
        meaning = self.reader.read(said.role, said.text)
        remarks = (meaning,) if isinstance(meaning, Finding) else meaning.remarks
        for remark in remarks:
            finding = self._placed(located(remark, said.line, said.column))
            if said.line is None:
                finding = replace(finding, file=self.mapping_name, sheet=None)
            self._report(finding)
        return None if isinstance(meaning, Finding) else replace(meaning, remarks=())

    def _report(self, finding: Finding) -> None:
        if finding not in self.found:
            self.found.append(finding)

    def records(self) -> Iterator[RawRecord | Finding]:
        """Return the records, and what is wrong with rows and cells, in the order of the grid."""
        if not self.layout.values:
            return
        if self.mapping.notes.keep:
            yield from self._whole()
            return
        for item in self.rows:
            if isinstance(item, Finding):
                yield item
            elif not self.marks.starts(item):
                yield from self._row(item)

    def _whole(self) -> Iterator[RawRecord | Finding]:
        held, number = [], 0
        for item in self.rows:
            if isinstance(item, Finding):
                yield item
                continue
            number += len(item.cells)
            if number > MAXIMUM_CELLS:
                reason = f"The table has more than {MAXIMUM_CELLS:,} cells."
                suggestion = "set notes.keep = false in the mapping, which reads row by row"
                yield replace(error("file", None, reason, suggestion, "size"), line=item.line)
                return
            held.append(item)
        data, notes = self.marks.split(held)
        yield from self._ending(held, notes)
        self.maker.notes = notes
        yield from chain.from_iterable(map(self._row, data))

    def _ending(self, rows: Sequence[GridRow], notes: Notes) -> Iterator[Finding]:
        yield from notes.findings
        if self.mapping.notes.source_needed and notes.source is None:
            yield no_source(rows[-1].line if rows else None)

    def _row(self, row: GridRow) -> Iterator[RawRecord | Finding]:
        if not any(map(str.strip, row.cells)):
            return
        cells = self._filled_down(row)
        if any(_cell(cells, index).casefold() in texts for index, texts in self._left_out()):
            return
        fault = self._ragged(row)
        if fault is not None:
            yield fault
            return
        said: list[Meaning] = []
        lost = False
        for role, index in self.layout.columns:
            meaning = self.reader.read(role, _cell(cells, index))
            if isinstance(meaning, Finding):
                lost = True
                yield located(meaning, row.line, self.layout.name(index))
            else:
                yield from self._remarks(meaning, row.line, index)
                said.append(meaning)
        for column in self.columns:
            yield from self._cell(row, column, None if lost else said)

    def _remarks(self, meaning: Meaning, line: int, index: int) -> Iterator[Finding]:
        for remark in meaning.remarks:
            if remark not in self.reported:
                self.reported.add(remark)
                yield located(remark, line, self.layout.name(index))

    def _left_out(self) -> Sequence[tuple[int, frozenset[str]]]:
        return self.layout.leave_out

    def _filled_down(self, row: GridRow) -> Sequence[str]:
        return row.cells

    def _ragged(self, row: GridRow) -> Finding | None:
        return None

    def _cell(
        self, row: GridRow, column: _Column, said: Sequence[Meaning] | None
    ) -> Iterator[RawRecord | Finding]:
        yield from ()


def _cell(cells: Sequence[str], index: int) -> str:
    return cells[index].strip() if index < len(cells) else ""
