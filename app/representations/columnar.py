"""Answers as Arrow tables: every column typed, digits exact, what is missing null and never NaN.

Imported only when Parquet or Arrow is asked for: pyarrow weighs 40 MB. Figures are decimals of 38
digits, the most that DuckDB, polars and pandas all read. A figure that does not fit is refused, never
rounded. Tables have a fixed number of rows, so that a file never depends on how the store was read.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec
import pyarrow as pa
from pyarrow import compute, ipc, parquet

from app.domain.cube import Cube
from app.domain.errors import RefusedError
from app.representations.contract import RenderContext
from app.representations.metadata.subject import RIGHTS, SERVICE
from app.representations.rows import NUMBERS, Row, chosen_columns, rows
from app.representations.wide import pivot

PLACES = 15
FIGURE = pa.decimal128(38, PLACES)
_INSTANT = pa.timestamp("ms", tz="UTC")
_TYPES = {
    "start": pa.date32(),
    "end": pa.date32(),
    "decimals": pa.int16(),
    "published_at": _INSTANT,
    "superseded_at": _INSTANT,
}
_UNIT = "In the base unit that the column unit names, never scaled."
# Texts that differ from row to row; the others repeat, and stand in a dictionary.
_VARIED = frozenset(
    {"id", "period", "value_published", "locator", "statement", "note", "formula", "operands"}
)
_REPEATED = pa.dictionary(pa.int32(), pa.string())
_ROWS = 10_000  # of a batch
_BATCHES_OF_A_GROUP = 5  # which a reader of Parquet takes or passes over at once


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
    schema, pieces = _rows(cubes, context)
    # Statistics of texts let readers pass over groups; the version is what all readers know.
    sink = _Sink()
    options: dict[str, Any] = {"compression": "zstd", "version": "2.6"}
    with parquet.ParquetWriter(sink, schema, **options) as writer:
        group: list[pa.RecordBatch] = []
        for batch in _batches(pieces, schema):
            group += [batch] if batch else []
            if len(group) == _BATCHES_OF_A_GROUP:
                _write_group(writer, group)
            yield sink.taken()
        _write_group(writer, group)
    yield sink.taken()


def _write_group(writer: Any, group: list[pa.RecordBatch]) -> None:
    if group:
        writer.write_table(pa.Table.from_batches(group).combine_chunks())
        group.clear()


def arrow_pieces(cubes: Iterable[Cube], context: RenderContext) -> Iterator[bytes]:
    """Write one Arrow IPC stream; texts that repeat are indices into dictionaries sent ahead."""
    plain, pieces = _rows(cubes, context)
    shown = pa.schema([_indexed(column) for column in plain], metadata=plain.metadata)
    sink = _Sink()
    with ipc.new_stream(sink, shown) as writer:
        for batch in _batches(pieces, plain):
            yield sink.taken()
            if batch is None:
                continue
            arrays = [
                column.dictionary_encode() if pa.types.is_dictionary(field.type) else column
                for field, column in zip(shown, batch.columns, strict=True)
            ]
            writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=shown))
    yield sink.taken()


def _indexed(column: pa.Field) -> pa.Field:
    repeats = pa.types.is_string(column.type) and column.name not in _VARIED
    return column.with_type(_REPEATED) if repeats else column


def _rows(
    cubes: Iterable[Cube], context: RenderContext
) -> tuple[pa.Schema, Iterator[Sequence[Row]]]:
    """Return the columns of an answer, and its rows piece by piece."""
    if context.shape == "wide":
        wide = pivot(cubes, context)
        return _schema(wide.columns, wide.numbers, context), iter([wide.rows])
    schema = _schema(chosen_columns(context), NUMBERS, context)
    return schema, (tuple(rows(cube, context)) for cube in cubes)


def _schema(names: Iterable[str], numbers: frozenset[str], context: RenderContext) -> pa.Schema:
    fields = [
        pa.field(
            name,
            FIGURE if name in numbers else _TYPES.get(name, pa.string()),
            metadata=_described(name, numbers, context),
        )
        for name in names
    ]
    return pa.schema(fields, metadata=_about(context))


def _described(name: str, numbers: frozenset[str], context: RenderContext) -> dict[str, str]:
    words = {
        "title": name.replace("_", " "),
        "unit": _UNIT if name in numbers else "",
        "description": context.descriptions.get(name, ""),
    }
    return {key: text for key, text in words.items() if text}


def _about(context: RenderContext) -> dict[str, str]:
    closing = context.close(0, None)
    meta: Any = closing.get("meta", {})
    about = {name: meta[name] for name in ("canonical", "data_version", "as_of") if meta.get(name)}
    warnings: Any = closing.get("warnings")
    if warnings:
        about["warnings"] = msgspec.json.encode(warnings).decode()
    return {
        "title": SERVICE.within(context.language),
        "licence": RIGHTS.within(context.language),
        **about,
    }


def _batches(pieces: Iterator[Sequence[Row]], schema: pa.Schema) -> Iterator[pa.RecordBatch | None]:
    """Return batches of a fixed number of rows, the last of what is left.

    In between `None` says that the work goes on.
    """
    waiting: list[Row] = []
    for piece in pieces:
        waiting += piece
        while len(waiting) >= _ROWS:
            yield _batch(waiting[:_ROWS], schema)
            del waiting[:_ROWS]
        yield None
    if waiting:
        yield _batch(waiting, schema)


def _batch(piece: Sequence[Row], schema: pa.Schema) -> pa.RecordBatch:
    cells = zip(*piece, strict=True)
    arrays = [_array(field, list(column)) for field, column in zip(schema, cells, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


_reading: Callable[[pa.Array, pa.DataType], pa.Array] = compute.cast


def _array(field: pa.Field, cells: list[Any]) -> pa.Array:
    if pa.types.is_string(field.type) or pa.types.is_integer(field.type):
        return pa.array(cells, field.type)
    # Arrow reads the texts itself: exactly, or not at all.
    texts = pa.array(cells, pa.string())
    try:
        return _reading(texts, field.type)
    except pa.ArrowInvalid as error:
        if field.type != FIGURE:
            raise
        message = (
            f"A figure in {field.name} has more digits than a column of this format holds "
            f"({FIGURE.precision - PLACES} before the point, {PLACES} behind it); "
            "CSV and JSON hold them all."
        )
        raise RefusedError(message) from error
