"""Answers as Arrow tables: every column typed, digits exact, what is missing null and never NaN.

Imported only when Parquet or Arrow is asked for: pyarrow weighs 40 MB.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

import msgspec
import pyarrow as pa
from pyarrow import ipc, parquet

from app.domain.cube import Cube
from app.domain.errors import RefusedError
from app.representations.contract import RenderContext
from app.representations.metadata.subject import RIGHTS, SERVICE
from app.representations.rows import NUMBERS, Row, chosen_columns, rows
from app.representations.wide import pivot

# DuckDB, the narrowest reader, takes 38 digits; 10 places leave 28 before the point.
PLACES = 10
FIGURE = pa.decimal128(38, PLACES)
_INSTANT = pa.timestamp("s", tz="UTC")
_TYPES = {
    **dict.fromkeys(NUMBERS, FIGURE),
    "start": pa.date32(),
    "end": pa.date32(),
    "decimals": pa.int32(),
    "published_at": _INSTANT,
    "superseded_at": _INSTANT,
}
_GROUP = 100_000  # rows that a reader of Parquet takes at once


class _Writer(Protocol):
    def write_table(self, table: pa.Table) -> None: ...
    def close(self) -> None: ...


class _Sink(io.RawIOBase):
    """A file that is only written on; what was written is taken off in pieces."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []
        self._size = 0

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        held = bytes(piece)
        self._pieces.append(held)
        self._size += len(held)
        return len(held)

    def tell(self) -> int:
        return self._size

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        piece = b"".join(self._pieces)
        self._pieces.clear()
        return piece


def parquet_pieces(cubes: Iterable[Cube], context: RenderContext) -> Iterator[bytes]:
    """Write one Parquet file; each column has its own dictionary, compressed by zstd."""

    def opened(sink: _Sink, schema: pa.Schema) -> _Writer:
        # Statistics of texts let readers pass over groups; the version is what all readers know.
        writer: _Writer = parquet.ParquetWriter(sink, schema, compression="zstd", version="2.6")
        return writer

    return _pieces(cubes, context, opened)


def arrow_pieces(cubes: Iterable[Cube], context: RenderContext) -> Iterator[bytes]:
    """Write one Arrow IPC file."""

    def opened(sink: _Sink, schema: pa.Schema) -> _Writer:
        writer: _Writer = ipc.new_file(sink, schema)
        return writer

    return _pieces(cubes, context, opened)


def _pieces(cubes: Iterable[Cube], context: RenderContext, opened: Any) -> Iterator[bytes]:
    sink = _Sink()
    tables = _tables(cubes, context)
    first = next(tables)
    writer = opened(sink, first.schema)
    writer.write_table(first)
    yield sink.taken()
    for table in tables:
        writer.write_table(table)
        yield sink.taken()
    writer.close()
    yield sink.taken()


def _tables(cubes: Iterable[Cube], context: RenderContext) -> Iterator[pa.Table]:
    """Return tables of at most `_GROUP` rows; there is always one, if only with a header."""
    if context.shape == "wide":
        wide = pivot(cubes, context)
        types = {name: FIGURE if name in wide.numbers else pa.string() for name in wide.columns}
        yield _table(wide.rows, _schema(wide.columns, types, context))
        return
    names = chosen_columns(context)
    schema = _schema(names, _TYPES, context)
    waiting: list[pa.Table] = []
    count = 0
    for cube in cubes:
        waiting.append(_table(tuple(rows(cube, context)), schema))
        count += len(waiting[-1])
        if count >= _GROUP:
            yield pa.concat_tables(waiting)
            waiting, count = [], 0
    yield pa.concat_tables(waiting) if waiting else schema.empty_table()


def _schema(names: Iterable[str], types: Any, context: RenderContext) -> pa.Schema:
    fields = [
        pa.field(
            name,
            types.get(name, pa.string()),
            metadata={"description": context.descriptions[name]}
            if name in context.descriptions
            else None,
        )
        for name in names
    ]
    return pa.schema(fields, metadata=_about(context))


def _about(context: RenderContext) -> dict[str, str]:
    closing = context.close(0, None)
    meta: Any = closing.get("meta", {})
    about = {name: meta[name] for name in ("canonical", "data_version", "as_of") if meta.get(name)}
    warnings: Any = closing.get("warnings")
    if warnings:
        about["warnings"] = msgspec.json.encode(warnings).decode()
    return {
        "title": SERVICE.within(context.language),
        "rights": RIGHTS.within(context.language),
        **about,
    }


def _table(body: tuple[Row, ...], schema: pa.Schema) -> pa.Table:
    columns = zip(*body, strict=True) if body else ((),) * len(schema)
    arrays = [_array(cells, field) for cells, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(cells: Iterable[Any], field: pa.Field) -> pa.Array:
    if field.type == FIGURE:
        return pa.array([None if cell is None else _figure(cell) for cell in cells], FIGURE)
    if field.type == pa.date32():
        return pa.array([cell and date.fromisoformat(cell) for cell in cells], field.type)
    if field.type == _INSTANT:
        # Arrow reads the texts themselves, an absent one as null.
        return pa.array(cells, pa.string()).cast(_INSTANT)
    return pa.array(cells, field.type)


def _figure(text: str) -> Decimal:
    """Read a figure, all its digits.

    Raises:
        RefusedError: It has more digits than a column of figures holds.
    """
    figure = Decimal(text)
    _, digits, exponent = figure.as_tuple()
    places = -int(exponent)
    if places > PLACES or len(digits) - places > FIGURE.precision - PLACES:
        message = (
            f"The figure {text} has more digits than a column of this format holds "
            f"({FIGURE.precision - PLACES} before the point, {PLACES} behind it); "
            "CSV and JSON hold them all."
        )
        raise RefusedError(message)
    return figure
