"""CSV after RFC 4180: UTF-8, a header that is a contract, an empty cell for what is missing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from app.domain.cube import Cube
from app.representations.contract import RenderContext, Representation
from app.representations.metadata.csvw import SUFFIX
from app.representations.rows import FREE_TEXT, Row, chosen_columns, rows
from app.representations.wide import pivot

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def render(cubes: Iterable[Cube], context: RenderContext) -> Iterator[bytes]:
    """Write a header and one line for each row."""
    mark = _BYTE_ORDER_MARK if context.bom else b""
    if context.shape == "wide":
        table = pivot(cubes, context)
        yield mark + _lines(table.columns, [table.columns, *table.rows])
        return
    names = chosen_columns(context)
    yield mark + _lines(names, [names])
    for cube in cubes:
        if cube.observations:
            yield _lines(names, rows(cube, context))


def _lines(columns: tuple[str, ...], body: Iterable[Row]) -> bytes:
    buffer = io.StringIO(newline="")
    places = [i for i, name in enumerate(columns) if name in FREE_TEXT or name.endswith("_label")]
    csv.writer(buffer).writerows(_harmless(row, places) for row in body)
    return buffer.getvalue().encode()


def _harmless(row: Row, places: list[int]) -> Row:
    """Put an apostrophe before free text that a spreadsheet would take for a formula."""
    if not any(str(row[i] or "").startswith(_FORMULA_STARTS) for i in places):
        return row
    cells = list(row)
    for i in places:
        if str(cells[i] or "").startswith(_FORMULA_STARTS):
            cells[i] = f"'{cells[i]}"
    return tuple(cells)


REPRESENTATION = Representation(
    name="csv",
    extension="csv",
    media_type="text/csv; charset=utf-8; header=present",
    paged=False,
    render=render,
    metadata=SUFFIX,
)
