"""JSON: rows first, then what the answer says about itself, so that it can be sent as it is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import msgspec

from app.domain.cube import Cube
from app.domain.query import Position
from app.representations.contract import RenderContext, Representation
from app.representations.rows import NUMBERS, Row, chosen_columns, rows
from app.representations.wide import pivot

_encoder = msgspec.json.Encoder()


def render(cubes: Iterable[Cube], context: RenderContext) -> Iterator[bytes]:
    """Write an answer as one object with `data`, `meta` and `warnings`, a row to a line."""
    returned = 0
    following: Position | None = None
    opening = b'{"data":['
    for lines, count, after in _pieces(cubes, context):
        if lines:
            yield opening + b"\n" + lines[:-1].replace(b"\n", b",\n")
            opening = b","
        returned += count
        following = after
    ending = b"" if returned == 0 else b"\n"
    start = opening if returned == 0 else b""
    closing = _encoder.encode(context.close(returned, following))
    separator = b"" if closing == b"{}" else b","
    yield start + ending + b"]" + separator + closing[1:] + b"\n"


def _pieces(
    cubes: Iterable[Cube], context: RenderContext
) -> Iterator[tuple[bytes, int, Position | None]]:
    if context.shape == "wide":
        table = pivot(cubes, context)
        lines = encode_lines(table.columns, table.numbers, table.rows)
        yield lines, table.observations, table.next
        return
    for cube in cubes:
        names = chosen_columns(context)
        yield encode_lines(names, NUMBERS, rows(cube, context)), len(cube.observations), cube.next


def encode_lines(columns: tuple[str, ...], numbers: frozenset[str], body: Iterable[Row]) -> bytes:
    """Write rows as objects, one to a line; figures keep exactly the digits they have as text."""
    record = _record(columns)
    raw = msgspec.Raw
    places = [place for place, name in enumerate(columns) if name in numbers]
    records = []
    for row in body:
        cells = list(row)
        for place in places:
            text = cells[place]
            if text is not None:
                cells[place] = raw(text.encode())
        records.append(record(*cells))
    return _encoder.encode_lines(records)


@lru_cache(maxsize=256)
def _record(columns: tuple[str, ...]) -> type[Any]:
    """Return a record type with these columns; encoding it is many times faster than a dict."""
    fields = [(f"f{place}", Any) for place in range(len(columns))]
    names = {f"f{place}": name for place, name in enumerate(columns)}
    return msgspec.defstruct("Row", fields, rename=names, gc=False)


REPRESENTATION = Representation(
    name="json",
    extension="json",
    media_type="application/json",
    paged=True,
    render=render,
)
