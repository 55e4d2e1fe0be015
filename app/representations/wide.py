"""The wide shape: one row a series, one column a period, as people arrange spreadsheets.

A cell holds the plain number. Where any figure of a period is not exact, has a status other than
normal, or is a range, further columns of that period say so: `2024.bound`, `2024.status`,
`2024.lower`, `2024.upper`. So "more than 83" never reads as 83.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.cube import Cube, Observation
from app.domain.query import Position
from app.domain.series import parse_key
from app.representations.contract import RenderContext
from app.representations.rows import HEAD, label_columns, series_codes

_NORMAL = {"bound": "exact", "status": "A", "lower": None, "upper": None}
SERIES_HEAD = ("series", *HEAD[1:])


@dataclass(frozen=True, slots=True)
class WideTable:
    """A pivoted answer.

    Attributes:
        numbers: Which columns hold numbers.
        observations: How many figures went in.
        next: Where the following page starts.
    """

    columns: tuple[str, ...]
    numbers: frozenset[str]
    rows: tuple[tuple[Any, ...], ...]
    observations: int
    next: Position | None


def pivot(cubes: Iterable[Cube], context: RenderContext) -> WideTable:
    """Arrange an answer by series and period, both in the order of the answer and of time."""
    pieces = list(cubes)
    by_series: dict[str, dict[str, Observation]] = {}
    periods: dict[str, tuple[str, str]] = {}
    # Two sources may spell one interval differently; the column is called as the first calls it.
    spellings: dict[tuple[str, str, str], str] = {}
    count = 0
    for cube in pieces:
        for o in cube.observations:
            days = (o.start, o.end, parse_key(o.key).frequency)
            period = spellings.setdefault(days, o.period)
            by_series.setdefault(o.key, {})[period] = o
            periods[period] = (o.start, o.end)
            count += 1
    ordered = sorted(periods, key=lambda period: (*periods[period], period))
    shown = {period: _parts(period, by_series) for period in ordered}
    names = _columns(context, shown)
    numbers = frozenset(
        name for period in ordered for name in (period, f"{period}.lower", f"{period}.upper")
    )
    rows = tuple(
        (*_head(pieces[0], key, context), *_cells(figures, shown))
        for key, figures in by_series.items()
    )
    return WideTable(names, numbers, rows, count, pieces[-1].next if pieces else None)


def _parts(period: str, by_series: Mapping[str, Mapping[str, Observation]]) -> tuple[str, ...]:
    """Return which further columns a period needs."""
    figures = [figures[period] for figures in by_series.values() if period in figures]
    return tuple(
        part
        for part, normal in _NORMAL.items()
        if any(getattr(figure, part) != normal for figure in figures)
    )


def _columns(context: RenderContext, shown: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    names = [*SERIES_HEAD, *context.dimensions]
    if context.labels:
        names += _wide_labels(context)
    for period, parts in shown.items():
        names += [period, *(f"{period}.{part}" for part in parts)]
    return tuple(names)


def _wide_labels(context: RenderContext) -> list[str]:
    own = (*SERIES_HEAD[1:], *context.dimensions)
    return [name for name in label_columns(context.dimensions) if name[:-6] in own]


def _head(cube: Cube, key: str, context: RenderContext) -> tuple[Any, ...]:
    codes = series_codes(cube, key, context.dimensions)
    if not context.labels:
        return codes
    names = (*SERIES_HEAD, *context.dimensions)
    entries: list[Any] = [
        cube.structure.known_codes(name[:-6]).get(codes[names.index(name[:-6])] or "")
        for name in _wide_labels(context)
    ]
    labels = (entry.name.within(context.language) if entry else None for entry in entries)
    return (*codes, *labels)


def _cells(figures: Mapping[str, Observation], shown: Mapping[str, tuple[str, ...]]) -> list[Any]:
    cells: list[Any] = []
    for period, parts in shown.items():
        figure = figures.get(period)
        cells.append(figure.value if figure else None)
        cells += [getattr(figure, part) if figure else None for part in parts]
    return cells
