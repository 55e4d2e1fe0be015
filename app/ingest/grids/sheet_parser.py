"""Sheets row by row with openpyxl, past its slow way of reading texts that stand in the cells.

Imported when a workbook comes, since openpyxl takes 0.3 s. Programs that write without holding the
workbook in memory put texts into the cells (`inlineStr`) rather than into a table of shared ones;
openpyxl makes a tree of objects of each, which takes ten times as long as all the rest of a cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from openpyxl.worksheet._reader import INLINE_STRING, VALUE_TAG, WorkSheetParser

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell

_INLINE = "inlineStr"
_TEXT_TAG = VALUE_TAG.removesuffix("v") + "t"


class PlainTextParser(WorkSheetParser):
    """Reads a text in a cell as it reads a result that is text, unless parts of it are formatted."""

    def parse_cell(self, element: Any) -> Any:
        """Read a cell."""
        if element.get("t") == _INLINE:
            parts = element.find(INLINE_STRING)
            if parts is not None and [part.tag for part in parts] == [_TEXT_TAG]:
                value = element.makeelement(VALUE_TAG, {})
                value.text = parts[0].text
                element.append(value)
                element.set("t", "str")
        return super().parse_cell(element)


def rows_of(sheet: Any) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Return the rows of a read-only sheet with their numbers; a row that is missing is left out."""
    book = sheet.parent
    with sheet._get_source() as source:  # noqa: SLF001 - what its own iter_rows does
        parser = PlainTextParser(
            source,
            sheet._shared_strings,  # noqa: SLF001 - as above
            data_only=book.data_only,
            epoch=book.epoch,
            date_formats=book._date_formats,  # noqa: SLF001 - as above
            timedelta_formats=book._timedelta_formats,  # noqa: SLF001 - as above
        )
        for number, cells in parser.parse():
            yield number, sheet._get_row(cells)  # noqa: SLF001 - as above
