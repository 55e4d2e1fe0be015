"""Parquet: typed columns for DuckDB, pandas, polars and R, read in parts over HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.domain.cube import Cube
from app.representations.contract import RenderContext, Representation


def render(cubes: Iterable[Cube], context: RenderContext) -> Iterator[bytes]:
    """Write one file."""
    from app.representations.columnar import parquet_pieces  # noqa: PLC0415 - 40 MB for the others

    return parquet_pieces(cubes, context)


REPRESENTATION = Representation(
    name="parquet",
    extension="parquet",
    media_type="application/vnd.apache.parquet",
    paged=False,
    render=render,
    file=True,
)
