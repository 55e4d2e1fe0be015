"""The rows of a table become records, and findings about what can be none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain.rules import Finding
from app.domain.rules.finding import error
from app.domain.text import fold
from app.ingest.mapping.cells import CellFault, CellReader, Figure
from app.ingest.mapping.layout import Layout, ValueColumn
from app.ingest.mapping.meaning import UNIT_FITS, Meaning, Reader, combine, located
from app.ingest.mapping.notes import NoteMarks, no_source
from app.ingest.mapping.record import SAID_ONCE, RecordMaker, Resolved
from app.ingest.tables import GridRow, RawRecord

# Footnotes stand below the figures that they go with, so such a table is held in memory.
MAXIMUM_CELLS = 2_000_000
_REMEMBERED = 65_536


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures.

    Attributes:
        meaning: What header and constants say about it; `None` if that is unclear.
        names: What the file calls the columns of its records.
    """

    column: ValueColumn
    meaning: Meaning | None
    names: Mapping[str, str]


@dataclass(slots=True)
class RowReading:
    """The rows of one table on their way; iterate once.

    Attributes:
        padded: Whether rows may be shorter than the header, as in workbooks.
        reported: What was said once and is not said about every cell.
    """

    rows: Iterator[GridRow | Finding]
    layout: Layout
    columns: Sequence[Column]
    reader: Reader
    cells: CellReader
    maker: RecordMaker
    marks: NoteMarks
    keep_notes: bool = True
    source_needed: bool = False
    padded: bool = False
    reported: set[Finding] = field(default_factory=set)
    _above: dict[int, str] = field(default_factory=dict)
    _in_row: set[Finding] = field(default_factory=set)
    _resolved: dict[tuple[int, ...], tuple[tuple[Meaning, ...], Resolved | Finding]] = field(
        default_factory=dict
    )

    def __iter__(self) -> Iterator[RawRecord | Finding]:
        """Return the records in the order of the rows, and what is wrong with rows and cells."""
        if not self.columns:
            return
        for row in self._data():
            if isinstance(row, Finding):
                yield row
            else:
                yield from self._row(row)

    def _data(self) -> Iterator[GridRow | Finding]:
        """Return the rows that are no words about the table."""
        if self.keep_notes:
            yield from self._held()
            return
        for item in self.rows:
            if isinstance(item, Finding) or not self.marks.starts(item):
                yield item

    def _held(self) -> Iterator[GridRow | Finding]:
        held: list[GridRow] = []
        number = 0
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
        data, self.maker.notes = self.marks.split(held)
        yield from self.maker.notes.findings
        if self.source_needed and self.maker.notes.source is None:
            yield no_source(held[-1].line if held else None)
        yield from data

    def meanings(self) -> Iterator[Meaning]:
        """Return what is said about the figures of each row, in place of records."""
        for row in self._data():
            if isinstance(row, Finding) or self._is_left_out(row):
                continue
            said = [self.reader.read(role, text) for role, _, text in self._texts(row)]
            sound = [meaning for meaning in said if isinstance(meaning, Meaning)]
            for column in self.columns:
                together = combine([*sound, column.meaning or Meaning()])
                if isinstance(together, Meaning):
                    yield together

    def _is_left_out(self, row: GridRow) -> bool:
        left_out = self.layout.leave_out
        return any(fold(_cell(row.cells, index)) in known for index, known in left_out)

    def _texts(self, row: GridRow) -> Iterator[tuple[str, str, str]]:
        """Return role, name of the column and text of the cells that say something."""
        texts = self._filled_down(row)
        for role, index in self.layout.columns:
            yield role, self.layout.name(index), _cell(texts, index)

    def _row(self, row: GridRow) -> Iterator[RawRecord | Finding]:
        texts = list(self._texts(row))
        if self._is_left_out(row):
            return
        fault = self._ragged(row)
        if fault is not None:
            yield fault
            return
        self._in_row.clear()
        said: list[Meaning] | None = []
        for role, name, text in texts:
            meaning = self.reader.read(role, text)
            if isinstance(meaning, Finding):
                said = None
                yield located(meaning, row.line, name)
                continue
            yield from (located(each, row.line, name) for each in self._new(meaning.remarks))
            if said is not None:
                said.append(meaning)
        for number, column in enumerate(self.columns):
            yield from self._cell(row, number, column, said)

    def _filled_down(self, row: GridRow) -> Sequence[str]:
        if not self.layout.fill_down:
            return row.cells
        texts = list(row.cells)
        for index in self.layout.fill_down:
            if _cell(texts, index):
                self._above[index] = texts[index]
            elif index < len(texts):
                texts[index] = self._above.get(index, "")
        return texts

    def _ragged(self, row: GridRow) -> Finding | None:
        """Say that a row of a text file is cut short, or that commas stand where none belong."""
        width, found = self.layout.width, len(row.cells)
        if width and found < width and not self.padded:
            reason = f"The row has {found} cells, the header has {width} columns."
            name = self.layout.name(found)
            suggestion = "is the file cut short?"
            return replace(error(name, None, reason, suggestion, "cells-per-record"), line=row.line)
        over = next((cell for cell in row.cells[width:] if cell.strip()), None) if width else None
        if over is not None:
            reason = f"The row has more cells than the header, which has {width} columns."
            suggestion = "put texts and figures with commas in quotes"
            name = self.layout.name(width - 1)
            return replace(error(name, over, reason, suggestion, "cells-per-record"), line=row.line)
        return None

    def _new(self, findings: Sequence[Finding]) -> Iterator[Finding]:
        for finding in findings:
            if finding not in self.reported:
                self.reported.add(finding)
                yield finding

    def _cell(
        self, row: GridRow, number: int, column: Column, said: Sequence[Meaning] | None
    ) -> Iterator[RawRecord | Finding]:
        name = column.column.name
        figure = self.cells.read(_cell(row.cells, column.column.index))
        if isinstance(figure, CellFault):
            text = _cell(row.cells, column.column.index)
            finding = error(name, text, figure.reason, figure.suggestion, "plain-decimal")
            yield replace(finding, line=row.line)
            return
        flag = self._flag(row, column.column, figure)
        if isinstance(flag, Finding):
            yield replace(flag, line=row.line)
            return
        if said is None or column.meaning is None:
            return
        resolved = self._resolve(number, column.meaning, said)
        if isinstance(resolved, Resolved):
            made = self.maker.record(resolved, figure, flag)
            if made is None:
                return
            if not isinstance(made, Finding):
                yield RawRecord(row.line, made, column.names)
                return
        else:
            made = resolved
        yield from self._fault(made, row.line, column)

    def _fault(self, finding: Finding, line: int, column: Column) -> Iterator[Finding]:
        """Report why there is no record, once for whatever has to be corrected."""
        if finding.rule in SAID_ONCE and not any(self._new([finding])):
            return
        name = column.names.get(finding.column or "", column.column.name)
        placed = located(finding, line, name)
        if placed not in self._in_row:
            self._in_row.add(placed)
            yield placed

    def _flag(self, row: GridRow, column: ValueColumn, figure: Figure) -> str | Finding:
        if column.flag is None:
            return figure.flag
        mark = _cell(row.cells, column.flag)
        if mark and mark not in self.maker.flags:
            known = ", ".join(self.maker.flags) or None
            reason = "The mapping does not say which status this mark stands for."
            return error(self.layout.name(column.flag), mark, reason, known, "known-flag")
        return mark or figure.flag

    def _resolve(
        self, number: int, meaning: Meaning, said: Sequence[Meaning]
    ) -> Resolved | Finding:
        # A text has one meaning, which is kept here, so that its identity names it.
        key = (number, *map(id, said))
        known = self._resolved.get(key)
        if known is not None:
            return known[1]
        together = combine([*said, meaning])
        found = together if isinstance(together, Finding) else self.maker.resolve(together)
        if isinstance(found, Finding) and found.rule == UNIT_FITS:
            found = self._where_the_unit_stands(found, said)
        if len(self._resolved) >= _REMEMBERED:
            self._resolved.clear()
        self._resolved[key] = tuple(said), found
        return found

    def _where_the_unit_stands(self, finding: Finding, said: Sequence[Meaning]) -> Finding:
        """Name the column of the row whose text has the unit, as `said` has its meaning."""
        roles = (role for role, _ in self.layout.columns)
        found = (role for role, meaning in zip(roles, said, strict=False) if meaning.units)
        return replace(finding, column=next(found, finding.column))


def _cell(cells: Sequence[str], index: int) -> str:
    return cells[index].strip() if index < len(cells) else ""
