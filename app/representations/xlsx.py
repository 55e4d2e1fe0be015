"""XLSX: a workbook with the rows, what the indicators mean, and where the figures come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.domain.cube import Cube
from app.representations.contract import RenderContext, Representation


def render(cubes: Iterable[Cube], context: RenderContext) -> Iterator[bytes]:
    """Write one workbook."""
    from app.representations.workbook import pieces  # noqa: PLC0415 - who asks for none loads none

    return pieces(cubes, context)


REPRESENTATION = Representation(
    name="xlsx",
    extension="xlsx",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    paged=False,
    render=render,
    file=True,
)
