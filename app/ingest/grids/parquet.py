"""Parquet files: one grid of texts, with the names of the columns as its first row."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from app.domain.rules import Finding
from app.domain.rules.finding import error
from app.ingest.content import MAXIMUM_BYTES, Content, refused
from app.ingest.grids.numbers import digits_of
from app.ingest.tables import Grid, GridRow

# Records count from 1, so the names of the columns stand before the first.
HEADER_LINE = 0

_BATCH = 10_000
_RULE = "readable-parquet"
_CELLS = "plain-cells"


def open_parquet(content: Content) -> tuple[Grid, ...] | Finding:
    """Open a Parquet file as one grid."""
    try:
        with content.opened() as file:
            parquet = _parquet_file(file)
            size = sum(
                parquet.metadata.row_group(each).total_byte_size
                for each in range(parquet.metadata.num_row_groups)
            )
            fault = _unreadable_columns(parquet.schema_arrow)
    except Exception as failure:  # noqa: BLE001 - Arrow's errors are of many classes
        return refused(content.name, None, _broken(failure), "is it cut short?", _RULE)
    if size > MAXIMUM_BYTES:
        reason = f"The file unpacks to {size:,} bytes; {MAXIMUM_BYTES:,} are the most."
        return refused(content.name, None, reason, "publish it in parts", _RULE)
    if fault:
        return replace(fault, file=content.name)
    return (Grid(content.name, ParquetRows(content)),)


def _parquet_file(file: object) -> Any:
    from pyarrow import parquet  # noqa: PLC0415 - 40 MB for those who have no Parquet

    return parquet.ParquetFile(file)


def _broken(fault: Exception) -> str:
    return f"The Parquet file is broken: {' '.join(str(fault).split()) or type(fault).__name__}."


def _unreadable_columns(schema: Any) -> Finding | None:
    for field in schema:
        if _texts_of(field.type) is None:
            reason = f"Cells of the type {field.type} are no text, number or date."
            return error(field.name, str(field.type), reason, "write it as text", _CELLS)
    return None


@dataclass(frozen=True, slots=True)
class ParquetRows:
    """The rows of a Parquet file; their line is their number."""

    content: Content

    def __iter__(self) -> Iterator[GridRow | Finding]:
        """Read the file from its start."""
        with self.content.opened() as file:
            try:
                parquet = _parquet_file(file)
                names = tuple(parquet.schema_arrow.names)
                yield GridRow(HEADER_LINE, names)
                yield from _rows(parquet, names)
            except Exception as fault:  # noqa: BLE001 - as in open_parquet
                yield error("file", None, _broken(fault), "is it cut short?", _RULE)


def _rows(parquet: Any, names: tuple[str, ...]) -> Iterator[GridRow | Finding]:
    before = HEADER_LINE
    for batch in parquet.iter_batches(_BATCH, use_threads=False):
        columns = [_texts(column) for column in batch.columns]
        lines = range(before + 1, before + 1 + batch.num_rows)
        for line, cells in zip(lines, zip(*columns, strict=True), strict=True):
            if None in cells:
                yield from (_not_finite(name, line) for name in _faulty(names, cells))
            elif any(cells):
                yield GridRow(line, cells)
        before += batch.num_rows


def _faulty(names: tuple[str, ...], cells: tuple[str | None, ...]) -> list[str]:
    return [name for name, cell in zip(names, cells, strict=True) if cell is None]


def _not_finite(name: str, line: int) -> Finding:
    reason = "A number that is not finite (NaN or infinite) is no figure."
    finding = error(name, "NaN", reason, "leave it null where there is none", _CELLS)
    return replace(finding, line=line)


def _texts(column: Any) -> list[str | None]:
    """Return the cells of a column as texts, empty where null; `None` is no text at all."""
    from pyarrow import types  # noqa: PLC0415 - as above

    if types.is_dictionary(column.type):
        column = column.dictionary_decode()
    read = _texts_of(column.type)
    # The types were looked at when the file was opened.
    return read(column) if read else [None] * len(column)


_Read = Callable[[Any], list[str | None]]


def _texts_of(kind: Any) -> _Read | None:
    """Return what makes texts of a column of this type, if anything does."""
    from pyarrow import types  # noqa: PLC0415 - as above

    if types.is_dictionary(kind):
        kind = kind.value_type
    for is_such, read in (
        (types.is_string, _strings),
        (types.is_large_string, _strings),
        (types.is_null, _strings),
        (types.is_integer, _cast),
        (types.is_decimal, _decimals),
        (types.is_float32, _floats),
        (types.is_float64, _floats),
        (types.is_date, _cast),
        (types.is_timestamp, _moments),
    ):
        if is_such(kind):
            return read
    return None


def _strings(column: Any) -> list[str | None]:
    return [cell or "" for cell in column.to_pylist()]


def _cast(column: Any) -> list[str | None]:
    return _strings(column.cast("string"))


def _decimals(column: Any) -> list[str | None]:
    return ["" if cell is None else _plain(cell) for cell in column.to_pylist()]


def _plain(number: Decimal) -> str:
    return format(number, "f")


def _floats(column: Any) -> list[str | None]:
    """Write each with the fewest digits that mean it in its own width, as Arrow does."""
    numbers, texts = column.to_pylist(), column.cast("string").to_pylist()
    return [_digits(*pair) for pair in zip(numbers, texts, strict=True)]


def _digits(number: float | None, text: str) -> str | None:
    if number is None:
        return ""
    return digits_of(text) if math.isfinite(number) else None


def _moments(column: Any) -> list[str | None]:
    return [_moment(text or "") for text in column.cast("string").to_pylist()]


def _moment(text: str) -> str:
    """Write a day where the time is midnight, as pandas keeps days."""
    if "." in text:
        text = text.rstrip("0").removesuffix(".")
    return text.replace(" ", "T").removesuffix("T00:00:00")
