"""Figures over time as a line: gaps stay gaps, breaks break it, and a bound is never joined to it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from app.charts.axes import Plot, extent, gridlines, margin, marks, middle_of, period_names
from app.charts.facts import Facts, Figure, Line
from app.charts.kinds.columns import BREAKING, path_of
from app.charts.marks import carets, direction, wave
from app.charts.numbers import Reading, reading
from app.charts.svg import Pen, clean, n, wrapped
from app.charts.when import follows, short
from app.charts.words import BREAKS, COMMA, DOT, GAPS
from app.domain.period import Frequency
from app.domain.structure import Language

_EXACT = "exact"
_CARD_HEIGHT, _HEIGHT = 40.0, 220.0
_AREA = ' fill-opacity="0.14"'
_SHOWN = 4


def draw_spark(facts: Facts, pen: Pen, width: float) -> float:
    """Draw many figures in the room of a card."""
    line = _line(facts)
    plot = _plot(line.known, (4, 10, width - 10, _CARD_HEIGHT - 10))
    for run in runs(line.figures):
        _run(pen, plot, run, paint=pen.hue, width=2)
    pen.rule(0, plot.y(0), width, plot.y(0), "ctl")
    _points(pen, plot, line, only_bounds=True)
    latest = line.latest
    if latest.bound == _EXACT:
        pen.dot(plot.x(latest), plot.y(latest.top), 3.5, pen.hue)
    y = _CARD_HEIGHT + 5 + pen.small
    pen.text(0, y, short(line.figures[0].period, pen.language), role="tick")
    name = short(line.figures[-1].period, pen.language)
    pen.text(width, y, name, anchor="end", paint="ink", weight=600, role="tick")
    return y + 2


def draw_series(facts: Facts, pen: Pen, width: float) -> float:
    """Draw a line with its axes, every figure as a point, the last with its number."""
    line = _line(facts)
    read = reading(line.unit, line.known, pen.language, signed_too=line.is_growth)
    found = marks(*extent(line.known))
    left = margin(pen, read, found)
    plot = _plot(line.known, (left, 30, width - left - 12, _HEIGHT), (found[0], found[-1]))
    gridlines(pen, plot, read, found)
    _breaks(pen, plot, line)
    for run in runs(line.figures):
        _run(pen, plot, run, paint=pen.hue, width=2.5)
    _points(pen, plot, line, read=read)
    _last(pen, plot, line.latest, read)
    period_names(pen, plot, line)
    bottom = plot.top + plot.height + 12 + pen.small
    return _notes(pen, line, bottom, width)


def runs(figures: Sequence[Figure]) -> list[list[Figure]]:
    """Part figures into stretches that may be joined: plain numbers of periods in a row, no break."""
    found: list[list[Figure]] = [[]]
    for figure in figures:
        plain = figure.known and figure.bound == _EXACT
        joins = found[-1] and follows(found[-1][-1].period, figure.period)
        if not plain or not joins or figure.status in BREAKING:
            found.append([])
        if plain:
            found[-1].append(figure)
    return [run for run in found if run]


def _line(facts: Facts) -> Line:
    if facts.main is None or not facts.main.known:
        message = "a line is drawn of figures that are there"
        raise ValueError(message)
    return facts.main


def _plot(
    figures: Sequence[Figure],
    box: tuple[float, float, float, float],
    limits: tuple[float, float] | None = None,
) -> Plot:
    low, high = limits or extent(figures)
    days = [middle_of(figure) for figure in figures]
    left, top, width, height = box
    return Plot(left, top, width, height, low, high, int(min(days)), int(max(days)))


def _run(pen: Pen, plot: Plot, run: list[Figure], *, paint: str, width: float) -> None:
    points = [(plot.x(figure), plot.y(float(figure.value or 0))) for figure in run]
    if len(points) == 1:
        pen.dot(*points[0], 2, paint)
        return
    base = plot.y(0)
    path = path_of(points)
    pen.shape(f"{path}L{n(points[-1][0])} {n(base)}L{n(points[0][0])} {n(base)}z", paint, _AREA)
    pen.stroke(path, paint, width, ' stroke-linejoin="round"')


def _points(
    pen: Pen, plot: Plot, line: Line, *, read: Reading | None = None, only_bounds: bool = False
) -> None:
    for figure in line.known:
        x, y = plot.x(figure), plot.y(figure.top)
        if figure.bound != _EXACT:
            bounded_point(pen, figure, x, plot)
        elif not only_bounds:
            told = "" if read is None else f' data-label="{clean(_told(pen, figure, read))}"'
            pen.dot(x, y, 4, pen.hue, f' stroke="{pen.colour("surface")}" stroke-width="1.5"{told}')


def _told(pen: Pen, figure: Figure, read: Reading) -> str:
    gap = "" if pen.language == "zh" else " "
    number = f"{read.said(figure)}{gap}{read.unit}"
    return f"{short(figure.period, pen.language)}{DOT}{number}".rstrip()


def bounded_point(pen: Pen, figure: Figure, x: float, plot: Plot, paint: str = "") -> None:
    """Draw a figure that is no plain number: hollow and pointing, or a bar between two limits."""
    colour = paint or pen.hue
    if figure.bound == "range":
        low, high = plot.y(float(figure.lower or 0)), plot.y(float(figure.upper or 0))
        pen.rule(x, low, x, high, colour, 3)
        for y in (low, high):
            pen.rule(x - 5, y, x + 5, y, "ink", 2)
        pen.dot(x, (low + high) / 2, 0, colour, ' class="bound"')
        return
    y, way = plot.y(figure.top), direction(figure)
    pen.ring(x, y, 4, colour)
    if way:
        carets(pen, x, y - way * 3, way, paint=colour)
    else:
        wave(pen, x, y - 10, colour)


def _last(pen: Pen, plot: Plot, latest: Figure, read: Reading) -> None:
    y = plot.y(latest.top)
    above = y - (24 if direction(latest) > 0 else 20 if latest.bound == "approx" else 10)
    text = read.said(latest)
    x = min(plot.x(latest) + 8, plot.left + plot.width + 12)
    pen.text(
        x,
        max(above, 14),
        text,
        size=15,
        anchor="end",
        paint="ink",
        weight=700,
        role="value",
        halo=True,
    )


def _breaks(pen: Pen, plot: Plot, line: Line) -> None:
    for earlier, figure in zip(line.figures, line.figures[1:], strict=False):
        if figure.status in BREAKING:
            x = (plot.x(earlier) + plot.x(figure)) / 2
            path = f"M{n(x)} {n(plot.top - 6)}V{n(plot.top + plot.height)}"
            pen.stroke(path, "ctl", 1.5, ' stroke-dasharray="4 3" class="break"')


def _notes(pen: Pen, line: Line, y: float, width: float) -> float:
    """Say what is missing and what does not compare, under the chart."""
    for text in notes_of(line, pen.language):
        for row in wrapped(text, width, pen.small):
            y += pen.small + 4
            pen.text(0, y, row)
    return y + 8


def notes_of(line: Line, language: Language) -> list[str]:
    """Return what a reader of a line has to know about gaps and breaks."""
    found = []
    missing = [short(f.period, language) for f in line.figures if not f.known]
    missing += _skipped(line.figures)
    if missing:
        shown = COMMA.within(language).join(missing[:_SHOWN]) + (
            " …" if len(missing) > _SHOWN else ""
        )
        found.append(GAPS.within(language).format(periods=shown))
    found += [
        BREAKS.within(language).format(
            period=short(f.period, language), why=f.status_name.within(language)
        )
        for f in line.figures
        if f.status in BREAKING
    ]
    return found


def _skipped(figures: Sequence[Figure]) -> list[str]:
    """Return the whole years between figures for which nothing was published."""
    found = []
    for earlier, later in itertools.pairwise(figures):
        first, last = earlier.period.end.year + 1, later.period.start.year - 1
        if earlier.period.frequency is not Frequency.ODD and first <= last:
            found.append(str(first) if first == last else f"{first}–{last}")
    return found
