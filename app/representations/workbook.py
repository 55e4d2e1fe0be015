"""A workbook: sheets Data, Indicators and Sources. Imported only when one is asked for.

A spreadsheet holds numbers as binary fractions of 15 to 17 digits. A figure that has more, or would
come back as another one, is written as text with exactly its digits; no text is ever a formula.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # it comes without types
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]  # as above

from app.domain.cube import Cube
from app.domain.errors import RefusedError
from app.domain.series import parse_key
from app.domain.structure import Language, Structure
from app.representations.contract import RenderContext
from app.representations.metadata.subject import RIGHTS, SERVICE
from app.representations.rows import NUMBERS, chosen_columns, rows
from app.representations.wide import pivot

MAXIMUM_ROWS = 1_048_575  # beside the header
_MAXIMUM_COLUMNS = 16_384
_EXACT_DIGITS = 15
_FIRST_YEAR = 1900  # spreadsheets know no day before
_LONG = {
    "en": "A figure with more digits than a spreadsheet holds stands as text, so that none is lost.",
    "zh": "位数超出电子表格精度的数值以文本保存，以免丢失数位。",
}
_PIECE = 65_536
_DATES = frozenset({"start", "end"})
_WHOLE = frozenset({"decimals"})
_WIDTHS = {"id": 24, "indicator": 34, "value": 18, "locator": 40, "statement": 60, "note": 40}
_WIDTH = 14


def pieces(cubes: Iterable[Cube], context: RenderContext) -> Iterator[bytes]:
    """Write a workbook; empty pieces say that the work goes on.

    Raises:
        RefusedError: There are more rows or columns than a sheet has.
    """
    with tempfile.TemporaryDirectory(prefix="provstat-") as folder:
        path = Path(folder) / "answer.xlsx"
        workbook = _Workbook(path, folder, context)
        try:
            for _ in workbook.write_data(cubes):
                yield b""
            workbook.write_indicators()
            workbook.write_sources()
        finally:
            workbook.close()
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


class _Workbook:
    """One workbook while it is written, row by row, with rows that are done on disk."""

    def __init__(self, path: Path, folder: str, context: RenderContext) -> None:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "tmpdir": folder,
        }
        self._context = context
        self._book = xlsxwriter.Workbook(str(path), options)
        self._head = self._book.add_format({"bold": True, "bottom": 1})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._formats: dict[int, Any] = {}
        # Columns of the sheet at hand in which a figure stands as text.
        self._long: set[int] = set()
        self._indicators: set[str] = set()
        self._sources: set[str] = set()
        self._structure: Structure | None = None
        self._book.set_properties(_properties(context))

    def close(self) -> None:
        """Complete the file."""
        self._book.close()

    def write_data(self, cubes: Iterable[Cube]) -> Iterator[None]:
        """Write the rows, cube by cube."""
        noted = self._noted(cubes)
        if self._context.shape == "wide":
            table = pivot(noted, self._context)
            self._sheet("Data", table.columns, [table.rows], table.numbers)
            return
        names = chosen_columns(self._context)
        sheet = self._opened("Data", names, NUMBERS)
        write = [self._writer(name, name in NUMBERS) for name in names]
        count = 0
        for cube in noted:
            for row in rows(cube, self._context):
                count += 1
                if count > MAXIMUM_ROWS:
                    raise RefusedError(_TOO_MANY)
                for column, cell in enumerate(row):
                    if cell is not None:
                        write[column](sheet, count, column, cell)
            yield
        self._closed(sheet, count, len(names))

    def write_indicators(self) -> None:
        """Say what the indicators of the rows mean."""
        structure, language = self._structure, self._context.language
        if structure is None:
            return
        names = ("indicator", "sector", "name", "definition", "nature", "unit_dimension")
        body = [
            (
                each.code,
                each.sector,
                each.name.within(language),
                each.definition.within(language),
                each.nature,
                each.unit_dimension,
            )
            for each in structure.indicators
            if each.code in self._indicators
        ]
        self._sheet("Indicators", names, [body], frozenset())

    def write_sources(self) -> None:
        """Say which documents the rows come from."""
        structure, language = self._structure, self._context.language
        if structure is None:
            return
        dates = ("published_from", "published_to")
        names = ("source", "publisher", "document", *dates, "licence", "url")
        body = [
            (
                each.id,
                each.publisher,
                each.title or each.description.within(language),
                each.published_from.isoformat(),
                each.published_to.isoformat(),
                each.licence,
                each.url,
            )
            for each in structure.sources
            if each.id in self._sources
        ]
        self._sheet("Sources", names, [body], frozenset())

    def _noted(self, cubes: Iterable[Cube]) -> Iterator[Cube]:
        for cube in cubes:
            self._structure = cube.structure
            self._indicators |= {parse_key(o.key).indicator for o in cube.observations}
            self._sources |= {cube.releases[o.release].source for o in cube.observations}
            yield cube

    def _sheet(
        self,
        name: str,
        columns: Sequence[str],
        bodies: Iterable[Iterable[Sequence[Any]]],
        numbers: frozenset[str],
    ) -> None:
        sheet = self._opened(name, columns, numbers)
        write = [self._writer(column, column in numbers) for column in columns]
        count = 0
        for count, row in enumerate((row for body in bodies for row in body), 1):
            for column, cell in enumerate(row):
                if cell is not None:
                    write[column](sheet, count, column, cell)
        self._closed(sheet, count, len(columns))

    def _opened(self, name: str, columns: Sequence[str], numbers: frozenset[str]) -> Any:
        if len(columns) > _MAXIMUM_COLUMNS:
            raise RefusedError(_TOO_WIDE)
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, _WIDTHS.get(column, max(_WIDTH, len(column) + 2)))
            sheet.write_string(0, place, column, self._head)
            if column in numbers:
                # Rows that are done cannot be written to, so it is said whether or not it comes true.
                sheet.write_comment(0, place, _LONG[self._context.language], {"width": 220})
        return sheet

    def _closed(self, sheet: Any, count: int, width: int) -> None:
        sheet.autofilter(0, 0, count, width - 1)
        for column in sorted(self._long):
            sheet.ignore_errors({"number_stored_as_text": _cells(column, count)})
        self._long.clear()

    def _writer(self, name: str, figure: bool) -> Callable[[Any, int, int, Any], None]:  # noqa: FBT001 - of a column, told by place
        if figure:
            return self._write_figure
        if name in _DATES:
            return self._write_day
        return _write_whole if name in _WHOLE else _write_text

    def _write_figure(self, sheet: Any, row: int, column: int, text: str) -> None:
        figure = Decimal(text)
        _, digits, exponent = figure.as_tuple()
        if len(digits) > _EXACT_DIGITS or Decimal(repr(float(figure))) != figure:
            sheet.write_string(row, column, text)
            self._long.add(column)
            return
        sheet.write_number(row, column, float(figure), self._places(max(0, -int(exponent))))

    def _write_day(self, sheet: Any, row: int, column: int, text: str) -> None:
        day = date.fromisoformat(text)
        if day.year < _FIRST_YEAR:
            sheet.write_string(row, column, text)
        else:
            sheet.write_datetime(row, column, day, self._day)

    def _places(self, places: int) -> Any:
        if places not in self._formats:
            shown = "0" + ("." + "0" * places if places else "")
            self._formats[places] = self._book.add_format({"num_format": shown})
        return self._formats[places]


def _cells(column: int, count: int) -> str:
    """Return the cells of a column below the header, as a spreadsheet writes them."""
    name: str = xl_col_to_name(column)
    return f"{name}2:{name}{count + 1}"


def _write_text(sheet: Any, row: int, column: int, cell: object) -> None:
    sheet.write_string(row, column, str(cell))


def _write_whole(sheet: Any, row: int, column: int, cell: int) -> None:
    sheet.write_number(row, column, cell)


def _properties(context: RenderContext) -> dict[str, Any]:
    language: Language = context.language
    meta: Any = context.close(0, None).get("meta", {})
    about = [f"{name}: {meta[name]}" for name in ("canonical", "data_version") if meta.get(name)]
    return {
        "title": SERVICE.within(language),
        "comments": "\n".join([RIGHTS.within(language), *about]),
        # The same answer has the same bytes, whenever it is made.
        "created": datetime(2000, 1, 1),  # noqa: DTZ001 - a property of files without a zone,
    }


_TOO_MANY = (
    f"A sheet has room for {MAXIMUM_ROWS:,} rows and more match; narrow the question, or ask for CSV "
    "or Parquet, which have no limit."
)
_TOO_WIDE = (
    f"A sheet has room for {_MAXIMUM_COLUMNS:,} columns and the table has more; "
    "ask for fewer periods."
)
