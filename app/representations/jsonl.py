"""JSON lines: one object to a line, for programs that read as they receive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.domain.cube import Cube
from app.representations.contract import RenderContext, Representation
from app.representations.json import encode_lines
from app.representations.rows import NUMBERS, chosen_columns, rows
from app.representations.wide import pivot


def render(cubes: Iterable[Cube], context: RenderContext) -> Iterator[bytes]:
    """Write the same rows as JSON does, without an envelope."""
    if context.shape == "wide":
        table = pivot(cubes, context)
        yield encode_lines(table.columns, table.numbers, table.rows)
        return
    names = chosen_columns(context)
    for cube in cubes:
        yield encode_lines(names, NUMBERS, rows(cube, context))


REPRESENTATION = Representation(
    name="jsonl",
    extension="jsonl",
    media_type="application/x-ndjson",
    paged=False,
    render=render,
)
