"""Arrow IPC streams: the columns of Parquet as they lie in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.domain.cube import Cube
from app.representations.contract import RenderContext, Representation


def render(cubes: Iterable[Cube], context: RenderContext) -> Iterator[bytes]:
    """Write one stream."""
    from app.representations.columnar import arrow_pieces  # noqa: PLC0415 - 40 MB for the others

    return arrow_pieces(cubes, context)


REPRESENTATION = Representation(
    name="arrow",
    extension="arrow",
    media_type="application/vnd.apache.arrow.stream",
    paged=False,
    render=render,
    file=True,
)
