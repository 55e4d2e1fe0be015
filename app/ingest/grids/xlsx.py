"""Workbooks as .xlsx: each sheet a grid. What a cell shows counts only if the cell states it.

Merged cells stay as they are stored: the first one has the content, the others are empty. Hidden
sheets, rows and columns are read like all others.
"""

from __future__ import annotations

import math
import warnings
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, BinaryIO

from app.domain.rules import Finding
from app.domain.rules.finding import error
from app.ingest.content import Content, refused
from app.ingest.grids.archives import ArchiveError, check_archive
from app.ingest.grids.numbers import digits_of
from app.ingest.tables import Grid, GridRow

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell

MAXIMUM_ROWS = 1_048_576
MAXIMUM_COLUMNS = 16_384
_RULE = "readable-workbook"
_CELLS = "plain-cells"
_MIDNIGHT = time()


def open_workbook(content: Content) -> tuple[Grid, ...] | Finding:
    """Open a workbook; its sheets come in their order."""
    try:
        with content.opened() as file:
            check_archive(file)
        book = _Book(content)
    except ArchiveError as fault:
        return refused(content.name, None, fault.reason, fault.suggestion, _RULE)
    except Exception as fault:  # noqa: BLE001 - openpyxl lets out whatever its parsing meets
        return refused(content.name, None, _broken(fault), rule=_RULE)
    return tuple(
        Grid(content.name, SheetRows(book, number), title)
        for number, title in enumerate(book.titles)
    )


def _broken(fault: Exception) -> str:
    return f"The workbook is broken: {type(fault).__name__}: {fault}."


class _Book:
    """An open workbook; its file is closed when nobody can ask for a row any more."""

    def __init__(self, content: Content) -> None:
        with ExitStack() as stack:
            file = stack.enter_context(content.opened())
            self._sheets = _sheets(file)
            self.titles = tuple(str(sheet.title) for sheet in self._sheets)
            weakref.finalize(self, stack.pop_all().close)

    def rows(self, number: int) -> Iterable[tuple[int, Sequence[Cell]]]:
        """Return the rows of a sheet, from 0, with their numbers.

        The extent that a file states counts for nothing: it may be wrong, and cut off what is there.
        """
        from app.ingest.grids.sheet_parser import rows_of  # noqa: PLC0415 - as in _sheets

        return rows_of(self._sheets[number])


def _sheets(file: BinaryIO) -> Sequence[Any]:
    from openpyxl import load_workbook  # noqa: PLC0415 - 0.3 s for those who have no workbook

    # It warns of what it will not write back, such as colours that depend on conditions.
    warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")
    return load_workbook(file, read_only=True, keep_links=False).worksheets


@dataclass(frozen=True, slots=True)
class SheetRows:
    """The rows of a sheet; rows without any content are none, and short ones are filled up."""

    book: _Book
    number: int

    def __iter__(self) -> Iterator[GridRow | Finding]:
        """Read the sheet from its start."""
        width = 0
        try:
            for line, row in self.book.rows(self.number):
                if line > MAXIMUM_ROWS or len(row) > MAXIMUM_COLUMNS:
                    reason = f"A sheet ends at row {MAXIMUM_ROWS:,} and column {MAXIMUM_COLUMNS:,}."
                    yield replace(error("file", None, reason, rule=_RULE), line=line)
                    return
                cells, faults = _texts(row)
                if faults:
                    yield from (replace(each, line=line) for each in faults)
                elif cells:
                    width = max(width, len(cells))
                    yield GridRow(line, (*cells, *[""] * (width - len(cells))))
        except Exception as fault:  # noqa: BLE001 - as in open_workbook
            yield error("file", None, _broken(fault), "is the file cut short?", _RULE)


def _texts(row: Sequence[Cell]) -> tuple[list[str], list[Finding]]:
    """Return the contents of a row up to its last, and what is wrong with cells of it."""
    cells: list[str] = []
    faults: list[Finding] = []
    for cell in row:
        value = cell.value
        if value is None:
            cells.append("")
            continue
        text = _READ.get(cell.data_type, _nothing)(value)
        cells.append(text or "")
        if text is None:
            faults.append(_fault(cell))
    while cells and not cells[-1]:
        cells.pop()
    return cells, faults


def _number(value: float) -> str | None:
    if isinstance(value, int):
        return str(value)
    return digits_of(repr(value)) if math.isfinite(value) else None


def _date(value: object) -> str | None:
    if isinstance(value, datetime):
        day = value.time() == _MIDNIGHT
        return value.date().isoformat() if day else value.isoformat()
    return value.isoformat() if isinstance(value, date | time) else None


def _nothing(_: object) -> None:
    return None


_READ: dict[str, Callable[[Any], str | None]] = {"s": str, "n": _number, "d": _date}


def _fault(cell: Cell) -> Finding:
    what, suggestion = _FAULTS.get(cell.data_type, ("something that is no text", None))
    # An array formula is an object around its text.
    value = getattr(cell.value, "text", cell.value)
    reason = f"The cell {cell.coordinate} holds {what}."
    return error(cell.column_letter, value, reason, suggestion, _CELLS)


_FAULTS = {
    "f": ("a formula, which no reader works out", "paste it as a value"),
    "e": ("an error", "correct it, or leave it empty"),
    "b": ("TRUE or FALSE, which no figure is", "write a text or a number"),
    "n": ("a number that is not finite", "leave it empty"),
    "d": ("a length of time", "write a text or a number"),
}
