"""Several areas in one period, or the parts of a breakdown: ranked dots, one row each."""

from __future__ import annotations

from dataclasses import dataclass

from app.charts.axes import extent, marks
from app.charts.facts import Facts, Figure
from app.charts.marks import chevrons, direction, room_for, wave
from app.charts.numbers import Reading, reading
from app.charts.svg import Pen, width_of, wrapped
from app.charts.words import COMMA, GAP, NOTHING
from app.domain.period import Period
from app.domain.structure import Language

_ROW, _TOP, _NAME = 23.0, 24.0, 14.0
_CHEVRONS = 26.0
_LABELS = 0.4  # of the width at most
_MORE = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        name: Of the area or part, in the language of the picture.
        chosen: Whether it is the one that the picture is about.
    """

    name: str
    figure: Figure
    chosen: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rows by size, the largest first.

    Attributes:
        absent: Names of those without a number in the period.
    """

    rows: tuple[Row, ...]
    absent: tuple[str, ...]
    period: Period
    by_area: bool


def ranking_of(facts: Facts, language: Language, *, by_area: bool) -> Ranking | None:
    """Rank areas, or the parts of the chosen one; `None` where there are no two to compare."""
    main = facts.main
    if main is None or not main.known:
        return None
    lines = facts.alike() if by_area else facts.parts()
    when = main.latest.period
    rows, absent = [], []
    for line in lines:
        name = (line.area.name if by_area else line.breakdown).within(language)
        found = next((f for f in line.known if _same(f.period, when)), None)
        if found is None:
            absent.append(name)
        else:
            rows.append(Row(name, found, line.series.key == main.series.key))
    if len(rows) <= 1:
        return None
    ordered = sorted(rows, key=lambda row: (-_size(row.figure), row.name))
    return Ranking(tuple(ordered), tuple(sorted(absent)), when, by_area)


def draw_areas(facts: Facts, pen: Pen, width: float) -> float:
    """Draw a row for each area; a bound keeps its word and its chevrons."""
    return _draw(facts, pen, width, by_area=True)


def draw_breakdown(facts: Facts, pen: Pen, width: float) -> float:
    """Draw a row for each part in the chosen area."""
    return _draw(facts, pen, width, by_area=False)


def _draw(facts: Facts, pen: Pen, width: float, *, by_area: bool) -> float:
    found = ranking_of(facts, pen.language, by_area=by_area)
    if found is None or facts.main is None:
        message = "a ranking is drawn of two rows or more"
        raise ValueError(message)
    figures = [row.figure for row in found.rows]
    read = reading(facts.main.unit, figures, pen.language, signed_too=facts.main.is_growth)
    low, high = extent(figures)
    ticks = marks(low, high)
    left = min(max(width_of(row.name, _NAME, 700) for row in found.rows), width * _LABELS) + 10
    last = f"{read.tick(ticks[-1])}{GAP[pen.language]}{read.unit}".rstrip()
    scale = (width - left - width_of(last, pen.small) / 2) / (ticks[-1] - ticks[0])
    for each in figures:
        room = width - left - width_of(read.said(each), pen.small, 600) - room_for(each) - 12
        if each.top > ticks[0]:
            scale = min(scale, max(room, 20.0) / (each.top - ticks[0]))
    bottom = _TOP + _ROW * len(found.rows)
    between = (ticks[1] - ticks[0]) * scale
    apart = between > (width_of(last, pen.small) + width_of(read.tick(ticks[-2]), pen.small)) / 2
    for place, mark in enumerate(ticks):
        x = left + (mark - ticks[0]) * scale
        pen.rule(x, _TOP - 4, x, bottom, "line" if mark else "ctl")
        edge = place == len(ticks) - 1
        if not (edge or apart or place == 0):
            continue
        text = last if edge else read.tick(mark)
        pen.text(x, _TOP - 10, text, anchor="middle", role="tick")
    for place, row in enumerate(found.rows):
        y = _TOP + _ROW * (place + 0.5)
        _row(pen, row, (left, y, scale, ticks[0]), read)
    return _absent(pen, found, bottom + 6, width)


def _row(pen: Pen, row: Row, at: tuple[float, float, float, float], read: Reading) -> None:
    left, y, scale, first = at
    figure, paint = row.figure, pen.hue if row.chosen else "ctl"
    weight, ink = (700, "ink") if row.chosen else (400, "ink2")
    size = _NAME * min(1, (left - 10) / width_of(row.name, _NAME, weight))
    pen.text(left - 10, y + 4.5, row.name, size=size, anchor="end", weight=weight, paint=ink)
    zero = left - first * scale
    low = left + (_size(figure) - first) * scale
    x = left + (figure.top - first) * scale
    pen.rule(zero, y, low, y, paint, 2.5 if row.chosen else 1)
    end = max(x, zero)
    if figure.bound == "range":
        pen.rect(low, y - 3, x - low, 6, paint, ' class="bound"')
        for limit in (low, x):
            pen.rule(limit, y - 6, limit, y + 6, "ink", 1.5)
    elif figure.bound == "exact":
        pen.dot(x, y, 5.5 if row.chosen else 4, paint)
    else:
        pen.ring(x, y, 5, paint)
        end += _marked(pen, figure, (x, y), paint)
    pen.text(end + 10, y + 4.5, read.said(figure), weight=weight, paint=ink, role="value")


def _marked(pen: Pen, figure: Figure, at: tuple[float, float], paint: str) -> float:
    x, y = at
    way = direction(figure)
    if not way:
        wave(pen, x, y - 8, paint)
        return 0
    shown = "ink" if way < 0 else paint
    chevrons(pen, x + way * 3, y, way, room=_CHEVRONS, paint=shown)
    return _CHEVRONS if way > 0 else 0


def _absent(pen: Pen, found: Ranking, y: float, width: float) -> float:
    """Name those without a number: a place that is missing is never a zero."""
    if not found.absent:
        return y
    names = COMMA.within(pen.language).join(found.absent)
    for text in wrapped(NOTHING.within(pen.language).format(area=names), width, pen.small)[:_MORE]:
        y += pen.small + 4
        pen.text(0, y, text)
    return y + 8


def _same(one: Period, other: Period) -> bool:
    return (one.start, one.end) == (other.start, other.end)


def _size(figure: Figure) -> float:
    return float(figure.value if figure.value is not None else figure.lower or 0)
